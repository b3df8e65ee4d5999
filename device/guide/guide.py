"""One visit after another, as a state machine over events, touches and the time that passes.

Pure logic: no thread, no clock, no page. The kiosk calls it under one lock and shows the scene it makes. What a
newcomer would get wrong: the guide never hears a camera; `device.recognition` has already decided what is shown
and whether somebody is there, and the page alone knows when a sound has ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from contract.bundle import Release
from contract.museum import Language, Level, Site, Work, worded
from contract.opening import closing, next_opening
from device.guide.aloud import Aloud, Mute
from device.guide.release_source import Shelf
from device.guide.scene import READING, Scene, label, unvoiced, voiced
from narration.profile import Profile
from narration.script import Script, choose

LINGER = 20.0  # s without a sign of the visitor once a telling is over, before the warning
IDLE = 60.0  # s without one elsewhere: paused, or a language chosen and nothing told
WARN = 20.0  # s to say "I am still here" by one touch, as often as one likes: WCAG 2.2.1 asks for at least 20
GRACE = 8.0  # s after a visitor has left before the visit is over
UNKNOWN_FOR = 30.0  # s that "I don't know this one" stays; a touch begins them anew


class Guide:
    """What the kiosk tells now, and to whom it believes it talks."""

    def __init__(
        self,
        shelf: Shelf,
        count: Callable[[str, str, Language], None],
        *,
        language: Language | None = None,
        level: Level = Level.ADULT,
        server: str = "",
        seeing: bool = True,
        aloud: Aloud | None = None,
        wall: Callable[[], float | None] = lambda: None,
    ) -> None:
        """`count` is told (told|finished|stopped|refused, work, language). `language`, `level`: between visits.

        `aloud` says what the release has no sound for; without it that is read on the screen. `wall` gives Unix
        seconds, or None while the clock is not to be trusted: then the museum is taken to be open.
        """
        self._shelf = shelf
        self._count = count
        self._home_language = language
        self._home_level = level
        self._server = server.rstrip("/")
        self.seeing = seeing
        self._aloud = aloud or Mute()
        self._wall = wall
        self._play = 0  # tellings so far
        self._visit = 0  # visits so far
        self._work: str | None = None
        self._by_hand = (
            False  # the visitor chose this work by touch, and the camera does not take it away
        )
        self._layer = 1  # what a visitor hears first; deeper ones on request
        self._told_in: Language = ""  # the language this telling began in, which is what is counted
        self._begun = False  # the page has begun to play, and not ended
        self._sounds_until: float | None = (
            None  # at the latest: a page that died never says "ended"
        )
        self._patience = IDLE
        self._candidates: tuple[str, ...] = ()
        self._unknown_until: float | None = None
        self._gone_at: float | None = None
        self._idle_from: float | None = None  # the visitor's last sign; None between visits
        self._language: Language = language or ""
        self._level = level
        self._larger = False

    # What device.recognition has decided.

    def work_shown(self, work: str, now: float) -> None:
        """A work was shown. The one that is being told goes on undisturbed, and so does one chosen by hand."""
        if not self._known(work):
            return
        self._gone_at = None
        if self._by_hand and self._begun:
            return
        if work != self._work:
            self._tell(work, now)

    def unknown_shown(self, candidates: Sequence[str], now: float) -> None:
        """Something was held up that the kiosk does not know; a telling is not broken off for it."""
        if self._work is not None or self._shelf.release is None:
            return
        self._candidates = tuple(key for key in candidates if self._known(key))[:3]
        self._unknown_until = now + UNKNOWN_FOR
        for key in self._candidates[:1]:
            self._count("refused", key, self._spoken())

    def visitor_left(self, now: float) -> None:
        """Nobody is there any more: after a short grace the visit is over."""
        if self._gone_at is None:
            self._gone_at = now

    def visitor_came(self, now: float) -> None:
        """Somebody is there."""
        self._gone_at = None

    # What a visitor touches.

    def touch(self, what: str, value: str, now: float) -> bool:
        """A touch: language | level | larger | stop | again | deeper | work | number | stay | home.

        False: not understood.
        """
        self._idle_from = now
        self._gone_at = None
        if self._unknown_until is not None:
            self._unknown_until = now + UNKNOWN_FOR
        match what:
            case "language" if value in self._languages():
                changed, self._language = value != self._spoken(), value
                self._start_again(changed, now)
            case "level" if value in set(Level):
                changed, self._level = value != self._level, Level(value)
                self._start_again(changed, now)
            case "larger":
                self._larger = not self._larger
            case "stop" | "home":
                self._stop()
                if not self._something_chosen():
                    self._end_visit()
            case "again":
                self._start_again(True, now, self._layer)
            case "deeper" if (layer := self._deeper()) is not None:
                self._start_again(True, now, layer)
            case "work" if self._known(value):
                self._tell(value, now, by_hand=True)
            case "number":
                found = self._by_number(value)
                if found is None:
                    return False
                self._tell(found.key, now, by_hand=True)
            case "stay":
                pass
            case _:
                return False
        return True

    def played(self, play: int, what: str, now: float) -> None:
        """The page reports of its player: `started`, `paused`, or `ended` after the last block of telling `play`."""
        if play != self._play or self._work is None:
            return
        self._idle_from = now
        if what == "started":
            self._begun = True
            self._sounds_until = now + self._seconds(self._work) + LINGER
        elif what == "paused":
            self._sounds_until = None
            self._patience = IDLE
        elif what == "ended" and self._begun:
            self._begun, self._sounds_until = False, None
            self._patience = LINGER
            self._note("finished", self._work)

    def released(self) -> None:
        """Another release is in use: what is being told may have other words now, with or without their sound."""
        if self._work is not None and self._known(self._work):
            self._wish(self._work)

    # Time passes.

    def tick(self, now: float) -> None:
        """Ends what has lasted long enough. Call it at least twice a second."""
        if self._unknown_until is not None and now >= self._unknown_until:
            self._candidates, self._unknown_until = (), None
        if self._gone_at is not None and now - self._gone_at >= GRACE:
            self._end_visit()
        if self._sounds_until is not None and now >= self._sounds_until:
            self._idle_from, self._sounds_until, self._patience = now, None, LINGER
        if self._idle_for(now) >= self._patience + WARN:
            self._end_visit()

    def scene(self, now: float) -> Scene:
        """What the screen shows now."""
        release = self._shelf.release
        language = self._spoken()
        if release is None:
            return Scene(
                screen="resting",
                language=language,
                level=self._level,
                seeing=self.seeing,
                visit=self._visit,
            )
        known = {work.key: work for work in release.museum.works}
        readable = [language, *(other for other in self._languages() if other != language)]
        common: dict[str, Any] = {
            "language": language,
            "level": self._level,
            "languages": tuple(self._languages()),
            "larger": self._larger,
            "play": self._play,
            "visit": self._visit,
            "warn_seconds": WARN if self._idle_for(now) >= self._patience else None,
            "seeing": self.seeing,
            "handover": self._handover(known.get(self._work or "")),
            "museum": worded(release.museum.site.name, readable)[0],
        }
        if self._work is not None and self._work in known:
            return self._telling(known[self._work], release, readable, common)
        if self._unknown_until is not None:
            maybe = tuple(label(known[key], readable) for key in self._candidates if key in known)
            return Scene(screen="unknown", works=maybe, **common)
        if self._idle_from is None and (closed := self._closed(release.museum.site)):
            return Scene(screen="resting", **closed, **common)
        shown = tuple(label(work, readable) for work in release.museum.works if work.media)
        return Scene(screen="attract", works=shown, **common)

    def _telling(
        self, work: Work, release: Release, readable: list[Language], common: dict[str, Any]
    ) -> Scene:
        script = self._script(work.key)
        blocks = voiced(script, release, self._aloud)
        sources = dict.fromkeys(source for block in script.blocks for source in block.sources)
        return Scene(
            screen="telling",
            work=label(work, readable),
            blocks=blocks,
            sources=tuple(sources) or tuple(work.sources),
            other_level=bool(blocks) and script.level != self._level,
            machine_made=script.machine_made,
            machine_voice=any(block.machine_voice for block in blocks),
            deeper=script.deeper is not None,
            offered=() if blocks else script.offered,
            **common,
        )

    def _tell(self, work: str, now: float, *, by_hand: bool = False, layer: int = 1) -> None:
        self._stop()
        self._work = work
        self._layer = layer
        self._by_hand = by_hand
        self._play += 1
        self._gone_at = None
        self._idle_from = now
        self._told_in = self._spoken()
        text = self._script(work).text
        self._note("told" if text else "refused", work)
        self._patience = LINGER + len(text) / READING
        self._wish(work)

    def _start_again(self, really: bool, now: float, layer: int = 1) -> None:
        if really and self._work is not None and self._known(self._work):
            self._tell(self._work, now, by_hand=self._by_hand, layer=layer)

    def _wish(self, work: str) -> None:
        release = self._shelf.release
        self._aloud.wish(unvoiced(self._script(work), release) if release else [])

    def _deeper(self) -> int | None:
        """The layer after the one that is told; None when there is none."""
        if self._work is None or not self._known(self._work):
            return None
        return self._script(self._work).deeper

    def _note(self, what: str, work: str) -> None:
        """Counts; a work whose deeper layer is told was told already."""
        if self._layer == 1:
            self._count(what, work, self._told_in)

    def _stop(self) -> None:
        if self._begun and self._work is not None:
            self._note("stopped", self._work)
        self._work, self._begun, self._sounds_until = None, False, None
        self._layer = 1
        self._aloud.wish([])
        self._candidates, self._unknown_until = (), None
        self._patience = IDLE

    def _end_visit(self) -> None:
        """The next visitor finds the kiosk as the museum set it."""
        self._stop()
        self._gone_at = self._idle_from = None
        self._language = self._home_language or ""
        self._level = self._home_level
        self._larger = False
        self._visit += 1

    def _something_chosen(self) -> bool:
        home = self._home_language or ""
        return self._larger or (self._language, self._level) != (home, self._home_level)

    def _closed(self, site: Site) -> dict[str, Any]:
        """What the screen says while the museum is closed; nothing while it is open or nobody knows.

        A museum that gives no hours at all is not taken to be closed.
        """
        seconds = self._wall()
        if seconds is None or not any(site.opening):
            return {}
        now = dt.datetime.fromtimestamp(seconds, dt.UTC)
        if closing(site, now) is not None:
            return {}
        opens = next_opening(site, now)
        if opens is None:
            return {"closed": True}
        days = (opens.date() - now.astimezone(opens.tzinfo).date()).days
        return {"closed": True, "opens": opens.isoformat(), "opens_in_days": days}

    def _idle_for(self, now: float) -> float:
        """Seconds without a sign of the visitor; speech that still sounds is one."""
        if self._idle_from is None or self._sounds_until is not None:
            return 0.0
        return now - self._idle_from

    def _script(self, work: str) -> Script:
        release = self._shelf.release
        assert release is not None  # noqa: S101 - a work is told out of a release
        told = release.museum.work(work)
        first = choose(told, Profile([self._spoken()], self._level))
        if self._layer == 1:
            return first
        deeper = choose(told, Profile([first.language], first.level), self._layer)
        return deeper if deeper.blocks else first

    def _seconds(self, work: str) -> float:
        """How long the telling sounds, all blocks together."""
        release = self._shelf.release
        if release is None or not self._known(work):
            return 0.0
        return sum(block.seconds for block in voiced(self._script(work), release, self._aloud))

    def _spoken(self) -> Language:
        """The visitor's language; before they chose one the kiosk's, else the museum's first; "" without content."""
        release = self._shelf.release
        home = release.museum.site.languages[0] if release else ""
        return self._language or self._home_language or home

    def _languages(self) -> list[Language]:
        release = self._shelf.release
        return list(release.museum.site.languages) if release else []

    def _known(self, key: str) -> bool:
        release = self._shelf.release
        return release is not None and any(work.key == key for work in release.museum.works)

    def _by_number(self, typed: str) -> Work | None:
        release = self._shelf.release
        if release is None or not typed.isdecimal():
            return None
        return next((work for work in release.museum.works if work.number == int(typed)), None)

    def _handover(self, work: Work | None) -> str:
        """The address for a phone. All of the visit is in the fragment, which never reaches the server."""
        if not self._server:
            return ""
        visit = {"l": self._spoken(), "v": self._level.value}
        if work is not None:
            visit["w"] = str(work.number)
        return f"{self._server}/visit#{urlencode(visit)}"

"""One visit after another, as a state machine over events, touches and the time that passes.

Pure logic: no thread, no clock, no page. The kiosk calls it under one lock and shows the scene it makes. What a
newcomer would get wrong: the guide never hears a camera; `device.recognition` has already decided what is shown
and whether somebody is there, and the page alone knows when a sound has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from contract.bundle import Release
from contract.museum import Language, Level, Work, worded
from device.guide.scene import Scene, label, voiced
from device.guide.shelf import Shelf
from narration.profile import Profile
from narration.script import choose

LINGER = 20.0  # s on a work after its last word, then the attract screen again
GRACE = 8.0  # s after a visitor has left before the telling stops
UNKNOWN_FOR = 15.0  # s that "I don't know this one" stays
IDLE = 60.0  # s without a touch before a chosen language is about to be forgotten
WARN = 20.0  # s to say "I am still here" by one touch: WCAG 2.2.1 asks for at least 20


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
    ) -> None:
        """`count` is told (told|finished|stopped|refused, work, language). `language`, `level`: between visits."""
        self._shelf = shelf
        self._count = count
        self._home_language = language
        self._home_level = level
        self._server = server.rstrip("/")
        self.seeing = seeing
        self._play = 0
        self._work: str | None = None
        self._candidates: tuple[str, ...] = ()
        self._unknown_until: float | None = None
        self._speaking = False
        self._told_until: float | None = None
        self._gone_at: float | None = None
        self._touched: float | None = None
        self._language: Language = ""
        self._level = level
        self._larger = False
        self._forget()

    # What device.recognition has decided.

    def work_shown(self, work: str, now: float) -> None:
        """A work was shown. The one that is being told goes on undisturbed."""
        release = self._shelf.release
        if release is None or work not in {known.key for known in release.museum.works}:
            return
        self._gone_at = None
        if work != self._work:
            self._tell(work, now)

    def unknown_shown(self, candidates: Sequence[str], now: float) -> None:
        """Something was held up that the kiosk does not know; a telling is not broken off for it."""
        if self._work is not None:
            return
        self._candidates = tuple(candidates)[:3]
        self._unknown_until = now + UNKNOWN_FOR
        for key in self._candidates[:1]:
            self._count("refused", key, self._language)

    def visitor_left(self, now: float) -> None:
        """Nobody is there any more: after a short grace the telling stops."""
        if self._gone_at is None:
            self._gone_at = now

    def visitor_came(self, now: float) -> None:
        """Somebody is there."""
        self._gone_at = None

    # What a visitor touches.

    def touch(self, what: str, value: str, now: float) -> bool:
        """A touch: language | level | larger | stop | again | work | number | stay | home. False: not understood."""
        self._touched = now
        self._gone_at = None
        match what:
            case "language" if value in self._languages():
                changed, self._language = value != self._language, value
                self._start_again(changed, now)
            case "level" if value in set(Level):
                changed, self._level = value != self._level, Level(value)
                self._start_again(changed, now)
            case "larger":
                self._larger = not self._larger
            case "stop":
                self._stop()
            case "again":
                self._start_again(True, now)
            case "work" if self._known(value):
                self._tell(value, now)
            case "number":
                found = self._by_number(value)
                if found is None:
                    return False
                self._tell(found.key, now)
            case "stay":
                pass
            case "home":
                self._stop()
                self._candidates, self._unknown_until = (), None
            case _:
                return False
        return True

    def played(self, play: int, what: str, now: float) -> None:
        """The page reports of its player: `started`, or `ended` after the last block of telling `play`."""
        if play != self._play or self._work is None:
            return
        if what == "started":
            self._speaking = True
        elif what == "ended" and self._speaking:
            self._speaking = False
            self._count("finished", self._work, self._language)
            self._told_until = now + LINGER

    # Time passes.

    def tick(self, now: float) -> None:
        """Ends what has lasted long enough. Call it at least twice a second."""
        if self._unknown_until is not None and now >= self._unknown_until:
            self._candidates, self._unknown_until = (), None
        if self._gone_at is not None and now - self._gone_at >= GRACE and self._work is not None:
            self._stop()
        if self._told_until is not None and now >= self._told_until and not self._warned(now):
            self._work, self._told_until = None, None
        if self._touched is not None and now - self._touched >= IDLE + WARN and not self._speaking:
            self._forget()

    def scene(self, now: float) -> Scene:
        """What the screen shows now."""
        release = self._shelf.release
        language = self._language or self._home(release)
        if release is None:
            return Scene(
                screen="resting", language=language or "en", level=self._level, seeing=self.seeing
            )
        known = {work.key: work for work in release.museum.works}
        readable = [language, *(other for other in self._languages() if other != language)]
        common: dict[str, Any] = {
            "language": language,
            "level": self._level,
            "languages": tuple(self._languages()),
            "larger": self._larger,
            "play": self._play,
            "warn_seconds": self._warning(now),
            "seeing": self.seeing,
            "handover": self._handover(known.get(self._work or "")),
            "museum": worded(release.museum.site.name, readable)[0],
        }
        if self._work is not None and self._work in known:
            return self._telling(known[self._work], release, readable, common)
        if self._unknown_until is not None:
            maybe = tuple(label(known[key], readable) for key in self._candidates if key in known)
            return Scene(screen="unknown", works=maybe, **common)
        shown = tuple(label(work, readable) for work in release.museum.works if work.media)
        return Scene(screen="attract", works=shown, **common)

    def _telling(
        self, work: Work, release: Release, readable: list[Language], common: dict[str, Any]
    ) -> Scene:
        script = choose(work, Profile(languages=[readable[0]], level=self._level))
        blocks = voiced(script, release)
        sources = dict.fromkeys(source for block in script.blocks for source in block.sources)
        speech = {spoken.block for spoken in release.speech if spoken.machine_made}
        return Scene(
            screen="telling",
            work=label(work, readable),
            blocks=blocks,
            sources=tuple(sources) or tuple(work.sources),
            machine_made=script.machine_made,
            machine_voice=any(block.block in speech for block in blocks),
            offered=tuple(dict.fromkeys(block.language for block in work.blocks))
            if not blocks
            else (),
            **common,
        )

    def _tell(self, work: str, now: float) -> None:
        if self._speaking and self._work is not None:
            self._count("stopped", self._work, self._language)
        self._work = work
        self._play += 1
        self._speaking = False
        self._told_until = None
        self._candidates, self._unknown_until = (), None
        self._language = self._language or self._home(self._shelf.release)
        self._count("told", work, self._language)
        if not self._has_words(work):
            self._told_until = now + LINGER

    def _start_again(self, really: bool, now: float) -> None:
        if really and self._work is not None:
            self._tell(self._work, now)

    def _stop(self) -> None:
        if self._speaking and self._work is not None:
            self._count("stopped", self._work, self._language)
        self._work, self._speaking, self._told_until, self._gone_at = None, False, None, None

    def _forget(self) -> None:
        """The next visitor finds the kiosk as the museum set it."""
        self._touched = None
        self._language = self._home_language or ""
        self._level = self._home_level
        self._larger = False

    def _warning(self, now: float) -> float | None:
        return WARN if self._warned(now) else None

    def _warned(self, now: float) -> bool:
        return self._touched is not None and not self._speaking and now - self._touched >= IDLE

    def _has_words(self, work: str) -> bool:
        release = self._shelf.release
        assert release is not None  # noqa: S101 - a work is told out of a release
        return bool(
            choose(release.museum.work(work), Profile([self._language], self._level)).blocks
        )

    def _home(self, release: Release | None) -> Language:
        return self._home_language or (release.museum.site.languages[0] if release else "")

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
        visit = {"l": self._language, "v": self._level.value}
        if work is not None:
            visit["w"] = str(work.number)
        return f"{self._server}/visit#{urlencode(visit)}"

"""The guide: turns events, touches and the time that passes into what the screen shows.

Pure logic without a thread, a clock or a page. The kiosk calls it under one lock and shows the scene it makes. The
states and their transitions are in device.guide.states. The guide never sees a frame: `device.recognition` has
decided already what is shown and whether a visitor is present. Only the page knows when a sound has ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from contract.museum import Key, Language, Level, Site, Work, worded
from contract.opening import closing, next_opening
from device.guide import states
from device.guide.release_index import ReleaseIndex
from device.guide.release_source import ReleaseSource
from device.guide.scene import (
    READING_SPEED,
    Label,
    Scene,
    blocks_without_speech,
    label,
    playback,
)
from device.guide.speech_on_demand import NoSpeech, SpeechOnDemand
from device.guide.states import Attract, Choices, GuideState, OneOfTwo, Playing, UnknownWork
from narration.profile import Profile
from narration.script import ALWAYS_OFFERED, Script, VisitSoFar, compose

VISITOR_SECONDS = 90.0  # that a visitor listens to one work; what does not fit is told on request
CANDIDATES = 3  # at most, that are offered for something unknown


class Guide:
    """What the kiosk plays now, and what it knows of the visit."""

    def __init__(
        self,
        source: ReleaseSource,
        count: Callable[[str, str, Language], None],
        *,
        language: Language | None = None,
        level: Level = Level.ADULT,
        server: str = "",
        seeing: bool = True,
        live_speech: SpeechOnDemand | None = None,
        wall_clock: Callable[[], float | None] = lambda: None,
    ) -> None:
        """`count` gets (told|finished|stopped|refused, work, language). `language`, `level`: between visits.

        `live_speech` speaks what the release has no speech for; without it that is read on the screen. `wall_clock`
        gives Unix seconds, or None while the clock is not trusted: then the museum is taken to be open.
        """
        self._source = source
        self._count = count
        self._home = Choices(language or "", level)
        self._server = server.rstrip("/")
        self.seeing = seeing
        self._live_speech = live_speech or NoSpeech()
        self._wall_clock = wall_clock
        self._state = GuideState(Attract(), self._home)
        self._indexed: ReleaseIndex | None = None
        self._shown: tuple[Any, ...] | None = None  # what the last scene was made from

    # What device.recognition has decided.

    def work_shown(self, work: Key, now: float) -> None:
        """Play a work that was shown. A playback of the same work goes on, and so does one chosen by hand."""
        if not self._known(work):
            return
        self._state = states.present(self._state)
        screen = self._state.screen
        if isinstance(screen, Playing) and (
            (screen.by_hand and screen.started) or screen.work == work
        ):
            return
        self._play(work, now)

    def unknown_shown(self, candidates: Sequence[Key], now: float) -> None:
        """Say that the kiosk does not know what is shown; a playback is not interrupted for it."""
        if isinstance(self._state.screen, Playing) or self._index is None:
            return
        known = tuple(key for key in candidates if self._known(key))[:CANDIDATES]
        self._state = states.unknown_shown(self._state, known, now)
        for key in known[:1]:
            self._count("refused", key, self._language())

    def twins_shown(self, works: Sequence[Key], now: float) -> None:
        """Ask which of two works is shown; a playback is not interrupted for it. Both are counted as refused."""
        if isinstance(self._state.screen, Playing) or self._index is None:
            return
        known = tuple(key for key in works if self._known(key))
        if len(known) < len(works):  # of another release
            self.unknown_shown(known, now)
            return
        self._state = states.twins_shown(self._state, known, now)
        for key in known:
            self._count("refused", key, self._language())

    def twins_left(self, now: float) -> None:
        """Let the question which of two works it is end soon, because they are out of view."""
        self._state = states.twins_left(self._state, now)

    def visitor_left(self, now: float) -> None:
        """Let the visit end after a short grace, because the visitor has left."""
        self._state = states.left(self._state, now)

    def visitor_came(self, now: float) -> None:
        """Let the visit go on, because a visitor is present."""
        self._state = states.present(self._state)

    # What a visitor touches.

    def touch(self, what: str, value: str, now: float) -> bool:
        """Act on a touch: language | level | larger | stop | again | deeper | work | number | stay | home.

        Returns False when it was not understood.
        """
        self._state = states.touched(self._state, now)
        match what:
            case "language" if self._index is not None and value in self._index.languages:
                changed = value != self._language()
                self._choose(replace(self._state.choices, language=value), now, again=changed)
            case "level" if value in (self._index.levels if self._index else ALWAYS_OFFERED):
                changed = value != self._state.choices.level
                self._choose(replace(self._state.choices, level=Level(value)), now, again=changed)
            case "larger":
                larger = not self._state.choices.larger
                self._choose(replace(self._state.choices, larger=larger), now, again=False)
            case "stop" | "home":
                self._become(states.stopped(self._state))
                if self._state.choices == self._home:
                    self._become(states.visit_over(self._state, self._home))
            case "again":
                self._play_again(now)
            case "deeper" if (layer := self._deeper()) is not None:
                self._play_again(now, layer)
            case "work" if self._known(value):
                self._play(value, now, by_hand=True)
            case "number" if (found := self._numbered(value)) is not None:
                self._play(found.key, now, by_hand=True)
            case "stay":
                pass
            case _:
                return False
        return True

    def played(self, play: int, what: str, now: float) -> None:
        """Take in a report of the page: `started`, `paused`, or `ended` after the last block of playback `play`."""
        playing = self._state.screen
        if not isinstance(playing, Playing) or play != playing.play:
            return
        match what:
            case "started":
                seconds = self._seconds(playing)
                self._become(states.playback_started(self._state, playing, seconds, now))
            case "paused":
                self._become(states.playback_paused(self._state, playing, now))
            case "ended":
                self._become(states.playback_ended(self._state, playing, now))

    def released(self) -> None:
        """Ask for speech anew, because the words of another release may lack theirs."""
        playing = self._state.screen
        if isinstance(playing, Playing) and self._known(playing.work):
            self._request_speech(playing)

    # The passing of time.

    def tick(self, now: float) -> bool:
        """End what has lasted long enough. Call it at least twice a second.

        Returns whether a scene made now may differ from the last one, apart from speech that was made meanwhile: the
        guide does not know of it.
        """
        self._become(states.time_passed(self._state, self._home, now))
        return self._basis(now) != self._shown

    def scene(self, now: float) -> Scene:
        """Returns what the screen shows now."""
        self._shown = self._basis(now)
        index, language, state = self._index, self._language(), self._state
        if index is None:
            return Scene(
                screen="resting",
                language=language,
                level=state.choices.level,
                seeing=self.seeing,
                visit=state.visits,
            )
        readable = list(index.readable(language))
        screen = state.screen
        work = index.works.get(screen.work) if isinstance(screen, Playing) else None
        site = index.release.museum.site
        common: dict[str, Any] = {
            "language": language,
            "level": state.choices.level,
            "languages": tuple(index.languages),
            "levels": index.levels,
            "larger": state.choices.larger,
            "play": state.plays,
            "visit": state.visits,
            "warn_seconds": states.WARN_SECONDS if states.warned(state, now) else None,
            "seeing": self.seeing,
            "handover": self._handover(work),
            "museum": worded(site.name, readable)[0],
        }
        if isinstance(screen, Playing) and work is not None:
            return self._playing_scene(screen, work, index, readable, common)
        if isinstance(screen, UnknownWork):
            found = (index.works[key] for key in screen.candidates if key in index.works)
            maybe = tuple(label(work, readable) for work in found)
            return Scene(screen="unknown", works=maybe, **common)
        if isinstance(screen, OneOfTwo):
            both = (index.works[key] for key in screen.works if key in index.works)
            labels = tuple(label(work, readable) for work in both)
            return Scene(screen="one_of_two", works=labels, **common)
        if state.last_sign is None and (closed := self._closed(site)):
            return Scene(screen="resting", **closed, **common)
        shown = tuple(one for one in index.labels(language) if one.picture is not None)
        return Scene(screen="attract", works=shown, **common)

    def labels(self) -> list[Label]:
        """Returns the labels of all works, by number."""
        index = self._index
        labels = index.labels(self._language()) if index else ()
        return sorted(labels, key=lambda one: one.number)

    def _playing_scene(
        self,
        playing: Playing,
        work: Work,
        index: ReleaseIndex,
        readable: list[Language],
        common: dict[str, Any],
    ) -> Scene:
        script = self._script(work, playing.layer, playing.before)
        blocks = playback(script, index.speech, self._live_speech)
        sources = dict.fromkeys(source for block in script.blocks for source in block.sources)
        return Scene(
            screen="telling",
            work=label(work, readable),
            blocks=blocks,
            sources=tuple(sources) or tuple(work.sources),
            told_level=script.level if blocks and script.level != common["level"] else None,
            machine_made=script.machine_made,
            machine_voice=any(block.machine_voice for block in blocks),
            deeper=script.deeper is not None,
            offered=() if blocks else script.offered,
            **common,
        )

    def _basis(self, now: float) -> tuple[Any, ...]:
        """Returns everything that a scene depends on, except speech that was made meanwhile."""
        index, state = self._index, self._state
        minute = None
        if index is not None and any(index.release.museum.site.opening):
            seconds = self._wall_clock()
            minute = None if seconds is None else seconds // 60  # opening hours are whole minutes
        return index, state, states.warned(state, now), minute, self.seeing

    def _become(self, state: GuideState) -> None:
        """Enter `state`; count and request what follows from leaving the one before."""
        before, after = self._state.screen, state.screen
        self._state = state
        if not isinstance(before, Playing):
            return
        same = isinstance(after, Playing) and after.play == before.play
        if same and before.started and isinstance(after, Playing) and not after.started:
            self._note("finished", before)
        elif not same:
            if before.started:
                self._note("stopped", before)
            self._live_speech.request([])

    def _play(
        self,
        work: Key,
        now: float,
        *,
        by_hand: bool = False,
        layer: int = 1,
        before: VisitSoFar | None = None,
    ) -> None:
        """Begin a playback. `before`: what the visitor had met when it began first, where it begins again."""
        index = self._index
        if index is None:
            return
        before = before or self._state.visit
        script = self._script(index.works[work], layer, before)
        text = script.text
        self._become(
            states.play(
                self._state,
                work,
                self._language(),
                layer=layer,
                by_hand=by_hand,
                reading_seconds=len(text) / READING_SPEED,
                before=before,
                said=[block.key for block in script.blocks],
                now=now,
            )
        )
        playing = self._state.screen
        if isinstance(playing, Playing):
            self._note("told" if text else "refused", playing)
            self._request_speech(playing)

    def _play_again(self, now: float, layer: int | None = None) -> None:
        """Begin the playback anew, or a deeper `layer` of it."""
        playing = self._state.screen
        if not isinstance(playing, Playing) or not self._known(playing.work):
            return
        if layer is None:
            layer, before = playing.layer, playing.before
        else:
            before = self._state.visit
        self._play(playing.work, now, by_hand=playing.by_hand, layer=layer, before=before)

    def _choose(self, choices: Choices, now: float, *, again: bool) -> None:
        self._state = replace(self._state, choices=choices)
        playing = self._state.screen
        if again and isinstance(playing, Playing) and self._known(playing.work):
            self._play(playing.work, now, by_hand=playing.by_hand, before=playing.before)

    def _request_speech(self, playing: Playing) -> None:
        index = self._index
        if index is not None:
            script = self._script(index.works[playing.work], playing.layer, playing.before)
            self._live_speech.request(blocks_without_speech(script, index.speech))

    def _deeper(self) -> int | None:
        """Returns the layer after the one that is played; None when there is none."""
        index, playing = self._index, self._state.screen
        if index is None or not isinstance(playing, Playing) or playing.work not in index.works:
            return None
        return self._script(index.works[playing.work], playing.layer, playing.before).deeper

    def _note(self, what: str, playing: Playing) -> None:
        """Count; a work whose deeper layer is played was counted with its first layer."""
        if playing.layer == 1:
            self._count(what, playing.work, playing.language)

    def _closed(self, site: Site) -> dict[str, Any]:
        """Returns what the screen says while the museum is closed; nothing while it is open or that is not known.

        A museum without any opening hours is not taken to be closed.
        """
        seconds = self._wall_clock()
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

    def _script(self, work: Work, layer: int, before: VisitSoFar) -> Script:
        index = self._index
        links = index.release.museum.links if index else []
        profile = Profile([self._language()], self._state.choices.level, seconds=VISITOR_SECONDS)
        first = compose(work, profile, visit=before, links=links)
        if layer == 1:
            return first
        same = Profile([first.language], first.level)
        deeper = compose(work, same, layer, visit=before)
        return deeper if deeper.blocks else first

    def _seconds(self, playing: Playing) -> float:
        """Returns how long the playback sounds, all blocks together."""
        index = self._index
        if index is None or playing.work not in index.works:
            return 0.0
        script = self._script(index.works[playing.work], playing.layer, playing.before)
        return sum(block.seconds for block in playback(script, index.speech, self._live_speech))

    @property
    def _index(self) -> ReleaseIndex | None:
        release = self._source.release
        if release is None:
            self._indexed = None
        elif self._indexed is None or self._indexed.release is not release:
            self._indexed = ReleaseIndex(release, self._source.has_speech)
        return self._indexed

    def _language(self) -> Language:
        """Returns the visitor's language, else the kiosk's, else the museum's first; "" without content."""
        index = self._index
        return (
            self._state.choices.language
            or self._home.language
            or (index.languages[0] if index else "")
        )

    def _known(self, key: Key) -> bool:
        index = self._index
        return index is not None and key in index.works

    def _numbered(self, typed: str) -> Work | None:
        index = self._index
        return index.numbered(typed) if index else None

    def _handover(self, work: Work | None) -> str:
        """Returns the address for a phone. The visit is in the fragment, which never reaches the server."""
        if not self._server:
            return ""
        choices = self._state.choices
        visit = {"l": self._language(), "v": choices.level.value}
        if work is not None:
            visit["w"] = str(work.number)
        return f"{self._server}/visit#{urlencode(visit)}"

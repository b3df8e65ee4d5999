"""The guide: turns events, touches and the time that passes into what the screen shows.

Pure logic without a thread, a clock or a page. The kiosk calls it under one lock and shows the scene it makes. The
states and their transitions are in device.guide.states. The guide never sees a frame: `device.recognition` has
decided already what is shown and whether a visitor is present. Only the page knows when a sound has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contract.museum import Key, Language, Level
from device.guide import choices, states, telling
from device.guide.choices import Choices
from device.guide.museum_now import MuseumNow
from device.guide.release_index import ReleaseIndex
from device.guide.release_source import ReleaseSource
from device.guide.scene import READING_SPEED, Label, Scene, blocks_without_speech, playback
from device.guide.scene_maker import SceneMaker, SceneMoment
from device.guide.speech_on_demand import NoSpeech, SpeechOnDemand
from device.guide.states import (
    BEGINNING,
    Attract,
    GuideState,
    PlaybackPosition,
    Playing,
    SomethingSeen,
    SpeechWish,
)
from narration.profile import LONG_SECONDS, SHORT_SECONDS, USUAL_SECONDS, Profile
from narration.script import ALWAYS_OFFERED, Script

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
        room: Key | None = None,
        seeing: bool = True,
        live_speech: SpeechOnDemand | None = None,
        wall_clock: Callable[[], float | None] = lambda: None,
        museum_now: Callable[[], MuseumNow] = MuseumNow,
    ) -> None:
        """`count` gets (told|finished|stopped|refused, work, language). `language`, `level`: between visits.

        `room`: where the kiosk stands. `seeing`: a camera that recognises gives pictures now; the kiosk changes it.
        `live_speech` speaks what the release has no speech for; without it that is read on the screen. `wall_clock`:
        Unix seconds, None while not trusted: the museum is then taken to be open. `museum_now`: offers, closed rooms.
        """
        self._source, self._count = source, count
        self._home = Choices(language or "", level)
        self.seeing = seeing
        self._live_speech = live_speech or NoSpeech()
        self._scenes = SceneMaker(server.rstrip("/"), room, self._live_speech)
        self._wall_clock, self._museum_now = wall_clock, museum_now
        self._state = GuideState(Attract(), self._home)
        self._indexed: ReleaseIndex | None = None
        self._shown: tuple[Any, ...] | None = None  # what the last scene was made from
        self._audible = False  # something in the last scene has its sound

    def stand(self, room: Key | None, language: Language | None, level: Level) -> None:
        """Stand in this room, and speak this language at this level between visits."""
        at_home = isinstance(self._state.screen, Attract) and self._state.choices == self._home
        self._scenes.room, self._home = room, Choices(language or "", level)
        if at_home:
            self._state = replace(self._state, choices=self._home)

    def work_shown(self, work: Key, now: float) -> None:
        """Play a work that was shown. A playback of the same work goes on, and so does one chosen by hand.

        While another work sounds, its sentence is said to the end first.
        """
        if not self._known(work):
            return
        self._state = states.present(self._state)
        screen = self._state.screen
        if isinstance(screen, Playing):
            if screen.work == work:
                self._become(states.another_shown(self._state, screen, None, now))
                return
            if screen.by_hand and screen.started:
                return
            if screen.sounds:
                self._become(states.another_shown(self._state, screen, work, now))
                return
        self._play(work, now)

    def something_shown(self, now: float) -> None:
        """Show that something is seen, while it is not recognised yet and nothing else is shown."""
        if self._index is not None and self.seeing:
            self._become(states.something_seen(self._state, now))

    def something_gone(self, now: float) -> None:
        """Put that away, because nothing is before the camera any more."""
        self._become(states.something_gone(self._state))

    def unknown_shown(self, candidates: Sequence[Key], now: float) -> None:
        """Say that the kiosk does not know what is shown; a playback is not interrupted for it."""
        index = self._index
        if isinstance(self._state.screen, Playing) or index is None:
            return
        offered = index.maybe(candidates, self._scenes.room, CANDIDATES)
        self._become(states.unknown_shown(self._state, offered, now))
        likeliest = next((key for key in candidates if self._known(key)), None)
        if likeliest is not None:
            self._count("refused", likeliest, self._language())

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
        """Act on a touch. Returns False when it was not understood.

        language | captions | level | interest (a theme, chosen or no longer) | larger | spoken (on, off) | stop |
        again | short | deeper | work | number | stay | home | speak (whichever kiosk speaks, too), and two signs that
        choose nothing: sign (a key, a movement of what is read) and reading (so many characters are open, 0 none).
        """
        if what == "sign":
            self._become(states.sign(self._state, now))
            return True
        if what == "reading":
            return self._reading(value, now)
        self._state = states.touched(self._state, now)
        match what:
            case "language" | "captions" | "level" | "interest" | "larger" | "spoken":
                return self._choose(what, value, now)
            case "stop" | "home":
                self._become(states.stopped(self._state))
                if self._state.choices == self._home:
                    self._become(states.visit_over(self._state, self._home))
            case "again":
                self._play_again(now)
            case "short":
                return self._change(self._in_short(), SHORT_SECONDS)
            case "deeper":
                return self._tell_more(now)
            case "work" if self._known(value):
                self._play(value, now, by_hand=True)
            case "number" if self._index and (found := self._index.numbered(value)) is not None:
                self._play(found.key, now, by_hand=True)
            case "speak":
                self._state = states.not_waiting(self._state)
            case "stay":
                pass
            case _:
                return False
        return True

    def played(self, play: int, what: str, now: float, block: Key = "", share: float = 0.0) -> None:
        """Take in a report of the page on playback `play`.

        `started` a block; `reached` a sentence of it, after a share of it; `paused`; `sentence_ended`, when another
        work waits for that; `ended` after the last block.
        """
        playing = self._state.screen
        if not isinstance(playing, Playing) or play != playing.play:
            return
        match what:
            case "started":
                speech = self._index.speech if self._index is not None else lambda _block: None
                blocks = playback(playing.script, speech, self._live_speech)
                seconds = sum(one.seconds for one in blocks)
                self._become(states.playback_started(self._state, playing, block, seconds, now))
            case "reached":
                self._become(states.playback_reached(self._state, playing, block, share))
            case "paused":
                self._become(states.playback_paused(self._state, playing, now))
            case "sentence_ended" if playing.then is not None:
                self._play_waiting(playing, now)
            case "ended":
                asked = telling.question(playing.script)
                reading = len(asked.text) / READING_SPEED if asked is not None else 0.0
                self._become(states.playback_ended(self._state, playing, reading, now))
                if playing.then is not None:
                    self._play_waiting(playing, now)

    def released(self) -> None:
        """Take the words of another release for what was not said yet, and ask for speech anew."""
        if (played := self._played()) is not None:
            self._change(self._go_on(*played))

    # The passing of time.

    def tick(self, now: float) -> bool:
        """End what has lasted long enough. Call it at least twice a second.

        Returns whether a scene made now may differ from the last one, apart from speech that was made meanwhile: the
        guide does not know of it.
        """
        playing = self._state.screen
        if isinstance(playing, Playing) and playing.then is not None and now >= playing.then_by:
            self._play_waiting(playing, now)
        if isinstance(playing, SomethingSeen) and not self.seeing:
            self._become(states.something_gone(self._state))
        self._become(states.time_passed(self._state, self._home, now))
        return self._basis(now) != self._shown

    def scene(self, now: float) -> Scene:
        """Returns what the screen shows now."""
        self._shown = self._basis(now)
        language, facts = self._language(), (self.seeing, self._wall_clock(), self._museum_now())
        captions = self._state.choices.captions_beside(language)
        moment = SceneMoment(now, language, captions, *facts)
        shorter = self._in_short() is not None
        scene = self._scenes.scene(self._index, self._state, moment, shorter=shorter)
        self._audible = any(block.opus for block in scene.blocks)
        return scene

    @property
    def speech_wish(self) -> SpeechWish:
        """Whether something sounds, or is about to, in the scene made last."""
        return states.speech_wish(self._state, self._audible)

    def labels(self) -> list[Label]:
        """Returns the labels of all works, by number."""
        labels = self._index.labels(self._language()) if self._index else ()
        return sorted(labels, key=lambda one: one.number)

    def _basis(self, now: float) -> tuple[Any, ...]:
        """Returns everything that a scene depends on, except speech that was made meanwhile."""
        index, state = self._index, self._state
        minute = None
        if index is not None and any(index.release.museum.site.opening):
            seconds = self._wall_clock()
            minute = None if seconds is None else seconds // 60  # opening hours are whole minutes
        return index, state, states.warned(state, now), minute, self.seeing, self._museum_now()

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
        script: Script | None = None,
        seconds: float | None = USUAL_SECONDS,
        counted: bool = True,
        begins_at: PlaybackPosition = BEGINNING,
        skipped: frozenset[Key] = frozenset(),
    ) -> None:
        """Begin a playback: of what is to be said first, or of `script`.

        `skipped`: blocks before its beginning, which the visitor heard in another language.
        """
        index = self._index
        if index is None:
            return
        if script is None:
            visitor = self._profile(seconds)
            script = telling.begin(index, index.works[work], visitor, self._state.visit)
        blocks = playback(script, index.speech, self._live_speech)
        heard = any(one.opus for one in blocks)
        self._become(
            states.play(
                self._state,
                script,
                self._language(),
                by_hand=by_hand,
                now=now,
                seconds=seconds,
                counted=counted,
                begins_at=begins_at,
                reading_seconds=len(script.text) / READING_SPEED,
                said=skipped if heard else [one.block for one in blocks],
            )
        )
        playing = self._state.screen
        if isinstance(playing, Playing):
            self._note("told" if script.blocks else "refused", playing)
            self._request_speech(playing)

    def _play_again(self, now: float) -> None:
        """Begin the playback anew."""
        if (played := self._played()) is not None:
            playing = played[1]
            self._play(playing.work, now, **playing.taken_over, counted=playing.counted)

    def _play_waiting(self, playing: Playing, now: float) -> None:
        """Play the work that came into view while this playback ended its sentence."""
        if playing.then is not None and self._known(playing.then):
            self._play(playing.then, now)

    def _tell_more(self, now: float) -> bool:
        """Go on with more than there was time for; after the end that is a playback of its own."""
        if (played := self._played()) is None:
            return False
        index, playing = played
        visitor = self._profile(LONG_SECONDS)
        if playing.started:
            return self._change(
                telling.more(index, playing, visitor, self._state.visit), LONG_SECONDS
            )
        script = telling.rest(index, playing, visitor, self._state.visit)
        if script is None:
            return False
        self._play(
            playing.work,
            now,
            by_hand=playing.by_hand,
            script=script,
            seconds=LONG_SECONDS,
            counted=False,
        )
        return True

    def _in_short(self) -> Script | None:
        """Returns what is said when the playback goes on in short; None where that is not shorter."""
        if (played := self._played()) is None:
            return None
        return telling.in_short(*played, self._profile(SHORT_SECONDS), self._state.visit)

    def _change(self, script: Script | None, seconds: float | None = None) -> bool:
        """Go on with another script in this playback: it begins with what was said already. Returns False for None."""
        playing = self._state.screen
        if script is None or not isinstance(playing, Playing):
            return False
        playing = replace(playing, script=script, seconds=seconds or playing.seconds)
        self._become(replace(self._state, screen=playing))
        self._request_speech(playing)
        return True

    def _choose(self, what: str, value: str, now: float) -> bool:
        """Take a choice of the visitor, and let what is played go on with it where it was."""
        index, before, language = self._index, self._state.choices, self._language()
        if index is None:
            chosen = choices.chosen(before, what, value, [], ALWAYS_OFFERED, [])
        else:
            themes = [one.key for one in index.release.museum.themes]
            chosen = choices.chosen(before, what, value, index.languages, index.levels, themes)
        if chosen is None:
            return False
        self._state = replace(self._state, choices=chosen)
        if (played := self._played()) is not None:
            if (language, before.level) != (self._language(), chosen.level):
                self._translate(*played, now)
            elif chosen.interests != before.interests and not played[1].over:
                self._change(self._go_on(*played))
        return True

    def _go_on(self, index: ReleaseIndex, playing: Playing) -> Script:
        visitor = self._profile(playing.seconds)
        return telling.go_on(index, playing, visitor, self._state.visit)

    def _translate(self, index: ReleaseIndex, playing: Playing, now: float) -> None:
        """Go on in another language or at another level, where the playback was; after its end, begin anew."""
        visitor = self._profile(playing.seconds)
        if playing.over:
            playing = replace(playing, reached=None, begins_at=BEGINNING)
        script, place, skipped = telling.translated(index, playing, visitor, self._state.visit)
        told = playing.script
        if (script.language, script.level) == (told.language, told.level) and not playing.over:
            self._change(self._go_on(index, playing))  # there is nothing else to go on in
            return
        again = {**playing.taken_over, "script": script}
        self._play(playing.work, now, **again, begins_at=place, skipped=skipped)

    def _reading(self, characters: str, now: float) -> bool:
        if not characters.isdecimal():
            return False
        seconds = int(characters) / READING_SPEED
        self._become(states.reading(self._state, seconds, now))
        return True

    def _played(self) -> tuple[ReleaseIndex, Playing] | None:
        """Returns the playback and the release that has its work; None where either is not there."""
        index, playing = self._index, self._state.screen
        if index is None or not isinstance(playing, Playing) or playing.work not in index.works:
            return None
        return index, playing

    def _request_speech(self, playing: Playing) -> None:
        if self._index is not None:
            self._live_speech.request(blocks_without_speech(playing.script, self._index.speech))

    def _note(self, what: str, playing: Playing) -> None:
        """Count; a work whose deeper layer is played was counted with its first layer."""
        if playing.counted:
            self._count(what, playing.work, playing.language)

    def _profile(self, seconds: float | None) -> Profile:
        return telling.profile(self._language(), self._state.choices, seconds)

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
        return self._index is not None and key in self._index.works

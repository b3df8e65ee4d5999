"""The states of a visit at the kiosk, and how each event leads from one to the next.

Pure functions `state, event, now -> state`; times are monotonic seconds. What a new state sets off (counts, speech)
is decided in device.guide.guide by comparing it with the one before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from contract.museum import Key, Language
from device.guide.choices import Choices
from narration.script import JUST_BEGUN, Script, VisitSoFar

LINGER_SECONDS = 20.0  # without a sign of the visitor after playback has ended, before the warning
IDLE_SECONDS = 60.0  # without one otherwise: paused, or a language chosen and nothing played
WARN_SECONDS = (
    20.0  # to extend by one touch, without limit of times: WCAG 2.2.1 asks for at least 20
)
GRACE_SECONDS = 8.0  # after a visitor has left before the visit is over
# That "one of these two" stays after they have left the view: a card is put down to touch the screen.
ONE_OF_TWO_SECONDS = 10.0
UNKNOWN_SECONDS = 30.0  # that "I don't know this one" stays; a touch begins them anew
SEEN_SECONDS = 8.0  # that "hold it still" stays when nothing more is reported
# After which a telling ends for another work at the latest: the longest sentences of the Museum of Pattern take 10 s.
SENTENCE_SECONDS = 12.0
MOST_READING_SECONDS = 300.0  # that a text on the screen keeps the warning away


@dataclass(frozen=True, slots=True)
class Attract:
    """No work is chosen. The screen shows all works, or rests while the museum is closed."""


@dataclass(frozen=True, slots=True)
class SomethingSeen:
    """Something is before the camera and not recognised yet. The screen shows the camera's picture."""

    until: float


@dataclass(frozen=True, slots=True)
class UnknownWork:
    """Something was shown that the kiosk does not know; `candidates` is what it may be, best first."""

    candidates: tuple[Key, ...]
    until: float


@dataclass(frozen=True, slots=True)
class OneOfTwo:
    """One of two `works` is shown, and the visitor says which. `until`: infinite while they are in view."""

    works: tuple[Key, ...]
    until: float = math.inf


@dataclass(frozen=True, slots=True)
class Sounding:
    """The page plays sound. `until`: when it is over at the latest, because a page that died reports no end."""

    until: float


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing sounds. The warning comes after `warn_after_seconds` without a sign of the visitor."""

    warn_after_seconds: float


@dataclass(frozen=True, slots=True)
class PlaybackPosition:
    """A place in a playback: a block by its number from 0, the share of it that was said, and whether it has begun."""

    block: int = 0
    share: float = 0.0
    begun: bool = True

    @property
    def blocks_begun(self) -> int:
        """How many blocks have begun there."""
        return self.block + self.begun


BEGINNING = PlaybackPosition()


@dataclass(frozen=True, slots=True)
class Playing:
    """A work is on the screen, with its playback.

    `play`: number of this playback. `language`: in which it began, and is counted, where it is `counted`: a deeper
    telling was counted with the first. `script`: what is said, in `seconds`. `by_hand`: chosen by touch, so that the
    camera does not replace it while it plays. `started`: the page has started it and not ended it. `begins_at`: where
    the page begins. `reached`: the block, and the share of it, that the page has reported last. `over`: it was played
    to its end. `then`: another work, that came into view and is played when this sentence has ended, at `then_by` at
    the latest.
    """

    work: Key
    play: int
    language: Language
    script: Script
    by_hand: bool
    sound: Sounding | Silent
    started: bool = False
    seconds: float | None = None
    counted: bool = True
    begins_at: PlaybackPosition = BEGINNING
    reached: tuple[Key, float] | None = None
    over: bool = False
    then: Key | None = None
    then_by: float = math.inf

    @property
    def taken_over(self) -> dict[str, Any]:
        """What a playback that begins anew takes over."""
        return {"by_hand": self.by_hand, "script": self.script, "seconds": self.seconds}

    @property
    def position(self) -> PlaybackPosition | None:
        """Where the page is, or where it is to begin when that is not the beginning.

        None before the first word, and where its block is in the script no more.
        """
        if self.reached is None:
            return self.begins_at if self.begins_at != BEGINNING else None
        keys = [block.key for block in self.script.blocks]
        if self.reached[0] not in keys:
            return None
        return PlaybackPosition(keys.index(self.reached[0]), self.reached[1])

    @property
    def sounds(self) -> bool:
        """Whether the page plays sound now."""
        return self.started and isinstance(self.sound, Sounding)


@dataclass(frozen=True, slots=True)
class SpeechWish:
    """Whether a telling wants to sound, and `anyway`: whoever else speaks in the room, because the visitor said so."""

    wants: bool = False
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class GuideState:
    """Everything the guide knows of the visit. `plays` and `visits` count what has begun and what has ended.

    `visit`: the works and blocks that were said to this visitor. `last_sign`: when the visitor last did something; None
    between visits. `reading_seconds`: that a slow reader needs for what is open on the screen. `left_at`: when the
    visitor left; None while there is one, or before the first.
    """

    screen: Attract | SomethingSeen | UnknownWork | OneOfTwo | Playing
    choices: Choices
    visit: VisitSoFar = JUST_BEGUN
    last_sign: float | None = None
    reading_seconds: float = 0.0
    left_at: float | None = None
    plays: int = 0
    visits: int = 0
    not_waiting: Key = (
        ""  # the work whose sound waits for no other kiosk, because the visitor said so
    )


def present(state: GuideState) -> GuideState:
    """Note that a visitor is present."""
    return state if state.left_at is None else replace(state, left_at=None)


def left(state: GuideState, now: float) -> GuideState:
    """Note that the visitor has left; the visit goes on for a short grace."""
    return replace(state, left_at=now) if state.left_at is None else state


def touched(state: GuideState, now: float) -> GuideState:
    """Note a touch: the visitor is present, and "I don't know this one" stays longer."""
    screen = state.screen
    if isinstance(screen, UnknownWork):
        screen = replace(screen, until=now + UNKNOWN_SECONDS)
    if isinstance(screen, OneOfTwo):
        screen = replace(screen, until=max(screen.until, now + UNKNOWN_SECONDS))
    return replace(state, screen=screen, last_sign=now, left_at=None)


def sign(state: GuideState, now: float) -> GuideState:
    """Note a sign of the visitor that chooses nothing, as a key. Between visits it begins no visit."""
    return state if state.last_sign is None else touched(state, now)


def reading(state: GuideState, seconds: float, now: float) -> GuideState:
    """Note that a text is open on the screen, for which a slow reader needs `seconds`; 0: none is.

    Opening and closing it are signs of the visitor. When what is open changes by itself that is none.
    """
    if state.last_sign is None and not seconds:
        return state
    if not seconds or not state.reading_seconds:
        state = touched(state, now)
    return replace(state, reading_seconds=min(seconds, MOST_READING_SECONDS))


def something_seen(state: GuideState, now: float) -> GuideState:
    """Show the camera's picture, where nothing else is shown."""
    if not isinstance(state.screen, Attract):
        return state
    return replace(state, screen=SomethingSeen(now + SEEN_SECONDS))


def something_gone(state: GuideState) -> GuideState:
    """Put the camera's picture away."""
    return stopped(state) if isinstance(state.screen, SomethingSeen) else state


def unknown_shown(state: GuideState, candidates: tuple[Key, ...], now: float) -> GuideState:
    """Say that the kiosk does not know what is shown, unless a work is played."""
    if isinstance(state.screen, Playing):
        return state
    return replace(state, screen=UnknownWork(candidates, now + UNKNOWN_SECONDS))


def twins_shown(state: GuideState, works: tuple[Key, ...], now: float) -> GuideState:
    """Ask which of two works is shown, unless a work is played."""
    if isinstance(state.screen, Playing):
        return state
    return replace(state, screen=OneOfTwo(works), last_sign=now, left_at=None)


def twins_left(state: GuideState, now: float) -> GuideState:
    """Note that the two works are out of view; the question stays a little."""
    if not isinstance(state.screen, OneOfTwo):
        return state
    until = min(state.screen.until, now + ONE_OF_TWO_SECONDS)
    return replace(state, screen=replace(state.screen, until=until))


def play(
    state: GuideState,
    script: Script,
    language: Language,
    *,
    by_hand: bool,
    now: float,
    seconds: float | None = None,
    counted: bool = True,
    begins_at: PlaybackPosition = BEGINNING,
    reading_seconds: float = 0.0,
    said: Iterable[Key] = (),
) -> GuideState:
    """Begin a playback of a work.

    `reading_seconds`: what a slow reader needs for its words. `said`: blocks that the visitor has met with its
    beginning; the others count as met when the page starts them.
    """
    number, work = state.plays + 1, script.work
    playing = Playing(
        work,
        number,
        language,
        script,
        by_hand,
        Silent(LINGER_SECONDS + reading_seconds),
        seconds=seconds,
        counted=counted,
        begins_at=begins_at,
    )
    met = state.visit.works if state.visit.works[-1:] == (work,) else (*state.visit.works, work)
    visit = VisitSoFar(met, state.visit.said.union(said))
    return replace(
        state,
        screen=playing,
        visit=visit,
        plays=number,
        last_sign=now,
        reading_seconds=0.0,
        left_at=None,
    )


def playback_started(
    state: GuideState, playing: Playing, block: Key, seconds: float, now: float
) -> GuideState:
    """Note that the page plays `block`, and that all that sounds takes at most `seconds`."""
    sounding = Sounding(now + seconds + LINGER_SECONDS)
    visit = state.visit
    if any(one.key == block for one in playing.script.blocks):
        visit = VisitSoFar(visit.works, visit.said | {block})
        if playing.reached is None or playing.reached[0] != block:
            playing = replace(playing, reached=(block, 0.0))
    playing = replace(playing, sound=sounding, started=True, over=False)
    return replace(state, screen=playing, visit=visit, last_sign=now)


def playback_reached(state: GuideState, playing: Playing, block: Key, share: float) -> GuideState:
    """Note that a sentence of `block` begins, after this share of the block. It is no sign of the visitor."""
    return replace(state, screen=replace(playing, reached=(block, share)))


def playback_paused(state: GuideState, playing: Playing, now: float) -> GuideState:
    """Note that the page has paused."""
    return replace(state, screen=replace(playing, sound=Silent(IDLE_SECONDS)), last_sign=now)


def playback_ended(
    state: GuideState, playing: Playing, reading_seconds: float, now: float
) -> GuideState:
    """Note that the page has played the last block; without a start before it this is only a sign of the visitor.

    `reading_seconds`: what a slow reader needs for what is on the screen then.
    """
    if playing.started:
        silent = Silent(LINGER_SECONDS + reading_seconds)
        playing = replace(playing, sound=silent, started=False, over=True)
    return replace(state, screen=playing, last_sign=now)


def another_shown(state: GuideState, playing: Playing, work: Key | None, now: float) -> GuideState:
    """Note that another work came into view, which is played after this sentence; None: it left again."""
    if work is None:
        return replace(state, screen=replace(playing, then=None, then_by=math.inf))
    by = min(playing.then_by, now + SENTENCE_SECONDS)
    return replace(state, screen=replace(playing, then=work, then_by=by), left_at=None)


def speech_wish(state: GuideState, audible: bool) -> SpeechWish:
    """Returns whether the page plays something, or is about to. `audible`: what it plays has its sound."""
    playing = state.screen
    if not isinstance(playing, Playing) or playing.over or not audible:
        return SpeechWish()
    wants = not playing.started or isinstance(playing.sound, Sounding)  # else it is paused
    return SpeechWish(wants, anyway=playing.work == state.not_waiting)


def not_waiting(state: GuideState) -> GuideState:
    """Note that the visitor wants this telling to sound, whoever else speaks."""
    playing = state.screen
    return replace(state, not_waiting=playing.work) if isinstance(playing, Playing) else state


def stopped(state: GuideState) -> GuideState:
    """End the playback, or put away what was unknown."""
    return replace(state, screen=Attract())


def visit_over(state: GuideState, home: Choices) -> GuideState:
    """End the visit; the next visitor finds the kiosk as the museum has set it."""
    return replace(
        state,
        screen=Attract(),
        choices=home,
        visit=JUST_BEGUN,
        last_sign=None,
        reading_seconds=0.0,
        left_at=None,
        visits=state.visits + 1,
        not_waiting="",
    )


def time_passed(state: GuideState, home: Choices, now: float) -> GuideState:
    """End what has lasted long enough."""
    if isinstance(state.screen, SomethingSeen | UnknownWork | OneOfTwo) and (
        now >= state.screen.until
    ):
        state = stopped(state)
    if state.left_at is not None and now - state.left_at >= GRACE_SECONDS:
        state = visit_over(state, home)
    playing = state.screen
    if (
        isinstance(playing, Playing)
        and isinstance(playing.sound, Sounding)
        and now >= playing.sound.until
    ):
        silent = replace(playing, sound=Silent(LINGER_SECONDS))
        state = replace(state, screen=silent, last_sign=now)
    if idle_seconds(state, now) >= warn_after_seconds(state) + WARN_SECONDS:
        state = visit_over(state, home)
    return state


def warned(state: GuideState, now: float) -> bool:
    """Returns whether the screen warns that the visit will end."""
    return idle_seconds(state, now) >= warn_after_seconds(state)


def idle_seconds(state: GuideState, now: float) -> float:
    """Returns the seconds without a sign of the visitor; sound that plays is a sign."""
    playing = state.screen
    sounds = isinstance(playing, Playing) and isinstance(playing.sound, Sounding)
    return 0.0 if state.last_sign is None or sounds else now - state.last_sign


def warn_after_seconds(state: GuideState) -> float:
    """Returns the idle seconds before the warning."""
    playing, after = state.screen, IDLE_SECONDS
    if isinstance(playing, Playing) and isinstance(playing.sound, Silent):
        after = playing.sound.warn_after_seconds
    return max(after, state.reading_seconds + LINGER_SECONDS) if state.reading_seconds else after

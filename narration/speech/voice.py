"""The interface of every voice: speak a text and report when each word sounds.

Note: word positions count characters of the text (code points, from 0), not bytes and not words. A voice may leave
words out, and in scripts without spaces a "word" is whatever the voice times. Use `Synthesis.time_of` for the time of a
character.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from contract.museum import Language, Level, Pronunciation

_STEP_SECONDS = 0.01
_SILENT_SHARE = (
    0.01  # of the loudest sample: 40 dB below it; espeak-ng's own pauses are exact silence
)


class VoiceError(RuntimeError):
    """The voice could not speak the text. The message is a plain sentence for staff."""


class LanguageNotSpokenError(VoiceError):
    """The voice does not speak this language, or can't read its script."""


@dataclass(frozen=True)
class WordTime:
    """One word: its place in the text (`start`, `length`, in characters) and when it begins (seconds)."""

    start: int
    length: int
    seconds: float


@dataclass(frozen=True, eq=False)
class Synthesis:
    """A spoken text. `samples`: int16 mono, shape (n,). `words` rise in both `start` and `seconds`.

    `text` is the written text, and `words` are places in it. `said_as` is what the engine was given for it (see
    narration.spoken_form); "" for a person's recording. `estimated`: the word times were guessed from the lengths of
    the words. `trained`: the machine is a network that learned from recordings.
    """

    text: str
    samples: NDArray[np.int16]
    sample_rate: int
    words: tuple[WordTime, ...]
    voice: str
    machine_made: bool
    estimated: bool = False
    said_as: str = ""
    trained: bool = False

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return len(self.samples) / self.sample_rate

    @cached_property
    def loudest(self) -> float:
        """The largest of its samples, without its sign; 0 where there are none."""
        return float(np.abs(self.samples.astype(np.int32)).max(initial=0))

    def time_of(self, position: int) -> float:
        """Return when the character at `position` sounds, in seconds: exact at a timed word, else interpolated."""
        at = bisect_right(self.words, position, key=lambda word: word.start) - 1
        left = self.words[at] if at >= 0 else WordTime(0, 0, 0.0)
        right = (
            self.words[at + 1]
            if at + 1 < len(self.words)
            else WordTime(len(self.text), 0, self.seconds)
        )
        span = right.start - left.start
        share = (position - left.start) / span if span > 0 else 0.0
        return left.seconds + min(max(share, 0.0), 1.0) * (right.seconds - left.seconds)


def sounding_until(synthesis: Synthesis, start: float, end: float) -> float:
    """Return when the sound between two times (seconds) ends: `end`, less the silence before it; `start` in silence."""
    rate = synthesis.sample_rate
    step = max(round(_STEP_SECONDS * rate), 1)
    first, last = round(start * rate), round(end * rate)
    for at in range(last, first, -step):
        part = synthesis.samples[max(at - step, first) : at]
        if (
            len(part)
            and float(np.abs(part.astype(np.int32)).max()) > _SILENT_SHARE * synthesis.loudest
        ):
            return min(at / rate, end)
    return start


class Voice(Protocol):
    """A back end. Safe to call from several threads; `close` ends what it started."""

    name: str
    can_slow: bool

    def speak(
        self,
        text: str,
        language: Language,
        level: Level = Level.ADULT,
        *,
        pace: float = 1.0,
        block: str | None = None,
        lexicon: Sequence[Pronunciation] = (),
    ) -> Synthesis:
        """Speak `text` in `language`, at a speed that readers of this level can follow, times `pace`.

        An engine says the text as `narration.spoken_form` puts it, with the museum's `lexicon`; a recording stays as
        it is. `block` is the narration block's key, for voices that look a recording up. Raises VoiceError.
        """
        ...

    def identity(self, block: str | None) -> str:
        """Return what this block would be spoken with now. Another answer means that it may sound different."""
        ...

    def close(self) -> None:
        """End it. May be called twice."""
        ...


def orderly(words: list[WordTime], text: str, seconds: float) -> tuple[WordTime, ...]:
    """Return the words that move forward in both text and time; leaves out what a voice reports out of order.

    espeak-ng reports a number such as 1642 several times, each time at a place inside the first.
    """
    kept: list[WordTime] = []
    reached, moment = 0, -1.0
    for word in words:
        inside = 0 <= word.start < len(text) and word.length > 0
        if inside and word.start >= reached and moment < word.seconds <= seconds:
            kept.append(word)
            reached, moment = word.start + word.length, word.seconds
    return tuple(kept)


def evenly(text: str, seconds: float) -> tuple[WordTime, ...]:
    """Return word times estimated from lengths alone: every character takes the same time."""
    words: list[WordTime] = []
    position = 0
    for part in text.split():
        start = text.index(part, position)
        position = start + len(part)
        words.append(WordTime(start, len(part), seconds * start / len(text)))
    return tuple(words)

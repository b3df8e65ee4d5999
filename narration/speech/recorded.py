"""Recorded speech: a sound file for a narration block, and another voice for blocks without one.

    <folder>/<block key>.wav (or .flac, .mp3, .m4a, .opus, .ogg)
    <folder>/<block key>.words.json   [[start, length, seconds], …], characters from 0; may be missing

A recording without word times gets them by alignment (narration.speech.alignment).

Note: in a language that the reference voice does not speak they are estimated from the words' lengths, and drift from
the speaker at every pause. `Synthesis.estimated` is set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from contract.museum import Language, Level, Pronunciation
from narration.sound_file import SoundFileError, decode
from narration.speech.alignment import find_times
from narration.speech.voice import Synthesis, Voice, VoiceError, WordTime, evenly, orderly

# Seconds of silence that stay at the ends of a person's recording: enough to breathe, and to read the last subtitle.
_BEFORE, _AFTER = 0.3, 0.6
_SILENT_SHARE = 0.02  # of the loudest sample, 34 dB below it: under it lie room noise and breath
SOUNDS = (".wav", ".flac", ".mp3", ".m4a", ".opus", ".ogg")
_Times = list[tuple[int, int, Annotated[float, Meta(ge=0)]]]


class RecordedVoice:
    """A Voice. `otherwise` speaks blocks without a recording; without it they raise VoiceError.

    `reference`: a voice with word times, by which a recording gets its own; it is closed with this one.
    """

    can_slow = True  # the other voice can; a person's recording stays as it is

    def __init__(
        self, folder: Path, otherwise: Voice | None = None, reference: Voice | None = None
    ) -> None:
        self.name = "recorded" if otherwise is None else f"recorded or {otherwise.name}"
        self._folder = folder
        self._otherwise = otherwise
        self._reference = reference

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
        """See Voice. Raises VoiceError for a file that can't be used; a broken recording is never skipped."""
        file = self._recording(block)
        if file is not None:
            return self._spoken(text, language, file, lexicon)
        if self._otherwise is None:
            raise VoiceError(f"there is no recording of {block or 'this text'} in {self._folder}")
        return self._otherwise.speak(text, language, level, pace=pace, block=block, lexicon=lexicon)

    def identity(self, block: str | None) -> str:
        """See Voice: for a recording the sizes and times of its files, so that a new recording is noticed."""
        file = self._recording(block)
        if file is None:
            return self.name if self._otherwise is None else self._otherwise.identity(block)
        times = _times(file)
        states = [part.stat() for part in (file, times) if part.is_file()]
        return "recorded " + " ".join(f"{state.st_size}.{state.st_mtime_ns}" for state in states)

    def close(self) -> None:
        """Close the other voice and the reference."""
        for voice in (self._otherwise, self._reference):
            if voice is not None:
                voice.close()

    def _recording(self, block: str | None) -> Path | None:
        if not block or Path(block).name != block:
            return None
        files = (self._folder / f"{block}{ending}" for ending in SOUNDS)
        return next((file for file in files if file.is_file()), None)

    def _spoken(
        self, text: str, language: Language, file: Path, lexicon: Sequence[Pronunciation]
    ) -> Synthesis:
        try:
            samples, sample_rate = decode(file)
        except SoundFileError as error:
            raise VoiceError(str(error)) from error
        if not len(samples):
            raise VoiceError(f"{file.name} holds no sound")
        seconds = len(samples) / sample_rate
        times = _times(file)
        try:
            listed = msgspec.json.decode(times.read_bytes(), type=_Times)
        except FileNotFoundError:
            if self._reference is None:
                words, estimated = evenly(text, seconds), True
            else:
                found = find_times(self._reference, text, language, samples, sample_rate, lexicon)
                words, estimated = found.words, found.estimated
        except msgspec.DecodeError as error:
            raise VoiceError(f"{times.name}: {error}") from error
        else:
            words = orderly([WordTime(*entry) for entry in listed], text, seconds)
            estimated = False
        return Synthesis(text, samples, sample_rate, words, "recorded", False, estimated)


class RecordedTake:
    """A Voice that says one text: as a person recorded it, with the times of its words.

    Silence at both ends is cut down to _BEFORE and _AFTER.
    """

    can_slow = False

    def __init__(
        self,
        sound: Path,
        form: str,
        words: Sequence[WordTime],
        *,
        speaker: str = "",
        estimated: bool = False,
    ) -> None:
        """`form`: see `decode`. `words`: of the text that it says. `speaker`: as visitors may read it."""
        self.name = f"recorded: {speaker}" if speaker else "recorded"
        self._sound, self._form, self._words, self._estimated = sound, form, words, estimated

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
        """See Voice. Raises VoiceError for a file that can't be read."""
        try:
            samples, rate = decode(self._sound, form=self._form)
        except SoundFileError as error:
            raise VoiceError(str(error)) from error
        if not len(samples):
            raise VoiceError(f"{self._sound.name} holds no sound")
        first, last = sounding_part(samples, rate, _BEFORE, _AFTER)
        seconds = (last - first) / rate
        words = [
            replace(word, seconds=min(max(word.seconds - first / rate, 0.0), seconds))
            for word in self._words
        ]
        return Synthesis(
            text=text,
            samples=samples[first:last],
            sample_rate=rate,
            words=orderly(words, text, seconds),
            voice=self.name,
            machine_made=False,
            estimated=self._estimated,
        )

    def identity(self, block: str | None) -> str:
        """See Voice: the speaker's name, the name of the sound file in its store, and the words' times."""
        times = [(word.start, word.length, word.seconds) for word in self._words]
        said = [self.name, self._sound.parent.name, times, self._estimated]
        return f"take {hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]}"

    def close(self) -> None:
        """Do nothing."""


def sounding_part(
    samples: NDArray[np.int16], rate: int, before: float, after: float
) -> tuple[int, int]:
    """Return the first sample that sounds and the one after the last, with so many seconds of silence around them."""
    levels = np.abs(samples.astype(np.int32))
    heard = np.flatnonzero(levels > _SILENT_SHARE * levels.max())
    if not len(heard):
        return 0, len(samples)
    first, last = int(heard[0]) - round(before * rate), int(heard[-1]) + 1 + round(after * rate)
    return max(first, 0), min(last, len(samples))


def _times(sound: Path) -> Path:
    """Return the file of a recording's word times."""
    return sound.with_name(f"{sound.stem}.words.json")

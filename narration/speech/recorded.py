"""Recorded speech: a sound file for a narration block, and another voice for blocks without one.

    <folder>/<block key>.wav (or .flac, .mp3, .m4a, .opus, .ogg)
    <folder>/<block key>.words.json   [[start, length, seconds], …], characters from 0; may be missing

A recording without word times gets them by alignment (narration.speech.alignment).

Note: in a language that the reference voice does not speak they are estimated from the words' lengths, and drift from
the speaker at every pause. `Synthesis.estimated` is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from contract.museum import Language, Level, Pronunciation
from narration.sound_file import SoundFileError, decode
from narration.speech.alignment import find_times
from narration.speech.voice import Synthesis, Voice, VoiceError, WordTime, evenly, orderly

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


def _times(sound: Path) -> Path:
    """Return the file of a recording's word times."""
    return sound.with_name(f"{sound.stem}.words.json")

"""Finds when each word sounds in speech that came without times: a recording, or an engine that gives none.

espeak-ng speaks the same text, with times. Dynamic time warping lays its speech over the other, and its times with it.
Both are compared by what the mouth does and not by the voice: mel-frequency cepstra, less each speaker's own mean, on a
scale that is stretched by the length of the speaker's vocal tract (a woman's is shorter than espeak-ng's).

Note: it takes for granted that the sound says the text. Where a reader leaves a sentence out, the words of that
sentence get times all the same; `FoundTimes.doubts` has it then (narration.speech.alignment_doubt).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from contract.museum import Language, Level, Pronunciation
from narration.speech.alignment_doubt import Doubt, Laid, doubts
from narration.speech.time_warp import Warp, warp
from narration.speech.voice import LanguageNotSpokenError, Synthesis, Voice, WordTime, evenly
from narration.spoken_form.spoken_text import SpokenText

_RATE = (
    16_000  # Hz at which both are compared: speech has little above 8 kHz that tells words apart
)
_HOP, _WINDOW = 160, 400  # samples: a frame each 10 ms, of 25 ms
_BANDS, _CEPSTRA = 40, 13
_PACES = (0.6, 1.6)  # of espeak-ng, to speak about as fast as the other
_BAND_SECONDS = 4.0  # how far the two may be apart, once both are stretched to one length
_BAND_SHARE = 0.15  # of the length, in long speech
_SILENT_SHARE = 0.02  # of the loudest sample: 34 dB below it; a room’s echo is louder than 40
_PAUSE_FRAMES = (
    15  # a shorter silence may be part of a word: lips are closed for up to 0.1 s in p, t or k
)
_LEAST_FRAMES = 8  # no word ends sooner than this before a pause
# How much higher the speaker's formants may lie than espeak-ng's: the path that costs least tells. Tuned on the parts
# `first` and `open` of tests/narration/marked_speech: of what people say there, 90 % were within 138 ms without it and
# _DIAGONAL, and are within 95 ms. Women need 1.1 or 1.2, one man 0.9.
_TRACTS = (0.9, 1.0, 1.1, 1.2)
_TRACT_STEP = 3  # every third frame is enough to tell
_Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FoundTimes:
    """When words sound. `estimated`: from their lengths alone, since no voice with times speaks the language.

    `doubts`: the sentences that the sound may not say.
    """

    words: tuple[WordTime, ...]
    estimated: bool
    doubts: tuple[Doubt, ...] = ()


def find_times(
    reference: Voice,
    text: str,
    language: Language,
    samples: NDArray[np.int16],
    sample_rate: int,
    lexicon: Sequence[Pronunciation] = (),
) -> FoundTimes:
    """Align the words of `text` (see `align`), or estimate their times where `reference` can't speak it."""
    try:
        return _aligned(reference, text, language, samples, sample_rate, lexicon)
    except LanguageNotSpokenError:
        return FoundTimes(evenly(text, len(samples) / sample_rate), True)


def trained_speech(
    voice: str,
    text: str,
    form: SpokenText,
    samples: NDArray[np.int16],
    sample_rate: int,
    found: FoundTimes,
) -> Synthesis:
    """Return what an engine with a trained voice said: `samples`, of `text` as `form` has it, with the times found."""
    return Synthesis(
        text=text,
        samples=samples,
        sample_rate=sample_rate,
        words=found.words,
        voice=voice,
        machine_made=True,
        estimated=found.estimated,
        said_as=form.spoken,
        trained=True,
    )


def align(
    reference: Voice,
    text: str,
    language: Language,
    samples: NDArray[np.int16],
    sample_rate: int,
    lexicon: Sequence[Pronunciation] = (),
) -> tuple[WordTime, ...]:
    """Return when each word of `text` sounds in mono speech, shape (n,), that says it.

    `reference`: a voice with times of its own, that speaks the language. Raises VoiceError where it does not.
    """
    return _aligned(reference, text, language, samples, sample_rate, lexicon).words


def _aligned(
    reference: Voice,
    text: str,
    language: Language,
    samples: NDArray[np.int16],
    sample_rate: int,
    lexicon: Sequence[Pronunciation],
) -> FoundTimes:
    """Find the times of the words, and the sentences that the sound may not say. Raises VoiceError."""
    seconds = len(samples) / sample_rate
    heard = _Heard(samples, sample_rate)
    spoken = reference.speak(text, language, Level.ADULT, lexicon=lexicon)
    long = len(_Heard(spoken.samples, spoken.sample_rate).kept)
    pace = min(max(long / len(heard.kept), _PACES[0]), _PACES[1])
    spoken = reference.speak(text, language, Level.ADULT, pace=pace, lexicon=lexicon)
    told = _Heard(spoken.samples, spoken.sample_rate)
    here = told.features()
    there, left = _laid(here, heard)
    rows = np.searchsorted(
        told.kept, [round(word.seconds * _RATE / _HOP) for word in spoken.words]
    ).clip(max=len(left) - 1)
    found: list[WordTime] = []
    for word, row in zip(spoken.words, rows, strict=True):
        frame = int(heard.kept[left[row]])
        moment = heard.out_of_pause(frame) * (_HOP / _RATE)
        earliest = found[-1].seconds + 0.001 if found else 0.0
        found.append(WordTime(word.start, word.length, min(max(moment, earliest), seconds)))
    laid = Laid(tuple(found), rows, left, np.linalg.norm(here - there[left], axis=1))
    return FoundTimes(tuple(found), False, doubts(text, language, laid))


def _laid(here: _Floats, heard: _Heard) -> tuple[_Floats, NDArray[np.int_]]:
    """Lay the features `here` of the reference over what is heard. Returns (its features, last frame of each row)."""

    def path(there: _Floats, step: int) -> Warp:
        frames = max(_BAND_SECONDS * _RATE / _HOP, _BAND_SHARE * len(there))
        return warp(here[::step], there[::step], round(frames / step))

    every = [heard.features(tract) for tract in _TRACTS]
    there = min(every, key=lambda one: path(one, _TRACT_STEP).cost)
    return there, path(there, 1).last


class _Heard:
    """Sound in frames of _HOP. `kept`: the numbers of the frames without the longer part of each pause.

    Without its pauses a slow reader's speech is as long as espeak-ng's, and the path need not stray far.
    """

    def __init__(self, samples: NDArray[np.int16], sample_rate: int) -> None:
        self._samples, self._sample_rate = samples, sample_rate
        self._frames = max(round(len(samples) * _RATE / sample_rate), _WINDOW) // _HOP + 1
        edges = np.minimum(
            np.linspace(0, len(samples), self._frames + 1).astype(int)[:-1], len(samples) - 1
        )
        loudest = np.maximum.reduceat(np.abs(samples.astype(np.int32)), edges)
        self._sounds = loudest > _SILENT_SHARE * loudest.max()
        self.kept = self._without_pauses()

    @cached_property
    def _power(self) -> NDArray[np.float64]:
        return _power(self._samples, self._sample_rate)

    def features(self, tract: float = 1.0) -> _Floats:
        """Return cepstra and their change, shape (kept, 2 x _CEPSTRA), each of mean 0 and deviation 1.

        `tract`: how much higher the formants lie than those that they are compared with.
        """
        cepstra = _cepstra(self._power, tract)[: self._frames]
        change = np.gradient(cepstra, axis=0) if len(cepstra) > 1 else np.zeros_like(cepstra)
        both = np.hstack([cepstra, change])[np.minimum(self.kept, len(cepstra) - 1)]
        spread = both.std(axis=0) + 1e-6
        result: _Floats = ((both - both.mean(axis=0)) / spread).astype(np.float32)
        return result

    def out_of_pause(self, frame: int) -> int:
        """Return the frame itself, or the next that sounds: where the frame is silent, or soon before a pause.

        In p, t and k a word so begins with the burst, which is the first that is heard of it.
        """
        silent = np.flatnonzero(~self._sounds[frame : frame + _LEAST_FRAMES])
        if not len(silent):
            return frame
        began = frame + int(silent[0])
        later = np.flatnonzero(self._sounds[began:])
        if not len(later) or (began > frame and later[0] < _PAUSE_FRAMES):
            return frame
        return began + int(later[0])

    def _without_pauses(self) -> NDArray[np.int_]:
        """Return the frames that are no more than half of _PAUSE_FRAMES away from sound; all of them in silence."""
        sounding = np.flatnonzero(self._sounds)
        if not len(sounding):
            return np.arange(self._frames)
        every = np.arange(self._frames)
        after = np.clip(np.searchsorted(sounding, every), 0, len(sounding) - 1)
        before = np.maximum(after - 1, 0)
        away = np.minimum(np.abs(sounding[after] - every), np.abs(every - sounding[before]))
        return np.flatnonzero(away <= _PAUSE_FRAMES // 2)


def _power(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.float64]:
    """Return the power spectrum of each frame, shape (frames, 257)."""
    length = max(round(len(samples) * _RATE / sample_rate), _WINDOW)
    at = np.arange(length) * (sample_rate / _RATE)
    sound = np.interp(at, np.arange(len(samples)), samples.astype(np.float64) / 32768)
    sound = np.append(sound[0], sound[1:] - 0.97 * sound[:-1])
    sound = np.pad(sound, _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP]
    power: NDArray[np.float64] = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), 512)) ** 2
    return power


def _cepstra(power: NDArray[np.float64], tract: float) -> NDArray[np.float64]:
    """Return mel-frequency cepstra, shape (frames, _CEPSTRA), of frequencies divided by `tract`."""
    # 60 dB below the loudest frame is silence, in a studio as in a quiet room.
    floor = max(float(power.sum(axis=1).max()) * 1e-6 / _BANDS, 1e-12)
    mel = np.log(np.maximum(power @ _mel_bands(tract), floor))
    turn = np.cos(np.pi / _BANDS * np.outer(np.arange(_BANDS) + 0.5, np.arange(_CEPSTRA)))
    result: NDArray[np.float64] = mel @ turn
    return result


def _mel_bands(tract: float) -> NDArray[np.float64]:
    """Return triangular bands, shape (257, _BANDS), evenly spaced as the ear hears, at `tract` times their place."""
    highest = 2595 * np.log10(1 + _RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, highest, _BANDS + 2) / 2595) - 1) * tract
    bins = np.arange(257)[:, None] * (_RATE / 512)
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    bands: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return bands

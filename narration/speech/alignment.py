"""Finds when each word sounds in speech that came without times: a recording, or an engine that gives none.

espeak-ng speaks the same text, with times. Dynamic time warping lays its speech over the other, and its times with it.
Both are compared by what the mouth does and not by the voice: mel-frequency cepstra, less each speaker's own mean.

Note: it takes for granted that the sound says the text. Where a reader leaves a sentence out, the words of that
sentence get times all the same; `FoundTimes.doubts` has it then (narration.speech.alignment_doubt).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contract.museum import Language, Level, Pronunciation
from narration.speech.alignment_doubt import Doubt, Laid, doubts
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
_SILENT_SHARE = 0.01  # of the loudest sample: 40 dB below it
_PAUSE_FRAMES = (
    15  # a shorter silence may be part of a word: lips are closed for up to 0.1 s in p, t or k
)
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
    here, there = told.features(), heard.features()
    left = _warp(here, there)
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

    def features(self) -> _Floats:
        """Return cepstra and their change, shape (kept, 2 x _CEPSTRA), each of mean 0 and deviation 1."""
        cepstra = _cepstra(self._samples, self._sample_rate)[: self._frames]
        change = np.gradient(cepstra, axis=0) if len(cepstra) > 1 else np.zeros_like(cepstra)
        both = np.hstack([cepstra, change])[np.minimum(self.kept, len(cepstra) - 1)]
        spread = both.std(axis=0) + 1e-6
        result: _Floats = ((both - both.mean(axis=0)) / spread).astype(np.float32)
        return result

    def out_of_pause(self, frame: int) -> int:
        """Return the frame itself, or where a pause ends that it lies in: no word begins in the middle of a pause."""
        if self._sounds[frame]:
            return frame
        later = np.flatnonzero(self._sounds[frame:])
        if not len(later):
            return frame
        earlier = np.flatnonzero(self._sounds[:frame])
        began = int(earlier[-1]) + 1 if len(earlier) else 0
        end = frame + int(later[0])
        return end if end - began >= _PAUSE_FRAMES else frame

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


def _cepstra(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.float64]:
    """Return mel-frequency cepstra, shape (frames, _CEPSTRA)."""
    length = max(round(len(samples) * _RATE / sample_rate), _WINDOW)
    at = np.arange(length) * (sample_rate / _RATE)
    sound = np.interp(at, np.arange(len(samples)), samples.astype(np.float64) / 32768)
    sound = np.append(sound[0], sound[1:] - 0.97 * sound[:-1])
    sound = np.pad(sound, _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), 512)) ** 2
    # 60 dB below the loudest frame is silence, in a studio as in a quiet room.
    floor = max(float(power.sum(axis=1).max()) * 1e-6 / _BANDS, 1e-12)
    mel = np.log(np.maximum(power @ _mel_bands(), floor))
    turn = np.cos(np.pi / _BANDS * np.outer(np.arange(_BANDS) + 0.5, np.arange(_CEPSTRA)))
    result: NDArray[np.float64] = mel @ turn
    return result


def _mel_bands() -> NDArray[np.float64]:
    """Return triangular bands, shape (257, _BANDS), evenly spaced as the ear hears."""
    highest = 2595 * np.log10(1 + _RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, highest, _BANDS + 2) / 2595) - 1)
    bins = np.arange(257)[:, None] * (_RATE / 512)
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    bands: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return bands


def _warp(here: _Floats, there: _Floats) -> NDArray[np.int_]:
    """Return, of each frame of `here`, the last frame of `there` that the cheapest path lays on it.

    The last and not the middle one: a pause that `here` does not make is laid on the frame before a word.
    """
    rows, columns = len(here), len(there)
    reach = round(max(_BAND_SECONDS * _RATE / _HOP, _BAND_SHARE * columns))
    middle = np.arange(rows) * ((columns - 1) / max(rows - 1, 1))
    first = np.maximum(middle - reach, 0).astype(int)
    last = np.minimum(middle + reach + 1, columns).astype(int)
    squares = (there**2).sum(axis=1)
    width = int((last - first).max())
    total = np.full((rows, width + 1), np.inf, np.float32)  # of the cheapest path to each place
    for row in range(rows):
        part = there[first[row] : last[row]]
        apart = squares[first[row] : last[row]] + (here[row] ** 2).sum() - 2 * (part @ here[row])
        cost = np.sqrt(np.maximum(apart, 0))
        if row == 0:
            total[0, : len(cost)] = np.cumsum(cost)
            continue
        moved = first[row] - first[row - 1]
        before = np.full(len(cost) + 1, np.inf, np.float32)
        known = total[row - 1, max(moved - 1, 0) :][: len(cost) + (moved > 0)]
        before[int(moved == 0) :][: len(known)] = known
        entered = np.minimum(before[1:], before[:-1])
        # Moving along a row adds each place's cost: with their running sum it is a running minimum.
        summed = np.cumsum(cost, dtype=np.float64)
        along = np.minimum.accumulate(entered - (summed - cost))
        total[row, : len(cost)] = along + summed
    return _path(total, first, columns)


def _path(total: _Floats, first: NDArray[np.int_], columns: int) -> NDArray[np.int_]:
    """Go back along the cheapest path. Returns the last column that it takes in each row."""
    row, column = len(total) - 1, columns - 1
    last = np.full(len(total), -1)

    def cost(row: int, column: int) -> float:
        at = column - first[row] if row >= 0 else -1
        return float(total[row, at]) if 0 <= at < total.shape[1] else np.inf

    while True:
        last[row] = max(last[row], column)
        if row == 0 and column == 0:
            return last
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(steps, key=lambda step: cost(*step))

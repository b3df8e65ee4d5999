"""Measures how loud speech is: integrated loudness (ITU-R BS.1770, EBU R 128) and true peak.

`measure_loudness` is FFmpeg's own meter, for evaluations and tests. Rendering measures several times a block:
`integrated_loudness` and `true_peak` compute the same at a tenth of the cost.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

_METER_RATE = 48_000  # Hz; the meter is defined for it
_SHORTEST_SECONDS = 6.0  # the gate needs some blocks of 400 ms: shorter speech is measured repeated
_SILENCE_LUFS = -70.0  # the meter's absolute gate
# BS.1770: blocks of 400 ms that overlap by three quarters; those 10 LU below the mean of the others do not count.
_BLOCK_SECONDS, _STEP_SECONDS, _GATE_LU, _OFFSET_LU = 0.4, 0.1, 10.0, -0.691
_SPECTRUM, _OVERLAP = 16_384, 4096  # samples; after the overlap the filters ring at -170 dB
# BS.1770, annex 1: its two filters at _METER_RATE, as (numerator, denominator) in powers of the delay.
_K_WEIGHTING = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (1.0, -1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
_SILENCE_DBTP = -120.0  # below the smallest step of 16 bits
_NEAR_PEAK = 0.6  # between samples speech rises 4 dB above them at most; most peaks lie below 4 kHz
_TAPS = 16  # samples that a point between two samples is computed from


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS, and true peak in dBTP."""

    lufs: float
    peak_dbtp: float


def measure_loudness(samples: NDArray[np.int16], sample_rate: int) -> Loudness:
    """Measure mono speech, shape (n,). Silence has -70 LUFS. Raises ValueError for no samples."""
    lufs, highest = _SILENCE_LUFS, 0.0
    for facts in _readings(samples, sample_rate, "peak=true"):
        lufs = float(facts.get("lavfi.r128.I", lufs))
        highest = max(highest, float(facts.get("lavfi.r128.true_peak", 0.0)))
    peak = 20 * math.log10(highest) if highest > 0 else _SILENCE_DBTP
    return Loudness(max(lufs, _SILENCE_LUFS), peak)


def integrated_loudness(samples: NDArray[np.int16], sample_rate: int) -> float:
    """Return the loudness of mono speech, shape (n,), in LUFS; -70 for silence. Raises ValueError for no samples.

    Filters spectra, so it needs no resampling: the weighting of BS.1770 is a number for each frequency.
    """
    if not len(samples):
        raise ValueError("there is nothing to measure")
    squares = _weighted(samples, sample_rate).astype(np.float64)
    squares *= squares
    sums = np.zeros(len(samples) + 1)
    np.cumsum(squares, out=sums[1:])
    said = len(samples) * max(math.ceil(_SHORTEST_SECONDS * sample_rate / len(samples)), 1)
    length = round(_BLOCK_SECONDS * sample_rate)
    starts = np.arange(0, said - length + 1, _STEP_SECONDS * sample_rate).astype(np.int64)
    (whole, rest), (whole_after, rest_after) = (
        np.divmod(places, len(samples)) for places in (starts, starts + length)
    )
    power = (whole_after - whole) * sums[-1] + sums[rest_after] - sums[rest]
    blocks = power / length
    heard = blocks[blocks > _power(_SILENCE_LUFS)]
    if not len(heard):
        return _SILENCE_LUFS
    loud = heard[heard > _power(_lufs(float(heard.mean())) - _GATE_LU)]
    return max(_lufs(float(loud.mean())), _SILENCE_LUFS)


def _lufs(power: float) -> float:
    return _OFFSET_LU + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_LU) / 10))


def _weighted(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.float32]:
    """Return mono sound, shape (n,), after the K-weighting: overlap-save, in spectra of one length."""
    weighting = _weighting(sample_rate)
    padded = np.pad(samples / np.float32(32768), (_OVERLAP, _SPECTRUM))
    weighted = np.empty(len(padded), np.float32)
    # One by one: numpy transforms several rows at once in twice the precision, and three times as long.
    for first in range(0, len(samples), _SPECTRUM - _OVERLAP):
        spectrum = np.fft.rfft(padded[first : first + _SPECTRUM])
        spectrum *= weighting
        piece = np.fft.irfft(spectrum, _SPECTRUM)[_OVERLAP:]
        weighted[first : first + len(piece)] = piece
    return weighted[: len(samples)]


@lru_cache(maxsize=8)
def _weighting(sample_rate: int) -> NDArray[np.complex64]:
    """Return the K-weighting at each frequency of a spectrum, shape (_SPECTRUM // 2 + 1,)."""
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(_SPECTRUM, 1 / sample_rate) / _METER_RATE)
    weights = np.ones(len(delay), np.complex128)
    for above, below in _K_WEIGHTING:
        weights *= np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay)
    return weights.astype(np.complex64)


def _readings(samples: NDArray[np.int16], sample_rate: int, peaks: str) -> Iterator[dict[str, str]]:
    """Yield the meter's readings, each of all the sound up to there. Raises ValueError for no samples."""
    if not len(samples):
        raise ValueError("there is nothing to measure")
    times = math.ceil(_SHORTEST_SECONDS * sample_rate / len(samples))
    meter = (("aresample", str(_METER_RATE)), ("ebur128", f"metadata=1:{peaks}"))
    for reading in filtered(np.tile(samples, max(times, 1)), sample_rate, meter):
        yield reading.metadata


def true_peak(samples: NDArray[np.int16] | NDArray[np.float32]) -> float:
    """Return the true peak of mono speech, shape (n,), in dBTP; floats have full scale 1.

    Oversamples four times, as BS.1770 does, only around the samples that come near the highest.
    """
    sound = samples / np.float32(32768) if samples.dtype == np.int16 else samples
    highest = max(float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)))
    if highest < 10 ** (_SILENCE_DBTP / 20):
        return _SILENCE_DBTP
    near = (sound >= _NEAR_PEAK * highest) | (sound <= -_NEAR_PEAK * highest)
    near[:-1] |= near[1:]  # the highest point is before or after the sample beside it
    around = np.pad(sound, (_TAPS // 2 - 1, _TAPS // 2))
    between = np.lib.stride_tricks.sliding_window_view(around, _TAPS)[near]
    return 20 * math.log10(float(np.abs(between @ _between_samples()).max()))


@lru_cache(maxsize=1)
def _between_samples() -> NDArray[np.float32]:
    """Return the weights, shape (taps, 4), that give a sample and three points between it and the next one."""
    place = np.arange(_TAPS)[:, None] - (_TAPS // 2 - 1) - np.arange(4) / 4
    weights: NDArray[np.float64] = np.sinc(place) * np.cos(np.pi * place / _TAPS) ** 2
    return weights.astype(np.float32)


def filtered(
    samples: NDArray[np.int16], sample_rate: int, steps: Sequence[tuple[str, str]]
) -> Iterator[av.AudioFrame]:
    """Yield mono speech, shape (n,), after FFmpeg's filters: (name, options), in their order."""
    graph = Graph()
    parts = [
        graph.add_abuffer(sample_rate=sample_rate, format="s16", layout="mono"),
        *(graph.add(name, options) for name, options in steps),
        graph.add("abuffersink"),
    ]
    for part, following in pairwise(parts):
        part.link_to(following)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = sample_rate
    frame.pts = 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            out = graph.pull()
        except av.error.EOFError:
            return
        if not isinstance(out, av.AudioFrame):
            raise TypeError(f"a filter for sound gave {out}")
        yield out

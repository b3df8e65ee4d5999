"""Measures how loud speech is: integrated loudness (ITU-R BS.1770, EBU R 128) and true peak, by FFmpeg's own meter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

_METER_RATE = 48_000  # Hz; the meter is defined for it
_SHORTEST_SECONDS = 6.0  # the gate needs some blocks of 400 ms: shorter speech is measured repeated
_SILENCE_LUFS = -70.0  # the meter's absolute gate
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
    """Return the loudness alone, in LUFS, in half of the time of `measure_loudness`. Raises as that does."""
    lufs = _SILENCE_LUFS
    for facts in _readings(samples, sample_rate, "peak=none"):
        lufs = float(facts.get("lavfi.r128.I", lufs))
    return max(lufs, _SILENCE_LUFS)


def _readings(samples: NDArray[np.int16], sample_rate: int, peaks: str) -> Iterator[dict[str, str]]:
    """Yield the meter's readings, each of all the sound up to there. Raises ValueError for no samples."""
    if not len(samples):
        raise ValueError("there is nothing to measure")
    times = math.ceil(_SHORTEST_SECONDS * sample_rate / len(samples))
    meter = (("aresample", str(_METER_RATE)), ("ebur128", f"metadata=1:{peaks}"))
    for reading in filtered(np.tile(samples, max(times, 1)), sample_rate, meter):
        yield reading.metadata


def true_peak(samples: NDArray[np.int16]) -> float:
    """Return the true peak of mono speech, shape (n,), in dBTP, at a tenth of the meter's cost.

    Oversamples four times, as BS.1770 does, only around the samples that come near the highest.
    """
    levels = np.abs(samples.astype(np.int32))
    highest = int(levels.max(initial=0))
    if highest == 0:
        return _SILENCE_DBTP
    near = np.flatnonzero(levels >= _NEAR_PEAK * highest)
    around = np.pad(samples.astype(np.float64) / 32768, (_TAPS // 2 - 1, _TAPS // 2))
    between = np.lib.stride_tricks.sliding_window_view(around, _TAPS)
    # The highest point is before or after the sample beside it.
    places = np.union1d(near, np.maximum(near - 1, 0))
    return 20 * math.log10(float(np.abs(between[places] @ _between_samples()).max()))


def _between_samples() -> NDArray[np.float64]:
    """Return the weights, shape (taps, 4), that give a sample and three points between it and the next one."""
    place = np.arange(_TAPS)[:, None] - (_TAPS // 2 - 1) - np.arange(4) / 4
    weights: NDArray[np.float64] = np.sinc(place) * np.cos(np.pi * place / _TAPS) ** 2
    return weights


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

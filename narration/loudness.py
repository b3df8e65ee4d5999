"""Measures how loud speech is: integrated loudness (ITU-R BS.1770, EBU R 128) and true peak, by FFmpeg's own meter."""

from __future__ import annotations

import math
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS, and true peak in dBTP."""

    lufs: float
    peak_dbtp: float


def measure_loudness(samples: NDArray[np.int16], sample_rate: int) -> Loudness:
    """Measure mono speech, shape (n,). Silence has -70 LUFS. Raises ValueError for no samples."""
    if not len(samples):
        raise ValueError("there is nothing to measure")
    times = math.ceil(_SHORTEST_SECONDS * sample_rate / len(samples))
    long = np.tile(samples, max(times, 1)).reshape(1, -1)
    lufs, highest = _SILENCE_LUFS, 0.0
    for facts in _readings(long, sample_rate):
        lufs = float(facts.get("lavfi.r128.I", lufs))
        highest = max(highest, float(facts.get("lavfi.r128.true_peak", 0.0)))
    peak = 20 * math.log10(highest) if highest > 0 else _SILENCE_DBTP
    return Loudness(max(lufs, _SILENCE_LUFS), peak)


def _readings(samples: NDArray[np.int16], sample_rate: int) -> Iterator[dict[str, str]]:
    """Yield the meter's readings, each of all the sound up to there. `samples`: shape (1, n)."""
    graph = Graph()
    parts = [
        graph.add_abuffer(sample_rate=sample_rate, format="s16", layout="mono"),
        graph.add("aresample", str(_METER_RATE)),
        graph.add("ebur128", "metadata=1:peak=true"),
        graph.add("abuffersink"),
    ]
    for part, following in pairwise(parts):
        part.link_to(following)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = sample_rate
    frame.pts = 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            measured = graph.pull()
        except av.error.EOFError:
            return
        yield measured.metadata

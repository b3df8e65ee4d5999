"""Brings speech to one loudness, with room below full scale, so that no file is louder than another and none clips.

Note: the codec puts peaks back. At 32 kbit/s Opus overshoots the peaks that it is given by up to 2.4 dB, AAC by 0.5 dB
(90 blocks of the Museum of Pattern). So the limiter's ceiling lies below the promised peak, and `narration.encoding`
looks at what the file decodes to.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from narration.loudness import filtered, integrated_loudness

TARGET_LUFS = (
    -16.0
)  # of mono speech; the usual loudness of spoken word on phones (AES TD1008: -16 to -20)
TOLERANCE_LU = 1.0
MAX_PEAK_DBTP = -1.0  # EBU R 128 s2, for what is encoded with loss
CEILING_DBFS = -3.0  # of the limiter: six of seven files in Opus then need no second attempt

_FULL_SCALE = 32768
_QUIETEST_LUFS = -60.0  # below it there is noise and no speech
_CLOSE_LU = 0.3  # when to stop: the codecs change the loudness by 0.1 LU at most
_ROUNDS = 6  # espeak-ng needs two or three, a recording with clicks more
# Gain that the limiter takes back, of each decibel by which the peaks would pass the ceiling, and of each decibel more.
# Medians of the same 30 blocks; they decide only how many rounds it takes.
_TAKEN_OF_EXCESS, _TAKEN_OF_GAIN = 0.5, 0.5
# Of the limiter, in milliseconds. Chosen on 30 blocks: with 2 and 20 it loses 0.2 LU less and distorts low voices,
# with 5 and 100 it loses 0.2 LU more.
_LIMITER = "attack=5:release=50:level=disabled:latency=1"


class LevellingError(ValueError):
    """The sound can't be brought to the loudness of speech. The message is a plain sentence for staff."""


def levelled(
    samples: NDArray[np.int16], sample_rate: int, ceiling_dbfs: float = CEILING_DBFS
) -> NDArray[np.int16]:
    """Return mono speech, shape (n,), at TARGET_LUFS, with no sample above `ceiling_dbfs`.

    Raises LevellingError for silence, and for what has so few and so high peaks that it would have to be distorted.
    """
    measured = integrated_loudness(samples, sample_rate)
    if measured < _QUIETEST_LUFS:
        raise LevellingError("it is silent, or almost: there is no speech to hear in it")
    gain = TARGET_LUFS - measured
    gain += _TAKEN_OF_EXCESS * max(highest_dbfs(samples) + gain - ceiling_dbfs, 0.0)
    quiet: tuple[float, float] | None = (
        None  # the last gain that was too little, and what came of it in LUFS
    )
    loud: tuple[float, float] | None = None
    for _ in range(_ROUNDS):
        result = _limited(samples, sample_rate, gain, ceiling_dbfs)
        measured = integrated_loudness(result, sample_rate)
        if abs(TARGET_LUFS - measured) <= _CLOSE_LU:
            return result
        if measured < TARGET_LUFS:
            quiet = (gain, measured)
        else:
            loud = (gain, measured)
        if (
            quiet and loud
        ):  # a step went too far: the limiter takes back less than it does of most speech
            rise = (loud[0] - quiet[0]) / (loud[1] - quiet[1])
            gain = quiet[0] + rise * (TARGET_LUFS - quiet[1])
        else:
            gain += (TARGET_LUFS - measured) / (1 - _TAKEN_OF_GAIN)
    if abs(TARGET_LUFS - measured) > TOLERANCE_LU:
        raise LevellingError(
            f"it can't be brought to {TARGET_LUFS:g} LUFS, only to {measured:.1f}: "
            "it has a few high peaks, such as clicks, and little speech"
        )
    return result


def highest_dbfs(samples: NDArray[np.int16]) -> float:
    """Return the level of the highest sample, in decibels below full scale. Raises ValueError for silence."""
    return 20 * math.log10(int(np.abs(samples.astype(np.int32)).max()) / _FULL_SCALE)


def _limited(
    samples: NDArray[np.int16], sample_rate: int, gain_db: float, ceiling_dbfs: float
) -> NDArray[np.int16]:
    """Return mono speech, shape (n,), louder by `gain_db`, with no sample above `ceiling_dbfs`."""
    ceiling = 10 ** (ceiling_dbfs / 20)
    steps = (
        ("volume", f"{gain_db:.4f}dB:precision=double"),
        ("alimiter", f"limit={ceiling:.6f}:{_LIMITER}"),
        ("aformat", "sample_fmts=s16"),
    )
    parts = [frame.to_ndarray().reshape(-1) for frame in filtered(samples, sample_rate, steps)]
    result: NDArray[np.int16] = np.concatenate(parts)
    return result

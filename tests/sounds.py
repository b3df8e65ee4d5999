"""How long a sound file really plays: by decoding all of it, whatever its container says."""

from __future__ import annotations

from pathlib import Path

from narration.sound_file import decode


def seconds_of(file: Path) -> float:
    samples, rate = decode(file)
    return len(samples) / rate

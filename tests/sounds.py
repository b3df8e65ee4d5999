"""Measure how long a sound file plays by decoding all of it, because containers can state a wrong length."""

from __future__ import annotations

from pathlib import Path

from narration.sound_file import decode


def seconds_of(file: Path) -> float:
    samples, rate = decode(file)
    return len(samples) / rate

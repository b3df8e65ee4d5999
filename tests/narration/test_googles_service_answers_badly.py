"""Google's speech service fails in every way it can: the voice asks again, and then says plainly what went wrong.

gTTS is an extra that is not installed here. A stand-in for its package asks a local server over http, as it does, and
raises the same errors.
"""

from __future__ import annotations

import base64
import http.client
import json
import sys
import threading
import types
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from narration.encoding import encode_aac
from narration.speech.espeak import EspeakVoice
from narration.speech.gtts_voice import GttsVoice
from narration.speech.voice import LanguageNotSpokenError, VoiceError
from tests.narration.conftest import TEXTS

LANGUAGES = ("en", "iw", "nl", "no", "pt", "pt-PT", "yue", "zh-CN", "zh-TW")  # some of 2.5.4's


class Service:
    """A local speech service. `answers`: what it does with the next requests: "whole" when there are no more."""

    def __init__(self, sound: bytes) -> None:
        self.sound, self.answers, self.asked = sound, list[str](), list[dict[str, Any]]()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.asked.append(json.loads(body))
                how = service.answers.pop(0) if service.answers else "whole"
                if how.isdigit():
                    self.send_error(int(how))
                    return
                answer = base64.b64encode(service.sound)
                if how == "silent":
                    answer = b""
                elif how == "half":  # of the characters: base64 can't be decoded
                    answer = answer[: len(answer) // 2 // 4 * 4 + 1]
                elif how == "short":  # a sound that ends early, whole by itself
                    answer = base64.b64encode(service.short)
                self.send_response(200)
                cut = how == "cut"  # the connection ends before the body does
                self.send_header("Content-Length", str(len(answer) * (2 if cut else 1)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.short = b""


def package(address: str) -> types.ModuleType:
    """Return a stand-in for the package gtts, which asks `address`."""
    module = types.ModuleType("gtts")

    class GttsError(Exception):
        """As gtts.gTTSError."""

    class Gtts:
        def __init__(self, text: str, *, lang: str, slow: bool, timeout: float) -> None:
            if lang not in LANGUAGES:
                raise ValueError(f"Language not supported: {lang}")
            self.body = json.dumps({"text": text, "lang": lang, "slow": slow}).encode()
            self.timeout = timeout

        def write_to_fp(self, file: BinaryIO) -> None:
            try:
                with urllib.request.urlopen(address, self.body, self.timeout) as answer:
                    body = answer.read()
            except urllib.error.HTTPError as error:
                error.close()
                raise GttsError(f"{error.code} from TTS API") from error
            except http.client.IncompleteRead as error:
                raise OSError("the connection broke") from error  # requests' errors are OSErrors
            if not body:
                raise GttsError("200 (OK) from TTS API. No audio stream in response")
            file.write(base64.b64decode(body))

    module.gTTS, module.gTTSError, module.__version__ = Gtts, GttsError, "2.5.4"  # type: ignore[attr-defined]
    languages = dict.fromkeys(LANGUAGES, "")
    module.lang = types.SimpleNamespace(tts_langs=lambda: languages)  # type: ignore[attr-defined]
    return module


@pytest.fixture
def service(
    voice: EspeakVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    sounds = []
    for text in (TEXTS["en"], "Every morning."):
        encode_aac(voice.speak(text, "en"), tmp_path / "a.m4a")
        sounds.append((tmp_path / "a.m4a").read_bytes())
    started = Service(sounds[0])
    started.short = sounds[1]
    monkeypatch.setitem(sys.modules, "gtts", package(started.address))
    thread = threading.Thread(target=started.server.serve_forever, args=(0.02,))
    thread.start()
    yield started
    started.server.shutdown()
    started.server.server_close()
    thread.join()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def google(service: Service, pauses: list[float]) -> Iterator[GttsVoice]:
    voice = GttsVoice(5.0, EspeakVoice(), pauses.append)
    yield voice
    voice.close()


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        *[("nl-BE", "nl"), ("he", "iw"), ("nb", "no"), ("no", "no"), ("pt-BR", "pt")],
        *[("zh", "zh-CN"), ("zh-Hans", "zh-CN"), ("zh-Hant", "zh-TW"), ("zh-HK", "yue")],
    ],
)
def test_the_service_is_asked_by_its_own_name_of_a_language(
    service: Service, pauses: list[float], language: str, asked: str
) -> None:
    GttsVoice(5.0, None, pauses.append).speak(TEXTS["en"], language)
    assert service.asked[0]["lang"] == asked


def test_the_service_speaks(google: GttsVoice, service: Service, voice: EspeakVoice) -> None:
    said = google.speak(TEXTS["en"], "en")
    assert service.asked[0]["text"].endswith("So it was in sixteen forty-two.")
    assert (said.voice, said.machine_made, said.trained) == ("gTTS 2.5.4", True, True)
    assert not said.estimated  # the times were found by ear
    own = voice.speak(TEXTS["en"], "en")
    times = {word.start: word.seconds for word in own.words}
    assert max(abs(times[word.start] - word.seconds) for word in said.words) < 0.1


@pytest.mark.parametrize("answer", ["429", "500", "503", "cut", "half", "silent", "short"])
def test_a_passing_fault_is_asked_again(
    google: GttsVoice, service: Service, pauses: list[float], answer: str
) -> None:
    service.answers = [answer, answer]
    said = google.speak(TEXTS["en"], "en")
    assert len(said.words) > 30
    assert len(service.asked) == 3
    assert pauses == sorted(pauses)
    assert len(pauses) == 2


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("429", "did not answer: 429"),
        ("cut", "did not answer: the connection broke"),
        ("half", "sent half an answer"),
        ("silent", "did not answer: 200"),
        ("short", "sent a part of the sound"),
    ],
)
def test_a_lasting_fault_is_said(
    google: GttsVoice, service: Service, answer: str, message: str
) -> None:
    service.answers = [answer] * 3
    with pytest.raises(VoiceError, match=message):
        google.speak(TEXTS["en"], "en")
    assert len(service.asked) == 3


def test_the_network_is_away(google: GttsVoice, service: Service, pauses: list[float]) -> None:
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(VoiceError, match="did not answer"):
        google.speak(TEXTS["en"], "en")
    assert len(pauses) == 2


def test_an_unknown_language_is_not_asked_again(google: GttsVoice, service: Service) -> None:
    with pytest.raises(LanguageNotSpokenError, match="does not speak tlh"):
        google.speak("nuqneH", "tlh")
    assert service.asked == []

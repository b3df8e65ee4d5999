"""The espeak process is killed, hangs or can't start: the caller gets the speech or an error in time."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis, VoiceError

LONG = "One line runs around a grid of dots, and comes back to where it began. " * 40


@pytest.fixture
def voice() -> Iterator[EspeakVoice]:
    speaker = EspeakVoice(timeout=20)
    speaker.speak("Good morning.", "en")
    yield speaker
    speaker.close()


def child_of(voice: EspeakVoice) -> int:
    assert voice.process_id is not None
    return voice.process_id


def in_the_middle(
    voice: EspeakVoice, said: list[Synthesis | Exception]
) -> tuple[threading.Thread, int]:
    """Starts a synthesis in a thread and stops its child process (SIGSTOP) after it has got the request."""
    child = child_of(voice)
    os.kill(child, signal.SIGSTOP)

    def speak() -> None:
        try:
            said.append(voice.speak(LONG, "en"))
        except VoiceError as error:
            said.append(error)

    thread = threading.Thread(target=speak)
    thread.start()
    time.sleep(0.2)
    assert thread.is_alive()
    return thread, child


def test_it_is_killed_during_a_sentence_and_the_sentence_is_synthesised_again(
    voice: EspeakVoice,
) -> None:
    said: list[Synthesis | Exception] = []
    thread, child = in_the_middle(voice, said)
    os.kill(child, signal.SIGKILL)
    thread.join(15)
    assert isinstance(said[0], Synthesis)
    assert said[0].words[-1].start > len(LONG) - 20
    assert child_of(voice) != child


def test_it_is_killed_between_two_sentences(voice: EspeakVoice) -> None:
    os.kill(child_of(voice), signal.SIGKILL)
    assert voice.speak("And on we go.", "en").seconds > 0.3


def test_it_hangs_and_the_request_ends_in_time() -> None:
    voice = EspeakVoice(timeout=1.5)
    try:
        voice.speak("Good morning.", "en")
        os.kill(child_of(voice), signal.SIGSTOP)
        began = time.monotonic()
        assert voice.speak("And on we go.", "en").seconds > 0.3
        assert time.monotonic() - began < 6
    finally:
        voice.close()


def test_it_can_not_start_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    voice = EspeakVoice()
    with pytest.raises(VoiceError, match="stopped twice"):
        voice.speak("Good morning.", "en")
    voice.close()


def test_the_kiosk_stops_while_it_speaks(voice: EspeakVoice) -> None:
    said: list[Synthesis | Exception] = []
    thread, child = in_the_middle(voice, said)
    voice.close()
    thread.join(5)
    assert not thread.is_alive()
    assert isinstance(said[0], VoiceError)
    assert not Path(f"/proc/{child}").exists()
    with pytest.raises(VoiceError, match="closed"):
        voice.speak("Too late.", "en")


def test_several_threads_speak_at_once(voice: EspeakVoice) -> None:
    said: dict[str, Synthesis] = {}
    texts = [f"This is sentence number {number}." for number in range(8)]

    def speak(text: str) -> None:
        said[text] = voice.speak(text, "en")

    threads = [threading.Thread(target=speak, args=[text]) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert all(said[text].text == text for text in texts)

"""The kiosk makes the speech that its release lacks: soon, once, within its disk space, and without delaying others."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from contract.museum import Block, Level, Pronunciation, Source
from device.speech.live_speech import LiveSpeech
from narration.rendered_blocks import (
    OPUS,
    PORTRAIT,
    SUBTITLES,
    RenderingError,
    RenderingFacts,
    UnsupportedLanguageError,
)
from narration.speech.espeak import EspeakVoice
from narration.voice_renderer import VoiceRenderer
from tests.sounds import seconds_of
from tests.waiting import until

SIZE = 10_000  # bytes of each of the twin's files


def block(key: str, text: str = "Volg de lijn.", language: str = "nl") -> Block:
    return Block(
        key, language, Level.ADULT, "making", text, [Source("On Lines, p. 1")], "a curator"
    )


class VoiceTwin:
    """Renders blocks at once or when a test allows it, and can be made to fail."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.error: Exception | None = None
        self.let = threading.Event()
        self.let.set()
        self.lexicon: Sequence[Pronunciation] = ()

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        self.lexicon = lexicon

    def identity(self, block: Block) -> str:
        return f"twin {[entry.spelling for entry in self.lexicon if entry.written in block.text]}"

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        self.let.wait(20)
        self.rendered.append(block.key)
        if self.error is not None:
            raise self.error
        (folder / OPUS).write_bytes(b"o" * SIZE)
        return RenderingFacts(3.0, "twin", True)

    def close(self) -> None:
        self.let.set()


class Kiosk:
    def __init__(self, folder: Path, room: int = 1_000_000) -> None:
        self.voice = VoiceTwin()
        self.changed = threading.Semaphore(0)
        self.live_speech = LiveSpeech(folder, self.voice, room, self.changed.release)
        self.live_speech.start()

    def settled(self) -> None:
        assert self.changed.acquire(timeout=20)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    opened = Kiosk(tmp_path / "speech")
    yield opened
    opened.live_speech.stop()


def test_a_block_is_said_while_its_words_are_read(kiosk: Kiosk) -> None:
    kiosk.voice.let.clear()
    one = block("one")
    kiosk.live_speech.request([one])
    assert kiosk.live_speech.pending(one)
    assert kiosk.live_speech.find(one) is None
    kiosk.voice.let.set()
    kiosk.settled()
    assert not kiosk.live_speech.pending(one)
    rendered = kiosk.live_speech.find(one)
    assert rendered is not None
    assert rendered.facts == RenderingFacts(3.0, "twin", True)
    assert kiosk.live_speech.file(rendered.name, OPUS).stat().st_size == SIZE


def test_another_work_is_wished_for_meanwhile(kiosk: Kiosk) -> None:
    kiosk.voice.let.clear()
    first, second, third = block("first", "Een."), block("second", "Twee."), block("third", "Drie.")
    kiosk.live_speech.request([first, second])
    kiosk.live_speech.request([third])
    assert not kiosk.live_speech.pending(second)
    kiosk.voice.let.set()
    until(lambda: kiosk.live_speech.find(third) is not None)
    assert "second" not in kiosk.voice.rendered


def test_what_was_said_is_kept_over_a_restart(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.live_speech.request([block("one")])
    kiosk.settled()
    kiosk.live_speech.stop()
    again = Kiosk(tmp_path / "speech")
    try:
        again.live_speech.request([block("one under another key")])
        assert again.live_speech.find(block("one")) is not None
        assert again.voice.rendered == []
    finally:
        again.live_speech.stop()


def test_a_release_brings_another_pronunciation(kiosk: Kiosk) -> None:
    one, two = block("one", "Volg de kolam."), block("two")
    for each in (one, two):
        kiosk.live_speech.request([each])
        kiosk.settled()
    kiosk.live_speech.pronounce([Pronunciation("kolam", "nl", "koolam")])
    assert kiosk.live_speech.find(one) is None
    assert kiosk.live_speech.find(two) is not None
    kiosk.live_speech.request([one])
    kiosk.settled()
    assert kiosk.voice.rendered == ["one", "two", "one"]


def test_a_language_the_voice_lacks_is_asked_for_once(kiosk: Kiosk) -> None:
    kiosk.voice.error = UnsupportedLanguageError("no voice for tlh")
    strange = block("one", "nuqneH", "tlh")
    for _ in range(2):
        kiosk.live_speech.request([strange])
        until(lambda: not kiosk.live_speech.pending(strange))
    assert kiosk.voice.rendered == ["one"]
    assert kiosk.live_speech.problems == []


@pytest.mark.parametrize(
    "error", [RenderingError("the voice stopped"), OSError(28, "No space left"), RuntimeError("?")]
)
def test_the_voice_fails_and_the_next_playback_tries_again(kiosk: Kiosk, error: Exception) -> None:
    kiosk.voice.error = error
    one = block("one")
    kiosk.live_speech.request([one])
    kiosk.settled()
    assert not kiosk.live_speech.pending(one)
    assert kiosk.live_speech.find(one) is None
    assert "can't read aloud" in kiosk.live_speech.problems[0]
    kiosk.voice.error = None
    kiosk.live_speech.request([one])
    kiosk.settled()
    assert kiosk.live_speech.find(one) is not None
    assert kiosk.live_speech.problems == []


def test_there_is_room_for_two_and_the_one_used_longest_ago_goes(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path / "speech", room=2 * SIZE + SIZE // 2)
    try:
        blocks = [block(key, f"{key}.") for key in ("one", "two", "three")]
        for age, each in enumerate(blocks[:2]):
            kiosk.live_speech.request([each])
            kiosk.settled()
            made = kiosk.live_speech.find(each)
            assert made is not None
            os.utime(made.folder, (1000.0 + age, 1000.0 + age))
        kiosk.live_speech.request([blocks[0]])  # requested again: the other is the older one now
        kiosk.live_speech.request([blocks[2]])
        kiosk.settled()
        assert [kiosk.live_speech.find(each) is not None for each in blocks] == [True, False, True]
        assert len(list((tmp_path / "speech").iterdir())) == 2
    finally:
        kiosk.live_speech.stop()


def test_half_a_recording_from_a_power_cut_is_cleared_away(tmp_path: Path) -> None:
    half = tmp_path / "speech" / ".part-half"
    half.mkdir(parents=True)
    (half / OPUS).write_bytes(b"o")
    kiosk = Kiosk(tmp_path / "speech")
    kiosk.live_speech.stop()
    assert not half.exists()


def test_only_what_was_made_here_is_given_out(kiosk: Kiosk) -> None:
    kiosk.live_speech.request([block("one")])
    kiosk.settled()
    made = kiosk.live_speech.find(block("one"))
    assert made is not None
    for name, file in (("..", OPUS), (made.name, "../about.json"), (made.name, "about.json")):
        with pytest.raises(KeyError):
            kiosk.live_speech.file(name, file)


def test_the_real_voice_speaks_and_is_killed(tmp_path: Path) -> None:
    voice = EspeakVoice()
    done = threading.Semaphore(0)
    live_speech = LiveSpeech(
        tmp_path, VoiceRenderer(voice, for_phones=False), 10_000_000, lambda: done.release()
    )
    live_speech.start()
    try:
        first, second = block("one"), block("two", "Hij komt terug waar hij begon.")
        live_speech.request([first])
        assert done.acquire(timeout=60)
        made = live_speech.find(first)
        assert made is not None
        assert seconds_of(live_speech.file(made.name, OPUS)) == pytest.approx(
            made.facts.seconds, abs=0.1
        )
        for subtitles in (SUBTITLES, PORTRAIT):
            assert "Volg de lijn." in live_speech.file(made.name, subtitles).read_text("utf-8")
        assert voice.process_id is not None
        os.kill(voice.process_id, 9)
        live_speech.request([second])
        assert done.acquire(timeout=60)
        assert live_speech.find(second) is not None
    finally:
        live_speech.stop()
    assert voice.process_id is None

"""A language's own voice speaks after the first voice; where it can't, the first one stays, and staff read why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import Block
from narration.rendered_blocks import BlockRenderer, RenderingError, RenderingFacts
from narration.speech import piper_voice
from narration.speech.settings import EspeakSettings, PiperSettings, RecordedSettings
from narration.speech.voice import VoiceError
from tests.desk import BlockRendererTwin, Desk
from tests.tiny_museum import block
from tests.tour_server.publishing.test_a_voice_is_chosen import record
from tour_server.jobs.jobs import Jobs
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.publishing.speaker_source import SpeakerSource


class OwnVoice(BlockRendererTwin):
    """The voice of a language; it can't say the texts of `refused`, and says what was out when it began."""

    def __init__(self, desk: Desk, voice: str = "trained") -> None:
        super().__init__()
        self.voice = voice
        self.refused: set[str] = set()
        self.closed = 0
        self.releases_out: list[int] = []
        self._desk = desk

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        self.releases_out.append(self._desk.parts.releases.newest_number())
        if block.text in self.refused:
            raise RenderingError("the network lost its voice")
        return super().render(block, folder)

    def close(self) -> None:
        self.closed += 1


class Voices:
    """LanguageVoices: what `by_language` says; a sentence instead of a voice is the reason why it can't be had."""

    def __init__(self, by_language: dict[str, BlockRenderer | str]) -> None:
        self.by_language = by_language

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.by_language)

    def open_for(self, language: str) -> BlockRenderer:
        voice = self.by_language[language]
        if isinstance(voice, str):
            raise VoiceError(voice)
        return voice


def publisher(desk: Desk, voices: Voices, **times: Any) -> Publisher:
    parts = desk.parts
    maker = ReleaseMaker(
        parts.pictures, lambda: desk.renderer, parts.data / "cache", workers=1, voices=voices
    )
    jobs = Jobs(parts.database, desk.clock)
    given: dict[str, Any] = {"speech_seconds": 30.0, **times}
    return Publisher(
        parts.drafts, maker, parts.repository, parts.releases, desk.clock, jobs, **given
    )


def voices_of(desk: Desk) -> dict[str, str]:
    release = desk.parts.releases.release()
    assert release is not None
    return {speech.block: speech.voice for speech in release.speech}


def follow(active: Publisher) -> None:
    active.follow(lambda: False, lambda done, of: None)


FIRST = {"lijn-nl-1": "twin", "lijn-en-1": "twin", "ring-nl-1": "twin"}


def test_the_first_voice_speaks_at_once_and_the_own_voice_later(desk: Desk) -> None:
    own = OwnVoice(desk)
    active = publisher(desk, Voices({"nl": own, "fr": OwnVoice(desk)}))
    active.publish("Noor", "Open.")
    assert voices_of(desk) == FIRST
    assert own.rendered == []
    follow(active)
    assert voices_of(desk) == FIRST | {"lijn-nl-1": "trained", "ring-nl-1": "trained"}
    assert own.releases_out == [1, 1]
    newest = desk.parts.releases.listed()[0]
    assert newest.note == (
        "Release 1 again, in the voices of its languages; the words are the same."
    )
    assert active.voice_notes == active.unspoken == ()
    follow(active)
    assert desk.parts.releases.newest_number() == 2
    assert own.closed > 0


def test_the_words_go_out_then_the_first_voice_then_the_own_one(desk: Desk) -> None:
    own = OwnVoice(desk)
    active = publisher(desk, Voices({"nl": own}), speech_seconds=0.0)
    active.publish("Noor")
    assert voices_of(desk) == {}
    follow(active)
    assert own.releases_out == [2, 2]  # what the first voice spoke was out before
    assert desk.parts.releases.newest_number() == 3
    assert voices_of(desk)["ring-nl-1"] == "trained"


def test_an_edited_text_is_heard_at_once(desk: Desk) -> None:
    own = OwnVoice(desk)
    active = publisher(desk, Voices({"nl": own}))
    active.publish("Noor")
    follow(active)
    said = len(own.rendered)
    museum = desk.parts.releases.get(2).museum
    works = [
        replace(
            work,
            blocks=[
                replace(one, text=f"{one.text} Nieuw.") if one.key == "ring-nl-1" else one
                for one in work.blocks
            ],
        )
        for work in museum.works
    ]
    active.publish("Noor", museum=replace(museum, works=works))
    assert voices_of(desk) == FIRST | {"lijn-nl-1": "trained"}
    follow(active)
    assert voices_of(desk) == FIRST | {"lijn-nl-1": "trained", "ring-nl-1": "trained"}
    assert len(own.rendered) == said + 1


def test_the_own_voice_fails(desk: Desk) -> None:
    own = OwnVoice(desk)
    active = publisher(desk, Voices({"nl": own}))
    active.publish("Noor")
    own.refused = set(desk.renderer.rendered)
    follow(active)
    assert voices_of(desk) == FIRST
    assert active.voice_notes == (
        "The voice of nl did not speak 2 blocks: the network lost its voice",
    )
    assert active.unspoken == ()
    follow(active)  # not tried for ever
    assert len(own.releases_out) == 2


def test_the_model_is_missing_and_staff_read_it(desk: Desk) -> None:
    active = publisher(desk, Voices({"nl": "The Piper voice /x.onnx can't be read"}))
    active.publish("Noor")
    follow(active)
    assert voices_of(desk) == FIRST
    assert active.voice_notes == (
        "The voice of nl can't be used: The Piper voice /x.onnx can't be read",
    )


def test_the_server_stops_while_the_own_voice_speaks(desk: Desk) -> None:
    own = OwnVoice(desk)
    active = publisher(desk, Voices({"nl": own}))
    active.publish("Noor")
    active.follow(lambda: bool(own.rendered), lambda done, of: None)
    assert len(own.rendered) == 1
    assert voices_of(desk) == FIRST  # no release for a part of it
    again = publisher(desk, Voices({"nl": own}))  # after a restart
    follow(again)
    assert len(own.rendered) == 2
    assert voices_of(desk) == FIRST | {"lijn-nl-1": "trained", "ring-nl-1": "trained"}


def test_a_language_tag_finds_its_voice(desk: Desk) -> None:
    active = publisher(desk, Voices({"nl-BE": OwnVoice(desk, "Belgian"), "en": OwnVoice(desk)}))
    active.publish("Noor")
    follow(active)
    assert voices_of(desk) == FIRST | {"lijn-en-1": "trained"}


def test_a_recording_goes_before_the_own_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piper_voice, "PACKAGE", "sys")
    (tmp_path / "jan.onnx").write_bytes(b"a network")
    (tmp_path / "jan.onnx.json").write_text('{"language": {"family": "nl"}}')
    record(tmp_path / "recordings" / "ring-nl-1.wav", 1.0)
    source = SpeakerSource(
        RecordedSettings(folder=str(tmp_path / "recordings"), otherwise=EspeakSettings()),
        {"nl": PiperSettings(model=str(tmp_path / "jan.onnx"))},
    )
    first, own = source.open(), source.open_for("nl")
    recorded, other = block("ring-nl-1", "nl", "Een ring."), block("lijn-nl-1", "nl", "Een lijn.")
    try:
        assert first.identity(recorded) == own.identity(recorded)
        assert own.identity(other).startswith("Piper jan ")
    finally:
        first.close()
        own.close()


def test_staff_see_which_voice_spoke_and_why(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    desk.parts.publisher._voice_notes = ("The voice of nl can't be used: it is gone",)
    page = html.fromstring(desk.colleague("Noor").get("/desk/publish").text)
    voices = [item.text_content() for item in page.xpath("//details[@id='voices']//li")]
    assert voices == ["English: twin, 1 block", "Nederlands: twin, 2 blocks"]
    assert "The voice of nl can't be used: it is gone" in page.text_content()

"""Every file of speech says in its metadata whether a machine made it, and which voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from contract.museum import Level
from narration.rendered_blocks import AAC, OPUS
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis
from narration.voice_renderer import VoiceRenderer
from tests.narration.conftest import TEXTS, block_of

TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def metadata(file: Path) -> dict[str, str]:
    """Return what a player reads: MP4 keeps it in the container, Ogg with its stream."""
    with av.open(str(file)) as container:
        both = {**container.metadata, **container.streams.audio[0].metadata}
    return {name.lower(): text for name, text in both.items()}


class FixedVoice:
    """A Voice that always says the same."""

    name, can_slow = "fixed", False

    def __init__(self, synthesis: Synthesis) -> None:
        self._synthesis = synthesis

    def speak(self, text: str, language: str, level: Level = Level.ADULT, **_: object) -> Synthesis:
        return self._synthesis

    def identity(self, block: str | None) -> str:
        return self.name

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("file", [OPUS, AAC])
def test_espeak_is_marked(voice: EspeakVoice, tmp_path: Path, file: str) -> None:
    facts = VoiceRenderer(voice).render(block_of("nl"), tmp_path)
    marks = metadata(tmp_path / file)
    assert marks["artist"] == facts.voice
    assert "espeak-ng 1." in facts.voice  # with its version
    assert marks["comment"] == f"Machine-made speech. Voice: {facts.voice}. {TERMS}algorithmicMedia"


@pytest.mark.parametrize("file", [OPUS, AAC])
def test_a_trained_voice_and_a_person_are_marked(
    voice: EspeakVoice, tmp_path: Path, file: str
) -> None:
    spoken = voice.speak(TEXTS["en"], "en")
    trained = replace(spoken, voice="Piper 1.8 joe", trained=True)
    VoiceRenderer(FixedVoice(trained)).render(block_of("en"), tmp_path)
    marks = metadata(tmp_path / file)
    assert marks["artist"] == "Piper 1.8 joe"
    assert marks["comment"].endswith(f"{TERMS}trainedAlgorithmicMedia")
    person = replace(spoken, voice="recorded", machine_made=False, samples=np.copy(spoken.samples))
    VoiceRenderer(FixedVoice(person)).render(block_of("en"), tmp_path)
    marks = metadata(tmp_path / file)
    assert marks["comment"] == "Recorded by a person."
    assert "artist" not in marks

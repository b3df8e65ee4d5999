"""A subtitle stays while the voice says its last word, however long that takes: years, marks, web addresses."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from contract.museum import Level
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis, WordTime, sounding_until
from narration.subtitled_speech import speak_with_subtitles

LIVES = {
    "nl": "Dit schilderij is van Johannes Vermeer (1632–1675). Hij woonde zijn hele leven in Delft.",
    "en": "This painting is by Johannes Vermeer (1632–1675). He lived in Delft all his life.",
    "fr": "Ce tableau est de Johannes Vermeer (1632–1675). Il a vécu toute sa vie à Delft.",
    "de": "Dieses Bild ist von Johannes Vermeer (1632–1675). Er lebte sein ganzes Leben in Delft.",
    "es": "Este cuadro es de Johannes Vermeer (1632–1675). Vivió toda su vida en Delft.",
    "pl": "Ten obraz namalował Johannes Vermeer (1632–1675). Całe życie mieszkał w Delfcie.",
}


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("language", LIVES)
def test_no_subtitle_goes_while_years_are_said(
    voice: EspeakVoice, language: str, level: Level
) -> None:
    speech = speak_with_subtitles(voice, LIVES[language], language, level)
    for cues in (speech.landscape, speech.portrait):
        assert "1632–1675" in " ".join(cue.text for cue in cues)
        for left, right in pairwise(cues):
            assert sounding_until(speech.synthesis, left.end, right.start) <= left.end + 0.01


def test_a_long_mark_keeps_its_subtitle_while_it_is_said() -> None:
    text = "The mark on the back is RP-P-1961-1178. Then it had another owner, and was sold again."
    rate = 1000
    sound, pause = np.full(7 * rate, 9000, np.int16), np.zeros(2 * rate, np.int16)
    samples = np.concatenate([sound, pause, sound])
    words = (WordTime(0, 3, 0.0), WordTime(24, 14, 2.0), WordTime(40, 4, 9.0))
    made = Synthesis(text, samples, rate, words, "test", True)
    speech = speak_with_subtitles(_OneVoice(made), text, "en")
    assert speech.landscape[0].text.endswith("RP-P-1961-1178.")
    assert speech.landscape[0].end == pytest.approx(7.0, abs=0.02)


class _OneVoice:
    """Says one thing."""

    name = "one"
    can_slow = False

    def __init__(self, synthesis: Synthesis) -> None:
        self.synthesis = synthesis

    def speak(self, *_: object, **__: object) -> Synthesis:
        return self.synthesis

    def identity(self, block: str | None) -> str:
        return self.name

    def close(self) -> None:
        pass

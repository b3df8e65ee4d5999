"""Texts in seven languages, synthesised once per session by the real espeak-ng."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract.museum import Block, Level
from narration.speech.espeak import EspeakVoice

TEXTS = {
    "nl": "Elke ochtend, nog voor de zon op is, tekenen vrouwen in Tamil Nadu een kolam voor hun deur. "
    "Rond een raster van stippen loopt één lijn, die weer terugkomt waar zij begon. Dat was in 1642 al zo.",
    "en": "Every morning, before the sun is up, women in Tamil Nadu draw a kolam before their door. "
    "One line runs around a grid of dots, and comes back to where it began. So it was in 1642.",
    "fr": "Chaque matin, avant le lever du soleil, des femmes du Tamil Nadu dessinent un kolam devant leur "
    "porte. Une seule ligne court autour d'une grille de points, se croise et revient à son départ.",
    "de": "Jeden Morgen, noch vor Sonnenaufgang, zeichnen Frauen in Tamil Nadu ein Kolam vor ihre Tür. "
    "Um ein Raster von Punkten läuft eine einzige Linie und kehrt zum Anfang zurück.",
    "es": "Cada mañana, antes de que salga el sol, las mujeres de Tamil Nadu dibujan un kolam delante de su "
    "puerta. Una sola línea rodea una cuadrícula de puntos, se cruza y vuelve a su comienzo.",
    "ar": "كل صباح، قبل شروق الشمس، ترسم النساء في تاميل نادو رسما أمام أبوابهن. "
    "يدور خط واحد حول شبكة من النقاط ثم يعود إلى حيث بدأ.",
    "ja": "まいあさ、おんなのひとが いえのまえに せんを かきます。いっぽんのせんが、てんのこうしをまわります。",
}


def block_of(language: str, level: Level = Level.ADULT, text: str = "") -> Block:
    """Return a block with a text of this language, or with `text`."""
    return Block("block", language, level, "theme", text or TEXTS[language], [], "Noor")


@pytest.fixture(scope="session")
def voice() -> Iterator[EspeakVoice]:
    speaker = EspeakVoice()
    yield speaker
    speaker.close()

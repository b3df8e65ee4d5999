"""How long a text takes is estimated within a quarter of what the embedded voice needs, in any script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from narration.speaking_pace import LATIN_PACE, characters_a_second, text_seconds
from narration.speech.espeak import EspeakVoice

NEAR = 0.25  # of the seconds that the voice needs
TEXTS = {
    "nl": "Op dit schilderij staan een rivier en veel bomen. De schilder stond op de brug en keek.",
    "en": "This painting shows a river and many trees. The painter stood on the bridge and looked.",
    "fr": "Ce tableau montre une rivière et beaucoup d’arbres. Le peintre était debout sur le pont.",
    "de": "Dieses Bild zeigt einen Fluss und viele Bäume. Der Maler stand auf der Brücke und sah zu.",
    "es": "Este cuadro muestra un río y muchos árboles. El pintor estaba de pie sobre el puente.",
    "ru": "На этой картине река и много деревьев. Художник стоял на мосту и смотрел на воду.",
    "el": "Σε αυτόν τον πίνακα υπάρχει ένα ποτάμι. Ο ζωγράφος στεκόταν στη γέφυρα και κοιτούσε.",
    "ar": "في هذه اللوحة نهر وأشجار كثيرة. وقف الرسام على الجسر ونظر إلى الماء وهو يرسم ببطء.",
    "he": "בציור הזה יש נהר ועצים רבים. הצייר עמד על הגשר, הביט במים וצייר לאט.",
    "hi": "इस चित्र में एक नदी और बहुत से पेड़ हैं। चित्रकार पुल पर खड़ा होकर पानी को देखता था।",
    "th": "ภาพนี้มีแม่น้ำและต้นไม้มากมาย จิตรกรยืนอยู่บนสะพานและวาดภาพอย่างช้าๆ",
    "ko": "이 그림에는 강과 나무가 있습니다. 화가는 다리 위에 서서 물을 바라보며 천천히 그렸습니다.",
    "zh": "这幅画画的是一条河，河边有许多树。画家站在桥上，看着水面慢慢地画。",
    "ja": "このえには、かわと、おおくのきが、えがかれています。がかは、はしのうえにたちました。",
}


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    spoken = EspeakVoice()
    yield spoken
    spoken.close()


@pytest.mark.parametrize("language", TEXTS)
def test_the_voice_needs_about_as_long(voice: EspeakVoice, language: str) -> None:
    text = TEXTS[language]
    assert text_seconds(text) == pytest.approx(voice.speak(text, language).seconds, rel=NEAR)


def test_a_text_in_two_scripts_lies_between_them() -> None:
    both = characters_a_second(TEXTS["zh"] + TEXTS["en"])
    assert characters_a_second(TEXTS["zh"]) < both < LATIN_PACE


@pytest.mark.parametrize("text", ["", "1642", "…", "x", "é", "“Crème” – ½", "😀"])
def test_signs_of_no_script_take_the_pace_of_latin(text: str) -> None:
    assert characters_a_second(text) == LATIN_PACE
    assert text_seconds(text) == len(text) / LATIN_PACE


def test_digits_take_as_long_as_the_letters_around_them() -> None:
    assert characters_a_second("于1642年画") == characters_a_second("于年画")

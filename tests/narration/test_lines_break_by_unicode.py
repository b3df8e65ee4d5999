"""Lines break where the language breaks: Unicode's line breaking, ICU's dictionaries, and the eye's width of signs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from contract.museum import Level
from narration.line_breaks import (
    cut_places,
    cut_with_hyphen,
    may_break,
    unbreakable_pieces,
)
from narration.speech.voice import Synthesis, evenly
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import violations
from narration.subtitles import Cue, cues

RATE = 8000
THAI = "ทุกเช้าก่อนพระอาทิตย์ขึ้น ผู้หญิงในรัฐทมิฬนาฑูวาดลวดลายหน้าบ้านของตน เส้นเดียววนรอบจุดแล้วกลับมาที่เดิม"
CHINESE = (
    "每天早晨，日出之前，泰米尔纳德邦的妇女会在门前画一幅“科拉姆”。一条线绕着点阵走，最后回到起点。"
)
JAPANESE = (
    "毎朝、日の出の前に、"
    "タミル・ナードゥの女性たちは家の前にコーラムを描きます。「一本の線」が点を回り、もとの場所へ戻ります。"
)
KOREAN = (
    "매일 아침 해가 뜨기 전에 타밀나두의 여성들은 문 앞에 콜람을 그린다. "
    "하나의 선이 점들을 돌아 처음으로 돌아온다."
)
HINDI = (
    "हर सुबह, सूरज निकलने से पहले, तमिलनाडु की महिलाएँ अपने दरवाज़े के सामने कोलम बनाती हैं। "
    "एक ही रेखा बिंदुओं के चारों ओर घूमती है।"
)
ARABIC = "كل صباح، قبل شروق الشمس، ترسم النساء في تاميل نادو رسما أمام أبوابهن. يدور خط واحد حول النقاط ثم يعود."
HEBREW = "כל בוקר, לפני הזריחה, נשים בטאמיל נאדו מציירות קולאם לפני דלתן. קו אחד מקיף את הנקודות וחוזר להתחלה."
FRENCH = (
    "Est-ce bien « une seule ligne » ? Regardez ! Elle part d’ici ; "
    "elle revient là : au même point. « Et puis » ? On recommence."
)
TEXTS = {
    "th": THAI, "zh": CHINESE, "zh-Hant": CHINESE, "ja": JAPANESE, "ko": KOREAN, "hi": HINDI, "ar": ARABIC,
    "he": HEBREW, "fr": FRENCH,
    "nl": "Rond 1450 — vóór de zon op was — tekenden vrouwen één lijn (van 120 × 90 cm), die terugkomt waar zij begon.",
    "en": "In 1642 the state-of-the-art and/or re-used line, RP-P-1961-1178, ran round 10 000 dots: 50 % came back.",
    "de": "Um 1450 läuft eine einzige Linie um ein Raster von Punkten, d. h. sie kehrt zum Anfang zurück.",
    "es": "¿Es una sola línea? ¡Sí! Rodea una cuadrícula de puntos, se cruza y vuelve a su comienzo.",
}  # fmt: skip


def pieces(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in unbreakable_pieces(text, language)]


def made(language: str, layout: Layout = Layout.PORTRAIT, text: str | None = None) -> list[Cue]:
    text = text or TEXTS[language]
    seconds = len(text) / 3
    sound = np.full(round(seconds * RATE), 9000, np.int16)
    spoken = Synthesis(text, sound, RATE, evenly(text, seconds), "even", True)
    return cues(spoken, language, Level.ADULT, layout)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("language", TEXTS)
def test_the_cues_of_every_language_keep_every_rule(language: str, layout: Layout) -> None:
    found = violations(made(language, layout), limits(language, Level.ADULT, layout))
    assert found == []


def test_thai_breaks_between_words() -> None:
    words = pieces(THAI, "th")
    assert words[:5] == ["ทุก", "เช้า", "ก่อน", "พระอาทิตย์", "ขึ้น"]
    for cue in made("th"):
        for line in cue.lines:
            assert all(part in THAI for part in line.split(" "))
    ends = {end for _, end in unbreakable_pieces(THAI, "th")}
    at = 0
    for line in (line for cue in made("th") for line in cue.lines):
        at = THAI.index(line, at) + len(line)
        assert at in ends


def test_japanese_breaks_between_phrases() -> None:
    assert pieces("日の出の前に、タミル・ナードゥの女性たちは描きます。", "ja") == [
        "日の出の", "前に、", "タミル・", "ナードゥの", "女性", "たちは", "描きます。",
    ]  # fmt: skip


def test_korean_breaks_at_its_spaces_alone() -> None:
    assert pieces(KOREAN, "ko") == KOREAN.split(" ")


def test_chinese_breaks_inside_no_word_where_it_can_be_helped() -> None:
    lines = [line for cue in made("zh") for line in cue.lines]
    for left, right in pairwise(lines):
        assert left[-1] + right[0] not in ("妇女", "门前", "早晨")
        assert right[0] not in "，。”"


def test_hindi_arabic_and_hebrew_break_at_spaces_alone() -> None:
    for language in ("hi", "ar", "he"):
        assert pieces(TEXTS[language], language) == TEXTS[language].split(" ")


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_a_french_sign_begins_no_line_whatever_its_space(space: str) -> None:
    text = FRENCH
    for sign in "?!;:»":
        text = text.replace(f" {sign}", f"{space}{sign}")
    text = text.replace("« ", f"«{space}")
    for layout in Layout:
        for cue in made("fr", layout, text):
            assert " ?" not in cue.text  # a player that breaks lines by itself breaks there neither
            for line in cue.lines:
                assert line[0] not in "?!;:»"
                assert line[-1] != "«"
    assert "«\u00a0Et" in pieces_shown(made("fr"))


def pieces_shown(found: list[Cue]) -> str:
    return " ".join(cue.text for cue in found)


def test_a_number_stays_whole() -> None:
    text = "Er hangen hier 10 000 tegels van 1632–1675 en 50 % daarvan is van RP-P-1961-1178 of daaromtrent."
    for layout in Layout:
        lines = [line for cue in made("nl", layout, text) for line in cue.lines]
        for whole in ("10 000", "1632–1675", "50 %", "RP-P-1961-1178"):
            assert any(whole in line for line in lines)


@pytest.mark.parametrize(
    ("text", "language", "width"),
    [
        ("abc", "nl", 3), ("é", "nl", 1), ("e\u0301", "nl", 1), ("漢字", "nl", 4), ("タミル", "en", 6),
        ("ﾀﾐﾙ", "en", 3),
        ("ＡＢ", "nl", 4), ("한글", "nl", 4), ("\u1112\u1161\u11ab", "nl", 2), ("漢字", "ja", 2), ("ab", "ja", 1),
        ("“字”", "zh", 3), ("“a”", "nl", 3), ("ที่นี่", "th", 2), ("हिन्दी", "hi", 3), ("بَ", "ar", 1), ("שָׁ", "he", 1),
        ("👩\u200d👩\u200d👧", "nl", 2), ("👍🏽", "nl", 2), ("❤\ufe0f", "nl", 2),
        ("so\u00adft", "nl", 4), ("a\u00a0b", "fr", 3),
    ],
)  # fmt: skip
def test_width_is_what_the_eye_sees(text: str, language: str, width: float) -> None:
    assert limits(language, Level.ADULT, Layout.LANDSCAPE).measure(text) == width


@pytest.mark.parametrize(
    ("word", "language", "parts"),
    [
        ("gelijkvormigheidsdimensie", "nl", "ge-lijk-vor-mig-heids-di-men-sie"),
        ("kristallographischen", "de", "kris-tal-log-ra-phis-chen"),
        ("matemáticamente", "es", "ma-te-má-ti-ca-mente"),
        ("soft\u00adware", "en", "soft\u00ad-ware"),
        ("ナードゥ", "ja", "ナー-ドゥ"),
        ("타밀나두", "ko", "타-밀-나-두"),
        ("क्षेत्रफलमहाविद्यालय", "hi", "क्षे-त्र-फ-ल-म-हा-वि-द्या-ल-य"),
        ("xxxxxxxxxxxx", "nl", "x-x-x-x-x-x-x-x-x-x-x-x"),
    ],
)
def test_a_word_wider_than_a_line_is_cut_between_syllables(
    word: str, language: str, parts: str
) -> None:
    edges = [0, *cut_places(word, language), len(word)]
    assert "-".join(word[left:right] for left, right in pairwise(edges)) == parts
    assert cut_with_hyphen(word) == (language not in ("ja", "ko"))


def test_a_foreign_file_that_breaks_wrongly_is_found() -> None:
    def rules(language: str, *lines: str) -> set[str]:
        found = violations([Cue(0, 9, lines)], limits(language, Level.ADULT, Layout.PORTRAIT))
        return {violation.rule for violation in found}

    assert rules("fr", "Est-ce vrai", "? Oui.") == {"line_break"}
    assert rules("fr", "Il dit «", "oui\u00a0».") == {"line_break"}
    assert rules("fr", "Est-ce vrai ?") == {"french_space"}
    assert rules("fr", "Est-ce vrai?") == {"french_space"}
    assert rules("fr-CA", "Est-ce vrai?") == set()
    assert rules("fr", "«\u00a0Oui\u00a0!\u00a0»\u00a0: à 12:30\u202f?!") == set()
    assert rules("en", "Is it true ?") == set()
    assert rules("ja", "点を回り", "、戻る") == {"line_break"}
    assert rules("ja", "点を回り、", "戻る") == set()
    assert rules("zh", "他说“", "是的”。") == {"line_break"}
    assert rules("th", "ทุกเช้าก่อนพระอาทิ", "ตย์ขึ้น") == {"line_break"}
    assert rules("th", "ทุกเช้าก่อน", "พระอาทิตย์ขึ้น") == set()
    assert rules("de", "Überwa\u2010", "chung") == set()


def test_two_cues_break_as_two_lines_do() -> None:
    room = limits("fr", Level.ADULT, Layout.PORTRAIT)
    found = violations([Cue(0, 4, ("Est-ce vrai",)), Cue(4, 8, ("? Oui.",))], room)
    assert [(one.cue, one.rule) for one in found] == [(2, "line_break")]


def test_the_rule_is_that_of_the_language() -> None:
    assert may_break("ligne ", "une", "fr")
    assert not may_break("ligne ", "?", "fr")
    assert not may_break("คนทำ", "ำงาน", "th")

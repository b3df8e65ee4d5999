"""Visitors ask in languages of other scripts, and in one whose question words nobody has written down."""

from __future__ import annotations

import datetime as dt

import pytest

from contract.museum import (
    Block,
    Hours,
    Level,
    Museum,
    Room,
    Site,
    Source,
    Theme,
    VisitorPlace,
    VisitorPlaceKind,
    Work,
)
from narration.answers.answering import Answering

LANGUAGES = ("ar", "ja", "he", "th", "it")
TITLE = {"ar": "كولام", "ja": "コーラム", "he": "קולאם", "th": "โกลัม", "it": "Kolam"}
OTHER = {
    "ar": "خريطة العصي",
    "ja": "スティックチャート",
    "he": "מפת מקלות",
    "th": "แผนที่ไม้",
    "it": "Carta di bastoncini",
}
TEXT = {
    "ar": "ترسم النساء هذا الخط من دقيق الأرز أمام الباب كل صباح. يأكل النمل والطيور الدقيق.",
    "ja": "女性たちは毎朝、玄関の前に米の粉で線を引きます。蟻と鳥が粉を食べます。",
    "he": "נשים מציירות את הקו הזה מקמח אורז לפני הדלת בכל בוקר. נמלים וציפורים אוכלות את הקמח.",
    "th": "ผู้หญิงวาดเส้นนี้ด้วยแป้งข้าวหน้าประตูทุกเช้า มดและนกกินแป้ง",
    "it": "Le donne tracciano questa linea con farina di riso. Formiche e uccelli mangiano la farina.",
}
OTHER_TEXT = {
    "ar": "العصي هي الأمواج. يحفظها البحارة عن ظهر قلب.",
    "ja": "棒は波を表します。航海者はそれを暗記しました。",
    "he": "המקלות הם גלים. הימאים למדו אותם בעל פה.",
    "th": "ไม้คือคลื่น ชาวเรือจำได้ขึ้นใจ",
    "it": "I bastoncini sono onde. I navigatori li imparavano a memoria.",
}
MAKER = {
    "ar": "نساء التاميل",
    "ja": "タミルの女性",
    "he": "נשים טמיליות",
    "th": "ผู้หญิงทมิฬ",
    "it": "donne tamil",
}


@pytest.fixture(scope="module")
def guide() -> Answering:
    def work(key: str, number: int, title: dict[str, str], texts: dict[str, str]) -> Work:
        blocks = [
            Block(f"{key}-{tag}", tag, Level.ADULT, "all", text, [Source("A book")], "someone")
            for tag, text in texts.items()
        ]
        return Work(key, number, title, "hall", maker=MAKER, blocks=blocks)

    hours = Hours(dt.time(10), dt.time(17))
    site = Site("house", {"it": "Casa"}, "Europe/Rome", list(LANGUAGES), [hours] * 7)
    return Answering(
        Museum(
            site,
            [Room("hall", {"it": "Sala"}, 0, 20)],
            [work("kolam", 1, TITLE, TEXT), work("mattang", 2, OTHER, OTHER_TEXT)],
            themes=[Theme("all", {"it": "Tutto"})],
            places=[VisitorPlace("wc", VisitorPlaceKind.TOILETS, "hall", 1, 1)],
        )
    )


@pytest.mark.parametrize(
    ("language", "question", "key"),
    [
        ("ar", "من رسم كولام؟", "kolam#maker"),
        ("ar", "ماذا يأكل النمل والطيور؟", "kolam"),
        ("ar", "أين المرحاض؟", "site#toilets"),
        ("ar", "ما هو سعر الذهب؟", "none"),
        ("ja", "コーラムは誰が描いたのですか", "kolam#maker"),
        ("ja", "蟻と鳥は何を食べますか", "kolam"),
        ("ja", "トイレはどこですか", "site#toilets"),
        ("ja", "明日の天気は", "none"),
        ("he", "מי צייר את קולאם?", "kolam#maker"),
        ("he", "איפה השירותים?", "site#toilets"),
        ("th", "ใครวาดโกลัม", "kolam#maker"),
        ("th", "ห้องน้ำอยู่ที่ไหน", "site#toilets"),
        ("it", "Formiche e uccelli mangiano farina?", "kolam"),
        ("it", "Kolam", "kolam"),
    ],
)
def test_a_question_is_answered_in_its_language(
    guide: Answering, language: str, question: str, key: str
) -> None:
    given = guide.ask(question, [language])
    assert (given.key if given else "none") == key
    assert given is None or given.language == language


def test_who_reads_none_of_the_museums_languages_is_answered_in_its_first(guide: Answering) -> None:
    given = guide.ask("Kolam", ["sw"])
    assert given is None or given.language == "ar"

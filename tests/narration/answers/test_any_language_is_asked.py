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
LABEL_QUESTIONS = {
    "ar": {
        "maker": [
            "من صنع الكولام؟",
            "من رسم الكولام؟",
            "من هو صانع الكولام؟",
            "من قام برسم الكولام؟",
        ],
        "date": [
            "متى صنع الكولام؟",
            "من أي سنة الكولام؟",
            "ما تاريخ الكولام؟",
            "إلى أي قرن يعود الكولام؟",
        ],
        "place": [
            "من أين يأتي الكولام؟",
            "من أي بلد الكولام؟",
            "ما أصل الكولام؟",
            "من أين جاء الكولام؟",
        ],
        "material": ["مم صنع الكولام؟", "ما هي مادة الكولام؟", "من أي مادة صنع الكولام؟"],
        "room": ["أين يوجد الكولام؟", "في أي قاعة يوجد الكولام؟", "أين أجد الكولام؟"],
    },
    "he": {
        "maker": [
            "מי עשה את הקולאם?",
            "מי יצר את הקולאם?",
            "מי צייר קולאם?",
            "מי היוצר של הקולאם?",
        ],
        "date": ["מתי נוצר הקולאם?", "מאיזו שנה הקולאם?", "בן כמה הקולאם?", "מאיזו תקופה הקולאם?"],
        "place": [
            "מאיפה מגיע הקולאם?",
            "מאיזו ארץ הקולאם?",
            "מאיפה בא הקולאם?",
            "מה המקור של הקולאם?",
        ],
        "material": ["ממה עשוי הקולאם?", "מאיזה חומר עשוי הקולאם?", "ממה מכינים קולאם?"],
        "room": ["איפה נמצא הקולאם?", "באיזה אולם נמצא הקולאם?", "היכן אפשר לראות את הקולאם?"],
    },
    "ja": {
        "maker": [
            "コーラムは誰が作りましたか",
            "コーラムの作者は誰ですか",
            "誰がコーラムを描いたの？",
        ],
        "date": [
            "コーラムはいつ作られましたか",
            "コーラムはいつのものですか",
            "コーラムは何年の作品ですか",
        ],
        "place": [
            "コーラムはどこから来ましたか",
            "コーラムはどこの国のものですか",
            "コーラムの産地は？",
        ],
        "material": [
            "コーラムは何でできていますか",
            "コーラムの材料は何ですか",
            "コーラムは何で作られていますか",
        ],
        "room": [
            "コーラムはどこにありますか",
            "コーラムはどの部屋にありますか",
            "コーラムはどこで見られますか",
        ],
    },
    "th": {
        "maker": ["ใครทำโกลัม", "ใครเป็นคนวาดโกลัม", "ใครสร้างโกลัม"],
        "date": ["โกลัมทำเมื่อไหร่", "โกลัมสร้างปีไหน", "โกลัมอายุเท่าไร"],
        "place": ["โกลัมมาจากไหน", "โกลัมมาจากประเทศไหน", "โกลัมมาจากประเทศอะไร"],
        "material": ["โกลัมทำจากอะไร", "โกลัมทำมาจากอะไร", "โกลัมใช้วัสดุอะไร"],
        "room": ["โกลัมอยู่ที่ไหน", "โกลัมอยู่ห้องไหน", "ดูโกลัมได้ที่ไหน"],
    },
}
PLACE = {"ar": "الهند", "ja": "インド", "he": "הודו", "th": "อินเดีย", "it": "India"}
DATE = {"ar": "2020", "ja": "2020年", "he": "2020", "th": "2563", "it": "2020"}
MATERIAL = {"ar": "دقيق الأرز", "ja": "米の粉", "he": "קמח אורז", "th": "แป้งข้าว", "it": "farina"}


@pytest.fixture(scope="module")
def guide() -> Answering:
    def work(key: str, number: int, title: dict[str, str], texts: dict[str, str]) -> Work:
        blocks = [
            Block(f"{key}-{tag}", tag, Level.ADULT, "all", text, [Source("A book")], "someone")
            for tag, text in texts.items()
        ]
        return Work(
            key,
            number,
            title,
            "hall",
            maker=MAKER,
            place=PLACE,
            date=DATE,
            materials=MATERIAL,
            blocks=blocks,
        )

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


@pytest.mark.parametrize(
    ("fact", "language", "question"),
    [
        (fact, language, question)
        for language, asked in LABEL_QUESTIONS.items()
        for fact, questions in asked.items()
        for question in questions
    ],
)
def test_every_fact_of_a_label_is_asked_for_in_every_script(
    guide: Answering, fact: str, language: str, question: str
) -> None:
    given = guide.ask(question, [language])
    assert (given.key if given else "none") == f"kolam#{fact}"


def test_who_reads_none_of_the_museums_languages_is_answered_in_its_first(guide: Answering) -> None:
    given = guide.ask("Kolam", ["sw"])
    assert given is None or given.language == "ar"

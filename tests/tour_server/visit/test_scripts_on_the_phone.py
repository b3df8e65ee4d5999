"""Arabic and Hebrew run from right to left, Japanese and Thai have no spaces; a phone shows all of them rightly."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import Block, GlossaryTerm, Level, Source
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.tour_server.visit.conftest import Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.tour_server.visit.test_the_caption_is_in_view import LOOK
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

BOOK = [Source("A. Maker, On Lines, 1999")]
# title, place, text, a word of the glossary that stands in it, and its meaning
WORKS = {
    "ar": (
        "كولام",
        "تاميل نادو، الهند",
        "انظر إلى الخط الأبيض. يدور حول كل نقطة.",
        "الخط",
        "أثر قلم.",
    ),
    "he": (
        "קולאם",
        "טמיל נאדו, הודו",
        "הביטו בקו הלבן. הוא מקיף כל נקודה.",
        "בקו",
        "מה שהעט משאיר.",
    ),
    "ja": (
        "コーラム",
        "インド、タミル・ナードゥ州",
        "白い線を見てください。線は点のまわりを回ります。これは麻の葉と同じように、" * 4
        + "毎朝描かれます。",
        "麻の葉",
        "麻の葉の形。",
    ),
    "th": (
        "โกลัม",
        "รัฐทมิฬนาฑู อินเดีย",
        "ลองมองตามเส้นสีขาวที่วนรอบจุดทุกจุดโดยไม่ขาดตอน" * 6,
        "เส้น",
        "รอยที่ปากกาทิ้งไว้",
    ),
}
RIGHT_TO_LEFT = {"ar", "he"}


@pytest.fixture
def visit(house: Twin, phone: webdriver.Chrome, site: Any) -> Visit:
    release = house.published
    assert release is not None
    kolam, *others = release.museum.works
    title = {"nl": "Kolam"} | {tag: words[0] for tag, words in WORKS.items()}
    place = {"nl": "Tamil Nadu, India"} | {tag: words[1] for tag, words in WORKS.items()}
    blocks = [
        Block(f"kolam-{tag}-x", tag, Level.ADULT, "making", words[2], BOOK, "Noor")
        for tag, words in WORKS.items()
    ]
    of = next(one for one in release.speech if one.language == "nl")
    speech = []
    for tag, words in WORKS.items():
        (house.folder / f"{tag}-x.vtt").write_text(
            f"WEBVTT\n\n1\n00:00:00.000 --> 00:00:06.000\n{words[2][:40]}\n", encoding="utf-8"
        )
        files = {"subtitles": f"{tag}-x.vtt", "subtitles_portrait": f"{tag}-x.vtt"}
        speech.append(replace(of, block=f"kolam-{tag}-x", language=tag, **files))
    glossary = [
        GlossaryTerm(f"word-{tag}", BOOK, {tag: words[3]}, {tag: words[4]})
        for tag, words in WORKS.items()
    ]
    site_of = replace(release.museum.site, languages=["nl", *WORKS])
    work = replace(kolam, title=title, place=place, blocks=blocks)
    museum = replace(release.museum, site=site_of, works=[work, *others], glossary=glossary)
    house.published = replace(release, museum=museum, speech=speech)
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    return Visit(phone, site.address)


@pytest.mark.parametrize(
    ("language", "width"), [(tag, width) for tag in WORKS for width in (320, 844)]
)
def test_a_work_in_its_script(visit: Visit, language: str, width: int) -> None:
    size = {"width": width, "height": 568, "deviceScaleFactor": 1, "mobile": True}
    visit.phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    title, place, text, word, meaning = WORKS[language]
    visit.open(f"/visit/work/1?l={language}")
    until(lambda: visit.words("#subtitles"), what="the first words")
    script, rtl = visit.script, language in RIGHT_TO_LEFT
    cite = script(
        "const c = document.querySelector('h1 cite'), s = getComputedStyle(c);"
        "return [c.textContent, c.lang, s.fontStyle, s.direction]"
    )
    assert cite == [title, language, "normal", "rtl" if rtl else "ltr"]
    assert visit.words(".label").startswith(place), "the label, in the visitor's language first"
    direction = "return getComputedStyle(document.querySelector(arguments[0])).direction"
    assert script(direction, "#subtitles") == ("rtl" if rtl else "ltr")
    assert script(direction, ".block") == ("rtl" if rtl else "ltr")
    if language == "ar":
        assert script("return document.documentElement.dir") == "rtl"
    assert pixels_beyond_the_screen(visit.phone) == 0
    script("for (const text of document.querySelectorAll('.text')) text.open = true")
    assert script("return document.querySelector('.text a.word').textContent") == word
    assert script("return document.querySelector('.block p').textContent") == text
    script("document.querySelector('.text a.word').click()")
    until(lambda: meaning in visit.words("#meaning"), what="the meaning")
    assert script(direction, "#meaning [data-meaning]") == ("rtl" if rtl else "ltr")
    assert accessibility_violations(visit.phone) == []
    visit.tap("#meaning button")
    large = {"fontSizes": {"standard": 32, "fixed": 26}}
    visit.phone.execute_cdp_cmd("Page.setFontSizes", large)
    visit.open(f"/visit/work/1?l={language}")
    until(lambda: visit.words("#subtitles"), what="the first words")
    look = visit.script(LOOK)
    assert 0 <= look["top"] < look["bottom"] <= look["height"]
    assert look["over"]
    assert pixels_beyond_the_screen(visit.phone) == 0
    visit.open(f"/visit/work/1/wrong?l={language}")
    assert pixels_beyond_the_screen(visit.phone) == 0


def test_a_latin_title_on_an_arabic_page_keeps_its_italic(visit: Visit) -> None:
    visit.open("/visit?l=ar")
    styles = visit.script(
        "return [...document.querySelectorAll('.works cite')].map((c) => [c.lang, getComputedStyle(c).fontStyle])"
    )
    assert ["ar", "normal"] in styles
    assert all((style == "italic") == (tag != "ar") for tag, style in styles)

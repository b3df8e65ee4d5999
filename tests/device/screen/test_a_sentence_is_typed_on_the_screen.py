"""A kiosk has no keyboard: the sentence of "This is wrong" is typed on the screen, in the visitor's own letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Block
from tests.browser import accessibility_violations

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

KEYS_KNOWN = "return Boolean(document.querySelector('#spoken-speak')?.textContent)"
TYPED = "return document.querySelector('#wrong-sentence').value"


def spoken_in(screen: Any, language: str) -> None:
    """The museum has a text in this language, too."""
    release = screen.kiosk.source.release
    museum = release.museum
    kolam = museum.works[0]
    block: Block = replace(kolam.blocks[0], key=f"kolam-{language}", language=language, text="7")
    works = [replace(kolam, blocks=[*kolam.blocks, block]), *museum.works[1:]]
    site = replace(museum.site, languages=[*museum.site.languages, language])
    screen.kiosk.source.release = replace(release, museum=replace(museum, works=works, site=site))


def wrong(screen: Any, language: str = "en") -> None:
    """Opens "This is wrong" and touches the field."""
    screen.until(lambda: screen.js(KEYS_KNOWN))
    if language not in ("en", "nl", "ar"):
        spoken_in(screen, language)
    assert screen.kiosk.touched("language", language)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.find("#controls [data-opens=sheet]").is_displayed())
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#tab-label")
    screen.until(lambda: screen.text("#wrong-open"))
    screen.touch("#wrong-open")
    screen.until(lambda: screen.find("#wrong-sentence").is_displayed())
    screen.touch("#wrong-sentence")
    screen.until(lambda: screen.find("#keyboard").is_displayed())


def touch(screen: Any, *keys: str) -> None:
    for key in keys:
        screen.touch(f'#keyboard [data-key="{key}"]')


def test_a_sentence_in_english(open_screen: Open) -> None:
    screen = open_screen()
    wrong(screen)
    touch(
        screen,
        "capitals",
        "I",
        "t",
        "space",
        "i",
        "s",
        "space",
        "signs",
        "7",
        "signs",
        "x",
        "erase",
    )
    assert screen.js(TYPED) == "It is 7"
    touch(screen, "more", "é", "more", "q", "done")
    assert screen.js(TYPED) == "It is 7éq"
    assert not screen.find("#keyboard").is_displayed()
    assert screen.text("#wrong ul").endswith("It is 7éq")
    screen.touch('#wrong [data-about="words"]')
    screen.touch("#wrong-send")
    screen.until(lambda: [note.sentence for note in screen.kiosk.notes] == ["It is 7éq"])
    assert screen.kiosk.phrases.said == [], "it is said to who asked for it"


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "keys", "text"),
    [
        ("nl", ["i", "d", "e", "more", "ë", "more", "n"], "ideën"),
        ("fr", ["more", "ç", "more", "a"], "ça"),
        ("de", ["ü", "ß"], "üß"),
        ("es", ["more", "¿", "more", "ñ"], "¿ñ"),
        ("ar", ["ع", "ر", "ب", "ي", "more", "أ"], "عربيأ"),
        ("he", ["ש", "ל", "ו", "ם"], "שלום"),
        ("ja", ["か", "゛", "は", "more", "゜", "more", "あ", "゛", "erase"], "がぱ"),
        ("th", ["ท", "ี", "่", "น", "ี", "่"], "ที่นี่"),
        ("it", ["more", "è"], "è"),  # without a layout of its own
    ],
)
def test_the_letters_of_a_language(
    open_screen: Open, language: str, keys: list[str], text: str
) -> None:
    screen = open_screen()
    wrong(screen, language)
    touch(screen, *keys)
    assert screen.js(TYPED) == text
    touch(screen, "erase")
    assert screen.js(TYPED) == {"th": "ที่", "ar": "عربي"}.get(language, text[:-1])


SMALLEST = """
const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
const boxes = [...document.querySelectorAll("#keyboard button")].map((one) => one.getBoundingClientRect());
const inside = boxes.every(({ left, right, bottom }) => left >= 0 && right <= innerWidth && bottom <= innerHeight);
const least = (side) => Math.min(...boxes.map((box) => box[side])) / mm;
return [inside, least("width"), least("height")];
"""
CUT = """
const keys = [...document.querySelectorAll("#keyboard button")];
return keys.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent);
"""
FIELD_SEEN = """
const { top, bottom } = document.querySelector("#wrong-sentence").getBoundingClientRect();
return top >= 0 && bottom <= document.querySelector("#keyboard").getBoundingClientRect().top + 1;
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("inches", "width", "height", "wide", "high"),
    [
        (7, 1024, 600, 10, 8.3),
        (10.1, 1280, 800, 14, 13.5),
        (15.6, 1920, 1080, 19, 18),
        (15.6, 1080, 1920, 13, 18),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar", "ja", "th"])
def test_how_large_the_keys_are(
    open_screen: Open,
    language: str,
    inches: float,
    width: int,
    height: int,
    wide: float,
    high: float,
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    wrong(screen, language)
    inside, narrowest, lowest = screen.js(SMALLEST)
    assert inside
    assert narrowest >= wide
    assert lowest >= high
    assert screen.js(CUT) == []
    assert screen.js(FIELD_SEEN)
    assert accessibility_violations(screen.browser) == []


def test_the_next_visitor_finds_no_keyboard(open_screen: Open) -> None:
    screen = open_screen()
    wrong(screen)
    touch(screen, "q", "w")
    screen.kiosk.touched("home", "")
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "attract")
    screen.until(lambda: not screen.js("return document.body.hasAttribute('data-typing')"))
    assert not screen.js("return document.querySelector('#keyboard')?.checkVisibility() ?? false")

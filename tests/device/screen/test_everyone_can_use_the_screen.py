"""The kiosk's screen in each of its states, against the rules of WCAG 2.2 at level AA."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.browser import accessibility_violations
from tests.device.screen.conftest import show

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]


PICTURES_LOADED = """
const pictures = [...document.images].filter((picture) => picture.getAttribute("src"));
return pictures.length > 0 && pictures.every((picture) => picture.complete);
"""


def test_waiting_for_a_work(open_screen: Open) -> None:
    screen = open_screen()
    assert accessibility_violations(screen.browser) == []


def test_no_gesture_of_the_browser_leaves_the_screen_changed(open_screen: Open) -> None:
    screen = open_screen()
    assert screen.js("return getComputedStyle(document.body).touchAction") == "pan-x pan-y"
    for kind in ("contextmenu", "dragstart"):
        prevented = """
const event = new Event(arguments[0], {bubbles: true, cancelable: true});
return !document.querySelector("#attract-picture, img").dispatchEvent(event);"""
        assert screen.js(prevented, kind), kind


@pytest.mark.parametrize("language", ["en", "ar"])
def test_telling(open_screen: Open, language: str) -> None:
    screen = open_screen()
    screen.touch(f"#languages [lang={language}]")
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle"))
    assert accessibility_violations(screen.browser) == []


def test_the_sheet_of_a_small_screen(open_screen: Open) -> None:
    screen = open_screen(inches=7, width=800, height=480)
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle"))
    screen.touch("#controls [data-opens=sheet]")
    screen.until(lambda: screen.find("#sheet").is_displayed())
    assert accessibility_violations(screen.browser) == []


@pytest.mark.parametrize(
    ("inches", "width", "height"),
    [(7, 1024, 600), (10.1, 1280, 800), pytest.param(15.6, 1080, 1920, marks=pytest.mark.long)],
)
def test_every_part_of_more(open_screen: Open, inches: float, width: int, height: int) -> None:
    screen = open_screen(inches=inches, width=width, height=height, server="https://tour.example")
    show(screen, "kolam")
    screen.until(lambda: screen.text("#subtitle"))
    assert accessibility_violations(screen.browser) == []
    screen.touch("#machine")
    assert screen.find("#part-label").is_displayed()
    assert "Read aloud by a computer." in screen.text("#part-label")
    for part in ("text", "sources", "for_whom", "sounding"):
        screen.touch(f"#tab-{part}")
        assert screen.find(f"#part-{part}").is_displayed()
        assert accessibility_violations(screen.browser) == []
        assert screen.js("return document.querySelector('#sheet').scrollWidth <= innerWidth")


def test_text_to_read_and_languages_to_choose(open_screen: Open) -> None:
    """What scrolls is reached with keys, too."""
    screen = open_screen()
    screen.kiosk.live_speech.able = False
    screen.kiosk.source.release = replace(screen.kiosk.source.release, speech=[])
    show(screen, "kolam")
    screen.until(lambda: "There is no voice" in screen.text("#subtitle"))
    assert accessibility_violations(screen.browser) == []
    assert screen.js("return document.querySelector('#subtitle').tabIndex") == 0
    screen.kiosk.touched("language", "es")
    screen.until(lambda: screen.find("#offered").is_displayed())
    assert accessibility_violations(screen.browser) == []


def test_the_title_of_the_page_says_where_one_is(open_screen: Open) -> None:
    screen = open_screen()
    title = "return document.title"
    assert screen.js(title) == "Show me a work. – House"
    show(screen, "kolam")
    screen.until(lambda: screen.js(title) == "7 Kolam – House")
    assert screen.js("return document.querySelector('#controls').ariaLabel") == "Controls"
    screen.kiosk.touched("home", "")
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(("net",), now))
    screen.until(lambda: screen.js(title) == "I don't know this one. – House")


def test_finding_a_work(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#foot .find")
    screen.until(lambda: screen.find("#finder").is_displayed())
    assert accessibility_violations(screen.browser) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_of_two_works(open_screen: Open, language: str) -> None:
    screen = open_screen()
    screen.touch(f"#languages [lang={language}]")
    screen.kiosk.do(lambda now: screen.kiosk.guide.twins_shown(("net", "kolam"), now))
    screen.until(lambda: screen.find("#two-title").is_displayed())
    assert accessibility_violations(screen.browser) == []


def test_an_unknown_work(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(("net", "kolam"), now))
    screen.until(lambda: screen.find("#unknown-title").is_displayed())
    assert accessibility_violations(screen.browser) == []


def test_taking_the_visit_along(open_screen: Open) -> None:
    screen = open_screen(server="https://tour.example")
    show(screen, "kolam")
    screen.until(lambda: screen.find("#controls [data-opens=sheet]").is_displayed())
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#sheet .along")
    screen.until(lambda: screen.find("#hand").is_displayed())
    assert accessibility_violations(screen.browser) == []


def test_the_question_whether_the_visitor_is_still_there(open_screen: Open) -> None:
    screen = open_screen()
    screen.touch("#foot .find")
    screen.until(lambda: screen.find("#finder").is_displayed())
    reading = "return document.querySelector('#finder').innerText.length"
    screen.until(lambda: screen.kiosk.guide._state.reading_seconds > screen.js(reading) / 20)
    screen.kiosk.skip(61 + screen.kiosk.guide._state.reading_seconds)  # what is open takes its time
    screen.until(lambda: screen.find("#still").is_displayed())
    assert accessibility_violations(screen.browser) == []


def test_resting(open_screen: Open) -> None:
    screen = open_screen()
    # A picture that is asked for when the release has gone is answered with 404.
    screen.until(lambda: screen.js(PICTURES_LOADED))
    screen.kiosk.source.release = None
    screen.kiosk.skip(0)
    screen.until(lambda: screen.text("#resting"))
    assert accessibility_violations(screen.browser) == []

"""Every sign of a visitor counts; the warning has the focus, counts down, is announced (WCAG 2.2.1, 2.4.3, 4.1.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from contract.museum import Source
from device.guide.states import IDLE_SECONDS, WARN_SECONDS

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

FOCUSED = "return document.activeElement.textContent.trim()"
KEY = "return [document.activeElement.dataset.key, document.activeElement.tagName]"


def press(screen: Any, *keys: str) -> None:
    actions = ActionChains(screen.browser)
    for key in keys:
        actions.send_keys(key)
    actions.perform()


def visiting(screen: Any) -> Any:
    """A visitor who has chosen a language and does nothing more."""
    screen.touch("#languages [lang=nl]")
    screen.until(lambda: screen.kiosk.guide.scene(0).language == "nl")
    return screen


def warned(screen: Any) -> Any:
    screen.kiosk.skip(IDLE_SECONDS + 1)
    screen.until(lambda: screen.find("#still").is_displayed())
    return screen


def test_the_warning_takes_the_focus_and_counts_down(open_screen: Open) -> None:
    screen = warned(visiting(open_screen()))
    assert screen.js(FOCUSED) == "Ja, ik ben er nog"
    box = screen.find("#still")
    assert box.get_attribute("role") == "alertdialog"
    described = screen.js(
        "return document.getElementById(arguments[0]).textContent",
        box.get_attribute("aria-describedby"),
    )
    assert re.fullmatch(r"Seconden over: \d+", described)
    screen.until(lambda: screen.text("#still-left") not in ("", described))
    first = screen.js(
        "return [...document.querySelectorAll('button')].find((one) => one.checkVisibility()).closest('[id]').id"
    )
    assert first == "still", "it stands first in the order of the keyboard"


@pytest.mark.long
def test_what_is_left_is_announced_twice(open_screen: Open) -> None:
    screen = open_screen()
    screen.js(
        "const began = performance.now(); window.ahead = 0; performance.now = () => began + window.ahead"
    )
    warned(visiting(screen))
    assert screen.js("return document.getElementById('still-told').getAttribute('role')") == "alert"
    told = "return document.getElementById('still-told').textContent"
    assert screen.js(told) == "", "the warning itself is announced by its focus"
    for seconds in (10, 5):
        screen.js(f"window.ahead = {WARN_SECONDS - seconds} * 1000")
        screen.until(lambda seconds=seconds: screen.js(told) == f"Seconden over: {seconds}")


@pytest.mark.long
@pytest.mark.parametrize("how", ["key", "click", "wheel", "button"])
def test_any_sign_ends_the_warning_and_the_focus_goes_back(open_screen: Open, how: str) -> None:
    screen = visiting(open_screen())
    screen.js("document.querySelector('#foot .find').focus()")
    warned(screen)
    match how:
        case "key":
            press(screen, Keys.SHIFT)
        case "click":
            screen.touch("#attract-title")
        case "wheel":
            ActionChains(screen.browser).scroll_by_amount(0, 30).perform()
        case "button":
            press(screen, Keys.ENTER)
    screen.until(lambda: not screen.find("#still").is_displayed())
    assert screen.kiosk.guide.scene(0).language == "nl"
    if how != "click":
        assert screen.js("return document.activeElement.classList.contains('find')")
    screen.kiosk.skip(WARN_SECONDS + 1)
    assert not screen.find("#still").is_displayed()


def test_keys_keep_the_warning_away(open_screen: Open) -> None:
    screen = visiting(open_screen())
    for _ in range(3):
        screen.kiosk.skip(IDLE_SECONDS - 5)
        sign = screen.kiosk.guide._state.last_sign
        press(screen, Keys.TAB)
        screen.until(lambda sign=sign: screen.kiosk.guide._state.last_sign != sign)
        assert not screen.find("#still").is_displayed()


def test_a_text_that_is_open_has_its_time(open_screen: Open) -> None:
    screen = open_screen()
    release = screen.kiosk.source.release
    kolam, net = release.museum.works
    first = replace(kolam.blocks[0], sources=[Source("A very long book on lines. " * 60)])
    museum = replace(release.museum, works=[replace(kolam, blocks=[first]), net])
    screen.kiosk.source.release = replace(release, museum=museum)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.text("#subtitle"))
    screen.touch("#pause")
    screen.until(lambda: screen.kiosk.speaker.reports[-1].what == "paused")
    screen.touch("#controls [data-opens=sheet]")
    screen.touch("#tab-sources")
    screen.until(lambda: screen.kiosk.guide._state.reading_seconds > 120)
    screen.kiosk.skip(IDLE_SECONDS + WARN_SECONDS + 10)
    assert not screen.find("#still").is_displayed(), "it takes more than two minutes to read"
    screen.touch("#sheet .shut")
    screen.until(lambda: screen.kiosk.guide._state.reading_seconds == 0)
    warned(screen)


def test_a_key_between_visits_begins_no_visit(open_screen: Open) -> None:
    screen = open_screen()
    press(screen, Keys.TAB)
    screen.touch("#attract-title")
    screen.kiosk.skip(IDLE_SECONDS + 1)
    assert screen.kiosk.guide._state.last_sign is None
    assert not screen.find("#still").is_displayed()


def test_the_focus_stays_where_the_page_is_drawn_anew(open_screen: Open) -> None:
    screen = open_screen()
    screen.js("document.querySelector('#languages [lang=es]').focus()")
    press(screen, Keys.ENTER)
    screen.until(lambda: screen.js("return document.documentElement.lang") == "es")
    assert screen.js(KEY) == ["es", "BUTTON"]
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(("net", "kolam"), now))
    screen.until(lambda: screen.find("#unknown-title").is_displayed())
    assert screen.js(KEY) == [None, "H1"], "the languages are one button now"
    screen.js("document.querySelector('#unknown-works [data-key=kolam]').focus()")
    screen.kiosk.touched("larger", "")
    screen.until(lambda: screen.js("return document.documentElement.hasAttribute('data-larger')"))
    assert screen.js(KEY) == ["kolam", "BUTTON"]
    press(screen, Keys.ENTER)
    screen.until(lambda: screen.text("#telling-title") == "Kolam")
    assert screen.js("return document.activeElement.id") == "telling-title", "its button is gone"


def test_the_focus_stays_on_a_language_in_its_sheet(open_screen: Open) -> None:
    screen = open_screen(inches=7, width=800, height=480)
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.text("#subtitle"))
    screen.js("document.querySelector('#controls .tongue').focus()")
    press(screen, Keys.ENTER)
    screen.until(lambda: screen.find("#tongues").is_displayed())
    screen.js("document.querySelector('#tongues [lang=nl]').focus()")
    press(screen, Keys.ENTER)
    screen.until(lambda: screen.js("return document.documentElement.lang") == "nl")
    assert screen.js("return document.activeElement.dataset.opens") == "tongues", "it opened it"


def test_a_touch_that_ends_the_warning_still_does_what_it_says(open_screen: Open) -> None:
    """Its first half ends the warning, and the page is drawn anew before the finger is lifted."""
    screen = warned(visiting(open_screen()))
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(("net", "kolam"), now))
    screen.until(lambda: screen.find("#unknown-works").is_displayed())
    assert screen.find("#still").is_displayed()
    button = screen.find("#unknown-works [data-key=kolam]")
    actions = ActionChains(screen.browser)
    actions.move_to_element_with_offset(button, 0, -20).click_and_hold().perform()
    screen.until(lambda: not screen.find("#still").is_displayed())
    ActionChains(screen.browser).release().perform()
    screen.until(lambda: screen.text("#telling-title") == "Kolam")

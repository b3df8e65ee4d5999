"""A visitor who can't touch the screen operates it with one switch, or with two. Nothing is said to who did not ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from device.access.settings import AccessSettings

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

FOCUSED = "return document.activeElement.innerText.trim()"
SCANNED = "return [...document.querySelectorAll('.scanned')].map((one) => one.innerText.trim())"
KEYS_KNOWN = "return Boolean(document.querySelector('#spoken-speak')?.textContent)"


def press(screen: Any, key: str) -> None:
    ActionChains(screen.browser).send_keys(key).perform()


def opened(open_screen: Open, **settings: Any) -> Any:
    access = AccessSettings(double_strike_seconds=0, **settings)
    screen = open_screen(server="https://tour.example", access=access)
    screen.until(lambda: screen.js(KEYS_KNOWN))
    return screen


def wait_for(screen: Any, name: str, rest: Callable[[], None]) -> None:
    """Waits until what is scanned, alone or first in a group, or another of the group, has this name."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if name == screen.js(FOCUSED) or name in screen.js(SCANNED):
            return
        rest()
    raise AssertionError(f"{name!r} was never scanned")


def test_one_switch(open_screen: Open) -> None:
    """The focus steps by itself; the switch takes the group, and then the control."""
    screen = opened(open_screen, switches=1, scan_seconds=0.4)
    press(screen, Keys.SPACE)

    def take(name: str) -> None:
        wait_for(screen, name, lambda: time.sleep(0.03))
        press(screen, Keys.SPACE)
        if screen.js("return document.querySelectorAll('.scanned').length") or name != screen.js(
            FOCUSED
        ):
            wait_for(screen, name, lambda: time.sleep(0.03))
            press(screen, Keys.SPACE)

    wait_for(screen, "Nederlands", lambda: time.sleep(0.03))
    assert len(screen.js(SCANNED)) > 1, "the languages are scanned as one group"
    press(screen, Keys.SPACE)
    wait_for(screen, "Nederlands", lambda: time.sleep(0.03))
    assert screen.js(SCANNED) == []
    press(screen, Keys.SPACE)
    screen.until(lambda: screen.kiosk.guide.scene(0).language == "nl")
    assert screen.kiosk.phrases.said == [], "who scans sees the screen"


def test_the_focus_rests_when_nothing_is_chosen(open_screen: Open) -> None:
    screen = opened(open_screen, switches=1, scan_seconds=0.3)
    press(screen, Keys.SPACE)
    screen.until(lambda: screen.js("return document.activeElement.tagName") == "BUTTON")
    screen.js(
        "window.moves = 0; setInterval(() => window.quiet = performance.now() - window.last, 20);"
        "addEventListener('focusin', () => { moves += 1; window.last = performance.now(); })"
    )
    screen.until(lambda: screen.js("return window.quiet > 1500"), 25)
    rested = screen.js("return moves")
    assert rested >= 6
    press(screen, Keys.SPACE)
    screen.until(lambda: screen.js("return moves") > rested)


def test_two_switches(open_screen: Open) -> None:
    """The first steps, the second takes; nothing moves by itself. The number of a work is typed that way."""
    screen = opened(open_screen, switches=2)
    screen.kiosk.touched("language", "en")

    def step() -> None:
        press(screen, Keys.SPACE)

    def take(name: str) -> None:
        time.sleep(0.5)  # what the last choice opened is there
        wait_for(screen, name, step)
        grouped = len(screen.js(SCANNED)) > 1
        press(screen, Keys.RETURN)
        if grouped:
            wait_for(screen, name, step)
            press(screen, Keys.RETURN)

    take("Find")
    screen.until(lambda: screen.find("#finder").is_displayed())
    time.sleep(0.5)
    at = screen.js(FOCUSED)
    time.sleep(1.0)
    assert screen.js(FOCUSED) == at
    take("7")
    screen.until(lambda: screen.text("#number") == "7")
    take("Show")
    screen.until(lambda: screen.kiosk.speaker.reports)
    take("Pause")
    screen.until(lambda: screen.text("#pause") == "Go on")


def test_switches_that_are_not_there(open_screen: Open) -> None:
    screen = opened(open_screen)
    screen.js("document.querySelector('#foot .find').focus()")
    press(screen, Keys.SPACE)
    screen.until(lambda: screen.find("#finder").is_displayed())
    assert screen.js(SCANNED) == []

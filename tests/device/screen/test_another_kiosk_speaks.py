"""While another kiosk of the room speaks, a work is told with captions, and its sound comes with a next sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from tests.device.screen.conftest import show

pytestmark = [pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Any]

CLOCK = "return document.getElementById('player').currentTime"
MUTED = "return document.getElementById('player').muted"
WATCH = """
window.unmuted = null;
const player = document.getElementById('player');
player.addEventListener('volumechange', () => { if (!player.muted) unmuted = player.currentTime; });
"""
LINE = "The other guide here is speaking. Read along; the sound comes when it has finished."


def other(screen: Any, speaks: bool) -> None:
    screen.kiosk.other_speaks = speaks
    screen.kiosk.skip(0)


def bar(screen: Any) -> list[str]:
    buttons = screen.browser.find_elements(By.CSS_SELECTOR, "#controls button")
    return [one.text for one in buttons if one.is_displayed()]


def test_captions_run_without_sound_and_the_sound_comes_with_the_next_sentence(
    open_screen: Open,
) -> None:
    screen = open_screen()
    screen.kiosk.other_speaks = True
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.5)
    assert screen.js(MUTED)
    assert screen.text("#subtitle").startswith("Follow the white line")
    assert screen.text("#hushed") == LINE
    assert bar(screen) == ["Pause", "Speak now", "Language", "More"]
    sentences = [start for start in starts_of(screen) if start > screen.js(CLOCK) + 0.3]
    screen.js(WATCH)
    other(screen, speaks=False)
    screen.until(lambda: not screen.js(MUTED))
    at = screen.js("return window.unmuted")
    assert any(0 <= at - start < 0.3 for start in sentences), (at, sentences)
    assert screen.text("#hushed") == ""
    assert bar(screen) == ["Pause", "Again", "Language", "More"]
    screen.until(lambda: ("finished", "kolam", "en") in screen.kiosk.counted, 20)


def starts_of(screen: Any) -> list[float]:
    text = screen.kiosk.source.release.speech[0].words
    pieces = screen.js(f"return fetch('/target/{text}').then((answer) => answer.json())")["pieces"]
    ends = [0, *(at + 1 for at, piece in enumerate(pieces) if piece[5] == 0)]
    return [pieces[at][2] / 1000 for at in ends if at < len(pieces)]


def test_a_visitor_who_will_not_wait_hears_it_at_once(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.other_speaks = True
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.2)
    screen.touch("#speak")
    screen.until(lambda: not screen.js(MUTED), 1.0)
    screen.until(lambda: screen.text("#hushed") == "")
    before = screen.js(CLOCK)
    screen.until(lambda: screen.js(CLOCK) > before + 0.3)
    assert not screen.js(MUTED)
    screen.kiosk.touched("again", "")
    screen.until(lambda: screen.js(CLOCK) < before)
    assert not screen.js(MUTED), "it is the same work"


def test_the_one_that_speaks_falls_silent_when_another_began_before_it(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.5)
    assert not screen.js(MUTED)
    other(screen, speaks=True)
    screen.until(lambda: screen.js(MUTED))
    before = screen.js(CLOCK)
    screen.until(lambda: screen.js(CLOCK) > before + 0.3)


def test_what_is_told_next_sounds_when_the_other_has_stopped_meanwhile(open_screen: Open) -> None:
    screen = open_screen()
    screen.kiosk.other_speaks = True
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.2)
    screen.kiosk.other_speaks = False
    screen.kiosk.touched("again", "")
    screen.until(lambda: screen.js(CLOCK) > 0.1)
    assert not screen.js(MUTED)


@pytest.mark.parametrize(
    ("inches", "width", "height"), [(7, 1024, 600), (10.1, 800, 1280), (15.6, 1920, 1080)]
)
def test_the_line_is_whole_and_covers_nothing(
    open_screen: Open, inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    screen.kiosk.other_speaks = True
    show(screen)
    screen.until(lambda: screen.text("#hushed") == LINE)
    screen.until(lambda: screen.js(CLOCK) > 0.2)
    hidden = screen.js(
        """
        const box = document.querySelector('#telling header').getBoundingClientRect();
        const line = document.getElementById('hushed').getBoundingClientRect();
        const label = document.getElementById('lines').getBoundingClientRect();
        return [line.bottom - box.bottom, label.bottom - line.top, document.documentElement.scrollWidth - innerWidth];
        """
    )
    assert all(over <= 1 for over in hidden), hidden


def test_staff_silence_all_kiosks_and_no_visitor_makes_this_one_sound(open_screen: Open) -> None:
    screen = open_screen()
    show(screen)
    screen.until(lambda: screen.js(CLOCK) > 0.2)
    assert not screen.js(MUTED)
    screen.kiosk.silenced = True
    screen.kiosk.skip(0)
    screen.until(lambda: screen.js(MUTED))
    assert screen.text("#hushed") == "The museum asks for silence now. Read along."
    assert bar(screen) == ["Pause", "Again", "Language", "More"]
    before = screen.js(CLOCK)
    screen.touch('[data-touch="again"]')
    screen.until(lambda: screen.js(CLOCK) < before)
    screen.until(lambda: screen.js(CLOCK) > 0.3)
    assert screen.js(MUTED), "the captions run without a sound"
    screen.kiosk.silenced = False
    screen.kiosk.skip(0)
    screen.until(lambda: not screen.js(MUTED))
    assert screen.text("#hushed") == ""

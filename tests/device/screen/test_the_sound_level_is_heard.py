"""The level that a technician sets is the player's, below what a visitor chooses, and its sentence is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.device.screen.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.long]

VOLUME = "return document.getElementById('player').volume"
SENTENCE = "This is how loud this screen speaks."


@pytest.fixture
def screen(open_screen: Callable[..., Screen]) -> Screen:
    return open_screen()


def is_set(screen: Screen, level: float, checks: int) -> None:
    screen.kiosk.sound = (level, checks)
    screen.kiosk.do(lambda _now: None)


def said(screen: Screen) -> list[str]:
    return [text for text, _language in screen.kiosk.phrases.said]


def test_the_player_is_as_loud_as_it_is_set(screen: Screen) -> None:
    assert screen.js(VOLUME) == pytest.approx(0.63)
    is_set(screen, 0.5, 0)
    screen.until(lambda: screen.js(VOLUME) == pytest.approx(0.315))
    screen.js("document.getElementById('louder').click()")
    assert screen.js(VOLUME) == pytest.approx(0.5)
    is_set(screen, 0.25, 0)  # while a visitor has made it louder
    screen.until(lambda: screen.js(VOLUME) == pytest.approx(0.25))
    assert said(screen) == []


def test_the_sentence_is_said_when_it_is_asked_for(screen: Screen) -> None:
    is_set(screen, 0.5, 1)
    screen.until(lambda: len(said(screen)) == 1)
    screen.until(lambda: screen.js("return document.body.dataset.soundCheck") == "0.315")
    is_set(screen, 0.5, 2)
    screen.until(lambda: len(said(screen)) == 2)
    screen.browser.refresh()  # a page that was just loaded says nothing of before
    screen.until(lambda: screen.js("return document.body.dataset.screen"))
    is_set(screen, 0.25, 2)
    screen.until(lambda: screen.js(VOLUME) == pytest.approx(0.1575))
    assert len(said(screen)) == 2


def test_a_museum_that_is_silenced_hears_no_sentence(screen: Screen) -> None:
    screen.kiosk.silenced = True
    is_set(screen, 0.5, 1)
    screen.until(lambda: screen.js(VOLUME) == pytest.approx(0.315))
    assert said(screen) == []

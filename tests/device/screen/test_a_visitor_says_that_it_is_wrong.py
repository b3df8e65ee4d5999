"""A visitor says at the screen that something is wrong: two touches, a sentence for who likes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract.messages import NoteAbout
from tests.browser import accessibility_violations
from tests.device.screen.conftest import Screen

pytestmark = pytest.mark.browser


def test_two_touches_and_a_sentence(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen()
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.js("document.getElementById('sheet').showModal()")
    screen.until(lambda: screen.text("#wrong-open") == "This is wrong")
    screen.touch("#wrong-open")
    screen.until(lambda: "Kolam" in screen.text("#wrong"))
    assert "Follow the white line with your eyes." in screen.text("#wrong ul")
    assert accessibility_violations(screen.browser) == []
    screen.touch('#wrong [data-about="picture"]')
    screen.find("#wrong-sentence").send_keys("It is upside down.")
    assert screen.text("#wrong ul").endswith("The picture\nIt is upside down.")
    assert screen.kiosk.notes == []
    screen.touch("#wrong-send")
    screen.until(lambda: "Thank you." in screen.text("#wrong"))
    (note,) = screen.kiosk.notes
    assert (note.about, note.work, note.block, note.language, note.sentence) == (
        NoteAbout.PICTURE,
        "kolam",
        "kolam-en",
        "en",
        "It is upside down.",
    )


def test_send_is_in_view_on_a_small_screen(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen(inches=7, width=800, height=480)
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.js("document.getElementById('wrong-open').click()")
    screen.until(lambda: screen.find("#wrong-send").is_displayed())
    bottom = "return document.getElementById('wrong-send').getBoundingClientRect().bottom"
    seen = "const { left, right, bottom } = document.getElementById('wrong-send').getBoundingClientRect();"
    seen += "return document.elementFromPoint((left + right) / 2, bottom - 9)?.id"
    assert screen.js(bottom) <= 481
    assert screen.js(seen) == "wrong-send"
    screen.js("document.querySelector('#wrong [data-about=picture]').click()")
    assert screen.js(bottom) <= 481
    assert accessibility_violations(screen.browser) == []


def test_the_next_visitor_finds_nothing_of_it(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen()
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.js("document.getElementById('sheet').showModal()")
    screen.until(lambda: screen.text("#wrong-open"))
    screen.touch("#wrong-open")
    screen.until(lambda: screen.find("#wrong-sentence").is_displayed())
    screen.find("#wrong-sentence").send_keys("Half a sent")
    screen.kiosk.touched("stop", "")
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "attract")
    screen.until(lambda: not screen.js("return document.getElementById('wrong').open"))
    assert "Half" not in screen.js("return document.body.innerHTML")

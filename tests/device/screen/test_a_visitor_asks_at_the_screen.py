"""A visitor asks at the screen: a question in, an answer with its source out, or an offer to ask the museum."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract.messages import NoteAbout
from tests.browser import accessibility_violations
from tests.device.screen.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize(("inches", "width", "height"), [(15.6, 1920, 1080), (7, 800, 480)])
def test_a_question_is_answered_and_another_is_sent(
    open_screen: Callable[..., Screen], inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    asking(screen)
    screen.until(lambda: screen.find("#ask-button").is_displayed())
    assert accessibility_violations(screen.browser) == []
    screen.find("#ask-question").send_keys("Where does it come from?")
    screen.js("document.getElementById('ask-button').click()")
    screen.until(lambda: "Place: Tamil Nadu" in screen.text("#ask-answers"))
    assert "The label of this work" in screen.text("#ask-answers")
    assert accessibility_violations(screen.browser) == []
    screen.find("#ask-question").send_keys("Who cleans it?")
    screen.js("document.getElementById('ask-button').click()")
    screen.until(lambda: "I don't know that." in screen.text("#ask-answers"))
    assert screen.kiosk.notes == []
    screen.js("document.querySelector('#ask-answers button').click()")
    assert "Who cleans it?" in screen.text("#ask-answers q")
    screen.js("document.getElementById('ask-send').click()")
    screen.until(lambda: screen.kiosk.notes)
    (note,) = screen.kiosk.notes
    assert (note.about, note.work, note.sentence) == (NoteAbout.QUESTION, "kolam", "Who cleans it?")
    screen.kiosk.touched("stop", "")
    screen.until(lambda: screen.js("return document.getElementById('ask').childElementCount") == 0)


TYPING = "return document.body.hasAttribute('data-typing')"
COVERED = """
const { left, right, top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
return !at?.closest(arguments[0]);
"""


def touched_field(screen: Screen, field: str) -> None:
    """Touches a field, which opens the keyboard."""
    screen.touch(field)
    screen.until(lambda: screen.js(TYPING))
    screen.until(lambda: screen.find("#keyboard").is_displayed())


def asking(screen: Screen) -> None:
    """Opens "Ask a question" about the kolam."""
    screen.until(lambda: screen.js("return document.querySelector('#spoken-speak')?.textContent"))
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.js("document.getElementById('sheet').showModal()")
    screen.js("document.getElementById('ask-open').click()")
    screen.until(lambda: screen.find("#ask-question").is_displayed())


@pytest.mark.parametrize(
    ("inches", "width", "height"), [(7, 800, 480), (10.1, 1280, 800), (15.6, 1920, 1080)]
)
def test_the_keyboard_leaves_the_answer_its_room(
    open_screen: Callable[..., Screen], inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    asking(screen)
    touched_field(screen, "#ask-question")
    screen.js("document.getElementById('ask-question').value = 'Where does it come from?'")
    screen.touch("#ask-button")
    screen.until(lambda: "Tamil Nadu" in screen.text("#ask-answers"))
    assert not screen.js(TYPING)
    assert not screen.find("#keyboard").is_displayed()
    assert not screen.js(COVERED, "#ask-answers p")
    assert not screen.js(COVERED, "#ask-button")
    screen.js("document.getElementById('ask-question').value = 'Who cleans it?'")
    screen.touch("#ask-button")
    screen.until(lambda: "I don't know that." in screen.text("#ask-answers"))
    screen.touch("#ask-answers button")
    assert not screen.js(COVERED, "#ask-answers q")
    assert not screen.js(COVERED, "#ask-send")
    screen.touch("#ask-send")
    screen.until(lambda: "Thank you." in screen.text("#ask-answers"))
    assert screen.find("#ask-button").is_displayed()


def test_the_keyboard_goes_when_a_question_is_sent(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen(inches=15.6, width=1920, height=1080)
    asking(screen)
    screen.js("document.getElementById('ask-question').value = 'Who cleans it?'")
    screen.touch("#ask-button")
    screen.until(lambda: "I don't know that." in screen.text("#ask-answers"))
    touched_field(screen, "#ask-question")
    screen.touch("#ask-answers button")
    assert not screen.js(TYPING)
    touched_field(screen, "#ask-question")
    screen.js("document.getElementById('ask-send').click()")
    screen.until(lambda: screen.kiosk.notes)
    assert not screen.js(TYPING)


def test_the_keyboard_goes_when_something_wrong_is_sent(
    open_screen: Callable[..., Screen],
) -> None:
    screen = open_screen(inches=15.6, width=1920, height=1080)
    asking(screen)
    screen.js("document.querySelector('#ask .shut').click()")
    screen.js("document.getElementById('wrong-open').click()")
    screen.until(lambda: screen.find("#wrong-sentence").is_displayed())
    screen.touch('#wrong [data-about="picture"]')
    touched_field(screen, "#wrong-sentence")
    screen.touch("#wrong-send")
    screen.until(lambda: "Thank you." in screen.text("#wrong"))
    assert not screen.js(TYPING)
    assert not screen.js(COVERED, "#wrong [role=status]")

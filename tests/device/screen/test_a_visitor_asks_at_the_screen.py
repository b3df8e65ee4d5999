"""A visitor asks at the screen: a question in, an answer with its source out, or an offer to ask the museum."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract.messages import NoteAbout
from tests.browser import accessibility_violations
from tests.device.screen.conftest import Screen

AGES = 3600.0  # seconds: longer than any visitor is waited for
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
    nobody_is_there(screen)


@pytest.mark.parametrize(("inches", "width", "height"), [(15.6, 1920, 1080), (7, 800, 480)])
def test_who_has_shown_no_work_asks_and_the_next_visitor_finds_nothing_of_it(
    open_screen: Callable[..., Screen], inches: float, width: int, height: int
) -> None:
    screen = open_screen(inches=inches, width=width, height=height)
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "attract")
    at_foot = "#foot .asks"
    screen.until(lambda: screen.js(FITTED))
    if not screen.find(at_foot).is_displayed():  # then Find has it
        screen.touch("#foot .find")
    in_view = at_foot if screen.find(at_foot).is_displayed() else "#finder .asks"
    screen.until(lambda: screen.find(in_view).is_displayed())
    screen.touch(in_view)
    screen.until(lambda: screen.find("#ask-question").is_displayed())
    screen.find("#ask-question").send_keys("Where is the kolam?")
    screen.js("document.getElementById('ask-button').click()")
    screen.until(lambda: "Room: Room" in screen.text("#ask-answers"))
    screen.kiosk.do(lambda now: screen.kiosk.guide.something_shown(now))  # who types is in view
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "seen")
    assert "Room: Room" in screen.text("#ask-answers")
    nobody_is_there(screen)
    assert not screen.js("return document.getElementById('ask').open")


def test_more_has_the_question_on_each_screen_that_has_more(
    open_screen: Callable[..., Screen],
) -> None:
    screen = open_screen(inches=7, width=800, height=480)
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.unknown_shown(["kolam"], now))
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "unknown")
    screen.touch("#controls [data-opens=sheet]")
    screen.until(lambda: screen.find("#ask-open").is_displayed())
    screen.touch("#sheet .shut")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.touch("#controls [data-opens=sheet]")
    screen.until(lambda: screen.find("#part-text").is_displayed())
    assert screen.find("#ask-open").is_displayed()
    screen.touch("#ask-open")
    screen.until(lambda: screen.find("#ask-question").is_displayed())
    screen.touch("#ask .shut")
    screen.kiosk.touched("stop", "")
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "attract")
    screen.js("document.getElementById('ask-open').click()")
    screen.until(lambda: screen.find("#ask-question").is_displayed())
    screen.find("#ask-question").send_keys("Who made it?")  # no work is on the screen
    screen.js("document.getElementById('ask-button').click()")
    screen.until(lambda: "I don't know that." in screen.text("#ask-answers"))
    assert "Kolam" not in screen.text("#ask-answers")


def test_without_a_museum_there_is_nothing_to_ask(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen()
    screen.until(lambda: not screen.js("return document.querySelector('#foot .asks').hidden"))
    screen.kiosk.source.release = None
    screen.kiosk.skip(0)
    screen.until(lambda: screen.js("return document.body.dataset.screen") == "resting")
    hidden = "return [...document.querySelectorAll('.asks')].every((one) => one.hidden)"
    screen.until(lambda: screen.js(hidden))


def nobody_is_there(screen: Screen) -> None:
    """Lets so much time pass that the visit ends, and waits until the question is gone."""
    empty = "return document.getElementById('ask').childElementCount === 0"

    def gone() -> bool:
        screen.kiosk.skip(
            AGES
        )  # again where the page has sent a sign meanwhile, as a movement of what is read
        return bool(screen.js(empty))

    screen.until(gone)


FITTED = """
return document.fonts.status === "loaded" && !document.querySelector("#foot .asks").hidden;
"""

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

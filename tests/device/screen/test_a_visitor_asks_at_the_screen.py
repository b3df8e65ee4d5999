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
    screen.kiosk.touched("language", "en")
    screen.kiosk.do(lambda now: screen.kiosk.guide.work_shown("kolam", now))
    screen.until(lambda: screen.kiosk.speaker.reports)
    screen.js("document.getElementById('sheet').showModal()")
    screen.js("document.getElementById('ask-open').click()")
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

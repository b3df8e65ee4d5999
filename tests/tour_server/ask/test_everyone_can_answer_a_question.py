"""The pages of visitors' questions, in a browser: for everyone, by day and by night, wide and narrow."""

from __future__ import annotations

import datetime as dt

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.tour_server.ask.test_a_question_becomes_narration import NOTE
from tour_server.staff.permissions import Role
from tour_server.visitor_notes.visitor_notes import VisitorNotes

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_everyone_can_answer_a_question(desk: Desk, browser: webdriver.Chrome) -> None:
    notes = VisitorNotes(desk.parts.database, lambda: dt.datetime.now(dt.UTC), keep_days=90)
    notes.add(NOTE)
    with desk.served() as address:
        sign_in(desk, browser, address, Role.ADMINISTRATOR)
        for width in (1280, 390):
            browser.set_window_size(width, 900)
            for page in ("/desk/questions", "/desk/questions/1"):
                browser.get(f"{address}{page}")
                assert accessibility_violations(browser) == []
                assert pixels_beyond_the_screen(browser, width) == 0
        assert "Wie maakt" in browser.find_element(By.TAG_NAME, "main").text

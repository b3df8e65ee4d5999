"""The pages of visitors' questions, in a browser: for everyone, by day and by night, wide and narrow."""

from __future__ import annotations

import datetime as dt

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import accessibility_violations
from tests.desk import PASSWORD, Desk
from tests.tour_server.ask.test_a_question_becomes_narration import NOTE
from tests.waiting import until
from tour_server.visitor_notes.visitor_notes import VisitorNotes
from web.page_server import PageServer

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDER_THAN_THE_SCREEN = "return document.documentElement.scrollWidth > innerWidth + 1"


def test_everyone_can_answer_a_question(desk: Desk, browser: webdriver.Chrome) -> None:
    notes = VisitorNotes(desk.parts.database, lambda: dt.datetime.now(dt.UTC), keep_days=90)
    notes.add(NOTE)
    desk.colleague("Noor")
    pages = PageServer(desk.app, "127.0.0.1", 0, threads=8)
    pages.start()
    try:
        address = f"http://127.0.0.1:{pages.port}"
        browser.get(f"{address}/desk/sign-in")
        browser.find_element(By.NAME, "name").send_keys("Noor")
        browser.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
        until(lambda: browser.current_url.endswith("/desk"), what="Noor is signed in")
        for width in (1280, 390):
            browser.set_window_size(width, 900)
            for page in ("/desk/questions", "/desk/questions/1"):
                browser.get(f"{address}{page}")
                assert accessibility_violations(browser) == []
                assert not browser.execute_script(WIDER_THAN_THE_SCREEN)
        assert "Wie maakt" in browser.find_element(By.TAG_NAME, "main").text
    finally:
        desk.parts.changes.close()
        pages.stop()

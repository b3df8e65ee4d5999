"""A duty manager's browser loses the server and reconnects: the page says so, and its numbers are right at once."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from tests.waiting import until
from web.page_server import PageServer

pytestmark = pytest.mark.browser
THREADS = 8


def test_not_live_and_live_again(page, browser, free_port):
    def line():
        return browser.find_element(By.ID, "line").text

    def board():
        return browser.find_element(By.ID, "board").get_property("textContent")

    page.count(-2, entered=3, left=0, room="tile-room")
    first = PageServer(page.app, "127.0.0.1", free_port, THREADS)
    first.start()
    try:
        browser.get(f"http://127.0.0.1:{free_port}/desk/rooms")
        until(lambda: line() == "Live, 14:00.")
        page.count(-1, entered=2, left=0, room="tile-room")
        until(lambda: "of 10" in board() and "about 5" in board())
        assert "stale" not in browser.find_element(By.TAG_NAME, "body").get_attribute("class")
    finally:
        page.changes.close()  # as the server does when it stops: streams end
        first.stop()
    until(lambda: line().startswith("Not live since 14:00."))
    assert "stale" in browser.find_element(By.TAG_NAME, "body").get_attribute("class")
    assert "about 5" in board(), "the last numbers stay, with their time"

    page.open_again()
    page.count(0, entered=4, left=0, room="tile-room")  # while the page was not connected
    second = PageServer(page.app, "127.0.0.1", free_port, THREADS)
    second.start()
    try:
        until(lambda: line().startswith("Live, 14:0"))
        assert "about 9" in board()
    finally:
        page.changes.close()
        second.stop()

"""A wall screen in a real Chromium: the server restarts, and the screen is removed while it is on."""

from __future__ import annotations

import shutil

import pytest
from selenium.webdriver.common.by import By

from tests.desk import Desk
from tests.waiting import until
from web.page_server import PageServer

pytestmark = pytest.mark.browser
THREADS = 8


@pytest.mark.long
def test_it_reconnects_by_itself_and_ends_when_it_is_removed(
    prepared, tmp_path, browser, free_port
):
    data = tmp_path / "server"
    shutil.copytree(prepared, data)
    first = Desk(data)
    _, secret = first.parts.walls.create("Staff room")
    pages = PageServer(first.app, "127.0.0.1", free_port, THREADS)
    pages.start()

    def line() -> str:
        return browser.execute_script("return document.getElementById('line')?.textContent ?? ''")

    try:
        first.parts.publisher.publish("Noor")
        browser.get(f"http://127.0.0.1:{free_port}/wall/{secret}")
        until(lambda: line().startswith("Live, "))
        browser.execute_script("window.thisPage = 'the first'")
    finally:
        first.parts.changes.close()  # as the server does when it stops: streams end
        pages.stop()
        first.close()
    until(lambda: line().startswith("Not live since "))

    second = Desk(data)
    pages = PageServer(second.app, "127.0.0.1", free_port, THREADS)
    pages.start()
    try:
        until(
            lambda: (
                line().startswith("Live, ") and not browser.execute_script("return window.thisPage")
            )
        )
        assert "Hal" in browser.find_element(By.ID, "board").get_property("textContent")
        assert browser.find_elements(By.TAG_NAME, "a") == []
        assert browser.get_cookies() == []

        second.parts.walls.remove("Staff room")
        second.parts.changes.notify()
        until(lambda: "This wall screen is not in use" in browser.page_source)
        assert browser.find_elements(By.ID, "board") == []
    finally:
        second.parts.changes.close()
        pages.stop()
        second.close()

"""The page "Kiosks" in a real Chromium: the table is replaced and the page keeps its focus."""

from __future__ import annotations

import datetime as dt

import pytest
from selenium.webdriver.common.by import By

from tests.tour_server.fleet.kiosk_app import kiosk_app
from tests.waiting import until
from tour_server.database import Database
from tour_server.fleet.messages import store_health
from tour_server.ingest.message_handler import ReceivedMessage
from web.page_server import PageServer

pytestmark = pytest.mark.browser
NOW = dt.datetime(2026, 7, 15, 12, 0, tzinfo=dt.UTC)
LOOKED_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"  # refreshes at once


def test_the_table_follows_and_the_focus_stays(tmp_path, browser, free_port, health):
    database = Database(f"sqlite:///{tmp_path / 'kiosks.db'}")
    database.migrate()
    server = PageServer(kiosk_app(database, NOW), "127.0.0.1", free_port, 8)
    server.start()

    def table() -> str:
        return browser.find_element(By.ID, "kiosks").text

    try:
        browser.get(f"http://127.0.0.1:{free_port}/desk/kiosks")
        assert "No kiosk has been heard of yet" in table()
        browser.find_element(By.LINK_TEXT, "Show the newest").send_keys("")
        browser.execute_script("window.samePage = true")
        with database.writing() as session:
            store_health(session, [ReceivedMessage("kiosk-1", health(), NOW.timestamp())])
        browser.execute_script(LOOKED_AGAIN)
        until(lambda: "kiosk-1" in table())
        assert browser.switch_to.active_element.text == "Show the newest"
        assert browser.execute_script("return window.samePage")
    finally:
        server.stop()
        database.close()
    browser.execute_script(LOOKED_AGAIN)
    until(lambda: "does not answer" in browser.find_element(By.ID, "kiosks-problem").text)
    assert "kiosk-1" in table(), "the last known table stays"

"""The pages of the search in a real Chromium: by keyboard, accessible, and no wider than a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in_as
from tests.waiting import until
from tour_server.catalogue.parts import PartKind

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = {
    "works": "/desk/works",
    "filtered": "/desk/works?q=ring&state=unapproved&room=hal",
    "nothing": "/desk/works?q=walvis",
    "results": "/desk/search?q=lijn",
    "ask": "/desk/search/works/rights?scope=all",
    "remove": "/desk/search/works/remove?work=lijn",
    "changed": "/desk/search/changes/1",
    "history": "/desk/history",
    "change": "/desk/history/work/ring/2",
    "today": "/desk",
}


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    changed = replace(part.body, title={"nl": "De ring van licht", "en": "Work ring"})
    desk.parts.drafts.put(PartKind.WORK, "ring", changed, part.version, "Bram")
    browser = desk.colleague("Noor")
    browser.get("/desk/works")
    given = {"scope": "all", "count": "3", "set-room": "hal"}
    assert browser.post("/desk/search/works/room", given).status_code == 302
    with desk.served() as address:
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_as_narrow_as_a_phone(
    address: str, browser: webdriver.Chrome, name: str
) -> None:
    sign_in_as(browser, address, "Noor")
    pictures = os.environ.get("SEARCH_PICTURES")
    for width in (320, 390, 1280):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(address + PAGES[name])
        assert pixels_beyond_the_screen(browser, width) == 0, width
        if width != 320:
            if pictures:
                browser.save_screenshot(str(Path(pictures, f"{name}-{width}.png")))
            assert accessibility_violations(browser) == [], width
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_key_leads_to_the_search_box_and_works_are_ticked_by_keyboard(
    address: str, browser: webdriver.Chrome
) -> None:
    sign_in_as(browser, address, "Noor")
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys("/")
    box = browser.switch_to.active_element
    assert box.get_attribute("id") == "find"
    box.send_keys("a/b")
    assert box.get_attribute("value") == "a/b", "within a field the key writes"
    box.clear()
    box.send_keys("licht", Keys.ENTER)
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".results mark"))
    browser.get(f"{address}/desk/works")
    every = browser.find_element(By.ID, "every-work")
    every.send_keys(Keys.SPACE)
    ticks = browser.find_elements(By.NAME, "work")
    assert all(tick.is_selected() for tick in ticks)
    ticks[0].send_keys(Keys.SPACE)
    assert not every.is_selected()
    buttons = browser.find_elements(By.CSS_SELECTOR, ".bulk button")
    next(one for one in buttons if "Set the room" in one.text).send_keys(Keys.ENTER)
    until(lambda: "Set the room of 2 works" in browser.page_source)

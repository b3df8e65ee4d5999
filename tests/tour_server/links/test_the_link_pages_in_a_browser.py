"""The pages about links in a real Chromium: accessible, whole on a phone, and walked by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from contract.museum import Link, Relation
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.links.link_book import LinkBook
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

PATHS = (
    "",
    "/works/lijn",
    "/decided",
    "/left-out",
    "/tour?first=lijn&minutes=60",
    "/names",
    "/terms",
)


@pytest.fixture
def address(desk: Desk, book: LinkBook) -> Iterator[str]:
    link = Link("lijn-ring", ["lijn", "ring"], Relation.MOTIF, [])
    desk.parts.drafts.put(PartKind.LINK, link.key, link, 0, "Noor")
    with desk.served() as address:
        yield address


def test_the_pages_are_accessible_and_fit(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in(desk, browser, address, Role.EDITOR)
    for path in PATHS:
        for scheme in ("light", "dark"):
            feature = [{"name": "prefers-color-scheme", "value": scheme}]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})
            browser.get(f"{address}/desk/related{path}")
            assert accessibility_violations(browser) == [], f"{path} {scheme}"
            for width in (320, 390, 1440):
                metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
                browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
                assert pixels_beyond_the_screen(browser, width) == 0, f"{path} at {width}"


def test_the_picture_is_walked_by_keyboard(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in(desk, browser, address, Role.EDITOR)
    browser.get(f"{address}/desk/related/works/lijn")
    first = browser.find_element(By.CSS_SELECTOR, ".link-picture a")
    assert "ring" in (first.get_attribute("aria-label") or "")
    browser.execute_script("arguments[0].focus()", first)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    until(lambda: browser.current_url == f"{address}/desk/related/works/ring")


def test_a_click_drafts_and_another_undoes(
    desk: Desk, address: str, browser: webdriver.Chrome
) -> None:
    sign_in(desk, browser, address, Role.EDITOR)
    browser.get(f"{address}/desk/related")
    browser.find_element(By.CSS_SELECTOR, "form[action$='/accept'] button").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".note form button"))
    assert accessibility_violations(browser) == []
    assert desk.parts.drafts.get(PartKind.LINK, "knoop-lijn").version == 1
    browser.find_element(By.CSS_SELECTOR, ".note form button").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, "form[action$='/accept'] button"))
    assert [part.key for part in desk.parts.drafts.all(PartKind.LINK)] == ["lijn-ring"]

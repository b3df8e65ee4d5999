"""The picture of what belongs to a work is walked by keyboard alone; a click drafts from there and another undoes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from contract.museum import Link, Relation
from tests.browser import accessibility_violations
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.tour_server.links.conftest import PROPOSED
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.links.link_book import LinkBook
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

FOCUSED = "return document.activeElement.getAttribute('aria-label') || ''"
RING = """
const target = document.activeElement.querySelector(".target");
return target === null ? "" : getComputedStyle(target).strokeWidth;
"""


@pytest.fixture
def page(desk: Desk, book: LinkBook, browser: webdriver.Chrome) -> Iterator[str]:
    """The page of lijn, which is linked with ring and proposed with knoop."""
    link = Link("lijn-ring", ["lijn", "ring"], Relation.MOTIF, [])
    desk.parts.drafts.put(PartKind.LINK, link.key, link, 0, "Noor")
    with desk.served() as address:
        sign_in(desk, browser, address, Role.EDITOR)
        browser.get(f"{address}/desk/related/works/lijn")
        yield f"{address}/desk/related/works"


def press(browser: webdriver.Chrome, *keys: str) -> str:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)
    return str(browser.execute_script(FOCUSED))


def into_the_picture(browser: webdriver.Chrome) -> str:
    """Press Tab from the top of the page until a work of the picture is reached."""
    browser.execute_script("document.activeElement.blur()")
    for _ in range(60):
        if "Werk" in press(browser, Keys.TAB) and browser.execute_script(RING):
            break
    return str(browser.execute_script(FOCUSED))


def test_tab_and_arrows_lead_through_it_and_enter_into_a_work(
    page: str, browser: webdriver.Chrome
) -> None:
    first = into_the_picture(browser)
    assert first.endswith("ring, linked")
    assert browser.execute_script(RING) == "3px", "the focus is seen"
    second = press(browser, Keys.ARROW_RIGHT)
    assert second.endswith("knoop, proposed")
    assert browser.execute_script(RING) == "3px"
    assert press(browser, Keys.ARROW_RIGHT) == first, "round"
    assert press(browser, Keys.ARROW_LEFT) == second
    assert press(browser, Keys.HOME) == first
    assert press(browser, Keys.END) == second
    assert press(browser, Keys.SHIFT + Keys.TAB) == first, "Tab goes from each to each, too"
    press(browser, Keys.ENTER)
    until(lambda: browser.current_url == f"{page}/ring")
    assert into_the_picture(browser).endswith("lijn, linked"), "and back"


def test_the_list_says_what_the_picture_does(page: str, browser: webdriver.Chrome) -> None:
    drawn = [
        (one.get_attribute("aria-label") or "").rpartition(", ")
        for one in browser.find_elements(By.CSS_SELECTOR, ".link-picture a")
    ]
    listed = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".link-near > li > p")]
    assert len(drawn) == len(listed) == 2
    for (name, _comma, state), said in zip(drawn, listed, strict=True):
        assert name in said
        assert state in said
    assert accessibility_violations(browser) == []


def test_a_proposal_is_drafted_and_undone_where_the_neighbours_are(
    page: str, desk: Desk, browser: webdriver.Chrome
) -> None:
    browser.find_element(By.CSS_SELECTOR, ".link-near form[action$='/accept'] button").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".note form button"))
    assert browser.current_url.startswith(f"{page}/lijn")
    assert not browser.find_elements(By.CSS_SELECTOR, ".link-picture line.proposed")
    links = {part.key for part in desk.parts.drafts.all(PartKind.LINK)}
    assert links == {"lijn-ring", "knoop-lijn"}
    browser.find_element(By.CSS_SELECTOR, ".note form button").click()
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".link-picture line.proposed"))
    assert [part.key for part in desk.parts.drafts.all(PartKind.LINK)] == ["lijn-ring"]


def test_decisions_have_pages(desk: Desk, book: LinkBook) -> None:
    for number in range(45):
        pair = replace(PROPOSED, left=f"a{number}", right=f"b{number}")
        book.replace([pair])
        book.decide(pair, "Noor", link="" if number else "a-link")
    noor = desk.colleague("Noor")
    page = noor.get("/desk/related/decided?page=2").text
    assert "Refused (44)" in page
    assert "page 2 of 3" in page
    assert "page=3" in page
    assert "page 3 of 3" in noor.get("/desk/related/decided?page=99").text
    drafted = noor.get("/desk/related/decided?state=drafted").text
    assert "Drafted (1)" in drafted
    assert "page 1" not in drafted

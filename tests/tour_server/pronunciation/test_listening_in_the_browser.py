"""A colleague listens to a word while typing it, at the page itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import accessibility_violations, chromium
from tests.desk import PASSWORD, Desk
from tests.waiting import until
from tour_server.staff.permissions import Role
from web.page_server import PageServer

pytestmark = [pytest.mark.browser, pytest.mark.long]
HEARD = """
const seen = performance.getEntriesByType("resource").filter((one) => one.name.includes("/listen?"));
return seen.map((one) => [new URL(one.name).search, one.responseStatus]);
"""


@pytest.fixture
def page(desk: Desk) -> Iterator[webdriver.Chrome]:
    """The form of a new word, with an editor signed in."""
    desk.colleague("els", Role.EDITOR)
    pages = PageServer(desk.app, "127.0.0.1", 0, threads=8)
    pages.start()
    try:
        with chromium() as driver:
            start = f"http://127.0.0.1:{pages.port}/desk/sign-in?next=/desk/pronunciation/word"
            driver.get(start)
            driver.find_element(By.NAME, "name").send_keys("els")
            driver.find_element(By.NAME, "password").send_keys(PASSWORD + Keys.ENTER)
            until(lambda: driver.find_elements(By.ID, "listening"), what="the form")
            until(lambda: driver.find_element(By.ID, "listening").is_displayed(), what="buttons")
            yield driver
            driver.get("about:blank")
    finally:
        desk.parts.changes.close()
        pages.stop()


def press(page: webdriver.Chrome, listen: str) -> None:
    page.find_element(By.CSS_SELECTOR, f"[data-listen={listen}]").click()


def test_a_word_is_heard_while_it_is_typed(page: webdriver.Chrome) -> None:
    press(page, "so")
    problem = page.find_element(By.ID, "not-heard")
    assert problem.text == "Fill in the word and how it sounds."
    page.find_element(By.ID, "written").send_keys("ring")
    page.find_element(By.ID, "spelling").send_keys("rieng")
    for number, listen in enumerate(("so", "as-it-is", "in-text"), start=1):
        press(page, listen)
        until(lambda n=number: len(page.execute_script(HEARD)) == n, what=listen)
    so, alone, in_text = page.execute_script(HEARD)
    assert [status for _, status in (so, alone, in_text)] == [200, 200, 200]
    assert "spelling=rieng" in so[0]
    assert "spelling" not in alone[0]
    assert "in=text" in in_text[0]
    assert not problem.is_displayed()
    assert accessibility_violations(page) == []
    page.find_element(By.ID, "spelling").send_keys(Keys.ENTER)
    until(lambda: page.find_elements(By.CSS_SELECTOR, "tbody a[data-listen]"), what="the list")
    page.find_element(By.CSS_SELECTOR, "tbody a[data-listen]").click()
    until(lambda: page.execute_script(HEARD), what="the sound of the list")
    assert accessibility_violations(page) == []

"""The pages on which words are approved follow WCAG 2.2 at level AA, checked in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.approving import approve_everything
from tests.browser import accessibility_violations
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.browser

WORK = "/desk/works/lijn"


@pytest.fixture
def strict(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose words need approval, with texts that changed since and one that never was approved."""
    shutil.copytree(prepared, tmp_path / "strict")
    desk = Desk(tmp_path / "strict", needs_approval=True)
    approve_everything(desk.parts.drafts)
    desk.parts.publisher.publish("Noor")
    author = desk.colleague("Bram", Role.AUTHOR, Role.ADMINISTRATOR)
    changed = {
        "block.lijn-nl-1.text": "Volg de draad.",
        "title.nl": "De lijn",
        "maker.nl": "Een maker",
    }
    assert author.post(WORK, author.fill_in(WORK) | changed).status_code == 302
    room = author.fill_in("/desk/plan/rooms/hal") | {"name.nl": "Grote hal"}
    assert author.post("/desk/plan/rooms/hal", room).status_code == 302
    yield desk
    desk.close()


def test_an_editor_reads_what_changed_and_approves_it(
    strict: Desk, browser: webdriver.Chrome
) -> None:
    with strict.served() as address:
        sign_in(strict, browser, address, Role.EDITOR, "Noor")
        for path in (WORK, "/desk/plan/rooms/hal", "/desk/publish"):
            browser.get(f"{address}{path}")
            for summary in browser.find_elements(
                By.CSS_SELECTOR, "main details:not([open]) > summary"
            ):
                browser.execute_script("arguments[0].parentNode.open = true", summary)
            assert accessibility_violations(browser) == [], path
        browser.get(f"{address}{WORK}")
        browser.find_element(By.CSS_SELECTOR, 'button[aria-label^="Approve Title"]').click()
        until(lambda: "1 text approved." in text(browser))
        browser.find_element(By.CSS_SELECTOR, 'button[value="approve:"]').click()
        until(lambda: "Everything here is approved." in text(browser))


def text(browser: webdriver.Chrome) -> str:
    """The words of the page; empty while it loads."""
    return str(browser.execute_script("return document.querySelector('main')?.innerText ?? ''"))

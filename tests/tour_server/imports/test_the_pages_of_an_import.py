"""The pages of an import follow WCAG 2.2 AA and fit a phone, in a real Chromium."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from selenium import webdriver

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk, picture
from tests.signing_in import sign_in
from tests.tour_server.imports.test_importing_at_the_desk import COLUMNS, SHEET, settled
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

SHOTS = os.environ.get("ZAALGIDS_SHOTS")  # a folder for pictures of each page


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The address of a running desk with its jobs."""
    with desk.served() as address, desk.parts.running():
        yield address


def look(browser: webdriver.Chrome, address: str, name: str) -> None:
    """Check a page at two widths."""
    for width in (1280, 390):
        browser.set_window_size(width, 900)
        browser.get(address)
        assert accessibility_violations(browser) == [], f"{name} at {width} px"
        assert pixels_beyond_the_screen(browser) == 0, f"{name} is wider than {width} px"
        if SHOTS:
            height = browser.execute_script("return document.documentElement.scrollHeight")
            browser.set_window_size(width, max(900, height + 120))
            browser.save_screenshot(str(Path(SHOTS) / f"{name}-{width}.png"))


def test_each_page_of_an_import(desk: Desk, address: str, browser: webdriver.Chrome) -> None:
    noor = desk.colleague("Noor", Role.EDITOR)
    noor.post("/desk/works/lijn", noor.fill_in("/desk/works/lijn") | {"inventory": "A-1"})
    noor.get("/desk/imports")
    files = [(io.BytesIO(SHEET.encode()), "lijst.csv"), (io.BytesIO(picture(9)), "nieuw.png")]
    page = noor.post("/desk/imports", {"files": files}).headers["Location"]
    settled(noor, page)
    sign_in(desk, browser, address, Role.EDITOR)
    look(browser, f"{address}{page}/columns", "columns")
    noor.get(f"{page}/columns")
    noor.post(f"{page}/columns", COLUMNS)
    settled(noor, page)
    look(browser, f"{address}{page}", "dry-run")
    look(browser, f"{address}/desk/imports", "imports")
    noor.post(f"{page}/apply")
    settled(noor, page)
    look(browser, f"{address}{page}", "applied")
    noor.post(f"{page}/undo")
    settled(noor, page)
    look(browser, f"{address}{page}?show=same", "undone")


def test_an_empty_desk(tmp_path: Path, browser: webdriver.Chrome) -> None:
    desk = Desk(tmp_path / "server")
    with closing(desk), desk.served() as address:
        sign_in(desk, browser, address, Role.EDITOR)
        look(browser, f"{address}/desk", "today-empty")
        look(browser, f"{address}/desk/works", "works-empty")

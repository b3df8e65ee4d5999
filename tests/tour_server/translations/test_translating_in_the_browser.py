"""A colleague goes through the grid with the keyboard and translates, on a wide screen and a narrow one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from contract.museum import GlossaryTerm, Source
from tests.browser import accessibility_violations, chromium, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.tour_server.translations.test_a_translators_file import (
    LIJN,
    RING,
    brought,
    rewrite,
    taken_out,
    with_targets,
)
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(300)]
SIZES = ((1280, 900), (390, 844))
PICTURES = os.environ.get("TRANSLATION_PICTURES")  # a folder to write screenshots to


@pytest.fixture
def waiting_file(desk: Desk) -> str:
    """A museum with something stale, a word of the glossary, and a file that waits for a decision."""
    noor = desk.colleague("Noor")
    term = GlossaryTerm(
        key="lijn",
        sources=[Source("A. Maker, On Lines")],
        term={"nl": "lijn", "en": "line"},
        meaning={"nl": "Een streep zonder breedte."},
    )
    desk.parts.drafts.put(PartKind.TERM, "lijn", term, 0, "Noor")
    noor.get("/desk/translations")
    out = taken_out(noor)
    rewrite(desk, "lijn", "en", "Ada's own line, which is quite another one.")
    rewrite(desk, "lijn", "nl", "Volg de rode lijn langzaam met uw ogen, van links naar rechts.")
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    told = replace(part.body.blocks[0], text="Werk ring. Volg de lijn!")
    desk.parts.drafts.put(
        PartKind.WORK, "ring", replace(part.body, blocks=[told]), part.version, "Ada"
    )
    targets = {RING: "A ring has no beginning.", LIJN: "The agency's line.", "x": "y"}
    return brought(noor, with_targets(out, targets))


@pytest.fixture
def page(desk: Desk, waiting_file: str) -> Iterator[webdriver.Chrome]:
    """The grid, with an editor signed in."""
    assert waiting_file
    with desk.served() as address, chromium() as driver:
        sign_in(desk, driver, address, Role.EDITOR, page="/desk/translations")
        until(lambda: driver.find_elements(By.ID, "grid"), what="the grid")
        yield driver
        driver.get("about:blank")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_is_accessible_and_fits(
    page: webdriver.Chrome, waiting_file: str, width: int, height: int
) -> None:
    start = page.current_url.partition("/desk")[0]
    addresses = {
        "grid": "/desk/translations",
        "texts": "/desk/translations/work/lijn/en",
        "files": "/desk/translations/files",
        "file": waiting_file,
    }
    page.set_window_size(width, height)
    for name, address in addresses.items():
        page.get(start + address)
        if PICTURES:
            page.save_screenshot(str(Path(PICTURES) / f"{name}-{width}.png"))
        assert pixels_beyond_the_screen(page) == 0, f"{address} at {width}"
        assert accessibility_violations(page) == [], f"{address} at {width}"


def test_the_grid_and_a_text_by_the_keyboard(desk: Desk, page: webdriver.Chrome) -> None:
    page.set_window_size(1280, 900)
    cell = page.find_element(By.CSS_SELECTOR, "#grid a.cell")
    cell.send_keys(Keys.ARROW_DOWN)
    page.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    focused = page.switch_to.active_element
    assert focused.get_attribute("href").endswith("/work/ring/en")
    focused.send_keys(Keys.ENTER)
    until(lambda: page.find_elements(By.ID, "texts"), what="the texts")
    area = page.find_element(By.NAME, f"text:{RING}")
    area.send_keys("A ring.")
    area.send_keys(Keys.CONTROL, "s")
    until(lambda: "Saved." in page.find_element(By.TAG_NAME, "main").text, what="the note")
    blocks = desk.parts.drafts.get(PartKind.WORK, "ring").body.blocks
    assert [one.text for one in blocks][1:] == ["A ring."]

"""The box around a part is drawn with a pointer or moved with the arrow keys, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.desk import Desk
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.browser
FIELDS = ("left", "top", "width", "height")


@pytest.fixture
def page(desk: Desk, browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The page of a new part of the work `ring`, signed in."""
    (medium,) = desk.parts.drafts.get(PartKind.WORK, "ring").body.media
    wanted = f"/desk/works/ring/details/{medium.file}"
    with desk.served() as address:
        sign_in(desk, browser, address, Role.ADMINISTRATOR, page=wanted)
        until(lambda: browser.find_elements(By.ID, "box-place"), what="the picture")
        yield browser


def box(page: webdriver.Chrome) -> list[float]:
    return [float(page.find_element(By.ID, name).get_attribute("value") or 0) for name in FIELDS]


def test_with_the_keyboard(desk: Desk, page: webdriver.Chrome) -> None:
    picture = page.find_element(By.ID, "box-place")
    picture.send_keys(*[Keys.ARROW_LEFT] * 2, *[Keys.ARROW_UP] * 20)
    assert box(page) == [21, 0, 50, 50]
    picture.send_keys(Keys.SHIFT, *[Keys.ARROW_RIGHT] * 40, Keys.ARROW_UP)
    assert box(page) == [21, 0, 79, 48]
    picture.send_keys(Keys.ARROW_RIGHT)
    assert box(page) == [21, 0, 79, 48], "it does not leave the picture"
    page.find_element(By.CSS_SELECTOR, "button.primary").send_keys(Keys.ENTER)
    until(lambda: len(desk.parts.drafts.get(PartKind.WORK, "ring").body.media) == 2, 30, "the part")
    detail = desk.parts.drafts.get(PartKind.WORK, "ring").body.media[1].detail
    assert detail is not None
    assert detail.box == (0.21, 0.0, 0.79, 0.48)


def test_with_a_pointer(page: webdriver.Chrome) -> None:
    picture = page.find_element(By.ID, "box-place")
    width, height = picture.size["width"], picture.size["height"]
    page.execute_script("arguments[0].scrollIntoView({ block: 'center' })", picture)
    ActionChains(page).move_to_element_with_offset(
        picture, -width // 4, -height // 4
    ).click_and_hold().move_by_offset(width // 2, height // 4).release().perform()
    assert box(page) == pytest.approx([25, 25, 50, 25], abs=1)

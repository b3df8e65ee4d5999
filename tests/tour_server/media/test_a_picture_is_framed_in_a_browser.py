"""The part of a picture and its focal point are moved with a mouse, a finger and the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from contract.museum import Medium
from tests.browser import accessibility_violations, become_a_phone, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

TOUCH = """
const [element, dx, dy] = arguments;
const box = element.getBoundingClientRect();
return [box.x + box.width / 2, box.y + box.height / 2, dx, dy];
"""


def medium(desk: Desk) -> Medium:
    found: Medium = desk.parts.drafts.get(PartKind.WORK, "lijn").body.media[0]
    return found


@pytest.fixture
def page(desk: Desk, browser: webdriver.Chrome) -> Iterator[str]:
    """The address of a desk at which somebody is signed in; the browser shows the page of a picture."""
    wanted = f"/desk/media/{medium(desk).file}"
    with desk.served() as address:
        sign_in(desk, browser, address, Role.ADMINISTRATOR, page=wanted)
        yield address


def field(browser: webdriver.Chrome, name: str) -> str:
    return str(browser.find_element(By.ID, name).get_attribute("value"))


def part_of(browser: webdriver.Chrome, label: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, f'#frame-place [aria-label="{label}"]')


def save(browser: webdriver.Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, "button[form=facts]").click()
    until(
        lambda: "Saved." in browser.find_element(By.TAG_NAME, "main").text,
        what="the picture is saved",
    )


def test_with_the_keyboard(desk: Desk, browser: webdriver.Chrome, page: str) -> None:
    corner = part_of(browser, "Upper left corner")
    corner.send_keys(Keys.ARROW_RIGHT * 3)
    corner.send_keys(Keys.SHIFT, Keys.ARROW_DOWN * 2)
    assert (field(browser, "crop.left"), field(browser, "crop.top")) == ("3", "10")
    assert (field(browser, "crop.width"), field(browser, "crop.height")) == ("97", "90")
    part_of(browser, "The part that is shown").send_keys(Keys.ARROW_LEFT * 9)
    assert field(browser, "crop.left") == "0", "it stays within the picture"
    browser.find_element(By.ID, "frame-point").click()
    assert browser.switch_to.active_element == part_of(browser, "The focal point")
    part_of(browser, "The focal point").send_keys(Keys.ARROW_UP)
    assert (field(browser, "focus.x"), field(browser, "focus.y")) == ("48.5", "54")
    save(browser)
    assert medium(desk).crop == pytest.approx((0.0, 0.1, 0.97, 0.9))
    assert medium(desk).focus == pytest.approx((0.485, 0.54))
    browser.find_element(By.ID, "frame-whole").click()
    browser.find_element(By.ID, "frame-no-point").click()
    save(browser)
    assert (medium(desk).crop, medium(desk).focus) == (None, None)


def test_with_a_mouse(browser: webdriver.Chrome, page: str) -> None:
    width = browser.find_element(By.CSS_SELECTOR, "#frame-place img").size["width"]
    corner = part_of(browser, "Lower right corner")
    ActionChains(browser).drag_and_drop_by_offset(corner, -width // 4, -width // 2).perform()
    assert float(field(browser, "crop.width")) == pytest.approx(75, abs=1)
    assert float(field(browser, "crop.height")) == pytest.approx(50, abs=1)
    ActionChains(browser).drag_and_drop_by_offset(corner, 4 - 3 * width // 4, 0).perform()
    assert field(browser, "crop.width") == "5", "no smaller than the fields allow"


def test_with_a_finger_on_a_phone(browser: webdriver.Chrome, page: str) -> None:
    become_a_phone(browser)
    browser.refresh()
    corner = part_of(browser, "Upper left corner")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", corner)
    x, y, dx, dy = browser.execute_script(TOUCH, corner, 60, 30)
    for kind, at in (("touchStart", (x, y)), ("touchMove", (x + dx, y + dy)), ("touchEnd", None)):
        points = [] if at is None else [{"x": at[0], "y": at[1]}]
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert float(field(browser, "crop.left")) > 5
    assert float(field(browser, "crop.top")) > 2


def test_the_credit_line_is_as_it_is_typed(browser: webdriver.Chrome, page: str) -> None:
    browser.find_element(By.ID, "creator").send_keys("Jan")
    browser.find_element(By.ID, "rights").send_keys("In Copyright - Edu")
    credit = browser.find_element(By.ID, "credit")
    assert credit.text == "Jan · In Copyright - Educational Use Permitted"
    assert not browser.find_element(By.ID, "rights.uri").is_displayed()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_the_pages(
    desk: Desk, browser: webdriver.Chrome, page: str, scheme: str
) -> None:
    feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
    for path in ("/desk/media", "/desk/media?state=ended", f"/desk/media/{medium(desk).file}"):
        for width in (320, 390, 768, 1440):
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.get(page + path)
            assert pixels_beyond_the_screen(browser, width) == 0, (path, width)
        assert accessibility_violations(browser) == [], path
    assert [one for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []

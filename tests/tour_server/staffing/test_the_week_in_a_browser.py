"""The week in a real Chromium: dragged, by keyboard, narrow, a colleague's own page by day and by night."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.desk import Desk
from tests.signing_in import sign_in
from tests.tour_server.staffing.rostering import WEEK, add_colleague, add_rules, put
from tests.waiting import until
from tour_server.staff.permissions import Role
from tour_server.staffing.colleagues import Colleagues

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(600)]

DRAG = """
const [from, to, done] = arguments;
const data = new DataTransfer();
const cell = (name) => document.querySelector(`td[data-cell="${name}"]`);
const send = (kind, on) =>
  on.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
send("dragstart", cell(from).querySelector("a"));
send("dragenter", cell(to));
const wait = () => {
  const words = document.getElementById("would").textContent;
  if (!words) return setTimeout(wait, 50);
  send("dragover", cell(to));
  send("drop", cell(to));
  done(words);
};
wait();
"""
SIZES = ((1280, 900), (390, 844), (320, 640))


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with desk.served() as address:
        yield address


def keep_picture(browser: webdriver.Chrome, name: str) -> None:
    """Write a picture for people to look at, where PICTURES_OF_ROSTERS names a folder."""
    if folder := os.environ.get("PICTURES_OF_ROSTERS"):
        browser.save_screenshot(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def keys(desk: Desk) -> dict[str, str]:
    """Four colleagues, of whom two have shifts. Returns their keys by name."""
    noor = desk.colleague("Noor", Role.DUTY_MANAGER)
    add_rules(noor)
    keys = {name: add_colleague(noor, name) for name in ("Els de Vries", "Jan", "Ida", "Noor")}
    for name, day, shift in (
        ("Jan", 3, "1.guard"),
        ("Jan", 4, "1.guard"),
        ("Els de Vries", 5, "2.guard"),
        ("Els de Vries", 6, "1.guard"),
    ):
        put(noor, keys[name], f"2026-03-0{day}", shift)
    wish = {"when": "every", "rather": "1", "begins": "11:00", "ends": ""}
    assert noor.post(f"/desk/roster/colleagues/{keys['Jan']}/wish", wish).status_code == 303
    return keys


def test_every_page_is_accessible_and_fits(
    desk: Desk, address: str, browser: webdriver.Chrome, keys: dict[str, str]
) -> None:
    sign_in(desk, browser, address, Role.DUTY_MANAGER)
    browser.get(address + WEEK)
    why = browser.find_element(By.CSS_SELECTOR, ".roster-below li a").get_attribute("href")
    for name, page in (
        ("week", address + WEEK),
        ("cell", f"{address}{WEEK}?cell={keys['Jan']}.2026-03-04"),
        ("why", why),
        ("day", f"{address}{WEEK}/day/2026-03-05"),
        ("rules", f"{address}/desk/roster/rules"),
        ("colleagues", f"{address}/desk/roster/colleagues"),
        ("colleague", f"{address}/desk/roster/colleagues/{keys['Jan']}"),
    ):
        for width, height in SIZES:
            browser.set_window_size(width, height)
            browser.get(str(page))
            keep_picture(browser, f"{name}-{width}")
            assert pixels_beyond_the_screen(browser) == 0, f"{name} at {width}"
            if width != SIZES[-1][0]:
                assert accessibility_violations(browser) == [], f"{name} at {width}"


@pytest.fixture
def week(desk: Desk, address: str, browser: webdriver.Chrome, keys: dict[str, str]) -> None:
    """The browser shows the week in a wide window."""
    sign_in(desk, browser, address, Role.DUTY_MANAGER)
    browser.set_window_size(*SIZES[0])
    browser.get(address + WEEK)


@pytest.mark.usefixtures("week")
def test_a_shift_is_dragged_and_taken_off_by_keyboard(
    browser: webdriver.Chrome, keys: dict[str, str]
) -> None:
    source, target = f"{keys['Jan']}.2026-03-04", f"{keys['Ida']}.2026-03-04"
    words = browser.execute_async_script(DRAG, source, target)
    assert words
    cell = f'td[data-cell="{target}"] .shift'
    until(lambda: browser.find_elements(By.CSS_SELECTOR, cell))
    assert browser.find_element(By.ID, "would").text == words
    browser.find_element(By.CSS_SELECTOR, cell).send_keys(Keys.ENTER)
    until(lambda: "?cell=" in browser.current_url)
    off = browser.find_element(By.CSS_SELECTOR, ".cell-choice input[value='']")
    off.send_keys(Keys.SPACE)
    browser.find_element(By.CSS_SELECTOR, ".cell-choice button.primary").send_keys(Keys.ENTER)
    until(lambda: "?cell=" not in browser.current_url)
    assert not browser.find_elements(By.CSS_SELECTOR, cell)
    assert [one for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []


@pytest.mark.usefixtures("week")
def test_a_shift_is_dragged_that_somebody_else_has_changed(
    desk: Desk, browser: webdriver.Chrome, keys: dict[str, str]
) -> None:
    source, target = f"{keys['Jan']}.2026-03-04", f"{keys['Ida']}.2026-03-04"
    other = desk.colleague("Dirk", Role.DUTY_MANAGER)
    other.get(WEEK)
    put(other, keys["Jan"], "2026-03-04", "2.guard")
    browser.execute_async_script(DRAG, source, target)
    until(lambda: "Somebody changed this" in browser.find_element(By.ID, "would").text)
    shown = browser.find_element(By.CSS_SELECTOR, f'td[data-cell="{source}"] .shift')
    assert "12:00–20:00" in shown.text, "the week is shown as it is now"
    assert not browser.find_elements(By.CSS_SELECTOR, f'td[data-cell="{target}"] .shift')


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_colleagues_own_page(
    desk: Desk, address: str, browser: webdriver.Chrome, theme: str
) -> None:
    noor = desk.colleague("Noor", Role.DUTY_MANAGER)
    add_rules(noor)
    key = add_colleague(noor, "Els de Vries")
    for day in ("03", "04"):
        put(noor, key, f"2026-03-{day}", "1.guard")
    noor.post(f"{WEEK}/publish")
    secret = desk.parts.assembly.context.get(Colleagues).new_link(key)
    scheme = [{"name": "prefers-color-scheme", "value": theme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    for width, height in SIZES:
        browser.set_window_size(width, height)
        browser.get(f"{address}/roster/{secret}")
        keep_picture(browser, f"own-{theme}-{width}")
        assert "Tuesday 3 March" in browser.find_element(By.TAG_NAME, "main").text
        assert accessibility_violations(browser) == []
        assert pixels_beyond_the_screen(browser) == 0
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

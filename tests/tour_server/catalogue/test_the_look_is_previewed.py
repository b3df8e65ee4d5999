"""The desk shows at once what becomes of the colours that somebody types, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browser import accessibility_violations
from tests.desk import Desk
from tests.looks import ACCENT, NIGHT_PAPER, PAPER
from tests.signing_in import sign_in
from tests.tour_server.catalogue.test_the_museum_gets_another_look import AT, dress
from tests.waiting import until
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]
SHOWN = """
const shown = document.querySelector(`[data-theme-shown="${arguments[0]}"]`);
const button = shown.querySelector(".button.primary");
return [getComputedStyle(shown).backgroundColor, getComputedStyle(button).backgroundColor];
"""

LOADED = """
return [...document.fonts].some(({ family, status }) => family.includes("preview titles") && status === "loaded");
"""


@pytest.fixture
def page(desk: Desk, browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The page of the museum, signed in."""
    with desk.served() as address:
        sign_in(desk, browser, address, Role.ADMINISTRATOR, page=AT)
        until(lambda: browser.find_elements(By.ID, "look"), what="the page")
        yield browser


def typed(page: webdriver.Chrome, name: str, text: str) -> None:
    field = page.find_element(By.ID, name)
    field.clear()
    field.send_keys(text)


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def test_colours_are_derived_while_typing_and_what_cant_be_read_is_said(
    page: webdriver.Chrome,
) -> None:
    assert accessibility_violations(page) == []
    typed(page, "look.day.paper", PAPER)
    typed(page, "accent", "#8FA3D9")
    until(lambda: page.execute_script(SHOWN, "day") == [rgb(PAPER), rgb("#8FA3D9")])
    faults = page.find_element(By.CSS_SELECTOR, ".look-faults")
    until(lambda: "By day, Buttons and links: #8FA3D9 on #FFF8E7 has 2.4:1" in faults.text)
    typed(page, "accent", ACCENT)
    until(lambda: not faults.is_displayed())
    paper, button = page.execute_script(SHOWN, "night")
    night = page.find_element(By.ID, "look.night.accent").get_attribute("placeholder") or ""
    assert (rgb(night), paper) == (button, "rgb(24, 21, 14)")
    assert accessibility_violations(page) == []


def test_the_stored_look_is_shown_with_its_logo_and_letters(
    desk: Desk, page: webdriver.Chrome
) -> None:
    dress(desk, desk.colleague("Noor"))
    page.refresh()
    until(lambda: page.execute_script(SHOWN, "night")[0] == rgb(NIGHT_PAPER))
    assert page.execute_script(SHOWN, "day") == [rgb(PAPER), rgb(ACCENT)]
    until(lambda: page.execute_script(LOADED), what="the typeface")
    logos = page.find_elements(By.CSS_SELECTOR, ".look-shown .logo-stored")
    assert [logo.size["height"] > 20 for logo in logos] == [True, True]
    assert accessibility_violations(page) == []

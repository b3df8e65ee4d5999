"""Somebody signs in at the desk, in a real browser."""

from __future__ import annotations

from urllib.parse import quote

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.desk import PASSWORD, Desk
from tests.waiting import until
from tour_server.staff.permissions import Role


def sign_in(
    desk: Desk,
    browser: webdriver.Chrome,
    address: str,
    role: Role,
    name: str = "Bram",
    page: str = "/desk",
) -> None:
    """Make an account of this role, and sign in with it. The browser shows `page` of the desk then."""
    desk.parts.accounts.create(name, PASSWORD, {role})
    sign_in_as(browser, address, name, page)


def sign_in_as(
    browser: webdriver.Chrome,
    address: str,
    name: str,
    page: str = "/desk",
    password: str = PASSWORD,
) -> None:
    """Sign in as somebody who has an account. The browser shows `page` of the desk then."""
    browser.get(f"{address}/desk/sign-in?next={quote(page)}")
    browser.find_element(By.NAME, "name").send_keys(name)
    browser.find_element(By.NAME, "password").send_keys(password, Keys.ENTER)
    until(lambda: browser.current_url == address + page, what=f"{page}, signed in as {name}")

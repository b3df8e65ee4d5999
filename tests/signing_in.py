"""Somebody signs in at the desk, in a real browser."""

from __future__ import annotations

from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.desk import PASSWORD, Desk
from tests.waiting import until
from tour_server.staff.permissions import Role


def sign_in(
    desk: Desk, browser: webdriver.Chrome, address: str, role: Role, name: str = "Bram"
) -> None:
    """Make an account of this role, and sign in with it. The browser shows the desk's first page then."""
    desk.parts.accounts.create(name, PASSWORD, {role})
    browser.get(f"{address}/desk/sign-in")
    form = browser.find_element(By.CSS_SELECTOR, "main form:has([name=password])")
    form.find_element(By.NAME, "name").send_keys(name)
    form.find_element(By.NAME, "password").send_keys(PASSWORD)
    form.submit()
    until(lambda: browser.current_url == f"{address}/desk")

"""Queries that several journeys share: the text of an element, the JSON of an address, and signing in at the desk."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By

from tests.waiting import until


def text(browser: webdriver.Chrome, selector: str) -> str:
    """Return the text of the first element that the CSS selector matches; an empty string when there is none."""
    try:
        found = browser.find_elements(By.CSS_SELECTOR, selector)
        return found[0].text.strip() if found else ""
    except StaleElementReferenceException:  # the page replaced the element between the two queries
        return ""


def json_of(address: str) -> Any:
    """Return the JSON that an address answers with."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


def sign_in(browser: webdriver.Chrome, desk: str, password: str) -> None:
    """Sign in at the desk with the server's first account."""
    browser.get(desk)
    form = "main input:not([type=hidden])"
    name, secret = browser.find_elements(By.CSS_SELECTOR, form)[:2]
    name.send_keys("museum")
    secret.send_keys(password)
    secret.submit()
    until(lambda: "sign-in" not in browser.current_url, 15)

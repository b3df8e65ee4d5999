"""What a journey asks again and again: a page's words, an address's JSON, and whether something has come true yet."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By

from tests.waiting import until


def text(browser: webdriver.Chrome, selector: str) -> str:
    """The words shown in the first element that fits, or nothing."""
    try:
        found = browser.find_elements(By.CSS_SELECTOR, selector)
        return found[0].text.strip() if found else ""
    except StaleElementReferenceException:  # drawn anew between the two questions
        return ""


def json_of(address: str) -> Any:
    """The JSON that an address answers with."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


def sign_in(browser: webdriver.Chrome, desk: str, password: str) -> None:
    """Signs the first account in at the desk."""
    browser.get(desk)
    form = "main input:not([type=hidden])"
    name, secret = browser.find_elements(By.CSS_SELECTOR, form)[:2]
    name.send_keys("museum")
    secret.send_keys(password)
    secret.submit()
    until(lambda: "sign-in" not in browser.current_url, 15)

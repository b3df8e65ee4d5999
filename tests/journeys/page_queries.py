"""Queries that several journeys share: the text of an element, and the JSON of an address."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By


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

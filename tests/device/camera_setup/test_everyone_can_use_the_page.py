"""The page on which a technician sets a camera up, against the rules of WCAG 2.2 at level AA."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import accessibility_violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)], ids=["tablet", "phone"])
def test_from_the_code_to_the_picture(page: Any, open_look: Any, size: tuple[int, int]) -> None:
    look = open_look()
    invitation = look.invite()
    page.size(*size)
    page.browser.get(look.address)
    assert accessibility_violations(page.browser) == []
    page.find("#code").send_keys("nothing", Keys.ENTER)
    page.until(lambda: page.text("#refused"))
    assert accessibility_violations(page.browser) == []
    page.find("#code").send_keys(invitation.code, Keys.ENTER)
    page.until(lambda: page.js("return document.getElementById('picture')?.naturalWidth") == 640)
    assert accessibility_violations(page.browser) == []

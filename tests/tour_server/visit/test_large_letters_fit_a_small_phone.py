"""German with letters twice as large, on the smallest phone and on its side: nothing leaves the page."""

from __future__ import annotations

from typing import Any

import pytest
from selenium import webdriver

from tests.browser import pixels_beyond_the_screen
from tests.tour_server.visit.conftest import Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.tour_server.visit.test_the_caption_is_in_view import show
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = ["/visit", "/visit/plan", "/visit/work/2", "/visit/work/2/wrong", "/visit/tour/line"]
# What stands beyond an edge of the page, and the buttons whose words don't fit in them.
TOO_WIDE = """
const shown = (each) => each.checkVisibility() && !each.closest("svg, .visually-hidden, .languages, .line:not(.asks)");
const all = (css) => [...document.querySelectorAll(css)].filter(shown);
const words = all("a, button, p, li, h1, h2, h3, label, legend, summary, span");
const beyond = words.filter((each) => each.getBoundingClientRect().right > innerWidth + 1);
const cut = all("button, .button").filter((each) => each.scrollWidth > each.clientWidth + 1);
return [...beyond, ...cut].map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 40)}`);
"""


LARGE = "return parseFloat(getComputedStyle(document.documentElement).fontSize) === 36"


@pytest.mark.parametrize(("width", "height"), [(320, 568), (568, 320)])
def test_nothing_leaves_the_page(
    phone: webdriver.Chrome, site: Any, house: Twin, width: int, height: int
) -> None:
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    visit = Visit(phone, site.address)
    visit.make_tour()
    show(visit, width, height, 32)
    wrong = {}
    for page in [*PAGES, "/visit/number?n=99", "/visit/souvenir"]:
        visit.open(f"{page}{'&' if '?' in page else '?'}l=de")
        until(lambda: visit.script(LARGE), what="the letters")
        if page == "/visit/plan":
            until(visit.stops, what="the tour")
        for details in ("[data-waits]", ".key", ".all-stops", "#left-out"):
            opened = "for (const each of document.querySelectorAll(arguments[0])) each.open = true"
            visit.script(opened, details)
        assert pixels_beyond_the_screen(phone) == 0, page
        if found := visit.script(TOO_WIDE):
            wrong[page] = found
    assert wrong == {}

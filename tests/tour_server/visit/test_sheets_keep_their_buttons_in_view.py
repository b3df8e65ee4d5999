"""A sheet's buttons are in view and can be touched at any size, with large letters too; its text scrolls."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver

from tests.browser import accessibility_violations
from tests.tour_server.visit.conftest import LONG, Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.tour_server.visit.test_the_caption_is_in_view import show
from tests.tour_server.visit.test_the_telling_of_a_visit import link_works
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Width, height, and the size of letters that the visitor chose in the browser (16: none).
SIZES = [(320, 568, 16), (320, 568, 32), (568, 320, 16), (568, 320, 32)]
# The buttons of an open sheet that are not wholly in view, or that something covers; and what is wrong with its text.
COVERED = """
const sheet = document.querySelector(arguments[0]);
const form = sheet.querySelector("form");
const seen = (each) => each.offsetParent !== null;
const bottom = (each) => each.getBoundingClientRect().bottom;
const top = (each) => each.getBoundingClientRect().top;
const found = [];
sheet.scrollTop = 0;
for (const button of [...form.querySelectorAll("button, a")].filter(seen)) {
  const { left, right, width, height } = button.getBoundingClientRect();
  const name = button.textContent.trim();
  const out = top(button) < 0 || left < 0 || bottom(button) > innerHeight + 0.5 || right > innerWidth + 0.5;
  if (out) found.push(`${name} is out of view`);
  const at = document.elementFromPoint(left + width / 2, top(button) + height / 2);
  if (at !== button && !button.contains(at)) found.push(`${name} is covered`);
  if (height < 43.5) found.push(`${name} is ${height} px high`);
}
if (sheet.scrollWidth > sheet.clientWidth) found.push(`it is ${sheet.scrollWidth} px wide`);
const left = top(form) - Math.max(0, top(sheet));
const line = parseFloat(getComputedStyle(document.documentElement).fontSize);
if (left < 2 * line) found.push(`${left} px are left for its text`);
sheet.scrollTop = sheet.scrollHeight;
const last = [...sheet.querySelectorAll(":scope > :not(form)")].filter(seen).at(-1);
if (bottom(last) > top(form) + 1) found.push("its end stays behind the buttons");
return found;
"""


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    return Visit(phone, site.address)


def in_all_sizes(visit: Visit, sheet: str) -> list[str]:
    """Return what is wrong with an open sheet, for each size of the phone and of its letters."""
    wrong = []
    for width, height, letters in SIZES:
        show(visit, width, height, letters)
        until(lambda wide=width: visit.script("return innerWidth") == wide, what="the size")
        found = visit.script(COVERED, sheet)
        wrong += [f"{width} x {height}, letters of {letters} px: {each}" for each in found]
    return wrong


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_sheet_of_an_offer(visit: Visit, house: Twin, language: str) -> None:
    release = house.published
    assert release is not None
    drawing = replace(release.museum.offers[0], limit=9, text={"en": f"{LONG} {LONG}"})
    house.published = replace(release, museum=replace(release.museum, offers=[drawing]))
    house.people = {"curves": 1}
    visit.open(f"/visit/work/1?l={language}")
    until(lambda: visit.words("#line [data-answer=yes]"), what="the offer")
    visit.tap("[data-answer=yes]")
    until(lambda: visit.one("#offer-sheet").is_displayed(), what="what was taken")
    assert in_all_sizes(visit, "#offer-sheet") == []
    assert accessibility_violations(visit.phone) == []


def test_the_meaning_of_a_word(visit: Visit, house: Twin) -> None:
    link_works(house)
    release = house.published
    assert release is not None
    line, dot = release.museum.glossary
    glossary = [replace(line, meaning={"en": f"{LONG} {LONG}"}), dot]
    house.published = replace(release, museum=replace(release.museum, glossary=glossary))
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.script("document.querySelector('.text a.word').click()")
    until(lambda: visit.one("#meaning").is_displayed(), what="the meaning")
    assert in_all_sizes(visit, "#meaning") == []


def test_the_picture_that_is_looked_at_closer(visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.tap("#closer")
    until(lambda: visit.one("#large").is_displayed(), what="the picture")
    assert in_all_sizes(visit, "#large") == []

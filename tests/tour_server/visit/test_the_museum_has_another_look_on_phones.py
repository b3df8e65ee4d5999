"""A phone in a museum's own colours, with its logo; its typeface comes after the first words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver

from contract.bundle import PublishedLook, Release
from tests.browser import accessibility_violations
from tests.looks import ACCENT, NIGHT_PAPER, PAPER, dressed
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]
LOADED = """
return [...document.fonts].filter((face) => face.family.includes("Museum") && face.status === "loaded").length;
"""
STYLE = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
ORDER = """
const begin = (end) => Math.min(...performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(end)).map(({ startTime }) => startTime));
return [performance.getEntriesByType("navigation")[0].loadEventStart, begin(arguments[0])];
"""


@pytest.fixture(scope="session")
def other_look(published: tuple[Release, Path]) -> Release:
    museum, look = dressed(published[0].museum, published[1])
    return replace(published[0], museum=museum, look=look)


@pytest.fixture
def visit(house: Any, other_look: Release, phone: webdriver.Chrome, site: Any) -> Visit:
    house.published = other_look
    return Visit(phone, site.address)


def look_of(release: Release) -> PublishedLook:
    assert release.look is not None
    return release.look


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


@pytest.mark.parametrize(("theme", "paper"), [("light", PAPER), ("dark", NIGHT_PAPER)])
def test_colours_logo_and_typeface_by_day_and_by_night(
    visit: Visit, theme: str, paper: str
) -> None:
    seen = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
    visit.phone.execute_cdp_cmd("Emulation.setEmulatedMedia", seen)
    for address in ("/visit?l=en", "/visit/work/1?l=en"):
        visit.open(address)
        until(lambda: visit.phone.execute_script(LOADED))
        assert visit.phone.execute_script(STYLE, "body", "backgroundColor") == rgb(paper)
        shown = [
            one for one in visit.phone.find_elements("css selector", ".logo") if one.is_displayed()
        ]
        assert [one.get_attribute("alt") for one in shown] == ["Museum of Pattern"]
        assert ("by-night" in (shown[0].get_attribute("class") or "")) is (theme == "dark")
        assert visit.phone.execute_script(STYLE, "h1", "fontFamily").startswith('"Museum titles"')
        assert accessibility_violations(visit.phone) == []
    if theme == "light":
        assert visit.phone.execute_script(STYLE, "#play", "backgroundColor") == rgb(ACCENT)


def test_the_typeface_comes_after_the_page_and_words_never_wait_for_it(
    visit: Visit, other_look: Release
) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.phone.execute_script(LOADED))
    font = Path(look_of(other_look).fonts[0]).name
    loaded, asked = visit.phone.execute_script(ORDER, font)
    assert asked >= loaded > 0


def test_what_is_left_without_javascript_is_the_museums_colours_in_our_letters(
    visit: Visit, client: Any, other_look: Release
) -> None:
    page = client.get("/visit?l=en").text
    look = look_of(other_look)
    assert f"--accent: {ACCENT};" in page.partition("<style>")[2].partition("</style>")[0]
    assert f'href="/visit/{look.typefaces}" media="not all" data-late' in page
    assert "style=" not in page.partition("<body")[0]


def test_a_phone_keeps_a_file_of_the_look_and_gets_no_other_by_its_address(
    visit: Visit, client: Any, other_look: Release
) -> None:
    look, kinds = look_of(other_look), {}
    for target in look.targets:
        with client.get(f"/visit/{target}") as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            kinds[target] = (answer.mimetype, answer.headers.get("Content-Security-Policy"))
    assert kinds[look.fonts[0]] == ("font/woff2", None)
    assert kinds[look.colours] == ("text/css", None)
    assert str(kinds[look.logo_day or ""][1]).startswith("default-src 'none'")
    for name in ("tone.opus", "none.css", "..%2Ftone.opus"):
        assert client.get(f"/visit/look/{name}").status_code == 404


def test_a_kept_visit_has_the_look_without_a_network(
    visit: Visit, client: Any, other_look: Release
) -> None:
    listed = client.get("/visit/keep?l=en").get_json()["files"]
    addresses = {file["address"] for file in listed}
    look = look_of(other_look)
    apart = set(look.targets) - {look.colours}  # which stand in the pages
    assert {f"/visit/{target}" for target in apart} <= addresses

"""The plan on a phone: the drawn floor with now and next under it on one screen, and what the thumb can do there."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import VisitorPlace, VisitorPlaceKind
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.tour_server.visit.conftest import Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

PHONES = [(320, 568, 1), (390, 844, 1), (844, 390, 1), (390, 844, 2)]
# Where things are on the first screen, and what the drawing shows.
LOOK = """
const box = (css) => {
  const found = document.querySelector(css).getBoundingClientRect();
  return [found.left, found.top, found.right, found.bottom];
};
const shown = [...document.querySelectorAll(".floor")].filter((each) => !each.hidden);
const letters = [...shown[0].querySelectorAll("text")].filter((each) => !each.hasAttribute("hidden"));
return { floor: box(".floor:not([hidden]) svg"), line: box("#next-line"), here: box("#skip"), bar: box("#bar")[1],
  floors: shown.map((each) => each.dataset.floor),
  size: Math.min(...letters.map((each) => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)),
  outside: letters.filter((each) => { const a = each.getBoundingClientRect(), b = shown[0].getBoundingClientRect();
    return a.left < b.left - 12 || a.right > b.right + 12; }).map((each) => each.textContent) };
"""


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any, house: Twin) -> Visit:
    """A phone without a profile, in a museum with a floor above and places to look for."""
    release = house.published
    assert release is not None
    museum = release.museum
    rooms = [replace(room, floor=1) if room.key == "curves" else room for room in museum.rooms]
    places = [
        VisitorPlace("door", VisitorPlaceKind.ENTRANCE, "hall", 0.4, 6.5),
        VisitorPlace("cafe", VisitorPlaceKind.CAFE, "tiles", 18.0, 1.5),
    ]
    house.published = replace(release, museum=replace(museum, rooms=rooms, places=places))
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    phone.get_log("browser")
    return Visit(phone, site.address)


def as_a_phone(visit: Visit, width: int, height: int, letters: float, night: bool) -> None:
    screen = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
    visit.phone.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if night else "light"}
    visit.phone.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    visit.script(f"document.documentElement.style.fontSize = '{100 * letters:g}%'")


def stops(visit: Visit) -> list[str]:
    """The numbers of the list, read at once: it is drawn anew with each plan."""
    numbers = (
        "return [...document.querySelectorAll('#stops .number')].map((one) => one.textContent)"
    )
    found: list[str] = visit.script(numbers)
    return found


def test_floor_now_and_next_are_on_one_screen_by_day_and_by_night(visit: Visit) -> None:
    visit.make_tour()
    for number, (width, height, letters) in enumerate(PHONES):
        as_a_phone(visit, width, height, letters, night=number % 2 == 1)
        visit.script("scrollTo(0, 0)")
        look = until(lambda: visit.script(LOOK), what="the plan")
        assert pixels_beyond_the_screen(visit.phone) == 0
        assert look["floors"] == ["0"]
        assert look["size"] >= 12 - 0.01
        assert look["outside"] == []
        assert look["floor"][1] >= 0
        assert look["floor"][3] <= look["bar"] + 1
        assert look["line"][3] <= look["bar"] + 1
        assert look["line"][3] - look["line"][1] >= 18 * letters, "the line is hidden"
        assert look["here"][3] <= height
        assert look["here"][1] > height * 2 / 3, "the thumb has to reach it"
        assert accessibility_violations(visit.phone) == []
    assert visit.words("#now") == "At the entrance"
    assert visit.words("#next-line") == "In this room, on the left"


def test_a_stop_comes_first_is_left_out_and_comes_back(visit: Visit, house: Twin) -> None:
    visit.make_tour()
    assert stops(visit) == ["1", "2", "3", "4", "5"]
    visit.tap("#stops li:nth-child(3) button:first-of-type")
    until(lambda: stops(visit)[0] == "3", what="the third stop first")
    assert visit.words("#next-line") == "The Tile Room: through the door, straight ahead"
    visit.tap("#skip")
    until(lambda: "3" not in stops(visit), what="that it is left out")
    assert "Zellij star" in visit.words("#undo span")
    assert visit.stored("skipped") == ["zellij"]
    visit.tap("#undo button")
    until(lambda: "3" in stops(visit), what="that it is back")
    assert visit.stored("skipped") == []
    assert not visit.one("#undo").is_displayed()


def test_one_says_where_one_is_and_the_floor_follows(visit: Visit, house: Twin) -> None:
    visit.make_tour()
    visit.tap(
        "#stops li:nth-child(4) button:nth-of-type(2)"
    )  # "I am here", before the Hilbert curve
    until(lambda: visit.words("#now").startswith("4"), what="the place")
    until(lambda: visit.words("#next-line") == "You are here.", what="that the visitor is there")
    assert visit.one('[data-floor="1"]').is_displayed()
    assert not visit.one('[data-floor="0"]').is_displayed()
    assert visit.script("return document.querySelectorAll('[data-floor=\"1\"] .you').length") == 1
    visit.tap('[data-floor-choice="0"]')
    assert visit.one('[data-floor="0"]').is_displayed()
    assert visit.one('[data-floor-choice="0"]').get_attribute("aria-pressed") == "true"
    house.people = {"tiles": 10}
    visit.look_now()
    room = '.room.full[data-room="tiles"]'
    until(lambda: visit.phone.find_elements("css selector", room), what="the hatching")
    assert visit.one('[data-state="tiles"]').is_displayed()
    assert not visit.one('[data-state="hall"]').is_displayed()
    assert any(
        "(full)" in line.text for line in visit.phone.find_elements("css selector", "#stops li")
    )
    assert words_of(visit, '[data-rooms="full"]') == "full The Tile Room"
    assert visit.troubles() == []


def words_of(visit: Visit, css: str) -> str:
    """The words of an element, also within details that are closed."""
    found = "return document.querySelector(arguments[0]).innerHTML.replace(/<[^>]*>/g, ' ')"
    return " ".join(visit.script(found, css).split())


def test_a_closed_room_is_marked_in_words_and_by_its_drawing(visit: Visit, house: Twin) -> None:
    """It is on no plan, so the list of stops can't say it: the key of the signs does."""
    visit.make_tour()
    house.closed = {"tiles": None}
    house.people = {"tiles": 10}
    visit.look_now()
    room = '.room.closed[data-room="tiles"]'
    until(lambda: visit.phone.find_elements("css selector", room), what="the crossed lines")
    assert visit.phone.find_elements("css selector", '.room.full[data-room="tiles"]') == []
    assert visit.one('[data-state="tiles"]').is_displayed()
    assert visit.words('[data-state="tiles"]') == "closed"
    visit.tap(".key summary")
    assert visit.one('[data-rooms="closed"]').is_displayed()
    assert words_of(visit, '[data-rooms="closed"]') == "closed The Tile Room"
    assert not visit.one('[data-rooms="full"]').is_displayed()
    fills = "return ['closed', 'full'].map((kind) => getComputedStyle(document.querySelector(`.key .${kind}`)).fill)"
    closed, full = visit.script(fills)
    assert closed != full
    assert accessibility_violations(visit.phone) == []
    house.closed = {}
    visit.look_now()
    until(lambda: not visit.phone.find_elements("css selector", room), what="that it is open")
    assert visit.words('[data-state="tiles"]') == "full"


def test_a_rest_stands_between_its_stops(visit: Visit) -> None:
    visit.make_tour()
    visit.open("/visit/number?l=en&n=99")  # a page that asks for no plan
    rest = {"place": "cafe", "kind": "cafe", "room": "tiles", "room_name": "The Tile Room"}
    visit.script(
        """const change = (name, part) => {
          const kept = JSON.parse(localStorage.getItem("zaalgids." + name));
          localStorage.setItem("zaalgids." + name, JSON.stringify({ ...kept, ...part }));
        };
        change("route", { rests: [arguments[0]] });
        change("profile", { minutes: null });""",
        {**rest, "after": 2, "walk": 9, "arrives": 300, "stay": 600},
    )
    visit.open("/visit/plan?l=en")
    lines = until(lambda: visit.phone.find_elements("css selector", "#stops li"), what="the list")
    told = [line.text.split("\n") for line in lines]
    assert [words[0] for words in told][1:4] == ["2 Wall tile", "Rest: café", "3 Zellij star"]
    assert told[2][1:3] == ["The Tile Room", "in 5 minutes"]
    assert told[3][1].startswith("In this room"), "the way goes on from the work before"

"""The visitor's pages on a phone, in each state, against the rules of WCAG 2.2 at level AA."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver

from tests.browser import accessibility_violations
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

MARKED = "return document.querySelector('.sentence[aria-current]') !== null"


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    return Visit(phone, site.address)


def test_choosing(visit: Visit) -> None:
    visit.open("/visit")
    assert accessibility_violations(visit.phone) == []
    visit.open("/visit?l=en")
    visit.tap('[data-choose-language="en"]')
    visit.tap('[data-minutes="40"]')
    until(lambda: visit.one("[name=interest]").is_displayed())
    assert accessibility_violations(visit.phone) == []


def test_the_plan(visit: Visit) -> None:
    visit.make_tour()
    assert accessibility_violations(visit.phone) == []


def test_a_work(visit: Visit, house: Any) -> None:
    visit.make_tour()
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"))
    assert accessibility_violations(visit.phone) == []
    house.people = {"tiles": 10}
    visit.look_now()
    until(lambda: visit.words("#line p"), what="the question")
    visit.tap("#transcript")
    until(lambda: visit.script(MARKED), what="the transcript")
    assert accessibility_violations(visit.phone) == []
    visit.tap("#play")
    until(lambda: visit.words("#line p") == "", what="speech")
    assert accessibility_violations(visit.phone) == []


@pytest.mark.long
def test_a_work_in_every_language_by_day_and_by_night(visit: Visit, house: Any) -> None:
    release = house.published
    languages = ["nl", "en", "fr", "de", "es", "ar", "he"]
    site = replace(release.museum.site, languages=languages)
    house.published = replace(release, museum=replace(release.museum, site=site))
    for number, language in enumerate(languages):
        theme = {"name": "prefers-color-scheme", "value": ("light", "dark")[number % 2]}
        motion = {
            "name": "prefers-reduced-motion",
            "value": ("reduce", "no-preference")[number % 2],
        }
        media = {"features": [theme, motion]}
        visit.phone.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        visit.open(f"/visit/work/1?l={language}")
        until(lambda: visit.words("#subtitles"), what="the first words")
        assert visit.script("return document.documentElement.lang") == language
        visit.tap("#transcript")
        until(lambda: visit.script(MARKED), what="the transcript")
        assert accessibility_violations(visit.phone) == [], language


class ScreenReader:
    """Finds things on the page as a screen reader does: by role and name, in Chromium's tree for it."""

    def __init__(self, phone: webdriver.Chrome) -> None:
        self.phone = phone

    def nodes(self) -> list[dict[str, Any]]:
        """Return the nodes that a screen reader is told of."""
        nodes = self.phone.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        return [node for node in nodes if not node["ignored"]]

    def names(self, *roles: str) -> list[str]:
        """Return the names of everything with one of these roles, in their order."""
        return [
            node.get("name", {}).get("value", "")
            for node in self.nodes()
            if node["role"]["value"] in roles
        ]

    def find(self, role: str, name: str) -> dict[str, Any]:
        """Return the one node with this role whose name begins so."""
        found = [
            node
            for node in self.nodes()
            if node["role"]["value"] == role
            and node.get("name", {}).get("value", "").startswith(name)
        ]
        assert len(found) == 1, f"{role} {name}: {self.names(role)}"
        return found[0]

    def do(self, role: str, name: str, script: str = "this.click()") -> None:
        """Use it: by default as its press."""
        node = {"backendNodeId": self.find(role, name)["backendDOMNodeId"]}
        element = self.phone.execute_cdp_cmd("DOM.resolveNode", node)["object"]["objectId"]
        call = {"objectId": element, "functionDeclaration": f"function () {{ {script} }}"}
        self.phone.execute_cdp_cmd("Runtime.callFunctionOn", call)

    def property(self, role: str, name: str, key: str) -> Any:
        """Return a property as it is told, as `expanded`."""
        found = {each["name"]: each["value"] for each in self.find(role, name)["properties"]}
        return found[key].get("value")


def test_a_visit_by_names_and_roles(visit: Visit) -> None:
    reader = ScreenReader(visit.phone)
    visit.open("/visit/work/1?l=en")  # the code beside the work
    until(lambda: visit.words("#subtitles"), what="the first words")
    assert reader.names("heading")[0] == "1 Kolam"
    assert "Een witte lijn om stippen" in reader.names("image")
    for role in ("button", "link", "slider", "combobox"):
        assert all(reader.names(role)), f"a {role} without a name"
    reader.do("button", "Play")
    until(lambda: "Pause" in reader.names("button"), what="that it plays")
    until(lambda: visit.script("return document.getElementById('seek').value >= 1"))
    assert reader.find("slider", "Where you are in the story")["value"]["value"] != 0
    reader.do("button", "Text")
    until(lambda: reader.property("button", "Text", "expanded"), what="that it is open")
    until(lambda: "Look at the white line." in "".join(reader.names("StaticText")))
    reader.do("combobox", "Speed", "this.value = '1.5'; this.dispatchEvent(new Event('change'))")
    assert reader.find("combobox", "Speed")["value"]["value"] == "1.5×"
    reader.do("button", "Stop")
    until(lambda: "Play" in reader.names("button"), what="that it stopped")
    reader.do("link", "Next 2")
    until(lambda: "2 Wall tile" in reader.names("heading"), what="the next work")


def test_an_offer(visit: Visit, house: Any) -> None:
    visit.open("/visit/work/1?l=en")
    house.people = {"curves": 1}
    visit.look_now()
    until(lambda: "Draw along" in visit.words("#line"), what="the offer")
    assert accessibility_violations(visit.phone) == []


def test_the_large_picture(visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"))
    visit.tap("#closer")
    until(lambda: visit.one("#large").is_displayed())
    assert accessibility_violations(visit.phone) == []


def test_a_number_that_is_none(visit: Visit) -> None:
    visit.open("/visit/number?l=en&n=99")
    assert accessibility_violations(visit.phone) == []

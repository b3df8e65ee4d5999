"""The plan is drawn in a real Chromium: with a mouse, with the keyboard alone, and seen on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from contract.museum import ConnectionKind
from tests.browser import accessibility_violations
from tests.desk import Desk, picture
from tests.signing_in import sign_in
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.devices.registry import DeviceRegistry
from tour_server.house.kiosk_places import KioskPlace, KioskPlaces
from tour_server.house.plan_pictures import PlanPictures
from tour_server.recorder import EventRecorder
from tour_server.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.long]

OFFSET = """
const svg = document.getElementById("plan-svg");
const view = svg.viewBox.baseVal, box = svg.getBoundingClientRect(), unit = view.width / box.width;
return arguments[0].map(([x, y]) => [Math.round((x - view.x) / unit - box.width / 2),
  Math.round((y - view.y) / unit - box.height / 2)]);
"""


class PlanPage:
    """The page Plan in a browser; points are in metres of the plan."""

    def __init__(self, browser: webdriver.Chrome, address: str) -> None:
        self.browser, self.address = browser, address

    def open(self, path: str = "/desk/plan/drawing") -> None:
        self.browser.get(self.address + path)
        until(lambda: self.find("#plan[data-ready]"), 30, "the plan")

    def find(self, css: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, css)

    def one(self, css: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, css)

    @property
    def svg(self) -> WebElement:
        return self.one("#plan-svg")

    @property
    def status(self) -> str:
        return self.one("#plan-status").text

    def pixels(self, *points: tuple[float, float]) -> list[tuple[int, int]]:
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", self.svg)
        found: list[tuple[int, int]] = self.browser.execute_script(OFFSET, points)
        return found

    def click(self, point: tuple[float, float]) -> None:
        ((x, y),) = self.pixels(point)
        ActionChains(self.browser).move_to_element_with_offset(self.svg, x, y).click().perform()

    def drag(self, start: WebElement | tuple[float, float], end: tuple[float, float]) -> None:
        ((x, y),) = self.pixels(end)
        chain = ActionChains(self.browser)
        if isinstance(start, WebElement):
            chain.move_to_element(start).click_and_hold().move_by_offset(-20, 0)
        else:
            ((left, top),) = self.pixels(start)
            chain.move_to_element_with_offset(self.svg, left, top).click_and_hold()
            chain.move_by_offset((x - left) // 2, (y - top) // 2)
        chain.move_to_element_with_offset(self.svg, x, y).release().perform()

    def tool(self, name: str) -> None:
        self.one(f"[data-tool={name}]").click()

    def put(self, what: str) -> None:
        Select(self.one("#plan-new")).select_by_value(what)

    def fill(self, name: str, text: str) -> None:
        """Type into a field, which is made anew once more when the server has answered."""

        def typed() -> bool:
            field = self.browser.find_element(By.ID, f"plan-field-{name}")
            field.clear()
            field.send_keys(text)
            return field.get_attribute("value") == text

        until(typed, 10, "the field")

    def choose(self, part: str) -> None:
        """Choose a part in a list, which may be renewed meanwhile."""

        def click() -> bool:
            self.one(
                f"#plan-all [data-choose='{part}'], #plan-waiting [data-choose='{part}']"
            ).click()
            return True

        until(click, 10, "the entry of the list")


@pytest.fixture
def plan(desk: Desk, browser: webdriver.Chrome) -> Iterator[PlanPage]:
    """The page Plan, signed in as an administrator."""
    with desk.served() as address:
        sign_in(desk, browser, address, Role.ADMINISTRATOR)
        page = PlanPage(browser, address)
        page.open()
        yield page


def outline(desk: Desk, key: str) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = desk.parts.drafts.get(PartKind.ROOM, key).body.outline
    return found


def test_from_an_empty_plan_to_the_phone(desk: Desk, plan: PlanPage) -> None:
    drafts = desk.parts.drafts
    assert plan.status.startswith("No room is drawn yet.")
    plan.tool("room")
    Select(plan.one("#plan-field-existing")).select_by_value("hal")
    for corner in ((1, 1), (9, 1), (9, 8), (1, 8), (1, 1)):
        plan.click(corner)
    until(lambda: outline(desk, "hal") == [(1, 1), (9, 1), (9, 8), (1, 8)], 30, "the hall")

    plan.tool("room")
    plan.fill("name", "Tuin")
    for corner in ((9.1, 1.1), (15, 1), (15, 8.05), (9.1, 7.9), (9.05, 1)):
        plan.click(corner)
    until(lambda: len(drafts.all(PartKind.ROOM)) == 3, 30, "the garden")
    assert outline(desk, "tuin") == [(9, 1), (15, 1), (15, 8), (9, 8)], "drawn to the hall's walls"

    plan.put("way:door")
    plan.click((9.05, 4))
    until(lambda: drafts.all(PartKind.CONNECTION), 30, "the door")
    door = drafts.all(PartKind.CONNECTION)[0].body
    assert (set(door.rooms), door.kind) == ({"hal", "tuin"}, ConnectionKind.DOOR)
    until(lambda: "door" in plan.one("#plan-all").text, 10, "the door in the list")

    plan.drag(plan.one("#plan-waiting [data-choose='work:ring']"), (12, 3))
    until(lambda: drafts.get(PartKind.WORK, "ring").body.room == "tuin", 30, "the work")
    work = drafts.get(PartKind.WORK, "ring").body
    assert (work.x, work.y) == pytest.approx((12, 3), abs=0.1)
    plan.put("place:seats")
    plan.click((4, 4))
    until(lambda: drafts.all(PartKind.PLACE), 30, "the seats")
    assert accessibility_violations(plan.browser) == []

    colleague = desk.signed_in("Bram")
    colleague.get("/desk/publish")
    with desk.parts.running():
        colleague.publish()
        until(lambda: desk.parts.releases.newest(), 60, "the release")
        until(lambda: plan_of_a_phone(plan), 60, "the plan on a phone")
    assert plan.find(".floor .door")
    assert plan.find("use[href='#sign-seats']")


def plan_of_a_phone(plan: PlanPage) -> list[WebElement]:
    plan.browser.get(f"{plan.address}/visit/plan?l=nl")
    return plan.find(".floor [data-room=hal]") and plan.find(".floor [data-room=tuin]")


def test_corners_undo_and_arrow_keys(desk: Desk, plan: PlanPage) -> None:
    plan.tool("room")
    plan.fill("name", "Tuin")
    plan.fill("outline", "0 0\n8,5 0\n8.5 6\n0 6")
    plan.one("#plan-fields button.primary").click()
    until(lambda: len(desk.parts.drafts.all(PartKind.ROOM)) == 3, 30, "the room")
    first = [(0, 0), (8.5, 0), (8.5, 6), (0, 6)]
    assert outline(desk, "tuin") == first
    plan.one("#plan-whole").click()
    plan.drag((0, 6), (0, 7))
    until(lambda: outline(desk, "tuin")[3] == (0, 7), 30, "the corner")
    plan.drag((4.25, 0), (4.3, -1))  # the middle of a wall becomes a corner
    until(lambda: len(outline(desk, "tuin")) == 5, 30, "the new corner")
    plan.svg.send_keys(Keys.DELETE)
    until(lambda: len(outline(desk, "tuin")) == 4, 30, "the corner removed")
    plan.svg.send_keys(Keys.ESCAPE)
    plan.choose("room:tuin")
    entry = plan.one("#plan-all [data-choose='room:tuin']")
    entry.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.SHIFT, Keys.ARROW_DOWN)
    assert plan.status.startswith("Tuin: 0.2 m to the right, 1 m down")
    until(lambda: outline(desk, "tuin")[0] == (0.2, 1), 30, "the room moved")
    for wanted in (4, 5, 4):
        plan.svg.send_keys(Keys.CONTROL, "z", Keys.NULL)
        until(lambda wanted=wanted: len(outline(desk, "tuin")) == wanted, 30, "undone")
    plan.svg.send_keys(Keys.CONTROL, "z", Keys.NULL)
    until(lambda: outline(desk, "tuin") == first, 30, "as it was drawn")
    until(lambda: not plan.find("#plan-redo[disabled]"), 10, "redo")
    plan.one("#plan-redo").click()
    until(lambda: outline(desk, "tuin")[3] == (0, 7), 30, "done again")


def test_with_fields_alone(desk: Desk, plan: PlanPage) -> None:
    drafts = desk.parts.drafts
    desk.parts.assembly.context.get(DeviceRegistry).add("k1", "Bram")
    put_outlines(desk)
    plan.open()
    plan.choose("work:lijn")
    plan.one("#plan-fields button.primary").click()
    until(lambda: drafts.get(PartKind.WORK, "lijn").body.x == 4, 30, "the work in the middle")
    until(lambda: plan.find("#plan-field-y"), 10, "its metres")
    plan.fill("x", "0,8")
    plan.fill("y", "3.5")
    plan.one("#plan-fields button.primary").click()
    until(lambda: drafts.get(PartKind.WORK, "lijn").body.x == 0.8, 30, "comma and point")
    assert drafts.get(PartKind.WORK, "lijn").body.y == 3.5

    plan.put("way:lift")
    Select(plan.one("#plan-field-from")).select_by_value("hal")
    Select(plan.one("#plan-field-to")).select_by_value("zolder")
    plan.one("#plan-fields button.primary").click()
    until(lambda: drafts.all(PartKind.CONNECTION), 30, "the lift")
    until(lambda: "Nothing is wrong" in plan.one("#plan-wrong").text, 30, "a plan without a fault")

    plan.choose("kiosk:k1")
    Select(plan.one("#plan-field-room")).select_by_value("zolder")
    plan.one("#plan-fields button.primary").click()
    context = desk.parts.assembly.context
    places = KioskPlaces(context.database, context.get(EventRecorder))
    until(lambda: places.all().get("k1") == KioskPlace(1, 4, 3), 30, "the kiosk")
    assert plan.find("#plan-floors [data-floor='1'][aria-pressed=true]"), "its floor is shown"


def put_outlines(desk: Desk) -> None:

    square = [(0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)]
    for part in desk.parts.drafts.all(PartKind.ROOM):
        body = replace(part.body, outline=square)
        desk.parts.drafts.put(PartKind.ROOM, part.key, body, part.version, "Noor")


def test_a_fault_is_chosen_and_a_picture_is_scaled(desk: Desk, plan: PlanPage) -> None:
    put_outlines(desk)
    context = desk.parts.assembly.context
    pictures = PlanPictures(context.database, context.now, context.get(EventRecorder))
    pictures.add(0, picture(), "floor.png", "Noor")
    plan.open()
    entry = plan.one("#plan-wrong [data-choose='room:zolder']")
    assert entry.text == "Nobody can reach Zolder: no way leads there."
    entry.click()
    assert plan.find("#plan-floors [data-floor='1'][aria-pressed=true]"), "its floor is shown"
    plan.open("/desk/plan/drawing?floor=0")
    plan.tool("scale")
    plan.drag((10, 10), (20, 10))
    plan.fill("length", "5")
    plan.one("#plan-fields button.primary").click()
    until(lambda: pictures.all()[0].width < 30, 30, "the scale")
    assert pictures.all()[0].width == pytest.approx(20, abs=0.5)
    until(plan.one("#plan-undo").is_enabled, 30, "the answer, after which it can be undone")
    plan.one("#plan-undo").click()
    until(lambda: pictures.all()[0].width == 40, 30, "undone")
    plan.tool("picture")
    plan.drag((20, 20), (22, 21))
    until(lambda: pictures.all()[0].left != 0, 30, "the picture moved")
    assert pictures.all()[0].left == pytest.approx(2, abs=0.2)


def test_a_colleague_changes_the_same_room(desk: Desk, plan: PlanPage) -> None:
    put_outlines(desk)
    plan.open()
    part = desk.parts.drafts.get(PartKind.ROOM, "hal")

    theirs = [(0.0, 0.0), (9.0, 0.0), (9.0, 6.0), (0.0, 6.0)]
    body = replace(part.body, outline=theirs)
    desk.parts.drafts.put(PartKind.ROOM, "hal", body, part.version, "Noor")
    plan.choose("room:hal")
    plan.drag((8, 6), (8, 7))
    until(lambda: plan.status.startswith("Noor changed this meanwhile."), 30, "the sentence")
    assert outline(desk, "hal") == theirs
    assert "9 0" in (plan.one("#plan-field-outline").get_attribute("value") or "")

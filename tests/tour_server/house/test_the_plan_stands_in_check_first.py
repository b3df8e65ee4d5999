"""What is wrong on the plan stands in Check first, and each sentence leads to its place on the plan."""

from __future__ import annotations

from msgspec.structs import replace

from contract.museum import Connection, ConnectionKind, Room
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.checks.readiness import Readiness
from tour_server.house.kiosk_places import KioskPlace, KioskPlaces

PAGE = "/desk/publish/checks?check=plan"
HALL = [(0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)]


def readiness(desk: Desk) -> Readiness:
    return desk.parts.assembly.context.get(Readiness)


def draw(desk: Desk, **outlines: list[tuple[float, float]]) -> None:
    for key, outline in outlines.items():
        part = desk.parts.drafts.get(PartKind.ROOM, key)
        room: Room = part.body
        drawn = replace(room, outline=outline)
        desk.parts.drafts.put(PartKind.ROOM, key, drawn, part.version, "Noor")


def test_a_plan_that_was_not_begun_has_no_faults(desk: Desk) -> None:
    page = desk.colleague("Noor").get(PAGE).text
    assert "choose=" not in page


def test_each_fault_leads_to_the_thing_on_the_plan(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    draw(desk, hal=HALL, zolder=HALL)
    door = Connection(("hal", "zolder"), ConnectionKind.DOOR, 2, ((30, 3), (30, 3)))
    desk.parts.drafts.put(PartKind.CONNECTION, "deur", door, 0, "Noor")
    places = KioskPlaces(desk.parts.database, desk.parts.events)
    places.put("kiosk-1", KioskPlace(0, 50, 50), "Noor")
    page = noor.get(PAGE).text
    for sentence, chosen in (
        ("it is in no wall of both rooms", "passage:deur"),
        ("Kiosk kiosk-1 is in no room", "kiosk:kiosk-1"),
    ):
        assert sentence in page
        assert f"/desk/plan/drawing?choose={chosen}" in page
    assert "choose=passage:deur" in noor.get(PAGE.replace("checks?", "checks/findings.csv?")).text


def test_a_room_nobody_reaches_stops_a_publish_only_where_the_museum_wants_it(desk: Desk) -> None:
    desk.colleague("Noor")
    draw(desk, hal=HALL)
    (found,) = [one for one in readiness(desk).counts() if one.name == "plan"]
    assert (found.count, found.stops) == (1, False)
    desk.parts.publisher.publish("Noor")
    assert desk.parts.releases.release() is not None

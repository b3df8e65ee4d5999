"""What is wrong on a plan is found: rooms over each other, doors in no wall, things outside, rooms out of reach."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import (
    Connection,
    ConnectionKind,
    Museum,
    Room,
    VisitorPlace,
    VisitorPlaceKind,
)
from contract.outlines import Point
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.drafts import Part
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.house.kiosk_places import KioskPlace
from tour_server.house.plan_check import overlap, plan_findings


def box(left: float, top: float, width: float = 8, height: float = 6) -> list[Point]:
    right, low = left + width, top + height
    return [(left, top), (right, top), (right, low), (left, low)]


L_SHAPE: list[Point] = [(0, 0), (8, 0), (8, 3), (3, 3), (3, 6), (0, 6)]


@pytest.mark.parametrize(
    ("one", "other", "over"),
    [
        (box(0, 0), box(8, 0), False),  # a common wall
        (box(0, 0), box(8, 2, 3, 2), False),  # a part of a wall
        (box(0, 0), box(8, 6), False),  # a corner
        (box(0, 0), box(7.97, 0), False),  # as hands draw
        (box(0, 0), box(7.5, 0), True),
        (box(0, 0), box(0, 0), True),
        (box(0, 0), box(2, 2, 2, 2), True),  # within
        (box(2, 2, 2, 2), box(0, 0), True),
        (box(0, 2, 9, 1), box(3, 0, 1, 9), True),  # across, with no corner inside
        (L_SHAPE, box(3, 3, 5, 3), False),  # in its bend
        (L_SHAPE, box(2.5, 3, 5, 3), True),
        (box(0, 0), box(20, 0), False),
    ],
)
def test_rooms_over_each_other(one: list[Point], other: list[Point], over: bool) -> None:
    assert overlap(one, other) is over
    assert overlap(other, one[::-1]) is over, "in whatever order the corners are"


def museum(*ways: Connection, **changes: Any) -> Museum:
    """Two rooms beside each other and one above."""
    rooms = [
        Room(key="hal", name={"nl": "Hal"}, floor=0, capacity=20, outline=box(0, 0)),
        Room(key="tuin", name={"nl": "Tuin"}, floor=0, capacity=20, outline=box(8, 0)),
        Room(key="zolder", name={"nl": "Zolder"}, floor=1, capacity=8, outline=box(0, 0)),
    ]
    found = tiny_museum()
    works = [replace(work, x=1.0, y=1.0) for work in found.works]
    return replace(found, **{"rooms": rooms, "works": works, "connections": list(ways), **changes})


def way(kind: ConnectionKind, one: str, other: str, at: Point = (8, 3)) -> Connection:
    return Connection(rooms=(one, other), kind=kind, seconds=2, at=(at, at))


DOOR = way(ConnectionKind.DOOR, "hal", "tuin")
LIFT = way(ConnectionKind.LIFT, "hal", "zolder", (2, 2))


def sentences(
    found: Museum, kiosks: dict[str, KioskPlace] | None = None, **reported: str
) -> list[str]:
    ways = [
        Part(PartKind.CONNECTION, str(number), 1, body, dt.datetime.now(dt.UTC), "Noor")
        for number, body in enumerate(found.connections)
    ]
    snapshot = CatalogueSnapshot(found.site, found.rooms, found.themes, found.works)
    return [one.sentence for one in plan_findings(found, snapshot, ways, kiosks or {}, reported)]


def test_a_plan_with_nothing_wrong() -> None:
    assert sentences(museum(DOOR, LIFT)) == []


def test_rooms_that_nobody_reaches_or_nobody_on_wheels() -> None:
    assert sentences(museum(DOOR)) == ["Nobody can reach Zolder: no way leads there."]
    stairs = way(ConnectionKind.STAIRS, "hal", "zolder", (2, 2))
    assert sentences(museum(DOOR, stairs)) == ["Zolder can't be reached without steps."]


def test_a_door_in_no_wall_and_a_lift_that_ends_outside() -> None:
    door = way(ConnectionKind.DOOR, "hal", "tuin", (4, 3))
    assert sentences(museum(door, LIFT)) == ["Hal – Tuin, a door: it is in no wall of both rooms."]
    lift = way(ConnectionKind.LIFT, "hal", "zolder", (14, 3))
    found = sentences(museum(DOOR, lift))
    assert found == ["Hal – Zolder, a lift: its end in Hal lies outside that room."]


def test_what_stands_outside_its_room() -> None:
    found = museum(DOOR, LIFT)
    works = [replace(found.works[0], x=12.0), *found.works[1:]]
    seats = VisitorPlace(key="s", kind=VisitorPlaceKind.SEATS, room="hal", x=20, y=2)
    assert sentences(replace(found, works=works, places=[seats])) == [
        "1 Werk lijn is not in its room, Hal.",
        "A place in Hal lies outside that room.",
    ]
    unplaced = [replace(work, room="tuin", x=0.0, y=0.0) for work in found.works]
    assert sentences(replace(found, works=unplaced)) == [], "a work that nobody put anywhere"


def test_a_kiosk_that_says_it_stands_elsewhere() -> None:
    found = museum(DOOR, LIFT)
    at = {"k1": KioskPlace(0, 2, 2)}
    assert sentences(found, at, k1="hal") == []
    assert sentences(found, at, k1="tuin") == [
        "Kiosk k1 is in Hal on the plan, and reports that it stands in Tuin."
    ]
    assert sentences(found, {"k1": KioskPlace(1, 20, 2)}) == ["Kiosk k1 is in no room."]


def test_rooms_that_nobody_measured() -> None:
    found = museum(DOOR, LIFT)
    rooms = [replace(room, outline=[]) for room in found.rooms]
    assert sentences(replace(found, rooms=rooms)) == []
    assert sentences(replace(found, rooms=[], works=[], connections=[], tours=[])) == []

"""Walking times from the floor plan: straight within a room, by connections between rooms, step-free on request."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.museum import Connection, ConnectionKind, Museum
from tour_server.routing.walking_plan import (
    UNMEASURED_SECONDS,
    WALKING_METRES_PER_SECOND,
    Place,
    WalkingPlan,
)


def test_two_works_of_one_room_are_a_straight_walk_apart(house: Museum) -> None:
    plan = WalkingPlan(house)
    seconds = plan.walk_seconds(
        plan.place_of(house.work("work-2")), plan.place_of(house.work("work-3"))
    )
    assert seconds == pytest.approx(4 / WALKING_METRES_PER_SECOND)


def test_a_walk_through_a_door_goes_by_the_door(house: Museum) -> None:
    plan = WalkingPlan(house)
    seconds = plan.walk_seconds(Place("hall", (2, 4)), Place("tiles", (10, 4)))
    assert seconds == pytest.approx(
        6 / WALKING_METRES_PER_SECOND + 2 + 2 / WALKING_METRES_PER_SECOND
    )


def test_close_points_on_two_floors_are_a_lift_apart(house: Museum) -> None:
    plan = WalkingPlan(house)
    seconds = plan.walk_seconds(Place("hall", (4, 8)), Place("gallery", (12, 28)))
    assert seconds is not None
    assert seconds > 30


def test_a_step_free_walk_takes_the_lift(house: Museum) -> None:
    near, far = Place("hall", (0, 8)), Place("tower", (0, 20))
    by_stairs = WalkingPlan(house).walk_seconds(near, far)
    by_lift = WalkingPlan(house, step_free=True).walk_seconds(near, far)
    assert by_stairs == pytest.approx(30)
    assert by_lift is not None
    assert by_lift > 60


def test_a_room_behind_stairs_is_unreachable_step_free(house: Museum) -> None:
    stairs_only = msgspec.structs.replace(
        house,
        connections=[Connection(("hall", "tower"), ConnectionKind.STAIRS, 30, ((0, 8), (0, 20)))],
    )
    start, end = Place("hall", (1, 1)), Place("tower", (4, 24))
    assert WalkingPlan(stairs_only).walk_seconds(start, end) is not None
    assert WalkingPlan(stairs_only, step_free=True).walk_seconds(start, end) is None


def test_a_work_without_a_position_is_in_the_middle_of_its_room(house: Museum) -> None:
    nowhere = msgspec.structs.replace(house.work("work-4"), x=0.0, y=0.0)
    assert WalkingPlan(house).place_of(nowhere) == Place("curves", (12, 12))


def test_the_origin_is_a_position_when_the_room_contains_it(house: Museum) -> None:
    corner = msgspec.structs.replace(house.work("work-1"), x=0.0, y=0.0)
    assert WalkingPlan(house).place_of(corner) == Place("hall", (0, 0))


def test_a_museum_without_connections_is_not_measured(house: Museum) -> None:
    rooms = [msgspec.structs.replace(room, outline=[]) for room in house.rooms]
    bare = msgspec.structs.replace(house, rooms=rooms, connections=[])
    plan = WalkingPlan(bare)
    assert not plan.measured
    walk = plan.walk_seconds(plan.middle_of("hall"), plan.middle_of("tower"))
    assert walk == UNMEASURED_SECONDS


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 50)), max_size=12))
def test_a_detour_is_never_shorter_than_the_direct_walk(
    connections_drawn: list[tuple[int, int, int]],
) -> None:
    museum = _rooms_in_a_row(connections_drawn)
    plan = WalkingPlan(museum)
    places = [plan.middle_of(room.key) for room in museum.rooms]
    for a in places:
        for b in places:
            for c in places:
                direct, one, two = (
                    plan.walk_seconds(a, c),
                    plan.walk_seconds(a, b),
                    plan.walk_seconds(b, c),
                )
                if one is not None and two is not None:
                    assert direct is not None
                    assert direct <= one + two + 1e-6
                assert direct is None or math.isfinite(direct)


def _rooms_in_a_row(connections_drawn: list[tuple[int, int, int]]) -> Museum:
    from contract.museum import Room, Site

    rooms = [
        Room(f"r{i}", {}, 0, 10, [(10.0 * i, 0), (10.0 * i + 9, 0), (10.0 * i + 9, 9)])
        for i in range(6)
    ]
    connections = [
        Connection(
            (f"r{a}", f"r{b}"), ConnectionKind.DOOR, s, ((10.0 * a + 1, 1), (10.0 * b + 1, 1))
        )
        for a, b, s in connections_drawn
        if a != b
    ]
    return Museum(Site("s", {}, "UTC", ["nl"], [None] * 7), rooms, [], connections=connections)

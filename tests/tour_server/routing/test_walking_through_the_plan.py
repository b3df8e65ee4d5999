"""Walking times come from the plan: straight in a room, by passages between rooms, no steps when asked."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.museum import Connection, ConnectionKind, Museum
from tour_server.routing.plan import UNMEASURED_SECONDS, WALKING_SPEED, Place, Plan


def test_two_works_of_one_room_are_a_straight_walk_apart(house: Museum) -> None:
    plan = Plan(house)
    seconds = plan.seconds(plan.of(house.work("work-2")), plan.of(house.work("work-3")))
    assert seconds == pytest.approx(4 / WALKING_SPEED)


def test_a_walk_through_a_door_goes_by_the_door(house: Museum) -> None:
    plan = Plan(house)
    seconds = plan.seconds(Place("hall", (2, 4)), Place("tiles", (10, 4)))
    assert seconds == pytest.approx(6 / WALKING_SPEED + 2 + 2 / WALKING_SPEED)


def test_points_that_are_close_on_paper_but_on_two_floors_are_a_lift_apart(house: Museum) -> None:
    plan = Plan(house)
    seconds = plan.seconds(Place("hall", (4, 8)), Place("gallery", (12, 28)))
    assert seconds is not None
    assert seconds > 30


def test_whoever_takes_no_steps_takes_the_lift(house: Museum) -> None:
    near, far = Place("hall", (0, 8)), Place("tower", (0, 20))
    by_stairs = Plan(house).seconds(near, far)
    by_lift = Plan(house, step_free=True).seconds(near, far)
    assert by_stairs == pytest.approx(30)
    assert by_lift is not None
    assert by_lift > 60


def test_a_room_that_only_steps_reach_can_not_be_reached_without(house: Museum) -> None:
    stairs_only = msgspec.structs.replace(
        house,
        connections=[Connection(("hall", "tower"), ConnectionKind.STAIRS, 30, ((0, 8), (0, 20)))],
    )
    start, end = Place("hall", (1, 1)), Place("tower", (4, 24))
    assert Plan(stairs_only).seconds(start, end) is not None
    assert Plan(stairs_only, step_free=True).seconds(start, end) is None


def test_a_work_that_nobody_placed_hangs_in_the_middle_of_its_room(house: Museum) -> None:
    nowhere = msgspec.structs.replace(house.work("work-4"), x=0.0, y=0.0)
    assert Plan(house).of(nowhere) == Place("curves", (12, 12))


def test_a_corner_of_the_plan_is_a_place_like_any_other(house: Museum) -> None:
    corner = msgspec.structs.replace(house.work("work-1"), x=0.0, y=0.0)
    assert Plan(house).of(corner) == Place("hall", (0, 0))


def test_a_museum_without_a_plan_says_that_it_guesses(house: Museum) -> None:
    rooms = [msgspec.structs.replace(room, outline=[]) for room in house.rooms]
    bare = msgspec.structs.replace(house, rooms=rooms, connections=[])
    plan = Plan(bare)
    assert not plan.measured
    walk = plan.seconds(plan.middle("hall"), plan.middle("tower"))
    assert walk == UNMEASURED_SECONDS


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 50)), max_size=12))
def test_no_detour_is_ever_shorter_than_the_walk_that_is_given(
    ways: list[tuple[int, int, int]],
) -> None:
    museum = _rooms_in_a_row(ways)
    plan = Plan(museum)
    places = [plan.middle(room.key) for room in museum.rooms]
    for a in places:
        for b in places:
            for c in places:
                direct, one, two = plan.seconds(a, c), plan.seconds(a, b), plan.seconds(b, c)
                if one is not None and two is not None:
                    assert direct is not None
                    assert direct <= one + two + 1e-6
                assert direct is None or math.isfinite(direct)


def _rooms_in_a_row(ways: list[tuple[int, int, int]]) -> Museum:
    from contract.museum import Room, Site

    rooms = [
        Room(f"r{i}", {}, 0, 10, [(10.0 * i, 0), (10.0 * i + 9, 0), (10.0 * i + 9, 9)])
        for i in range(6)
    ]
    connections = [
        Connection(
            (f"r{a}", f"r{b}"), ConnectionKind.DOOR, s, ((10.0 * a + 1, 1), (10.0 * b + 1, 1))
        )
        for a, b, s in ways
        if a != b
    ]
    return Museum(Site("s", {}, "UTC", ["nl"], [None] * 7), rooms, [], connections=connections)

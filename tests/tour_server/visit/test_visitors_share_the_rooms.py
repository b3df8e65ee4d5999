"""Plans lead visitors past each other: within the cap, by sums alone, and only where people are counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from contract.museum import Museum, Work
from tour_server.crowd.minutes import CountedMinute
from tour_server.crowd.room_now import RoomNow
from tour_server.crowd.usual_day import SLOTS, people_of_day
from tour_server.routing.route import Route
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.shared_rooms import SharedRooms
from tour_server.visit.shared_visits import SharedVisits
from zaalgids.simulation.drawn_museum import drawn_museum

NOON = dt.datetime(2026, 6, 10, 12, 0, tzinfo=dt.UTC)
CAP = 0.05


@pytest.fixture(scope="module")
def museum() -> Museum:
    return drawn_museum(1, works=22, rooms=5)


@pytest.fixture(scope="module")
def planner(museum: Museum) -> RoutePlanner:
    return RoutePlanner(museum)


def _visits(museum: Museum, cap: float = CAP) -> SharedVisits:
    return SharedVisits(museum, cap, lambda _museum, _now: None)


def _counted(museum: Museum, people: dict[str, int | None]) -> dict[str, RoomNow]:
    return {room.key: RoomNow(people.get(room.key), room.capacity) for room in museum.rooms}


def _plan(planner: RoutePlanner, shared: SharedRooms | None, *kept: str) -> Route:
    def first(work: Work) -> float:
        return 50 + (work.number * 37) % 40

    request = RouteRequest(minutes=40, languages=["en"], tour="all", kept=list(kept))
    return planner.plan(request, frozenset(), first, deeper=lambda _: 30, shared=shared)


def test_where_nobody_counts_or_the_cap_is_0_there_are_no_prices(museum: Museum) -> None:
    assert _visits(museum).rooms(_counted(museum, {}), NOON) is None
    full = {room.key: room.capacity for room in museum.rooms}
    assert _visits(museum, cap=0.0).rooms(_counted(museum, full), NOON) is None


def test_a_crowded_room_comes_later_and_the_cap_holds(
    museum: Museum, planner: RoutePlanner
) -> None:
    own = _plan(planner, None)
    room = own.stops[0].room
    capacity = next(each.capacity for each in museum.rooms if each.key == room)
    shared = _visits(museum).rooms(_counted(museum, {room: capacity - 1}), NOON)
    found = _plan(planner, shared)
    assert found.stops[0].room != room
    assert found.points >= (1 - CAP) * own.points
    assert found.seconds <= 40 * 60
    assert found == _plan(planner, shared)  # one state, one plan


def test_an_empty_house_changes_nothing_that_a_visitor_gains(
    museum: Museum, planner: RoutePlanner
) -> None:
    own = _plan(planner, None)
    empty = {room.key: 0 for room in museum.rooms}
    found = _plan(planner, _visits(museum).rooms(_counted(museum, empty), NOON))
    assert found.points >= own.points
    assert sum(stop.walk for stop in found.stops) <= sum(stop.walk for stop in own.stops)


def test_who_has_a_plan_keeps_its_value_within_the_cap(
    museum: Museum, planner: RoutePlanner
) -> None:
    visits = _visits(museum)
    first = _plan(planner, visits.rooms(_counted(museum, {}), NOON))
    crowded = {first.stops[0].room: 200}
    own = _plan(planner, None, *first.works)
    again = _plan(planner, visits.rooms(_counted(museum, crowded), NOON), *first.works)
    assert again.works != own.works
    values = {stop.work: stop.value for stop in museum.tours[0].stops}
    promised, found = (sum(values[work] for work in each.works) for each in (first, again))
    assert found >= 0.95 * promised


def test_plans_that_are_given_out_raise_prices_and_taken_back_lower_them(
    museum: Museum, planner: RoutePlanner
) -> None:
    visits = _visits(museum)
    counted = _counted(museum, {room.key: 0 for room in museum.rooms})

    def prices() -> np.ndarray:
        shared = visits.rooms(counted, NOON)
        assert shared is not None
        return shared.prices([300.0, 900.0], False)

    route = _plan(planner, None)
    before = prices()
    for _ in range(30):
        visits.count(route, counted, NOON)
    assert prices().sum() > before.sum()
    for _ in range(31):  # once too often: the server may have begun anew meanwhile
        visits.take_back(route, NOON)
    assert prices() == pytest.approx(before)


def test_a_usual_day_is_what_came_in_less_what_left_and_ends_empty() -> None:
    def minute(start: float, entered: int, left: int) -> CountedMinute:
        return CountedMinute("door", "hall", start, 60.0, entered, left, None)

    minutes = [minute(36_000, 10, 0), minute(39_600, 0, 4), minute(60_000, 0, 4)]
    people = people_of_day(["hall", "tower"], minutes, 0.0)
    assert people.shape == (2, SLOTS)
    assert people[0, 36_000 // 300] == pytest.approx(10 - 10 / 9)
    assert people[0, -1] == pytest.approx(0.0)
    assert people[1].sum() == 0.0

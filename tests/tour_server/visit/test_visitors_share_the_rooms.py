"""Plans lead visitors past each other: within the cap, by sums alone, and only where people are counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from contract.museum import Museum, Work
from tour_server.crowd.minutes import CountedMinute
from tour_server.crowd.room_now import RoomNow
from tour_server.crowd.usual_day import SLOTS, people_of_day
from tour_server.routing.by_way import ByWay
from tour_server.routing.depth import WORTH
from tour_server.routing.route import Route
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import GivenPlan, PlannedTime, RouteRequest
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


def _asked(
    visits: SharedVisits, planner: RoutePlanner, counted: dict[str, RoomNow], **more: Any
) -> Route:
    request = RouteRequest(minutes=40, languages=["en"], tour="all", **more)
    route, _kept = visits.plan(
        planner,
        ByWay([], request, 0),
        (lambda work: 50 + work.number, lambda _: 30.0),
        counted,
        NOON,
    )
    return route


def _value(museum: Museum, route: Route) -> float:
    values = {stop.work: 1000 * stop.value for stop in museum.tours[0].stops}
    return sum(values[stop.work] * WORTH[stop.depth] for stop in route.stops)


def test_what_a_plan_gives_up_is_gone_for_the_plans_after_it(
    museum: Museum, planner: RoutePlanner
) -> None:
    visits = _visits(museum)
    crowded = _counted(museum, {room.key: room.capacity - 1 for room in museum.rooms})
    first = _asked(visits, planner, crowded)
    given = visits.given(first, NOON)
    assert given is not None
    values = {stop.work: 1000 * stop.value for stop in museum.tours[0].stops}
    assert 0 <= given.may_lose <= CAP * 1.25 * sum(values.values())
    spent = replace(given, may_lose=0)
    again = _asked(visits, planner, crowded, kept=first.works, given=spent)
    assert again.may_lose is not None
    more = _value(museum, again) - _value(museum, first)
    assert again.may_lose == pytest.approx(more, abs=2 * len(first.stops))


def test_what_a_plan_made_again_gains_may_be_given_up(
    museum: Museum, planner: RoutePlanner
) -> None:
    """The cap is on the first plan of the visit: a visitor who was promised less has more left for others."""
    visits, calm = _visits(museum), _counted(museum, {room.key: 0 for room in museum.rooms})
    first = _asked(visits, planner, calm)
    given = visits.given(first, NOON)
    assert given is not None
    shorter = replace(given, times=given.times[:-2], may_lose=7)
    again = _asked(visits, planner, calm, kept=first.works[:-2], given=shorter)
    assert again.may_lose is not None
    promised = replace(first, stops=first.stops[:-2])
    gained = _value(museum, again) - _value(museum, promised)
    assert gained > 100
    assert again.may_lose == pytest.approx(7 + gained, abs=2 * len(first.stops))


def test_what_a_full_room_took_is_not_taken_again_for_the_crowd(
    museum: Museum, planner: RoutePlanner
) -> None:
    """A plan that loses works to full rooms and then has them again is no better than the first one."""
    visits, empty = _visits(museum), _counted(museum, {room.key: 0 for room in museum.rooms})
    full = _counted(museum, {room.key: room.capacity for room in museum.rooms})
    first = _asked(visits, planner, empty)
    start = visits.given(first, NOON)
    assert start is not None
    start = replace(start, may_lose=10)
    short = _asked(visits, planner, full, kept=first.works, given=start)
    lost = _value(museum, first) - _value(museum, short)
    given = visits.given(short, NOON)
    assert given is not None
    assert lost > start.may_lose
    assert given.may_lose == pytest.approx(start.may_lose - lost, abs=2 * len(first.stops))
    again = _asked(visits, planner, empty, kept=first.works, given=given)
    assert again.may_lose is not None
    more = _value(museum, again) - _value(museum, first)
    assert again.may_lose == pytest.approx(start.may_lose + more, abs=4 * len(first.stops))


def test_a_plan_is_taken_back_as_it_was_counted(museum: Museum, planner: RoutePlanner) -> None:
    """Others' plans are in the sums too, at other times: nothing of them is taken."""
    visits = _visits(museum)
    counted = _counted(museum, {room.key: 3 for room in museum.rooms})
    for _ in range(5):
        _asked(visits, planner, counted)

    def sums() -> np.ndarray:
        shared = visits.rooms(counted, NOON)
        assert shared is not None
        return shared.prices([600.0, 1800.0], True)

    before = sums()
    mine = _asked(visits, planner, counted)
    given = visits.given(mine, NOON)
    assert given is not None
    end = replace(given, times=[*given.times, PlannedTime("no-such-work", 0, 9)])
    later = _asked(visits, planner, counted, kept=mine.works[:1], given=end, seen=mine.works[1:])
    visits.take_back(later, NOON)
    assert sums() == pytest.approx(before, abs=1e-9)


def test_a_plan_of_another_day_is_not_taken_back(museum: Museum, planner: RoutePlanner) -> None:
    visits = _visits(museum)
    counted = _counted(museum, {room.key: 3 for room in museum.rooms})
    yesterday = GivenPlan(int(NOON.timestamp()) - 86_400, [], 0)
    far = GivenPlan(10**12, [], 0)
    own = _asked(visits, planner, counted)
    for given in (yesterday, far):
        route = _asked(visits, planner, counted, kept=own.works, given=given)
        assert route.may_lose is not None
        assert given is far or route.may_lose > 0


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


def test_a_museum_of_a_hundred_works_has_prices_too() -> None:
    """Its plan has three hundred ways to see a work: more than there are rooms with prices."""
    museum = drawn_museum(2, works=100, rooms=10)
    visits, planner = _visits(museum), RoutePlanner(museum)
    crowded = _counted(museum, {room.key: room.capacity - 1 for room in museum.rooms})
    route = _asked(visits, planner, crowded)
    assert route.works
    assert route.may_lose is not None

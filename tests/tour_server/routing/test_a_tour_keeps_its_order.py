"""A tour of staff's keeps its order: what does not fit is left out and said, nothing is moved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.museum import Museum, Stop, Tour
from tour_server.routing.ordered_route import solve_in_order
from tour_server.routing.route import Reason
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_problem import CandidateStop, RouteProblem, score
from tour_server.routing.route_request import RouteRequest

STORY = ["work-7", "work-1", "work-4", "work-2", "work-6"]  # up, down, and up again


@pytest.fixture
def planner(house: Museum) -> RoutePlanner:
    stops = [Stop(key, 0.9 - 0.1 * at, key == "work-6") for at, key in enumerate(STORY)]
    return RoutePlanner(replace(house, tours=[Tour("story", {}, {}, stops)]))


def walk(planner: RoutePlanner, listening: Any, *full: str, **asked: Any) -> Any:
    request = RouteRequest(languages=["nl"], tour="story", **{"keep_order": True, **asked})
    return planner.plan(request, set(full), listening)


def works(route: Any) -> list[str]:
    return [stop.work for stop in route.stops]


def test_the_order_is_staffs_though_another_is_shorter(
    planner: RoutePlanner, minute_each: Any
) -> None:
    assert works(walk(planner, minute_each, minutes=60)) == STORY
    assert works(walk(planner, minute_each, minutes=60, keep_order=False)) != STORY


def test_what_is_missed_least_is_left_out_and_said(planner: RoutePlanner, minute_each: Any) -> None:
    whole = walk(planner, minute_each, minutes=60)
    route = walk(planner, minute_each, minutes=whole.seconds // 60)
    assert works(route) == ["work-7", "work-1", "work-4", "work-6"], "the essential one stays"
    assert [(left.work, left.reason) for left in route.left_out] == [("work-2", Reason.TIME)]


def test_the_rest_of_a_tour_goes_on_in_order(planner: RoutePlanner, minute_each: Any) -> None:
    route = walk(planner, minute_each, minutes=60, at="work-4", seen=["work-7", "work-4"])
    assert works(route) == ["work-1", "work-2", "work-6"]


def test_a_full_room_does_not_turn_the_tour_round(planner: RoutePlanner, minute_each: Any) -> None:
    later = walk(planner, minute_each, "curves", minutes=60)
    assert (works(later), later.notes) == (STORY, [])
    first = walk(planner, minute_each, "gallery", minutes=60)
    assert works(first) == STORY
    assert [note.code for note in first.notes] == [Reason.FULL_WAIT]
    assert first.stops[0].wait > 0


def test_a_long_tour_is_whole(house: Museum, minute_each: Any) -> None:
    stops = [Stop(f"work-{n}") for n in (3, 1, 5, 2, 7, 4, 6)]
    planner = RoutePlanner(replace(house, tours=[Tour("story", {}, {}, stops)]))
    assert works(walk(planner, minute_each, minutes=200)) == [stop.work for stop in stops]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(1, 90)), max_size=7),
    st.integers(0, 400),
)
def test_any_cut_is_in_order_and_in_time_and_essential_stops_go_last(
    facts: list[tuple[int, bool, int]], budget: int
) -> None:
    stops = [
        CandidateStop(str(at), "hall", points, essential, stay)
        for at, (points, essential, stay) in enumerate(facts)
    ]
    walks = tuple(tuple(7 for _ in stops) for _ in range(len(stops) + 1))
    problem = RouteProblem(tuple(stops), walks, budget)
    order = solve_in_order(problem)
    assert list(order) == sorted(order)
    assert not order or score(problem, order)[2] >= 0
    dropped = [stop for at, stop in enumerate(stops) if at not in order]
    if any(stop.essential for stop in dropped):
        assert all(stops[at].essential for at in order)

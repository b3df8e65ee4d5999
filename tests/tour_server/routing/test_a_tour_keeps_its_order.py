"""A tour of staff's keeps its order: what does not fit is left out and said, nothing is moved."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import Museum, Stop, Tour
from tour_server.routing.route import Reason
from tour_server.routing.route_planner import RoutePlanner
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
    shorter = walk(planner, minute_each, minutes=whole.seconds // 60)
    assert works(shorter) == STORY, "each stop is a little shorter"
    route = walk(planner, minute_each, minutes=whole.seconds // 60 - 2)
    left = [each.work for each in route.left_out]
    assert works(route) == [work for work in STORY if work not in left]
    assert left
    assert "work-6" not in left, "the essential one stays"
    assert {each.reason for each in route.left_out} == {Reason.TIME}


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

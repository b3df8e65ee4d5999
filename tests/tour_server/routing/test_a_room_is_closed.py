"""A plan never leads into a closed room or through it, and arrives only while a room is open."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from contract.museum import Museum, Work
from tests.tour_server.routing.random_museums import random_museum
from tour_server.routing.room_windows import CLOSED, RoomWindow, shut_rooms
from tour_server.routing.route import Reason, Route
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.walking_plan import WalkingPlan

Listening = Callable[[Work], float]


def asked(minutes: int = 60, **more: object) -> RouteRequest:
    return RouteRequest(minutes=minutes, languages=["en"], **more)  # type: ignore[arg-type]


def rooms_on(
    route: Route, planner: RoutePlanner, request: RouteRequest, walks: WalkingPlan
) -> list[str]:
    """The rooms that the route leads through between its stops, and those of its stops."""
    found: list[str] = []
    place = walks.start(request.at)
    for stop in route.stops:
        there = walks.place_of(planner.museum.work(stop.work))
        walk = walks.walk(place, there)
        assert walk is not None
        assert walk.passed is not None
        found += [passed.after.room for passed in walk.passed] + [stop.room]
        place = there
    return found


@pytest.mark.parametrize("seed", range(12))
def test_in_any_museum_no_plan_enters_a_closed_room(seed: int) -> None:
    museum, rng = random_museum(seed), random.Random(seed)
    planner = RoutePlanner(museum)
    keys = [room.key for room in museum.rooms]
    windows = dict.fromkeys(rng.sample(keys[1:], min(2, len(keys) - 1)), CLOSED)
    windows |= {
        room: rng.choice([RoomWindow(600), RoomWindow(0, 900), RoomWindow(300, 1500)])
        for room in rng.sample(keys, 2)
        if room not in windows
    }
    kept = [work.key for work in museum.works]
    request = asked(45, kept=kept, at=museum.works[0].key)
    best, mine = planner.plan_and_keep(request, set(), lambda work: 60.0, windows=windows)
    walks = planner.walking_plan(request, None, windows)
    shut = shut_rooms(windows, 45 * 60)
    assert mine is not None
    for route in (best, mine):
        for stop in route.stops:
            window = windows.get(stop.room, RoomWindow())
            assert stop.arrives >= window.opens
            assert window.closes is None or stop.arrives + stop.stay <= window.closes
        ends = {stop.room for stop in route.stops}
        through = set(rooms_on(route, planner, request, walks)) - ends
        assert not through & shut
    reasons = {left.work: left.reason for left in best.left_out}
    assert all(
        reasons[w.key] is Reason.CLOSED for w in museum.works if windows.get(w.room) == CLOSED
    )
    told = {work for note in best.notes for work in note.works}
    assert told == {w for w, why in reasons.items() if why in (Reason.CLOSED, Reason.WAY_CLOSED)}


def test_what_lies_behind_a_closed_room_is_closed_off(
    house: Museum, minute_each: Listening
) -> None:
    """The curves are reached through the tiles, or over steps from the hall."""
    planner = RoutePlanner(house)
    request = asked(step_free=True, kept=["work-2", "work-4"])
    route = planner.plan(request, set(), minute_each, windows={"tiles": CLOSED})
    reasons = {left.work: left.reason for left in route.left_out}
    assert reasons["work-2"] is Reason.CLOSED
    assert reasons["work-4"] is Reason.WAY_CLOSED
    assert [(note.code, note.room, note.works) for note in route.notes] == [
        (Reason.ROOM_CLOSED, "tiles", ["work-2"]),
        (Reason.WAY_CLOSED, None, ["work-4"]),
    ]
    over_steps = planner.plan(asked(), set(), minute_each, windows={"tiles": CLOSED})
    assert {"work-4", "work-5"} <= set(over_steps.works)


def test_a_visitor_in_a_room_that_closes_is_led_out_of_it(
    house: Museum, minute_each: Listening
) -> None:
    request = asked(at="work-2", seen=["work-2"])
    route = RoutePlanner(house).plan(request, set(), minute_each, windows={"tiles": CLOSED})
    assert "work-3" not in route.works
    assert len(route.works) == 5


def test_a_room_that_closes_soon_comes_first(house: Museum, minute_each: Listening) -> None:
    planner = RoutePlanner(house)
    soon = {"gallery": RoomWindow(0, 400)}
    route = planner.plan(asked(), set(), minute_each, windows=soon)
    assert "work-7" in route.works
    stop = next(stop for stop in route.stops if stop.work == "work-7")
    assert stop.arrives + stop.stay <= 400
    too_soon = planner.plan(asked(), set(), minute_each, windows={"gallery": RoomWindow(0, 100)})
    assert {left.work: left.reason for left in too_soon.left_out} == {"work-7": Reason.CLOSES}


def test_a_room_that_opens_later_is_entered_then(house: Museum, minute_each: Listening) -> None:
    later = {"curves": RoomWindow(1200)}
    route = RoutePlanner(house).plan(asked(), set(), minute_each, windows=later)
    starts = [stop.arrives for stop in route.stops if stop.room == "curves"]
    assert len(starts) == 2
    assert min(starts) >= 1200

"""The planned route: essential stops first, within the minutes, round full rooms, with its reasons."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.museum import Museum, Stop, Tour, Work
from tour_server.routing.museum_problem import MAX_CANDIDATES
from tour_server.routing.route import Reason, Route
from tour_server.routing.route_planner import (
    FULL_ROOM_CLEARS_SECONDS,
    RoutePlanner,
    UnknownPlaceError,
)
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.walking_plan import WalkingPlan

Listening = Callable[[Work], float]
ROOMS = ("hall", "tiles", "curves", "tower", "gallery")


def asked(minutes: int = 60, **more: object) -> RouteRequest:
    return RouteRequest(minutes=minutes, languages=["nl"], **more)  # type: ignore[arg-type]


def works(route: Route) -> list[str]:
    return [stop.work for stop in route.stops]


def test_an_hour_is_enough_for_the_whole_house(house: Museum, minute_each: Listening) -> None:
    route = RoutePlanner(house).plan(asked(60), frozenset(), minute_each)
    assert set(works(route)) == {work.key for work in house.works}
    assert route.notes == []
    assert route.left_out == []
    assert not route.estimated


def test_stops_that_do_not_fit_are_left_out_with_their_reason(
    house: Museum, minute_each: Listening
) -> None:
    route = RoutePlanner(house).plan(asked(5), frozenset(), minute_each)
    assert route.seconds <= 300
    assert {left.reason for left in route.left_out} == {Reason.TIME}
    assert {*works(route), *(left.work for left in route.left_out)} == {w.key for w in house.works}


def test_an_essential_stop_is_kept_when_time_is_short(
    house: Museum, minute_each: Listening
) -> None:
    """work-7 has the lowest value and is the farthest, but essential."""
    route = RoutePlanner(house).plan(asked(4, tour="short"), frozenset(), minute_each)
    assert "work-7" in works(route)


def test_who_has_to_wait_is_not_sent_to_and_fro(house: Museum, minute_each: Listening) -> None:
    """The full room decides when the route ends; each other room is still entered once."""
    for room in sorted({work.room for work in house.works}):
        route = RoutePlanner(house).plan(asked(60), frozenset({room}), minute_each)
        rooms = [stop.room for stop in route.stops]
        entered = [one for one, before in zip(rooms, [None, *rooms], strict=False) if one != before]
        if any(stop.wait for stop in route.stops):
            assert len(entered) == len(set(entered)), rooms


def test_a_full_room_comes_later_and_nothing_is_lost(house: Museum, minute_each: Listening) -> None:
    calm = RoutePlanner(house).plan(asked(at="work-1"), frozenset(), minute_each)
    first = calm.stops[1].room
    busy = RoutePlanner(house).plan(asked(at="work-1"), {first}, minute_each)
    assert set(works(busy)) == set(works(calm))
    assert [note.code for note in busy.notes] == [Reason.FULL_LATER_HERE]
    assert busy.notes[0].room == first
    assert busy.notes[0].instead is None, "one stays in the room where one is"
    assert busy.stops[0].room == "hall"
    for stop in busy.stops:
        assert stop.room != first or stop.arrives >= FULL_ROOM_CLEARS_SECONDS


def test_a_full_room_is_left_out_when_there_is_no_time_to_come_back(
    house: Museum, minute_each: Listening
) -> None:
    busy = RoutePlanner(house).plan(asked(5), {"tiles"}, minute_each)
    assert [note.code for note in busy.notes] == [Reason.FULL_LEFT_OUT]
    assert set(busy.notes[0].works) == {
        left.work for left in busy.left_out if left.reason is Reason.FULL
    }
    assert set(busy.notes[0].works) == {"work-2", "work-3"}


def test_the_visitor_waits_when_only_the_full_room_is_left(
    house: Museum, minute_each: Listening
) -> None:
    seen = [work.key for work in house.works if work.room != "tiles"]
    route = RoutePlanner(house).plan(asked(at="work-1", seen=seen), {"tiles"}, minute_each)
    assert [note.code for note in route.notes] == [Reason.FULL_WAIT]
    assert 0 < route.stops[0].wait <= FULL_ROOM_CLEARS_SECONDS
    assert route.notes[0].wait == route.stops[0].wait


def test_a_visitor_in_the_full_room_need_not_wait(house: Museum, minute_each: Listening) -> None:
    route = RoutePlanner(house).plan(asked(at="work-2", seen=["work-2"]), {"tiles"}, minute_each)
    assert route.stops[0].work == "work-3"
    assert route.notes == []


def test_a_full_room_that_is_not_on_the_route_has_no_note(
    house: Museum, minute_each: Listening
) -> None:
    route = RoutePlanner(house).plan(asked(tour="short"), {"tower"}, minute_each)
    assert route.notes == []


def test_interests_choose_the_stops_of_a_short_visit(house: Museum, minute_each: Listening) -> None:
    route = RoutePlanner(house).plan(asked(5, interests={"makers": 1.0}), frozenset(), minute_each)
    assert {"work-3", "work-5"} <= set(works(route))


def test_seen_works_are_left_out(house: Museum, minute_each: Listening) -> None:
    route = RoutePlanner(house).plan(asked(seen=["work-1", "work-2"]), frozenset(), minute_each)
    assert not {"work-1", "work-2"} & set(works(route))


def test_the_stops_that_are_worth_most_are_taken_from_many(
    house: Museum, minute_each: Listening
) -> None:
    more = [
        msgspec.structs.replace(house.work("work-1"), key=f"more-{i}", number=100 + i)
        for i in range(200)
    ]
    stops = [Stop(work.key, 0.9 if work in house.works else 0.2) for work in [*house.works, *more]]
    large = msgspec.structs.replace(
        house, works=[*house.works, *more], tours=[Tour("all", {}, {}, stops)]
    )
    short = RoutePlanner(large).plan(asked(20, tour="all"), frozenset(), minute_each)
    assert {work.key for work in house.works} <= set(works(short)) | {"work-6", "work-7"}
    assert [left.reason for left in short.left_out].count(Reason.MANY) == 207 - MAX_CANDIDATES
    assert len(short.stops) + len(short.left_out) == 207


def test_two_hours_are_enough_for_many_stops(house: Museum, minute_each: Listening) -> None:
    more = [
        msgspec.structs.replace(house.work("work-1"), key=f"more-{i}", number=100 + i)
        for i in range(20)
    ]
    large = msgspec.structs.replace(house, works=[*house.works, *more])
    route = RoutePlanner(large).plan(asked(120), {"curves"}, minute_each)
    assert len(route.stops) == 27
    assert route.left_out == []
    for one, other in zip(route.stops, route.stops[1:], strict=False):
        assert other.arrives >= one.arrives + one.stay
    assert route.seconds <= 120 * 60
    in_curves = [stop for stop in route.stops if stop.room == "curves"]
    assert min(stop.arrives for stop in in_curves) >= FULL_ROOM_CLEARS_SECONDS


def test_no_time_left_is_an_empty_route(house: Museum, minute_each: Listening) -> None:
    route = RoutePlanner(house).plan(asked(0), frozenset(), minute_each)
    assert route.stops == []
    assert route.seconds == 0


@pytest.mark.parametrize("more", [{"tour": "unknown"}, {"at": "nowhere"}])
def test_an_unknown_place_is_refused(
    house: Museum, minute_each: Listening, more: dict[str, str]
) -> None:
    with pytest.raises(UnknownPlaceError, match="there is no"):
        RoutePlanner(house).plan(asked(**more), frozenset(), minute_each)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.integers(0, 60),
    step_free=st.booleans(),
    full=st.sets(st.sampled_from(ROOMS)),
    at=st.sampled_from([None, *ROOMS, "work-3"]),
)
def test_any_route_is_in_time_step_free_on_request_and_deterministic(
    house: Museum,
    minute_each: Listening,
    minutes: int,
    step_free: bool,
    full: set[str],
    at: str | None,
) -> None:
    visit = asked(minutes, step_free=step_free, at=at)
    route = RoutePlanner(house).plan(visit, full, minute_each)
    assert route == RoutePlanner(house).plan(visit, full, minute_each)
    assert route.seconds <= minutes * 60
    plan = WalkingPlan(house, step_free=step_free)
    for one, other in zip(route.stops, route.stops[1:], strict=False):
        walk = plan.walk_seconds(
            plan.place_of(house.work(one.work)), plan.place_of(house.work(other.work))
        )
        assert walk is not None
        assert other.arrives >= one.arrives + one.stay + walk - 1


def test_the_walking_plan_is_built_once_for_each_kind_of_visitor(
    house: Museum, minute_each: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[bool] = []
    build = WalkingPlan.__init__

    def counted(
        self: WalkingPlan, museum: Museum, *, step_free: bool, shut: frozenset[str]
    ) -> None:
        built.append(step_free)
        build(self, museum, step_free=step_free, shut=shut)

    monkeypatch.setattr(WalkingPlan, "__init__", counted)
    planner = RoutePlanner(house)
    for step_free in (False, True, False, True):
        planner.plan(asked(step_free=step_free), frozenset(), minute_each)
    assert built == [False, True]

"""What a visitor gets: essential stops first, within the minutes, round full rooms, and told why."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.museum import Museum, Stop, Tour, Work
from tour_server.routing.plan import Plan
from tour_server.routing.route import (
    CLEARS_SECONDS,
    Reason,
    Route,
    UnknownPlaceError,
    plan_route,
)
from tour_server.routing.route_request import Wish

Listening = Callable[[Work], float]
ROOMS = ("hall", "tiles", "curves", "tower", "gallery")


def wish(minutes: int = 60, **more: object) -> Wish:
    return Wish(minutes=minutes, languages=["nl"], **more)  # type: ignore[arg-type]


def works(route: Route) -> list[str]:
    return [stop.work for stop in route.stops]


def test_an_hour_is_enough_for_the_whole_house(house: Museum, minute_each: Listening) -> None:
    route = plan_route(house, wish(60), frozenset(), minute_each)
    assert set(works(route)) == {work.key for work in house.works}
    assert route.why == []
    assert route.left_out == []
    assert not route.estimated


def test_what_does_not_fit_is_named_with_its_reason(house: Museum, minute_each: Listening) -> None:
    route = plan_route(house, wish(5), frozenset(), minute_each)
    assert route.seconds <= 300
    assert {left.reason for left in route.left_out} == {Reason.TIME}
    assert {*works(route), *(left.work for left in route.left_out)} == {w.key for w in house.works}


def test_an_essential_stop_is_kept_when_time_is_short(
    house: Museum, minute_each: Listening
) -> None:
    """work-7 is worth least and lies farthest; it is essential."""
    route = plan_route(house, wish(4, tour="short"), frozenset(), minute_each)
    assert "work-7" in works(route)


def test_a_full_room_comes_later_and_nothing_is_lost(house: Museum, minute_each: Listening) -> None:
    calm = plan_route(house, wish(at="work-1"), frozenset(), minute_each)
    first = calm.stops[1].room
    busy = plan_route(house, wish(at="work-1"), {first}, minute_each)
    assert set(works(busy)) == set(works(calm))
    assert [why.code for why in busy.why] == [Reason.FULL_LATER]
    assert busy.why[0].room == first
    assert busy.why[0].instead == busy.stops[0].room != first
    for stop in busy.stops:
        assert stop.room != first or stop.arrives >= CLEARS_SECONDS


def test_a_full_room_is_left_out_when_there_is_no_time_to_come_back(
    house: Museum, minute_each: Listening
) -> None:
    busy = plan_route(house, wish(10), {"tiles"}, minute_each)
    assert [why.code for why in busy.why] == [Reason.FULL_LEFT_OUT]
    assert set(busy.why[0].works) == {
        left.work for left in busy.left_out if left.reason is Reason.FULL
    }
    assert set(busy.why[0].works) == {"work-2", "work-3"}


def test_when_all_that_is_left_is_in_the_full_room_one_waits(
    house: Museum, minute_each: Listening
) -> None:
    seen = [work.key for work in house.works if work.room != "tiles"]
    route = plan_route(house, wish(at="work-1", seen=seen), {"tiles"}, minute_each)
    assert [why.code for why in route.why] == [Reason.FULL_WAIT]
    assert 0 < route.stops[0].wait <= CLEARS_SECONDS
    assert route.why[0].wait == route.stops[0].wait


def test_whoever_is_in_the_full_room_already_stays(house: Museum, minute_each: Listening) -> None:
    route = plan_route(house, wish(at="work-2", seen=["work-2"]), {"tiles"}, minute_each)
    assert route.stops[0].work == "work-3"
    assert route.why == []


def test_a_full_room_that_is_not_on_the_way_needs_no_words(
    house: Museum, minute_each: Listening
) -> None:
    route = plan_route(house, wish(tour="short"), {"tower"}, minute_each)
    assert route.why == []


def test_interests_decide_what_is_seen_in_a_short_time(
    house: Museum, minute_each: Listening
) -> None:
    route = plan_route(house, wish(5, interests={"makers": 1.0}), frozenset(), minute_each)
    assert {"work-3", "work-5"} <= set(works(route))


def test_works_that_were_seen_do_not_come_again(house: Museum, minute_each: Listening) -> None:
    route = plan_route(house, wish(seen=["work-1", "work-2"]), frozenset(), minute_each)
    assert not {"work-1", "work-2"} & set(works(route))


def test_beyond_twelve_the_best_twelve_are_weighed_and_the_rest_is_said(
    house: Museum, minute_each: Listening
) -> None:
    more = [
        msgspec.structs.replace(house.work("work-1"), key=f"more-{i}", number=100 + i)
        for i in range(20)
    ]
    stops = [Stop(work.key, 0.9 if work in house.works else 0.2) for work in [*house.works, *more]]
    large = msgspec.structs.replace(
        house, works=[*house.works, *more], tours=[Tour("all", {}, {}, stops)]
    )
    short = plan_route(large, wish(20, tour="all"), frozenset(), minute_each)
    assert {work.key for work in house.works} <= set(works(short)) | {"work-6", "work-7"}
    assert [left.reason for left in short.left_out].count(Reason.MANY) == 15
    assert len(short.stops) + len(short.left_out) == 27


def test_time_that_is_left_after_twelve_is_used_for_the_next(
    house: Museum, minute_each: Listening
) -> None:
    more = [
        msgspec.structs.replace(house.work("work-1"), key=f"more-{i}", number=100 + i)
        for i in range(20)
    ]
    large = msgspec.structs.replace(house, works=[*house.works, *more])
    route = plan_route(large, wish(120), {"curves"}, minute_each)
    assert len(route.stops) == 27
    assert route.left_out == []
    for one, other in zip(route.stops, route.stops[1:], strict=False):
        assert other.arrives >= one.arrives + one.tell
    assert route.seconds <= 120 * 60
    in_curves = [stop for stop in route.stops if stop.room == "curves"]
    assert min(stop.arrives for stop in in_curves) >= CLEARS_SECONDS


def test_no_time_left_is_an_empty_route(house: Museum, minute_each: Listening) -> None:
    route = plan_route(house, wish(0), frozenset(), minute_each)
    assert route.stops == []
    assert route.seconds == 0


@pytest.mark.parametrize("more", [{"tour": "nobody"}, {"at": "nowhere"}])
def test_a_place_that_does_not_exist_is_said(
    house: Museum, minute_each: Listening, more: dict[str, str]
) -> None:
    with pytest.raises(UnknownPlaceError, match="there is no"):
        plan_route(house, wish(**more), frozenset(), minute_each)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.integers(0, 60),
    step_free=st.booleans(),
    full=st.sets(st.sampled_from(ROOMS)),
    at=st.sampled_from([None, *ROOMS, "work-3"]),
)
def test_never_over_time_never_by_steps_and_the_same_twice(
    house: Museum,
    minute_each: Listening,
    minutes: int,
    step_free: bool,
    full: set[str],
    at: str | None,
) -> None:
    asked = wish(minutes, step_free=step_free, at=at)
    route = plan_route(house, asked, full, minute_each)
    assert route == plan_route(house, asked, full, minute_each)
    assert route.seconds <= minutes * 60
    plan = Plan(house, step_free=step_free)
    for one, other in zip(route.stops, route.stops[1:], strict=False):
        walk = plan.seconds(plan.of(house.work(one.work)), plan.of(house.work(other.work)))
        assert walk is not None
        assert other.arrives >= one.arrives + one.tell + walk - 1

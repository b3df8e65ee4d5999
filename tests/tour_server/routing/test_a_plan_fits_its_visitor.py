"""The plan: proved by its bound, deeper with more time, in staff's order, true to its promises, out in time."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.museum import Block, Level, Museum, VisitorPlace, VisitorPlaceKind, Work
from tour_server.routing.depth import Depth
from tour_server.routing.route import Reason, Route
from tour_server.routing.route_planner import RoutePlanner, UnknownPlaceError
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.walking_plan import WalkingPlan
from zaalgids.simulation.drawn_museum import drawn_museum

Listening = Callable[[Work], float]
ROOMS = [f"room-{i}" for i in range(5)]


def asked(minutes: int = 60, **more: object) -> RouteRequest:
    return RouteRequest(minutes=minutes, languages=["nl"], **more)  # type: ignore[arg-type]


def half_a_minute(work: Work) -> float:
    return 30.0


@pytest.fixture(scope="module")
def drawn() -> RoutePlanner:
    return RoutePlanner(drawn_museum(7, works=22, rooms=5))


def plan(planner: RoutePlanner, request: RouteRequest, full: frozenset[str] = frozenset()) -> Route:
    return planner.plan(request, full, lambda work: 60.0, deeper=half_a_minute)


@settings(deadline=None, max_examples=25)
@given(
    minutes=st.integers(0, 90),
    step_free=st.booleans(),
    full=st.frozensets(st.sampled_from(ROOMS), max_size=3),
    at=st.sampled_from([None, *ROOMS, "work-3"]),
    closes=st.none() | st.integers(0, 3000),
    kept=st.lists(st.sampled_from([f"work-{i}" for i in range(1, 23)]), unique=True, max_size=6),
    keep_order=st.booleans(),
)
def test_any_plan_is_in_time_step_free_proved_and_the_same_twice(
    drawn: RoutePlanner,
    minutes: int,
    step_free: bool,
    full: frozenset[str],
    at: str | None,
    closes: int | None,
    kept: list[str],
    keep_order: bool,
) -> None:
    request = asked(
        minutes, step_free=step_free, at=at, kept=kept, keep_order=keep_order, tour="all"
    )
    one, other = (
        drawn.plan(
            request,
            full,
            lambda work: 60.0,
            deeper=half_a_minute,
            closes_in=closes,
            prove=True,
        )
        for _ in range(2)
    )
    assert one == other
    budget = minutes * 60 if closes is None else min(minutes * 60, closes)
    assert one.seconds <= budget
    assert one.bound is not None
    assert one.points <= one.bound
    assert (one.closes is not None) == (closes is not None and closes < minutes * 60)
    walks = WalkingPlan(drawn.museum, step_free=step_free)
    for before, after in zip(one.stops, one.stops[1:], strict=False):
        places = [walks.place_of(drawn.museum.work(stop.work)) for stop in (before, after)]
        assert walks.walk_seconds(*places) is not None
        assert after.arrives >= before.arrives + before.stay
        if keep_order:
            numbers = [drawn.museum.work(stop.work).number for stop in (before, after)]
            assert numbers == sorted(numbers)


def test_more_time_buys_depth_and_not_works_alone(drawn: RoutePlanner) -> None:
    routes = [
        drawn.plan(
            asked(minutes, tour="all"), frozenset(), lambda work: 90.0, deeper=lambda work: 60.0
        )
        for minutes in (20, 40, 60, 90)
    ]
    deeper = [sum(s.depth is Depth.DEEPER for s in route.stops) for route in routes]
    stays = [sum(s.stay for s in route.stops) / len(route.stops) for route in routes]
    assert stays == sorted(stays)
    assert deeper[0] < deeper[2] < deeper[3] == 22


def test_a_long_visit_rests_at_seats_and_in_the_cafe(drawn: RoutePlanner) -> None:
    places = [
        VisitorPlace("bench", VisitorPlaceKind.SEATS, "room-2", 5.0, 5.0),
        VisitorPlace("cafe", VisitorPlaceKind.CAFE, "room-0", 5.0, 5.0),
    ]
    planner = RoutePlanner(msgspec.structs.replace(drawn.museum, places=places))
    short, long = (plan(planner, asked(minutes, tour="all")) for minutes in (30, 120))
    assert short.rests == []
    assert [rest.kind for rest in long.rests][:1] == ["seats"]
    assert 0 < long.rests[0].after < len(long.stops)


def test_a_kept_plan_stays_where_nothing_else_is_better(drawn: RoutePlanner) -> None:
    first = plan(drawn, asked(30, tour="all"))
    after = first.stops[0]
    left = 30 * 60 - after.arrives - after.stay
    request = asked(left // 60, tour="all", at=after.work, seen=[after.work], kept=first.works[1:])
    second = plan(drawn, request)
    assert second.works[0] == first.works[1]
    assert set(second.works) <= set(first.works)


def test_a_promised_stop_in_a_room_that_fills_is_not_next(drawn: RoutePlanner) -> None:
    first = plan(drawn, asked(60, tour="all"))
    room = next(stop.room for stop in first.stops if stop.room != "room-0")
    kept = [stop.work for stop in first.stops if stop.room == room]
    second = plan(drawn, asked(60, tour="all", kept=kept), frozenset({room}))
    assert second.stops[0].room != room


@pytest.mark.parametrize("minutes", [20, 60])
def test_the_work_that_a_visitor_wants_first_is_first(drawn: RoutePlanner, minutes: int) -> None:
    route = plan(drawn, asked(minutes, tour="all", first="work-9"))
    assert route.works[0] == "work-9"
    assert len(route.stops) > 3
    with pytest.raises(UnknownPlaceError, match="there is no work"):
        plan(drawn, asked(minutes, first="unknown"))


def test_alike_works_are_not_all_taken(drawn: RoutePlanner) -> None:
    same = [
        msgspec.structs.replace(work, maker={"en": "One"} if work.number <= 11 else {})
        for work in drawn.museum.works
    ]
    tours = [
        msgspec.structs.replace(
            tour, stops=[msgspec.structs.replace(stop, value=0.5) for stop in tour.stops]
        )
        for tour in drawn.museum.tours
    ]
    alike = msgspec.structs.replace(drawn.museum, works=same, tours=tours)
    unlike = msgspec.structs.replace(drawn.museum, tours=tours)

    def of_one(museum: Museum) -> int:
        route = plan(RoutePlanner(museum), asked(15, tour="all"))
        return sum(museum.work(work).number <= 11 for work in route.works)

    assert of_one(alike) < of_one(unlike)


def test_a_short_plan_is_not_of_one_theme_alone() -> None:
    """Each room has its theme; the nearest works alone would be of one or two."""
    museum = drawn_museum(101, works=60, rooms=8)
    works = [
        msgspec.structs.replace(
            work,
            blocks=[
                Block(f"{work.key}-{theme}", "en", Level.ADULT, theme, "Look.", [], "someone")
                for theme in ("common", work.room)
            ],
        )
        for work in museum.works
    ]
    themed = RoutePlanner(msgspec.structs.replace(museum, works=works))

    def most_of_one(planner: RoutePlanner, request: RouteRequest) -> int:
        # More steps than the server takes: what the best plan is counts here, not what a search misses.
        route = planner.plan(
            request, frozenset(), lambda work: 60.0, deeper=half_a_minute, steps=20_000
        )
        rooms = [stop.room for stop in route.stops]
        return max(rooms.count(room) for room in rooms)

    before = plan(RoutePlanner(museum), asked(20))
    assert most_of_one(themed, asked(20)) < most_of_one(RoutePlanner(museum), asked(20))
    assert len(plan(themed, asked(20)).works) >= len(before.works) - 1
    liked = before.stops[0].room
    wish = asked(20, interests={liked: 1.0})
    fans = plan(themed, wish).stops
    there = sum(work.room == liked for work in works)
    assert sum(stop.room == liked for stop in fans) >= min(there, len(fans)) - 1


def test_the_route_ends_at_the_exit_when_the_museum_closes(
    house: Museum, minute_each: Listening
) -> None:
    route = RoutePlanner(house).plan(asked(90), frozenset(), minute_each, closes_in=360)
    assert route.seconds <= 360
    assert route.closes == 360
    assert [note.code for note in route.notes] == [Reason.CLOSING]
    last = WalkingPlan(house).place_of(house.work(route.works[-1]))
    way_out = WalkingPlan(house).walk_seconds(last, WalkingPlan(house).middle_of("hall"))
    assert way_out is not None
    assert route.stops[-1].arrives + route.stops[-1].stay + way_out <= route.seconds
    none = RoutePlanner(house).plan(asked(90), frozenset(), minute_each, closes_in=20)
    assert none.stops == []
    assert [note.code for note in none.notes] == [Reason.CLOSING_NOW]


def test_when_all_rooms_are_full_the_plan_says_so(house: Museum, minute_each: Listening) -> None:
    rooms = frozenset(room.key for room in house.rooms if room.key != "hall")
    route = RoutePlanner(house).plan(asked(60, seen=["work-1"]), rooms, minute_each)
    assert [note.code for note in route.notes] == [Reason.ALL_FULL]


@settings(deadline=None, max_examples=40)
@given(
    minutes=st.integers(1, 60),
    full=st.frozensets(st.sampled_from(ROOMS), min_size=1),
    at=st.sampled_from(ROOMS),
)
def test_every_fact_of_a_note_is_true(
    drawn: RoutePlanner, minutes: int, full: frozenset[str], at: str
) -> None:
    request = asked(minutes, at=at, tour="all")
    calm, busy = plan(drawn, request), plan(drawn, request, full)
    missed = [work for work in calm.works if work not in busy.works]
    for note in busy.notes:
        assert note.instead is None or (note.instead not in full and note.instead != at)
        assert note.room != at
        if note.code in (Reason.FULL_LATER, Reason.FULL_LATER_HERE):
            assert not missed
            assert all(a.stay <= b.stay for a in calm.stops for b in busy.stops if a.work == b.work)
        if note.code is Reason.FULL_LEFT_OUT:
            assert note.works
            assert set(note.works) <= set(missed)
    named = {work for note in busy.notes for work in note.works}
    assert not missed or set(missed) <= named

"""A route for one visitor, now: which stops, in which order, when, and why.

What a newcomer would get wrong: a full room is not closed. Its stops may be reached after CLEARS_SECONDS, so
they move to the end of the route, and only what no longer fits into the time is left out. The reasons are
codes with facts; `tour_server.visit` says them in the visitor's language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set
from enum import StrEnum

import msgspec
from msgspec import Struct

from contract.museum import Museum, Stop, Work
from tour_server.routing.exact import MOST_STOPS, solve
from tour_server.routing.plan import Place, Plan, entrance
from tour_server.routing.problem import NEVER, Candidate, Leg, Problem, walk_in_order
from tour_server.routing.route_request import Wish
from tour_server.routing.shorten import shorten

LOOKING_SECONDS = 27
"""Beside the listening: 27.2 s is what visitors look at a work, on average. J. K. Smith and L. F. Smith,
"Spending Time on Art", Empirical Studies of the Arts 19 (2001)."""

CLEARS_SECONDS = 900
"""How long a full room is taken to stay full: a quarter of an hour. An assumption; a phone asks again within
seconds of a change, so it only decides the order, not what is missed."""

PLAIN_VALUE = 0.5
"""The value of a work that no tour gives one."""


class Reason(StrEnum):
    """Why a route is as it is, or why a stop is not on it."""

    FULL_LATER = "full_later"  # a full room comes later, nothing is lost
    FULL_WAIT = "full_wait"  # nothing else is left to see before it
    FULL_LEFT_OUT = "full_left_out"  # what is in the full room no longer fits into the time
    FULL = "full"  # a stop: in a full room, and time is short
    TIME = "time"  # a stop: the time is not enough
    STEPS = "steps"  # a stop: can't be reached without steps
    NO_WAY = "no_way"  # a stop: the plan shows no way there
    MANY = "many"  # a stop: worth less than the twelve that were weighed, and no time was left


class Why(Struct, frozen=True):
    """One reason for the whole route. `room` is full; `instead` is the room to see first;
    `wait`: seconds to wait outside it; `works`: those left out."""

    code: Reason
    room: str
    instead: str | None = None
    wait: int = 0
    works: list[str] = []


class Arrival(Struct, frozen=True):
    """A stop on the route; all in seconds from now. `tell` is listening and looking."""

    work: str
    room: str
    walk: int
    wait: int
    arrives: int
    tell: int


class LeftOut(Struct, frozen=True):
    """A stop that is not on the route, and why."""

    work: str
    reason: Reason


class Route(Struct, frozen=True):
    """`seconds`: until the last stop has been told. `estimated`: the museum has no plan, walks are a guess."""

    stops: list[Arrival]
    why: list[Why]
    left_out: list[LeftOut]
    seconds: int
    estimated: bool


class UnknownPlaceError(ValueError):
    """The wish names a tour, a work or a room that this release does not have."""


def plan_route(
    museum: Museum, wish: Wish, full: Set[str], listening: Callable[[Work], float]
) -> Route:
    """The best route for a wish. Deterministic.

    `full`: keys of rooms known to be full. `listening`: seconds that a work's narration takes this visitor.

    Best: most essential stops, then the highest value, then the shortest time, exactly, over the MOST_STOPS that
    are worth most. Where time is left after these, the next ones follow in the same way. Never longer than the
    wish's minutes; step-free never by steps. Raises UnknownPlaceError.
    """
    budget = wish.minutes * 60
    route = _twelve(museum, wish, full, listening, budget, 0)
    while any(left.reason is Reason.MANY for left in route.left_out):
        settled = [left for left in route.left_out if left.reason is not Reason.MANY]
        done = [stop.work for stop in route.stops] + [left.work for left in settled]
        at = route.stops[-1].work if route.stops else wish.at
        rest = msgspec.structs.replace(wish, at=at, seen=[*wish.seen, *done])
        more = _twelve(museum, rest, full, listening, budget, route.seconds)
        if not more.stops:
            break
        told = {why.room for why in route.why}
        route = Route(
            stops=[*route.stops, *more.stops],
            why=[*route.why, *(why for why in more.why if why.room not in told)],
            left_out=[*settled, *more.left_out],
            seconds=more.seconds,
            estimated=route.estimated,
        )
    if len(route.stops) > MOST_STOPS:
        return _shortened(museum, wish, full, route)
    return route


def _shortened(museum: Museum, wish: Wish, full: Set[str], route: Route) -> Route:
    """The same stops, without walking back to a room for what the first twelve left there."""
    plan = Plan(museum, step_free=wish.step_free)
    start = _start(museum, plan, wish.at)
    candidates = [
        Candidate(
            stop.work,
            stop.room,
            points=0,
            essential=False,
            tell=stop.tell,
            not_before=CLEARS_SECONDS if stop.room in full - {start.room} else 0,
        )
        for stop in route.stops
    ]
    problem = Problem(tuple(candidates), _walks(museum, plan, start, candidates), NEVER)
    legs = walk_in_order(problem, shorten(problem, tuple(range(len(candidates)))))
    if legs[-1].leaves >= route.seconds:
        return route
    stops = [_arrival(candidates, leg, 0) for leg in legs]
    return msgspec.structs.replace(route, stops=stops, seconds=legs[-1].leaves)


def _twelve(
    museum: Museum,
    wish: Wish,
    full: Set[str],
    listening: Callable[[Work], float],
    budget: int,
    elapsed: int,
) -> Route:
    """The best route over the best MOST_STOPS, from `elapsed` to `budget` (both seconds from now)."""
    plan = Plan(museum, step_free=wish.step_free)
    start = _start(museum, plan, wish.at)
    candidates, left_out = _candidates(museum, wish, plan, start, listening)
    walk = _walks(museum, plan, start, candidates)
    calm = Problem(tuple(candidates), walk, budget - elapsed)
    calm_order = solve(calm)
    # Whoever is in a room already need not wait to get in.
    shut = {candidate.room for candidate in candidates} & full - {start.room}
    clears = max(0, CLEARS_SECONDS - elapsed)
    problem, order = calm, calm_order
    if shut and clears:
        later = [
            msgspec.structs.replace(stop, not_before=clears) if stop.room in shut else stop
            for stop in candidates
        ]
        problem = Problem(tuple(later), walk, calm.budget)
        order = solve(problem)
    legs = walk_in_order(problem, order)
    for index, stop in enumerate(candidates):
        if index not in order:
            short = index in calm_order and stop.room in shut
            left_out.append(LeftOut(stop.work, Reason.FULL if short else Reason.TIME))
    return Route(
        stops=[_arrival(candidates, leg, elapsed) for leg in legs],
        why=_why(candidates, calm_order, legs, shut) if clears else [],
        left_out=left_out,
        seconds=elapsed + (legs[-1].leaves if legs else 0),
        estimated=not plan.measured,
    )


def stops_of(museum: Museum, tour: str | None) -> Sequence[Stop]:
    """The stops of a tour, or every work of the house by its number. Raises UnknownPlaceError."""
    if tour is None:
        works = sorted(museum.works, key=lambda work: work.number)
        return [Stop(work.key, PLAIN_VALUE) for work in works]
    for each in museum.tours:
        if each.key == tour:
            return each.stops
    raise UnknownPlaceError(f"there is no tour {tour!r}")


def _points(stop: Stop, work: Work, wish: Wish) -> int:
    """A stop's value in points of a thousandth, halved where nothing about the work meets the interests."""
    liked = 1.0
    if any(wish.interests.values()):
        themes = {block.theme for block in work.blocks if block.layer == 1}
        liked = max((wish.interests.get(theme, 0.0) for theme in themes), default=0.0)
    return round(1000 * stop.value * (0.5 + 0.5 * liked))


def _start(museum: Museum, plan: Plan, at: str | None) -> Place:
    if at is None:
        return plan.middle(entrance(museum).key)
    for work in museum.works:
        if work.key == at:
            return plan.of(work)
    if any(room.key == at for room in museum.rooms):
        return plan.middle(at)
    raise UnknownPlaceError(f"there is no work or room {at!r}")


def _candidates(
    museum: Museum,
    wish: Wish,
    plan: Plan,
    start: Place,
    listening: Callable[[Work], float],
) -> tuple[list[Candidate], list[LeftOut]]:
    """What can be reached, in the tour's order, the best MOST_STOPS of it; and the rest with its reasons."""
    works = {work.key: work for work in museum.works}
    seen = set(wish.seen)
    within_reach: list[Candidate] = []
    away: list[float] = []
    left_out: list[LeftOut] = []
    for stop in stops_of(museum, wish.tour):
        work = works[stop.work]
        if work.key in seen:
            continue
        walk = plan.seconds(start, plan.of(work))
        if walk is None:
            left_out.append(LeftOut(work.key, Reason.STEPS if wish.step_free else Reason.NO_WAY))
            continue
        tell = math.ceil(listening(work)) + LOOKING_SECONDS
        points = _points(stop, work, wish)
        away.append(walk)
        within_reach.append(Candidate(work.key, work.room, points, stop.essential, tell))
    # Among equals the nearest: what is left for later then lies together, farther on.
    ranked = sorted(range(len(within_reach)), key=lambda i: (_rank(within_reach[i]), away[i]))
    best = set(ranked[:MOST_STOPS])
    left_out += [LeftOut(s.work, Reason.MANY) for i, s in enumerate(within_reach) if i not in best]
    return [stop for i, stop in enumerate(within_reach) if i in best], left_out


def _rank(stop: Candidate) -> tuple[bool, int]:
    return not stop.essential, -stop.points


def _walks(
    museum: Museum, plan: Plan, start: Place, candidates: Sequence[Candidate]
) -> tuple[tuple[int, ...], ...]:
    places = [plan.of(museum.work(stop.work)) for stop in candidates]

    def seconds(one: Place, other: Place) -> int:
        walk = plan.seconds(one, other)
        return NEVER if walk is None else math.ceil(walk)

    return tuple(tuple(seconds(one, other) for other in places) for one in [*places, start])


def _arrival(candidates: Sequence[Candidate], leg: Leg, elapsed: int) -> Arrival:
    stop = candidates[leg.candidate]
    return Arrival(stop.work, stop.room, leg.walk, leg.wait, elapsed + leg.arrives, stop.tell)


def _why(
    candidates: Sequence[Candidate],
    calm_order: tuple[int, ...],
    legs: Sequence[Leg],
    shut: Set[str],
) -> list[Why]:
    """What the full rooms changed, against the route of a calm day; the room met first comes first."""
    order = tuple(leg.candidate for leg in legs)
    instead = candidates[order[0]].room if order else None
    found: list[Why] = []
    for room in dict.fromkeys(candidates[i].room for i in calm_order if candidates[i].room in shut):
        calm_stops = [i for i in calm_order if candidates[i].room == room]
        missed = [candidates[i].work for i in calm_stops if i not in order]
        mine = [leg for leg in legs if candidates[leg.candidate].room == room]
        wait = sum(leg.wait for leg in mine)
        if missed:
            other = instead if instead != room else None
            found.append(Why(Reason.FULL_LEFT_OUT, room, other, wait, missed))
        elif instead == room:
            found.append(Why(Reason.FULL_WAIT, room, wait=wait))
        elif wait or order.index(mine[0].candidate) > calm_order.index(calm_stops[0]):
            found.append(Why(Reason.FULL_LATER, room, instead, wait))
    return found

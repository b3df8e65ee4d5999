"""Plans the best route for one visitor, now.

Note: a full room is not closed. Its stops may be reached after FULL_ROOM_CLEARS_SECONDS, so they move to the end of the
route, and only what no longer fits into the time is left out.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence, Set

import msgspec
import numpy as np

from contract.museum import Museum, Stop, Work
from tour_server.routing.depth import LOOKING_SECONDS, WORTH, Depth
from tour_server.routing.less_walking import less_walking
from tour_server.routing.museum_problem import (
    FULL_ROOM_CLEARS_SECONDS,
    MAX_CANDIDATES,
    Candidate,
    Circumstances,
    MuseumProblem,
    RoomPrices,
    write_problem,
)
from tour_server.routing.rest_places import rest_places
from tour_server.routing.room_bound import room_bound
from tour_server.routing.route import LeftOut, Reason, Route, RouteRest, RouteStop
from tour_server.routing.route_notes import closing_note, full_room_notes
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.search_kernel import kernel_of_thread
from tour_server.routing.search_problem import FAR, Integers, SearchProblem, score, starts
from tour_server.routing.walking_plan import Place, WalkingPlan

__all__ = ["FULL_ROOM_CLEARS_SECONDS", "RoutePlanner", "UnknownPlaceError", "stops_of"]

DEFAULT_VALUE = 0.5
"""The value of a work that no tour gives a value."""

STEPS_PER_NODE, MOST_STEPS = 12, 4000
"""Of the search. On drawn museums, 22 works and an hour: docs/decisions/0036."""

Listening = Callable[[Work], float]


class UnknownPlaceError(ValueError):
    """The request names a tour, a work or a room that this release does not have."""


class RoutePlanner:
    """Plans routes through one museum. Keeps the walks between requests; safe to ask from any thread."""

    def __init__(self, museum: Museum) -> None:
        self.museum = museum
        self.rests = rest_places(museum)
        self._works = {work.key: work for work in museum.works}
        self._place_of = {work.key: place for place, work in enumerate(museum.works)}
        self._walks: dict[bool, tuple[WalkingPlan, Integers]] = {}
        self._starts: dict[tuple[bool, str | None], Integers] = {}

    def plan(
        self,
        request: RouteRequest,
        full: Set[str],
        listening: Listening,
        *,
        deeper: Listening | None = None,
        closes_in: int | None = None,
        prices: RoomPrices | None = None,
        steps: int | None = None,
        prove: bool = False,
    ) -> Route:
        """Plan the best route. Deterministic.

        `full`: keys of the rooms that are known to be full. `listening`: the seconds that a work's first layer takes
        this visitor; `deeper`: those of its deeper layers. `closes_in`: seconds until the museum closes. `prices`: by
        room, what it costs to begin a stop there. `steps`: of the search, for measurements. `prove`: with a bound.

        Best means: most essential stops, then the highest value, then the shortest time. The route is never longer
        than the request's minutes, it ends at the exit before the museum closes, and a step-free route has no steps.
        Raises UnknownPlaceError.
        """
        here = self._start(request)
        if request.first is not None and request.first not in self._works:
            raise UnknownPlaceError(f"there is no work {request.first!r}")
        candidates, left_out = self._candidates(request, listening, deeper)
        budget = request.minutes * 60
        closes = closes_in if closes_in is not None and closes_in < budget else None
        if closes is not None:
            budget = closes
        walk = self._walk_table(request, to_exit=closes is not None)
        full_rooms = full & {each.room for each in candidates} - {here.room}
        now = Circumstances(
            budget,
            kept=[request.first, *request.kept] if request.first else request.kept,
            keep_order=request.keep_order,
            prices=prices or {},
        )
        calm = self._search(candidates, walk, now, steps, prove)
        route = calm
        if (
            request.keep_order
        ):  # the room that comes next is waited for: a later one may have emptied by then
            full_rooms &= {stop.room for stop in calm.stops[:1]}
        if full_rooms & {stop.room for stop in calm.stops}:
            busy = msgspec.structs.replace(now, full=full_rooms)
            route = self._search(candidates, walk, busy, steps, prove)
        notes = full_room_notes(calm, route.stops, full_rooms, here.room, self._has_cafe(full))
        if closes is not None:
            notes.append(closing_note(route, closes))
        return msgspec.structs.replace(
            route,
            notes=notes,
            left_out=[*left_out, *_not_taken(candidates, calm, route, full_rooms)],
            estimated=not self._walking(request.step_free)[0].measured,
            closes=closes,
        )

    def keep(
        self,
        request: RouteRequest,
        full: Set[str],
        listening: Listening,
        *,
        deeper: Listening | None = None,
        closes_in: int | None = None,
    ) -> Route:
        """Plan for a visitor who keeps to the plan they have: the works of `request.kept` that fit, in its order.

        They wait before full rooms. The arguments are as those of `plan`. Raises UnknownPlaceError.
        """
        here = self._start(request)
        candidates, _ = self._candidates(request, listening, deeper)
        places = {work: place for place, work in enumerate(request.kept)}
        kept = sorted(
            (each for each in candidates if each.work in places), key=lambda c: places[c.work]
        )
        budget = request.minutes * 60
        closes = closes_in if closes_in is not None and closes_in < budget else None
        now = Circumstances(
            budget if closes is None else closes,
            full=full & {each.room for each in kept} - {here.room},
            keep_order=True,
        )
        walk = self._walk_table(request, to_exit=closes is not None)
        route = self._search(kept, walk, now, None, prove=False)
        estimated = not self._walking(request.step_free)[0].measured
        return msgspec.structs.replace(route, estimated=estimated, closes=closes)

    def _search(
        self,
        candidates: Sequence[Candidate],
        walk: Integers,
        now: Circumstances,
        steps: int | None,
        prove: bool,
    ) -> Route:
        rests = [(rest, len(self.museum.works) + number) for number, rest in enumerate(self.rests)]
        problem = write_problem(self.museum, candidates, rests, walk, now)
        begin = _begin(problem, now)
        pinned = 1 if begin and problem.visits[begin[0]].work == next(iter(now.kept), None) else 0
        search = problem.search
        kernel = kernel_of_thread()
        kernel.load(_pinned(problem, pinned))
        kernel.begin(begin)
        kernel.improve(steps or min(MOST_STEPS, STEPS_PER_NODE * search.nodes), seed=1)
        order = less_walking(search, kernel.order, pinned)
        bound = None
        if prove:
            rooms = {
                room: index for index, room in enumerate(sorted({v.room for v in problem.visits}))
            }
            bound = room_bound(search, [rooms[v.room] for v in problem.visits], order)
        return _route(problem, order, bound)

    def _has_cafe(self, full: Set[str]) -> bool:
        return any(rest.kind == "cafe" and rest.room not in full for rest in self.rests)

    def _walking(self, step_free: bool) -> tuple[WalkingPlan, Integers]:
        """Return the walks between all places of the museum: works, then rests."""
        # Two threads may both compute it; the results are equal and the later one is kept.
        if step_free not in self._walks:
            plan = WalkingPlan(self.museum, step_free=step_free)
            places = self._places(plan)
            table = np.array([[_seconds(plan, a, b) for b in places] for a in places], np.int32)
            self._walks[step_free] = plan, table.reshape(len(places), len(places))
        return self._walks[step_free]

    def _places(self, plan: WalkingPlan) -> list[Place]:
        works = [plan.place_of(work) for work in self.museum.works]
        return [*works, *(Place(rest.room, rest.at) for rest in self.rests)]

    def _walk_table(self, request: RouteRequest, *, to_exit: bool) -> Integers:
        """Return the walks between places with a last row from the start and a last column to the end."""
        plan, table = self._walking(request.step_free)
        n = len(table)
        found = np.zeros((n + 1, n + 1), np.int32)
        found[:n, :n] = table
        found[n, :n] = self._from(request.step_free, plan, request.at)
        if to_exit:
            found[:n, n] = self._from(request.step_free, plan, None)
        return found

    def _from(self, step_free: bool, plan: WalkingPlan, at: str | None) -> Integers:
        key = (step_free, at)
        if key not in self._starts:
            start = self._place(plan, at)
            self._starts[key] = np.array(
                [_seconds(plan, start, place) for place in self._places(plan)], np.int32
            )
        return self._starts[key]

    def _start(self, request: RouteRequest) -> Place:
        return self._place(self._walking(request.step_free)[0], request.at)

    def _place(self, plan: WalkingPlan, at: str | None) -> Place:
        try:
            return plan.start(at)
        except KeyError:
            raise UnknownPlaceError(f"there is no work or room {at!r}") from None

    def _candidates(
        self, request: RouteRequest, listening: Listening, deeper: Listening | None
    ) -> tuple[list[Candidate], list[LeftOut]]:
        """Return the works that can be reached, in the tour's order, and the others with their reason."""
        plan, _ = self._walking(request.step_free)
        away = self._from(request.step_free, plan, request.at)
        seen = set(request.seen)
        found: list[Candidate] = []
        left_out: list[LeftOut] = []
        for stop in stops_of(self.museum, request.tour):
            work = self._works[stop.work]
            place = self._place_of[work.key]
            if work.key in seen:
                continue
            if away[place] >= FAR:
                reason = Reason.STEPS if request.step_free else Reason.NO_WAY
                left_out.append(LeftOut(work.key, reason))
                continue
            points = _points(stop, work, request)
            stays = _stays(listening(work), deeper(work) if deeper else 0.0)
            found.append(Candidate(work.key, work.room, place, points, stop.essential, stays))
        # Among equals the nearest: the search takes so many at most.
        ranked = sorted(
            range(len(found)),
            key=lambda i: (not found[i].essential, -found[i].points, away[found[i].place]),
        )
        best = set(ranked[:MAX_CANDIDATES])
        left_out += [
            LeftOut(each.work, Reason.MANY) for i, each in enumerate(found) if i not in best
        ]
        return [each for i, each in enumerate(found) if i in best], left_out


def stops_of(museum: Museum, tour: str | None) -> Sequence[Stop]:
    """Return the stops of a tour, or every work of the house by its number. Raises UnknownPlaceError."""
    if tour is None:
        works = sorted(museum.works, key=lambda work: work.number)
        return [Stop(work.key, DEFAULT_VALUE) for work in works]
    for each in museum.tours:
        if each.key == tour:
            return each.stops
    raise UnknownPlaceError(f"there is no tour {tour!r}")


def _points(stop: Stop, work: Work, request: RouteRequest) -> int:
    """Return a stop's value in thousandths, halved where no theme of the work meets the interests; never 0."""
    liked = 1.0
    if any(request.interests.values()):
        themes = {block.theme for block in work.blocks if block.layer == 1}
        liked = max((request.interests.get(theme, 0.0) for theme in themes), default=0.0)
    return max(2, round(1000 * stop.value * (0.5 + 0.5 * liked)))


def _stays(first: float, deeper: float) -> dict[Depth, tuple[int, float]]:
    """Return for each depth the seconds of a stop and its share of the value."""
    listening = {Depth.SHORT: first, Depth.USUAL: first, Depth.DEEPER: first + deeper}
    return {
        depth: (math.ceil(listening[depth]) + LOOKING_SECONDS[depth], WORTH[depth])
        for depth in Depth
        if depth is not Depth.DEEPER or deeper
    }


def _seconds(plan: WalkingPlan, one: Place, other: Place) -> int:
    walk = plan.walk_seconds(one, other)
    return FAR if walk is None else math.ceil(walk)


def _begin(problem: MuseumProblem, now: Circumstances) -> tuple[int, ...]:
    """Return the route that the search begins with: what was promised, in its order, as far as it still goes."""
    order: list[int] = []
    for work in [] if now.keep_order else now.kept:
        node = problem.first_of(work)
        if node is None or problem.visits[node].room in now.full:
            continue
        try:
            starts(problem.search, [*order, node])
        except ValueError:
            continue
        order.append(node)
    return tuple(order)


def _pinned(problem: MuseumProblem, count: int) -> SearchProblem:
    return dataclasses.replace(problem.search, pinned=count)


def _route(problem: MuseumProblem, order: Sequence[int], bound: int | None) -> Route:
    search = problem.search
    moments = starts(search, order)
    stops: list[RouteStop] = []
    rests: list[RouteRest] = []
    here, left = search.nodes, 0
    for node, at in zip(order, moments, strict=False):
        visit, walk = problem.visits[node], int(search.walk[here, node])
        if visit.rest is not None:
            rests.append(
                RouteRest(
                    visit.rest.key, visit.rest.kind, visit.room, len(stops), walk, at, visit.stay
                )
            )
        else:
            stops.append(
                RouteStop(
                    visit.work or "",
                    visit.room,
                    walk,
                    at - left - walk,
                    at,
                    visit.stay,
                    visit.depth,
                )
            )
        here, left = node, at + visit.stay
    return Route(
        stops=stops,
        notes=[],
        left_out=[],
        seconds=moments[-1],
        estimated=False,
        rests=rests,
        points=score(search, order),
        bound=bound,
    )


def _not_taken(
    candidates: Sequence[Candidate], calm: Route, route: Route, full: Set[str]
) -> list[LeftOut]:
    """Return the candidates that are not on the route, with the reason."""
    on_calm, taken = set(calm.works), set(route.works)
    return [
        LeftOut(
            each.work,
            Reason.FULL if each.work in on_calm and each.room in full else Reason.TIME,
        )
        for each in candidates
        if each.work not in taken
    ]

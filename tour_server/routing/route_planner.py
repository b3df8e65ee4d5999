"""Plans the best route for one visitor, now.

Note: a full room is not closed. Its stops may be reached after FULL_ROOM_CLEARS_SECONDS, so they move to the end of the
route. Where that leaves something out they may be reached after SOON_CLEARS_SECONDS, and only what does not fit into
the time then is left out.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence, Set

import msgspec
from msgspec import Struct

from contract.museum import Museum, Stop, Work
from tour_server.routing.depth import LOOKING_SECONDS, WORTH, Depth
from tour_server.routing.less_walking import less_walking
from tour_server.routing.museum_problem import (
    FULL_ROOM_CLEARS_SECONDS,
    MAX_CANDIDATES,
    SOON_CLEARS_SECONDS,
    Candidate,
    Circumstances,
    MuseumProblem,
    write_problem,
)
from tour_server.routing.rest_places import rest_places
from tour_server.routing.room_windows import OPEN, RoomWindows, shut_rooms
from tour_server.routing.route import LeftOut, Reason, Route, RouteRest, RouteStop
from tour_server.routing.route_notes import closed_room_notes, closing_note, full_room_notes
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.search_kernel import kernel_of_thread
from tour_server.routing.search_problem import FAR, Integers, SearchProblem, score, starts
from tour_server.routing.shared_rooms import SharedRooms, shared_route
from tour_server.routing.walk_tables import WalkTable, WalkTables
from tour_server.routing.walking_plan import Place, UnknownPlaceError, WalkingPlan

__all__ = [
    "FULL_ROOM_CLEARS_SECONDS",
    "RoutePlanner",
    "UnknownPlaceError",
    "depths_of",
    "points_of_stop",
    "stops_of",
]

DEFAULT_VALUE = 0.5
"""The value of a work that no tour gives a value."""

STEPS_PER_NODE, MOST_STEPS = 12, 4000
"""Of the search. On drawn museums, 22 works and an hour: docs/decisions/0036."""

PROOF_PARTS = 100
"""Of a bound, at most; they take about 0.3 s for 100 works, and 22 works need one: docs/decisions/0041."""

ASKED_FOR = 0.5
"""Above this weight a visitor asked for a theme. A phone gives all themes this one where the visitor chose none."""

Listening = Callable[[Work], float]


class _Planned(Struct, frozen=True):
    """What one request comes to, before a search. `closes`: seconds until the museum closes, where that ends it."""

    here: Place
    candidates: list[Candidate]
    left_out: list[LeftOut]
    walk: Integers
    full: frozenset[
        str
    ]  # rooms with candidates that are known to be full, without the visitor's own
    closes: int | None
    now: Circumstances
    estimated: bool
    shared: SharedRooms | None = None


class RoutePlanner:
    """Plans routes through one museum. Keeps the walks between requests; safe to ask from any thread."""

    def __init__(self, museum: Museum) -> None:
        self.museum = museum
        self.rests = rest_places(museum)
        self._works = {work.key: work for work in museum.works}
        self._place_of = {work.key: place for place, work in enumerate(museum.works)}
        self._tables = WalkTables(museum, self.rests)

    def plan(
        self,
        request: RouteRequest,
        full: Set[str],
        listening: Listening,
        *,
        deeper: Listening | None = None,
        closes_in: int | None = None,
        windows: RoomWindows | None = None,
        shared: SharedRooms | None = None,
        steps: int | None = None,
        prove: bool = False,
    ) -> Route:
        """Plan the best route. Deterministic.

        `full`: keys of the rooms that are known to be full. `listening`: the seconds that a work's first layer takes
        this visitor; `deeper`: those of its deeper layers. `closes_in`: seconds until the museum closes. `windows`:
        when rooms are open, where that is not all the time. `shared`: what the crowd costs. `steps`: of the search, for
        measurements. `prove`: with a bound.

        Best means: most essential stops, then the highest value, then the shortest time. The route is never longer
        than the request's minutes, it ends at the exit before the museum closes, it never leads into or through a
        closed room, and a step-free route has no steps. Raises UnknownPlaceError.
        """
        planned = self._planned(request, full, listening, deeper, closes_in, windows or {})
        planned = msgspec.structs.replace(planned, shared=shared)
        return self._best(request, planned, full, steps, prove)

    def plan_and_keep(
        self,
        request: RouteRequest,
        full: Set[str],
        listening: Listening,
        *,
        deeper: Listening | None = None,
        closes_in: int | None = None,
        windows: RoomWindows | None = None,
        shared: Callable[[Route | None], SharedRooms | None] = lambda _kept: None,
    ) -> tuple[Route, Route | None]:
        """Plan as `plan` does, and for a visitor who keeps to the plan they have: the works of `request.kept` that fit,
        in its order, waiting before full rooms. The second is None where the request has no such works.

        `shared`: from the second, what the crowd costs without it.

        Raises UnknownPlaceError.
        """
        planned = self._planned(request, full, listening, deeper, closes_in, windows or {})
        kept = self._kept(request, planned) if request.kept else None
        planned = msgspec.structs.replace(planned, shared=shared(kept))
        return self._best(request, planned, full, None, prove=False), kept

    def walking_plan(
        self, request: RouteRequest, closes_in: int | None, windows: RoomWindows
    ) -> WalkingPlan:
        """Return the walks that a route for this request is made of."""
        budget, _closes = _budget(request, closes_in)
        return self._tables.of(request.step_free, shut_rooms(windows, budget)).plan

    def _best(
        self,
        request: RouteRequest,
        planned: _Planned,
        full: Set[str],
        steps: int | None,
        prove: bool,
    ) -> Route:
        full_rooms: Set[str] = planned.full
        calm = self._search(planned, planned.now, steps, prove)
        route = calm
        if (
            request.keep_order
        ):  # the room that comes next is waited for: a later one may have emptied by then
            full_rooms &= {stop.room for stop in calm.stops[:1]}
        if full_rooms & {stop.room for stop in calm.stops}:
            busy = msgspec.structs.replace(planned.now, full=full_rooms)
            route = self._search(planned, busy, steps, prove)
            if route.points < calm.points:
                soon = msgspec.structs.replace(busy, clears=SOON_CLEARS_SECONDS)
                waiting = self._search(planned, soon, steps, prove)
                route = max(route, waiting, key=lambda each: each.points)
        left_out = [*planned.left_out, *_not_taken(planned, calm, route, full_rooms)]
        cafe = self._has_cafe(full, planned.now.windows)
        notes = [
            *closed_room_notes(request.kept, left_out, {w.key: w.room for w in self.museum.works}),
            *full_room_notes(calm, route.stops, full_rooms, planned.here.room, cafe),
        ]
        if planned.closes is not None:
            notes.append(closing_note(route, planned.closes))
        return msgspec.structs.replace(
            route,
            notes=notes,
            left_out=left_out,
            estimated=planned.estimated,
            closes=planned.closes,
        )

    def _kept(self, request: RouteRequest, planned: _Planned) -> Route:
        places = {work: place for place, work in enumerate(request.kept)}
        kept = sorted(
            (each for each in planned.candidates if each.work in places),
            key=lambda each: places[each.work],
        )
        now = msgspec.structs.replace(
            planned.now,
            full=planned.full & {each.room for each in kept},
            clears=SOON_CLEARS_SECONDS,
            kept=(),
            keep_order=True,
        )
        mine = msgspec.structs.replace(planned, candidates=kept)
        route = self._search(mine, now, None, prove=False)
        return msgspec.structs.replace(route, estimated=planned.estimated, closes=planned.closes)

    def _planned(
        self,
        request: RouteRequest,
        full: Set[str],
        listening: Listening,
        deeper: Listening | None,
        closes_in: int | None,
        windows: RoomWindows,
    ) -> _Planned:
        if request.first is not None and request.first not in self._works:
            raise UnknownPlaceError(f"there is no work {request.first!r}")
        budget, closes = _budget(request, closes_in)
        table = self._tables.of(request.step_free, shut_rooms(windows, budget))
        here = table.plan.start(request.at)
        now = Circumstances(
            budget,
            kept=[request.first, *request.kept] if request.first else request.kept,
            keep_order=request.keep_order,
            windows=windows,
            liked=frozenset(
                theme for theme, weight in request.interests.items() if weight > ASKED_FOR
            ),
        )
        candidates, left_out = self._candidates(request, table, now, listening, deeper)
        return _Planned(
            here=here,
            candidates=candidates,
            left_out=left_out,
            walk=table.with_ends(request.at, to_exit=closes is not None),
            full=frozenset(full & {each.room for each in candidates} - {here.room}),
            closes=closes,
            now=now,
            estimated=not table.plan.measured,
        )

    def _search(
        self, planned: _Planned, now: Circumstances, steps: int | None, prove: bool
    ) -> Route:
        rests = [(rest, len(self.museum.works) + number) for number, rest in enumerate(self.rests)]
        problem = write_problem(self.museum, planned.candidates, rests, planned.walk, now)
        begin = _begin(problem, now)
        pinned = 1 if begin and problem.visits[begin[0]].work == next(iter(now.kept), None) else 0
        search = problem.search
        kernel = kernel_of_thread()
        kernel.load(_pinned(problem, pinned))
        kernel.begin(begin)
        kernel.guide()
        kernel.improve(steps or min(MOST_STEPS, STEPS_PER_NODE * search.nodes), seed=1)
        order = less_walking(search, kernel.order, pinned)
        bound = None
        if prove:
            kernel.begin(order)
            bound = kernel.bound(PROOF_PARTS)
        may_lose = None
        if planned.shared is not None:
            order, may_lose = shared_route(problem, order, planned.shared, pinned)
        return msgspec.structs.replace(_route(problem, order, bound), may_lose=may_lose)

    def _has_cafe(self, full: Set[str], windows: RoomWindows) -> bool:
        return any(
            rest.kind == "cafe"
            and rest.room not in full
            and not windows.get(rest.room, OPEN).closed_now
            for rest in self.rests
        )

    def _candidates(
        self,
        request: RouteRequest,
        table: WalkTable,
        now: Circumstances,
        listening: Listening,
        deeper: Listening | None,
    ) -> tuple[list[Candidate], list[LeftOut]]:
        """Return the works that can be reached, in the tour's order, and the others with their reason."""
        away = table.seconds_from(request.at)
        seen = set(request.seen)
        found: list[Candidate] = []
        left_out: list[LeftOut] = []
        for stop in stops_of(self.museum, request.tour):
            work = self._works[stop.work]
            place = self._place_of[work.key]
            if work.key in seen:
                continue
            if now.windows.get(work.room, OPEN).never_within(now.budget_seconds):
                left_out.append(LeftOut(work.key, Reason.CLOSED))
                continue
            if away[place] >= FAR:
                left_out.append(LeftOut(work.key, self._no_way(request, place)))
                continue
            points = points_of_stop(stop, work, request)
            stays = depths_of(listening(work), deeper(work) if deeper else 0.0)
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

    def _no_way(self, request: RouteRequest, place: int) -> Reason:
        """Return why no way leads to a place."""
        if self._tables.of(request.step_free).seconds_from(request.at)[place] < FAR:
            return Reason.WAY_CLOSED
        return Reason.STEPS if request.step_free else Reason.NO_WAY


def _budget(request: RouteRequest, closes_in: int | None) -> tuple[int, int | None]:
    """Return the seconds that a route may take, and the seconds until the museum closes where that is why."""
    asked = request.minutes * 60
    if closes_in is not None and closes_in < asked:
        return closes_in, closes_in
    return asked, None


def stops_of(museum: Museum, tour: str | None) -> Sequence[Stop]:
    """Return the stops of a tour, or every work of the house by its number. Raises UnknownPlaceError."""
    if tour is None:
        works = sorted(museum.works, key=lambda work: work.number)
        return [Stop(work.key, DEFAULT_VALUE) for work in works]
    for each in museum.tours:
        if each.key == tour:
            return each.stops
    raise UnknownPlaceError(f"there is no tour {tour!r}")


def points_of_stop(stop: Stop, work: Work, request: RouteRequest) -> int:
    """Return a stop's value in thousandths, halved where no theme of the work meets the interests; never 0."""
    liked = 1.0
    if any(request.interests.values()):
        themes = {block.theme for block in work.blocks if block.layer == 1}
        liked = max((request.interests.get(theme, 0.0) for theme in themes), default=0.0)
    return max(2, round(1000 * stop.value * (0.5 + 0.5 * liked)))


def depths_of(first: float, deeper: float) -> dict[Depth, tuple[int, float]]:
    """Return for each depth the seconds of a stop and its share of the value."""
    listening = {Depth.SHORT: first, Depth.USUAL: first, Depth.DEEPER: first + deeper}
    return {
        depth: (math.ceil(listening[depth]) + LOOKING_SECONDS[depth], WORTH[depth])
        for depth in Depth
        if depth is not Depth.DEEPER or deeper
    }


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


def _without_idle_end(problem: MuseumProblem, order: Sequence[int]) -> list[int]:
    """Return a route without the rests at its end that a visitor would have to wait for: they have seen their works."""
    search, left = problem.search, list(order)
    while left and problem.visits[left[-1]].rest is not None:
        before = left[-2] if len(left) > 1 else search.nodes
        *_, at, _end = starts(search, left)
        there = starts(search, left[:-1])[-2] + int(search.stay[before]) if len(left) > 1 else 0
        if at <= there + int(search.walk[before, left[-1]]):
            break
        left.pop()
    return left


def _route(problem: MuseumProblem, order: Sequence[int], bound: int | None) -> Route:
    search = problem.search
    order = _without_idle_end(problem, order)
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


def _not_taken(planned: _Planned, calm: Route, route: Route, full: Set[str]) -> list[LeftOut]:
    """Return the candidates that are not on the route, with the reason."""
    on_calm, taken = set(calm.works), set(route.works)
    return [
        LeftOut(each.work, _why_not(each, planned.now, on_calm, full))
        for each in planned.candidates
        if each.work not in taken
    ]


def _why_not(each: Candidate, now: Circumstances, on_calm: Set[str], full: Set[str]) -> Reason:
    window = now.windows.get(each.room, OPEN)
    if window.closed_now:
        return Reason.CLOSED
    if window.closes is not None and window.closes < now.budget_seconds:
        return Reason.CLOSES
    return Reason.FULL if each.work in on_calm and each.room in full else Reason.TIME

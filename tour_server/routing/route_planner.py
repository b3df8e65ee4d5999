"""Plans the best route for one visitor, now.

Note: a full room is not closed. Its stops may be reached after FULL_ROOM_CLEARS_SECONDS, so they move to the end of the
route, and only what no longer fits into the time is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set

import msgspec

from contract.museum import Museum, Stop, Work
from tour_server.routing.exact_search import MAX_STOPS, solve
from tour_server.routing.or_opt import improve
from tour_server.routing.ordered_route import solve_in_order
from tour_server.routing.route import FullRoomNote, LeftOut, Reason, Route, RouteStop
from tour_server.routing.route_problem import (
    UNREACHABLE_SECONDS,
    CandidateStop,
    Leg,
    RouteProblem,
    walk_in_order,
)
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.walking_plan import Place, WalkingPlan

LOOKING_SECONDS = 27
"""Added to the listening: visitors look at a work for 27.2 s on average. J. K. Smith and L. F. Smith, "Spending Time on
Art", Empirical Studies of the Arts 19 (2001)."""

FULL_ROOM_CLEARS_SECONDS = 900
"""How long a full room is taken to stay full. An assumption; a phone asks again within seconds of a change, so this
decides the order alone, not what is missed."""

DEFAULT_VALUE = 0.5
"""The value of a work that no tour gives a value."""

Listening = Callable[[Work], float]


class UnknownPlaceError(ValueError):
    """The request names a tour, a work or a room that this release does not have."""


class RoutePlanner:
    """Plans routes through one museum. Keeps the walking plans between requests; safe to ask from any thread."""

    def __init__(self, museum: Museum) -> None:
        self.museum = museum
        self._plans: dict[bool, WalkingPlan] = {}

    def plan(self, request: RouteRequest, full: Set[str], listening: Listening) -> Route:
        """Plan the best route. Deterministic.

        `full`: keys of the rooms that are known to be full. `listening`: the seconds that a work's narration takes
        this visitor.

        Best means: most essential stops, then the highest value, then the shortest time; exactly so over the MAX_STOPS
        that are worth most. Where time is left after these, the next ones follow in the same way. With `keep_order` the
        tour's order stands, and a full room does not change it. The route is never longer than the request's minutes,
        and a step-free route has no steps. Raises UnknownPlaceError.
        """
        plan = self._walking_plan(request.step_free)
        budget_seconds = request.minutes * 60
        route = self._best_subset(request, plan, full, listening, budget_seconds, 0)
        while any(left.reason is Reason.MANY for left in route.left_out):
            settled = [left for left in route.left_out if left.reason is not Reason.MANY]
            done = [stop.work for stop in route.stops] + [left.work for left in settled]
            at = route.stops[-1].work if route.stops else request.at
            rest = msgspec.structs.replace(request, at=at, seen=[*request.seen, *done])
            more = self._best_subset(rest, plan, full, listening, budget_seconds, route.seconds)
            if not more.stops:
                break
            noted = {note.room for note in route.notes}
            route = Route(
                stops=[*route.stops, *more.stops],
                notes=[*route.notes, *(note for note in more.notes if note.room not in noted)],
                left_out=[*settled, *more.left_out],
                seconds=more.seconds,
                estimated=route.estimated,
            )
        if len(route.stops) > MAX_STOPS and not request.keep_order:
            return self._improved(request, plan, full, route)
        return route

    def _walking_plan(self, step_free: bool) -> WalkingPlan:
        # Two threads may both build it; the plans are equal and the later one is kept.
        if step_free not in self._plans:
            self._plans[step_free] = WalkingPlan(self.museum, step_free=step_free)
        return self._plans[step_free]

    def _best_subset(
        self,
        request: RouteRequest,
        plan: WalkingPlan,
        full: Set[str],
        listening: Listening,
        budget_seconds: int,
        elapsed_seconds: int,
    ) -> Route:
        """Plan over the best MAX_STOPS, from `elapsed_seconds` to `budget_seconds` (both from now)."""
        start = self._start(plan, request.at)
        candidates, left_out = self._candidates(request, plan, start, listening)
        walks = self._walks(plan, start, candidates)
        calm = RouteProblem(tuple(candidates), walks, budget_seconds - elapsed_seconds)
        search = solve_in_order if request.keep_order else solve
        calm_order = search(calm)
        # A visitor who is in a full room already need not wait to get in.
        full_rooms = {stop.room for stop in candidates} & full - {start.room}
        if (
            request.keep_order
        ):  # only the room that comes next is waited for: a later one may have emptied by then
            full_rooms &= {candidates[index].room for index in calm_order[:1]}
        clears_seconds = max(0, FULL_ROOM_CLEARS_SECONDS - elapsed_seconds)
        problem, order = calm, calm_order
        if full_rooms and clears_seconds:
            later = [
                msgspec.structs.replace(stop, not_before_seconds=clears_seconds)
                if stop.room in full_rooms
                else stop
                for stop in candidates
            ]
            problem = RouteProblem(tuple(later), walks, calm.budget_seconds)
            order = search(problem)
        legs = walk_in_order(problem, order)
        for index, stop in enumerate(candidates):
            if index not in order:
                because_full = index in calm_order and stop.room in full_rooms
                left_out.append(LeftOut(stop.work, Reason.FULL if because_full else Reason.TIME))
        return Route(
            stops=[_route_stop(candidates, leg, elapsed_seconds) for leg in legs],
            notes=_notes(candidates, calm_order, legs, full_rooms) if clears_seconds else [],
            left_out=left_out,
            seconds=elapsed_seconds + (legs[-1].leaves if legs else 0),
            estimated=not plan.measured,
        )

    def _improved(
        self, request: RouteRequest, plan: WalkingPlan, full: Set[str], route: Route
    ) -> Route:
        """Reorder the stops of a route that was chosen in several rounds, so that it does not walk back."""
        start = self._start(plan, request.at)
        candidates = [
            CandidateStop(
                stop.work,
                stop.room,
                points=0,
                essential=False,
                stay_seconds=stop.stay,
                not_before_seconds=(
                    FULL_ROOM_CLEARS_SECONDS if stop.room in full - {start.room} else 0
                ),
            )
            for stop in route.stops
        ]
        walks = self._walks(plan, start, candidates)
        problem = RouteProblem(tuple(candidates), walks, UNREACHABLE_SECONDS)
        legs = walk_in_order(problem, improve(problem, tuple(range(len(candidates)))))
        if legs[-1].leaves >= route.seconds:
            return route
        stops = [_route_stop(candidates, leg, 0) for leg in legs]
        return msgspec.structs.replace(route, stops=stops, seconds=legs[-1].leaves)

    def _start(self, plan: WalkingPlan, at: str | None) -> Place:
        try:
            return plan.start(at)
        except KeyError:
            raise UnknownPlaceError(f"there is no work or room {at!r}") from None

    def _candidates(
        self, request: RouteRequest, plan: WalkingPlan, start: Place, listening: Listening
    ) -> tuple[list[CandidateStop], list[LeftOut]]:
        """Choose the best MAX_STOPS that can be reached.

        Returns them in the tour's order, and the others with the reason that each is left out.
        """
        works = {work.key: work for work in self.museum.works}
        seen = set(request.seen)
        reachable: list[CandidateStop] = []
        away_seconds: list[float] = []
        left_out: list[LeftOut] = []
        for stop in stops_of(self.museum, request.tour):
            work = works[stop.work]
            if work.key in seen:
                continue
            walk = plan.walk_seconds(start, plan.place_of(work))
            if walk is None:
                reason = Reason.STEPS if request.step_free else Reason.NO_WAY
                left_out.append(LeftOut(work.key, reason))
                continue
            stay = math.ceil(listening(work)) + LOOKING_SECONDS
            points = _points(stop, work, request)
            away_seconds.append(walk)
            reachable.append(CandidateStop(work.key, work.room, points, stop.essential, stay))
        # Among equals the nearest: the stops that remain for a later round then lie together, farther on.
        ranked = sorted(range(len(reachable)), key=lambda i: (_rank(reachable[i]), away_seconds[i]))
        best = set(ranked if request.keep_order else ranked[:MAX_STOPS])
        left_out += [
            LeftOut(stop.work, Reason.MANY) for i, stop in enumerate(reachable) if i not in best
        ]
        return [stop for i, stop in enumerate(reachable) if i in best], left_out

    def _walks(
        self, plan: WalkingPlan, start: Place, candidates: Sequence[CandidateStop]
    ) -> tuple[tuple[int, ...], ...]:
        """Return the table of walks for a RouteProblem, in whole seconds, rounded up."""
        places = [plan.place_of(self.museum.work(stop.work)) for stop in candidates]

        def seconds(one: Place, other: Place) -> int:
            walk = plan.walk_seconds(one, other)
            return UNREACHABLE_SECONDS if walk is None else math.ceil(walk)

        return tuple(tuple(seconds(one, other) for other in places) for one in [*places, start])


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
    """Return a stop's value in thousandths, halved where no theme of the work meets the interests."""
    liked = 1.0
    if any(request.interests.values()):
        themes = {block.theme for block in work.blocks if block.layer == 1}
        liked = max((request.interests.get(theme, 0.0) for theme in themes), default=0.0)
    return round(1000 * stop.value * (0.5 + 0.5 * liked))


def _rank(stop: CandidateStop) -> tuple[bool, int]:
    return not stop.essential, -stop.points


def _route_stop(candidates: Sequence[CandidateStop], leg: Leg, elapsed_seconds: int) -> RouteStop:
    stop = candidates[leg.candidate]
    arrives = elapsed_seconds + leg.arrives
    return RouteStop(stop.work, stop.room, leg.walk, leg.wait, arrives, stop.stay_seconds)


def _notes(
    candidates: Sequence[CandidateStop],
    calm_order: tuple[int, ...],
    legs: Sequence[Leg],
    full_rooms: Set[str],
) -> list[FullRoomNote]:
    """Compare the route with that of a calm day. Returns a note for each full room that changed it.

    The rooms come in the order in which the calm route meets them.
    """
    order = tuple(leg.candidate for leg in legs)
    first_room = candidates[order[0]].room if order else None
    on_calm_route = (candidates[i].room for i in calm_order if candidates[i].room in full_rooms)
    notes: list[FullRoomNote] = []
    for room in dict.fromkeys(on_calm_route):
        calm_stops = [i for i in calm_order if candidates[i].room == room]
        missed = [candidates[i].work for i in calm_stops if i not in order]
        legs_here = [leg for leg in legs if candidates[leg.candidate].room == room]
        wait = sum(leg.wait for leg in legs_here)
        if missed:
            other = first_room if first_room != room else None
            notes.append(FullRoomNote(Reason.FULL_LEFT_OUT, room, other, wait, missed))
        elif first_room == room:
            notes.append(FullRoomNote(Reason.FULL_WAIT, room, wait=wait))
        elif wait or order.index(legs_here[0].candidate) > calm_order.index(calm_stops[0]):
            notes.append(FullRoomNote(Reason.FULL_LATER, room, first_room, wait))
    return notes

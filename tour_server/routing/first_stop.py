"""A route that begins with the work a visitor wants to see first."""

from __future__ import annotations

import math
from collections.abc import Set

import msgspec

from tour_server.routing.route import Route, RouteStop
from tour_server.routing.route_planner import (
    LOOKING_SECONDS,
    Listening,
    RoutePlanner,
    UnknownPlaceError,
)
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.walking_plan import WalkingPlan


def plan_from_first(
    planner: RoutePlanner,
    walks: WalkingPlan,
    request: RouteRequest,
    full: Set[str],
    listening: Listening,
) -> Route:
    """Plan the work `request.first`, then the best route from there in the time that is left.

    Where no way leads to it, or the time is too short for it, this is the best route without that wish. Raises
    UnknownPlaceError.
    """
    works = {work.key: work for work in planner.museum.works}
    wish = msgspec.structs.replace(request, first=None)
    if request.first is None:
        return planner.plan(wish, full, listening)
    work = works.get(request.first)
    if work is None:
        raise UnknownPlaceError(f"there is no work {request.first!r}")
    try:
        walk = walks.walk_seconds(walks.start(request.at), walks.place_of(work))
    except KeyError:
        raise UnknownPlaceError(f"there is no work or room {request.at!r}") from None
    stay = math.ceil(listening(work)) + LOOKING_SECONDS
    if walk is None or math.ceil(walk) + stay > request.minutes * 60:
        return planner.plan(wish, full, listening)
    taken = math.ceil(walk) + stay
    rest = msgspec.structs.replace(
        wish,
        at=work.key,
        seen=[*request.seen, work.key],
        minutes=(request.minutes * 60 - taken) // 60,
    )
    route = planner.plan(rest, full, listening)
    first = RouteStop(work.key, work.room, math.ceil(walk), 0, math.ceil(walk), stay)
    later = [msgspec.structs.replace(stop, arrives=stop.arrives + taken) for stop in route.stops]
    return msgspec.structs.replace(route, stops=[first, *later], seconds=route.seconds + taken)

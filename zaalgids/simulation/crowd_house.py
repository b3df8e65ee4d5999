"""A museum as the simulation of a crowded day sees it: walks, stays, and how many people see a work at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from contract.museum import Level, Museum, Work
from narration.script import spoken_seconds
from tour_server.crowd.room_prices import crowding_of
from tour_server.routing.depth import LOOKING_SECONDS, Depth
from tour_server.routing.route_planner import stops_of
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.search_problem import FAR, SearchProblem, simple_problem
from tour_server.routing.walking_plan import WalkingPlan, entrance

NO_CLOSING = 10**7  # seconds
ESSENTIAL_POINTS = (
    1000  # more than any work is worth: no plan gives up an essential stop for another
)


class CrowdHouse:
    """One museum, with the tables that every plan and every walk of a simulated day needs."""

    def __init__(self, museum: Museum) -> None:
        self.museum = museum
        self.works = museum.works
        self.number = {work.key: index for index, work in enumerate(museum.works)}
        rooms = {room.key: index for index, room in enumerate(museum.rooms)}
        self.room_of = [rooms[work.room] for work in museum.works]
        self._points: dict[tuple[str | None, tuple[tuple[str, float], ...]], list[int]] = {}
        self.entrance = rooms[entrance(museum).key]
        self.capacity = [room.capacity for room in museum.rooms]
        self.stays = [_stay_seconds(museum, work) for work in museum.works]
        self.crowding = crowding_of(museum)
        self.places = self.crowding.places

    def walks(self, step_free: bool) -> NDArray[np.int32]:
        """Return the seconds between all works; the last row and column are the entrance. FAR where there is no way."""
        return self._walks_without_steps if step_free else self._walks

    @cached_property
    def _walks(self) -> NDArray[np.int32]:
        return self._table(step_free=False)

    @cached_property
    def _walks_without_steps(self) -> NDArray[np.int32]:
        return self._table(step_free=True)

    def _table(self, *, step_free: bool) -> NDArray[np.int32]:
        plan = WalkingPlan(self.museum, step_free=step_free)
        places = [plan.place_of(work) for work in self.works]
        places.append(plan.middle_of(entrance(self.museum).key))
        table = np.zeros((len(places), len(places)), np.int32)
        for i, one in enumerate(places):
            for j in range(i):
                walk = plan.walk_seconds(one, places[j])
                table[i, j] = table[j, i] = FAR if walk is None else math.ceil(walk)
        return table

    def problem(
        self, request: RouteRequest, seen: Sequence[int] = (), elapsed: int = 0
    ) -> tuple[SearchProblem, NDArray[np.int64]]:
        """Return the search problem of a request, and the work of each of its nodes.

        `seen`: the works of before, the last of them where the visitor stands; `elapsed`: seconds since they came.
        """
        walks = self.walks(request.step_free)
        points = self.points(request)
        here = seen[-1] if seen else len(self.works)
        nodes = np.array(
            [
                index
                for index in range(len(self.works))
                if points[index] and walks[-1, index] < FAR and index not in seen
            ],
            np.int64,
        )
        walk = walks[np.ix_([*nodes, here], [*nodes, len(self.works)])]
        count, limit = len(nodes), max(0, request.minutes * 60 - elapsed)
        return simple_problem(
            walk=np.ascontiguousarray(walk),
            stay=np.array([self.stays[node] for node in nodes], np.int32),
            points=np.array([points[node] for node in nodes], np.int32),
            opens=np.zeros(count, np.int32),
            closes=np.full(count, NO_CLOSING, np.int32),
            limit=limit,
        ), nodes

    def points(self, request: RouteRequest) -> list[int]:
        """Return what each work is worth to a visitor, 0 where their tour lacks it. Computed once for equal wishes."""
        wish = request.tour, tuple(sorted(request.interests.items()))
        if wish not in self._points:
            self._points[wish] = self._points_for(request)
        return self._points[wish]

    def _points_for(self, request: RouteRequest) -> list[int]:
        found = [0] * len(self.works)
        for stop in stops_of(self.museum, request.tour):
            work = self.works[self.number[stop.work]]
            liked = 1.0
            if request.interests:
                themes = {block.theme for block in work.blocks if block.layer == 1}
                liked = max((request.interests.get(theme, 0.0) for theme in themes), default=0.0)
            found[self.number[stop.work]] = (
                round(1000 * stop.value * (0.5 + 0.5 * liked)) + ESSENTIAL_POINTS * stop.essential
            )
        return found

    def popularity(self) -> list[float]:
        """Return how much all tours together value each work."""
        found = [0.0] * len(self.works)
        for tour in self.museum.tours:
            for stop in tour.stops:
                found[self.number[stop.work]] += stop.value
        return found

    def duration(self, order: Sequence[int], step_free: bool) -> int:
        """Return the seconds of a walk through these works and back to the entrance, without crowds."""
        walks, here, total = self.walks(step_free), len(self.works), 0
        for work in order:
            total += int(walks[here, work]) + self.stays[work]
            here = work
        return total + int(walks[here, -1])


def _stay_seconds(museum: Museum, work: Work) -> int:
    language = museum.site.languages[0]
    told = sum(
        spoken_seconds(block)
        for block in work.blocks
        if block.language == language and block.level is Level.ADULT and block.layer == 1
    )
    return math.ceil(told) + LOOKING_SECONDS[Depth.USUAL]

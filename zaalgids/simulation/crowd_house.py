"""A museum as the simulation of a crowded day sees it: walks, stays, and how many people see a work at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.museum import Level, Museum, Work
from narration.script import spoken_seconds
from tour_server.crowd.room_prices import crowding_of
from tour_server.routing.depth import LOOKING_SECONDS, WORTH, Depth
from tour_server.routing.rest_places import rest_places
from tour_server.routing.route import Route
from tour_server.routing.route_planner import depths_of, points_of_stop, stops_of
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.search_problem import FAR
from tour_server.routing.walking_plan import Place, WalkingPlan, entrance


class PlannedStay(Struct, frozen=True):
    """A stop or a rest on a plan. `place`: a work's or a rest's row in the walks; `work`: None of a rest.

    `wait`: seconds that the plan waits before it, for a full room. `stay`: planned seconds. `value`: to this visitor.
    """

    place: int
    room: int
    stay: int
    work: int | None = None
    wait: int = 0
    value: float = 0.0


class CrowdHouse:
    """One museum, with the tables that every plan and every walk of a simulated day needs."""

    def __init__(self, museum: Museum) -> None:
        self.museum = museum
        self.works = museum.works
        self.number = {work.key: index for index, work in enumerate(museum.works)}
        self.rooms = {room.key: index for index, room in enumerate(museum.rooms)}
        self.room_of = [self.rooms[work.room] for work in museum.works]
        self.rests = rest_places(museum)
        self._rest_row = {rest.key: len(self.works) + i for i, rest in enumerate(self.rests)}
        self.entrance = self.rooms[entrance(museum).key]
        self.capacity = [room.capacity for room in museum.rooms]
        self._heard = [_seconds_told(museum, work) for work in museum.works]
        self.stays = [
            math.ceil(first) + LOOKING_SECONDS[Depth.USUAL] for first, _deeper in self._heard
        ]
        self.places = crowding_of(museum).places

    def first_seconds(self, work: Work) -> float:
        """Return how long the first layer of a work is told."""
        return self._heard[self.number[work.key]][0]

    def deeper_seconds(self, work: Work) -> float:
        """Return how long the deeper layers of a work are told."""
        return self._heard[self.number[work.key]][1]

    def stays_of(self, work: int) -> list[tuple[int, float]]:
        """Return (seconds, share of its value) of each way to see a work, the shortest first."""
        return list(depths_of(*self._heard[work]).values())

    def walks(self, step_free: bool) -> NDArray[np.int32]:
        """Return the seconds between all works, then rests; the last row and column are the entrance. FAR: no way."""
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
        places += [Place(rest.room, rest.at) for rest in self.rests]
        places.append(plan.start(None))
        table = np.zeros((len(places), len(places)), np.int32)
        for i, one in enumerate(places):
            for j in range(i):
                walk = plan.walk_seconds(one, places[j])
                table[i, j] = table[j, i] = FAR if walk is None else math.ceil(walk)
        return table

    def visit_of(self, route: Route, request: RouteRequest) -> tuple[PlannedStay, ...]:
        """Return the stops and rests of a plan in their order."""
        worth = self.points(request)
        found: list[PlannedStay] = []
        rests = {rest.after: rest for rest in route.rests}
        for number in range(len(route.stops) + 1):
            if number in rests:
                rest = rests[number]
                row, room = self._rest_row[rest.place], self.rooms[rest.room]
                found.append(PlannedStay(row, room, rest.stay))
            if number < len(route.stops):
                stop = route.stops[number]
                work = self.number[stop.work]
                value = worth[work] * WORTH[stop.depth]
                room = self.room_of[work]
                found.append(PlannedStay(work, room, stop.stay, work, stop.wait, value))
        return tuple(found)

    def usual_visit(self, works: Sequence[int], request: RouteRequest) -> tuple[PlannedStay, ...]:
        """Return a visit to works, each seen as usual."""
        worth = self.points(request)
        return tuple(
            PlannedStay(work, self.room_of[work], self.stays[work], work, 0, worth[work])
            for work in works
        )

    def points(self, request: RouteRequest) -> list[float]:
        """Return what each work is worth to a visitor, 0 where their tour lacks it."""
        found = [0.0] * len(self.works)
        for stop in stops_of(self.museum, request.tour):
            number = self.number[stop.work]
            found[number] = points_of_stop(stop, self.works[number], request)
        return found

    def popularity(self) -> list[float]:
        """Return how much all tours together value each work."""
        found = [0.0] * len(self.works)
        for tour in self.museum.tours:
            for stop in tour.stops:
                found[self.number[stop.work]] += stop.value
        return found

    def duration(self, visit: Sequence[PlannedStay], step_free: bool, begin: int = -1) -> int:
        """Return the seconds until the last stay ends, from a row of the walks (the entrance) on, without crowds."""
        walks, here, total = self.walks(step_free), begin, 0
        for stay in visit:
            total += int(walks[here, stay.place]) + stay.wait + stay.stay
            here = stay.place
        return total


def _seconds_told(museum: Museum, work: Work) -> tuple[float, float]:
    """Return the seconds of a work's first layer and of its deeper ones, by its texts for adults."""
    told = [0.0, 0.0]
    for block in work.blocks:
        if block.language == museum.site.languages[0] and block.level is Level.ADULT:
            told[block.layer > 1] += spoken_seconds(block)
    return told[0], told[1]

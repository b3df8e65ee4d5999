"""Three ways to tell a day's visitors where to go: each their own best plan, one popular walk for all, and ours.

Plans are made by the server's own code: RoutePlanner alone for `selfish`, and in SharedVisits for `ours`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from contract.museum import Museum
from tour_server.crowd.room_now import RoomNow
from tour_server.crowd.sent_counts import SLOT_SECONDS
from tour_server.crowd.usual_day import SLOTS
from tour_server.routing.by_way import ByWay
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import GivenPlan, RouteRequest
from tour_server.routing.search_problem import FAR
from tour_server.visit.shared_visits import SharedVisits
from zaalgids.simulation.crowd_day import ASKS_AGAIN_SECONDS, BetweenRooms
from zaalgids.simulation.crowd_house import CrowdHouse, PlannedStay
from zaalgids.simulation.crowd_visitors import (
    Habit,
    SimulatedVisitor,
    open_seconds,
    opening_moment,
)

Visit = Sequence[PlannedStay]


class Planner:
    """Plans visits in one museum; keeps the own best plan of each request, the same for all policies."""

    def __init__(self, house: CrowdHouse) -> None:
        self.house = house
        self.routes = RoutePlanner(house.museum)
        self.open_seconds = open_seconds(house.museum)
        self._best: dict[bytes, tuple[PlannedStay, ...]] = {}

    def best(self, visitor: SimulatedVisitor) -> tuple[PlannedStay, ...]:
        """Return the visitor's own best plan, as the server makes it where nobody counts people."""
        request = visitor.request
        closes_in = self.open_seconds - visitor.arrives
        asked = msgspec.json.encode((request, min(closes_in, request.minutes * 60)))
        if asked not in self._best:
            route = self.routes.plan(
                request,
                frozenset(),
                self.house.first_seconds,
                deeper=self.house.deeper_seconds,
                closes_in=closes_in,
            )
            self._best[asked] = self.house.visit_of(route, request)
        return self._best[asked]

    def popular(self, visitor: SimulatedVisitor) -> tuple[PlannedStay, ...]:
        """Return the works that all tours value most, as many as fit into the visitor's time, in the museum's order."""
        house, request = self.house, visitor.request
        popular = house.popularity()
        walks = house.walks(request.step_free)
        chosen: list[int] = []
        for work in sorted(range(len(house.works)), key=lambda work: (-popular[work], work)):
            trial = sorted([*chosen, work])
            visit = house.usual_visit(trial, request)
            if walks[-1, work] < FAR and (
                house.duration(visit, request.step_free) <= request.minutes * 60
            ):
                chosen = trial
        return house.usual_visit(chosen, request)

    def wandering(self, visitor: SimulatedVisitor) -> tuple[PlannedStay, ...]:
        """Return the works of a visitor without a plan: always the nearest one not seen yet, until the time is over."""
        house, request = self.house, visitor.request
        walks = house.walks(request.step_free)
        order: list[int] = []
        left, here, clock = set(range(len(house.works))), -1, 0
        while left:
            nearest = min(left, key=lambda work: (walks[here, work], work))
            clock += int(walks[here, nearest]) + house.stays[nearest]
            if clock + int(walks[nearest, -1]) > request.minutes * 60:
                break
            order.append(nearest)
            left.remove(nearest)
            here = nearest
        return house.usual_visit(order, request)


class Selfish:
    """Each visitor has their own best plan."""

    name = "selfish"

    def __init__(self, planner: Planner) -> None:
        self.planner = planner

    def begin(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Visit:
        """Return the visitor's plan; without a plan, where they go by themselves."""
        if visitor.habit is Habit.IGNORE:
            return self.planner.wandering(visitor)
        return self.plan(visitor, people)

    def plan(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Visit:
        """Return the plan of a visitor who keeps to it."""
        return self.planner.best(visitor)

    def go_on(
        self, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Visit:
        """Return the rest of the plan as it was."""
        return moment.rest


class Popular(Selfish):
    """All visitors take the works that are most popular, in the same order."""

    name = "popular"

    def plan(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Visit:
        """Return the popular walk, as much of it as fits into the visitor's time."""
        return self.planner.popular(visitor)


class Ours(Selfish):
    """Each visitor has the plan that the server gives: clear of the others', within the regret cap.

    The phone asks again between two rooms and each minute before a full room. The visitor agrees to a plan that loses
    no more of their own best one than the cap, and else waits.
    """

    name = "ours"

    def __init__(
        self, planner: Planner, regret_cap: float, usual: NDArray[np.float64] | None
    ) -> None:
        """`usual`: the people in each room (row) in each slot from opening on, None where that is not known."""
        super().__init__(planner)
        house = planner.house
        self._opens = opening_moment(house.museum)
        from_midnight = None if usual is None else self._from_midnight(usual)

        def usual_people(_museum: Museum, _now: dt.datetime) -> NDArray[np.float64] | None:
            return from_midnight

        self._phones: dict[int, GivenPlan | None] = {}  # by identity of the visitor
        self._cap = regret_cap
        self._visits = SharedVisits(house.museum, regret_cap, usual_people)

    def plan(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Visit:
        """Return the server's plan for a visitor at the entrance."""
        closes_in = self.planner.open_seconds - visitor.arrives
        return self._ask(visitor, visitor.request, visitor.arrives, closes_in, people)

    def go_on(
        self, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Visit:
        """Return the rest of the plan, changed where a room has filled. Who is late stays longer, as phones offer.

        Who would lose more by that than the cap says no, and waits until there is space.
        """
        ahead = [stay for stay in moment.rest if stay.work is not None]
        if visitor.habit is Habit.IGNORE or not ahead:
            return moment.rest
        house, request = self.planner.house, visitor.request
        left = request.minutes * 60 - (moment.at - visitor.arrives)
        here = moment.seen[-1].place if moment.seen else -1
        needed = house.duration(moment.rest, request.step_free, here)
        works = house.works
        seen = [works[stay.work].key for stay in moment.seen if stay.work is not None]
        asked = msgspec.structs.replace(
            request,
            minutes=math.ceil(max(left, needed) / 60),
            at=seen[-1] if seen else None,
            seen=seen,
            kept=[works[stay.work].key for stay in ahead if stay.work is not None],
            given=self._phones.get(id(visitor)),
        )
        way_out = int(house.walks(request.step_free)[moment.rest[-1].place, -1])
        open_for = self.planner.open_seconds - moment.at
        # Who would be late for closing finishes all the same, as with the other policies' plans.
        closes_in = open_for if open_for >= needed + way_out else None
        found = self._ask(visitor, asked, moment.at, closes_in, people)
        had, least = _value(moment.rest), (1 - self._cap) * _value(self.planner.best(visitor))
        if _value(found) < min(had, least - _value(moment.seen)):
            return self._as_it_was(moment, people)
        return found

    def _as_it_was(self, moment: BetweenRooms, people: Sequence[int]) -> Visit:
        """Return the rest of a plan that a visitor keeps, waiting before a room that is full."""
        house, (first, *later) = self.planner.house, moment.rest
        mine = moment.seen[-1].room if moment.seen else house.entrance
        full = people[first.room] >= house.capacity[first.room] and first.room != mine
        wait = ASKS_AGAIN_SECONDS if full else 0
        return [msgspec.structs.replace(first, wait=wait), *later]

    def _ask(
        self,
        visitor: SimulatedVisitor,
        request: RouteRequest,
        at: int,
        closes_in: int | None,
        people: Sequence[int],
    ) -> Visit:
        house = self.planner.house
        counted = {
            room.key: RoomNow(number, room.capacity)
            for room, number in zip(house.museum.rooms, people, strict=True)
        }
        now = self._opens + dt.timedelta(seconds=at)
        route, _kept = self._visits.plan(
            self.planner.routes,
            ByWay([], request, 0),
            (house.first_seconds, house.deeper_seconds),
            counted,
            now,
            closes_in=closes_in,
        )
        given = self._visits.given(route, now)
        self._phones[id(visitor)] = given
        return house.visit_of(route, visitor.request)

    def _from_midnight(self, usual: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.zeros((len(usual), SLOTS))
        opens = (self._opens.hour * 3600 + self._opens.minute * 60) // SLOT_SECONDS
        slots = min(usual.shape[1], SLOTS - opens)
        found[:, opens : opens + slots] = usual[:, :slots]
        return found


def _value(visit: Visit) -> float:
    return sum(stay.value for stay in visit)

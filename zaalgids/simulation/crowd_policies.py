"""Three ways to tell a day's visitors where to go: each their own best plan, one popular walk for all, and ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from msgspec import Struct

from tour_server.crowd.room_prices import RoomPrices
from tour_server.crowd.sent_counts import SentVisit
from tour_server.routing.capped_search import ROUNDS, cheapest_route, least_points
from tour_server.routing.search_kernel import SearchKernel
from tour_server.routing.search_problem import FAR, MAX_SLOTS, SearchProblem, starts
from zaalgids.simulation.crowd_day import BetweenRooms
from zaalgids.simulation.crowd_house import NO_CLOSING, CrowdHouse
from zaalgids.simulation.crowd_visitors import Habit, SimulatedVisitor

STEPS = 400
"""Of the search for a visitor's own best plan. A choice, not tuned."""

ROUNDS_ON_THE_WAY = 6
"""Of the search between two rooms, which begins with the plan that the visitor has."""


class OwnBest(Struct, frozen=True):
    """The best plan for one visitor alone: its works in order, and their points."""

    works: tuple[int, ...]
    points: int
    seconds: int

    @property
    def second_points(self) -> float:
        """What a second of the plan is worth, its walks included."""
        return self.points / max(1, self.seconds)


class Planner:
    """Plans visits in one museum; keeps the own best plan of each request, the same for all policies."""

    def __init__(self, house: CrowdHouse) -> None:
        self.house = house
        self._kernel = SearchKernel()
        self._best: dict[bytes, OwnBest] = {}

    def best(self, visitor: SimulatedVisitor) -> OwnBest:
        """Return the visitor's own best plan; among equals that with the least walking which the search finds."""
        asked = msgspec.json.encode(visitor.request)
        if asked not in self._best:
            problem, nodes = self.house.problem(visitor.request)
            self._kernel.load(problem)
            self._kernel.improve(STEPS, seed=1)
            rooms = [self.house.room_of[work] for work in nodes]
            points = self._kernel.score
            order = cheapest_route(problem, self._kernel.order, points, rooms)
            self._best[asked] = OwnBest(
                tuple(int(nodes[node]) for node in order),
                int(sum(problem.points[node] for node in order)),
                ends_at(problem, order),
            )
        return self._best[asked]

    def popular(self, visitor: SimulatedVisitor) -> tuple[int, ...]:
        """Return the works that all tours value most, as many as fit into the visitor's time, in the museum's order."""
        house, request = self.house, visitor.request
        popular = house.popularity()
        walks = house.walks(request.step_free)
        chosen: list[int] = []
        for work in sorted(range(len(house.works)), key=lambda work: (-popular[work], work)):
            trial = sorted([*chosen, work])
            if walks[-1, work] < FAR and house.duration(trial, request.step_free) <= (
                request.minutes * 60
            ):
                chosen = trial
        return tuple(chosen)

    def wandering(self, visitor: SimulatedVisitor) -> tuple[int, ...]:
        """Return the works of a visitor without a plan: always the nearest one not seen yet, until the time is over."""
        house, request = self.house, visitor.request
        walks = house.walks(request.step_free)
        order: list[int] = []
        left, here, clock = set(range(len(house.works))), len(house.works), 0
        while left:
            nearest = min(left, key=lambda work: (walks[here, work], work))
            clock += int(walks[here, nearest]) + house.stays[nearest]
            if clock + int(walks[nearest, -1]) > request.minutes * 60:
                break
            order.append(nearest)
            left.remove(nearest)
            here = nearest
        return tuple(order)


class Selfish:
    """Each visitor has their own best plan."""

    name = "selfish"

    def __init__(self, planner: Planner) -> None:
        self.planner = planner

    def begin(self, number: int, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[int]:
        """Return the visitor's plan; without a plan, where they go by themselves."""
        if visitor.habit is Habit.IGNORE:
            return self.planner.wandering(visitor)
        return self.plan(number, visitor, people)

    def plan(self, number: int, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[int]:
        """Return the plan of a visitor who keeps to it."""
        return self.planner.best(visitor).works

    def go_on(
        self, number: int, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Sequence[int]:
        """Return the rest of the plan as it was."""
        return moment.rest


class Popular(Selfish):
    """All visitors take the works that are most popular, in the same order."""

    name = "popular"

    def plan(self, number: int, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[int]:
        """Return the popular walk, as much of it as fits into the visitor's time."""
        return self.planner.popular(visitor)


class Ours(Selfish):
    """Each visitor's plan keeps clear of the others', within the regret cap; it is made again between two rooms."""

    name = "ours"

    def __init__(self, planner: Planner, prices: RoomPrices, regret_cap: float) -> None:
        super().__init__(planner)
        self._prices, self._cap = prices, regret_cap
        # What a phone knows of its plan: when it was given, and its stays. The server has sums alone (SentCounts).
        self._phones: dict[int, tuple[float, list[SentVisit]]] = {}

    def plan(self, number: int, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[int]:
        """Return the plan that is cheapest for the crowd within the cap."""
        works = self.planner.best(visitor).works
        return self._cheapest(
            number, visitor, BetweenRooms(visitor.arrives, (), works), people, ROUNDS
        )

    def go_on(
        self, number: int, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Sequence[int]:
        """Return the rest of the plan, changed where a room has filled or the visitor is late."""
        if visitor.habit is Habit.IGNORE:
            return moment.rest
        return self._cheapest(number, visitor, moment, people, ROUNDS_ON_THE_WAY)

    def _cheapest(
        self,
        number: int,
        visitor: SimulatedVisitor,
        moment: BetweenRooms,
        people: Sequence[int],
        rounds: int,
    ) -> Sequence[int]:
        house, prices = self.planner.house, self._prices
        self._take_back(number, moment.at)
        problem, nodes = house.problem(visitor.request, moment.seen, moment.at - visitor.arrives)
        node_of = {int(work): node for node, work in enumerate(nodes)}
        begin = [node_of[work] for work in moment.rest]
        # Who is late keeps what was promised.
        late = ends_at(problem, begin)
        problem = replace(problem, limit=max(problem.limit, late))
        length = max(1, -(-problem.limit // MAX_SLOTS))
        middles = moment.at + (np.arange(MAX_SLOTS) + 0.5) * length
        counted = dict(zip(prices.crowding.rooms, people, strict=True))
        cost = prices.prices(counted, moment.at, middles.tolist())[nodes]
        best = self.planner.best(visitor)
        priced = replace(
            problem,
            price=np.rint(cost * problem.stay[:, None] * best.second_points).astype(np.int32),
            room=np.arange(problem.nodes, dtype=np.int32),
            slot_length=length,
        )
        points = house.points(visitor.request)
        least = least_points(best.points, self._cap)
        least -= sum(points[work] for work in moment.seen)
        rooms = [house.room_of[work] for work in nodes]
        order = cheapest_route(
            priced, begin, least, rooms, rounds, second_points=best.second_points
        )
        sent = self._stays(priced, order, nodes.tolist(), moment.at)
        prices.sent.add(sent, moment.at)
        self._phones[number] = moment.at, sent
        return [int(nodes[node]) for node in order]

    def _take_back(self, number: int, now: int) -> None:
        """Take the stays that have not begun out of the counts."""
        given, sent = self._phones.pop(number, (0.0, []))
        self._prices.sent.take_back([visit for visit in sent if visit.starts >= now], given)

    def _stays(
        self, problem: SearchProblem, order: Sequence[int], nodes: Sequence[int], now: int
    ) -> list[SentVisit]:
        """Return the stays of a plan, each at its work and in its room."""
        found: list[SentVisit] = []
        for node, start in zip(order, starts(problem, order), strict=False):
            work = self.planner.house.works[nodes[node]]
            begin, end = now + start, now + start + int(problem.stay[node])
            found += [SentVisit(work.key, begin, end), SentVisit(work.room, begin, end)]
        return found


def ends_at(problem: SearchProblem, order: Sequence[int]) -> int:
    """Return when a route ends, also one that is longer than the limit."""
    return starts(replace(problem, limit=NO_CLOSING), order)[-1]

"""Changes a visitor's own best route so that it keeps clear of the other visitors', within the regret cap.

The cap is on the values of works, of the whole visit: what a plan made again gains may be given up, so that a visitor
keeps the rest of their first best plan. No essential stop is ever given up for it. No plan is changed where walks and
expected waits together would grow: a lower peak alone is not worth a visitor's time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tour_server.routing.capped_search import cheapest_route
from tour_server.routing.museum_problem import MuseumProblem
from tour_server.routing.search_problem import (
    MAX_SLOTS,
    CrowdCosts,
    SearchProblem,
    points_of,
    starts,
)

WORTH_A_CHANGE = 5.0
"""A plan that costs fewer seconds, by the prices of rooms and works, stays as it is. A choice, not tuned: at the Museum
of Pattern with 300 visitors a plan expects 50 to 100 s, so 60 would leave about half of them as they are."""

CROWD_WEIGHT = 6.0
"""What a second of the crowd, or of a longer walk, is worth beside a second of the plan's value; the regret cap bounds
what that may cost. Chosen among 1, 3, 6, 8 and 20 on seeds 1 to 3, where from 6 on more gained nothing: 0046."""

MOST_POINTS = 10**8  # of one visit's price

MARGIN_SECONDS = 30.0
"""What the search may lose on its way to a cheaper route, in seconds. A choice, not tuned."""


class SharedRooms(Struct, frozen=True):
    """What the crowd costs now.

    `prices`: moments in seconds from now, and whether waits alone count -> what a second at each work (row, by `works`)
    costs all visitors then, in seconds. `regret_cap`: the share of their own best plan's value that a visitor may lose.
    `may_lose`: points that are left of that, where the visitor has a plan already; below 0 where more is lost.
    `promised`: the works of that plan that are still to come, with their seconds.
    """

    works: Mapping[str, int]
    prices: Callable[[Sequence[float], bool], NDArray[np.float64]]
    regret_cap: float
    may_lose: int | None = None
    promised: Mapping[str, int] = {}


def shared_route(
    problem: MuseumProblem,
    best: Sequence[int],
    shared: SharedRooms,
    pinned: int,
) -> tuple[tuple[int, ...], int]:
    """Return the route that costs the crowd least, and the points that later plans may still give up.

    `best`: the visitor's own; its first `pinned` stops stay.
    """
    search = problem.search
    value = _value(problem, best)
    may_lose = int(shared.regret_cap * value)
    if shared.may_lose is not None:
        may_lose = shared.may_lose + value - _value_promised(problem, shared.promised)
    if len(best) < 2:
        return tuple(best), may_lose
    length = max(1, -(-search.limit // MAX_SLOTS))
    middles = (np.arange(MAX_SLOTS) + 0.5) * length
    rows = np.array([shared.works.get(visit.work or "", -1) for visit in problem.visits])

    def seconds(*, waits_alone: bool) -> NDArray[np.float64]:
        """Return what each node (row) costs in each slot."""
        found = shared.prices(middles.tolist(), waits_alone)[rows]
        return np.where(rows[:, None] >= 0, found, 0.0) * search.stay[:, None]

    priced = seconds(waits_alone=False)
    if _crowded(search, best, priced, length) < WORTH_A_CHANGE:
        return tuple(best), may_lose
    second_points = value / max(1, starts(search, best)[-1])
    rooms = {room: index for index, room in enumerate({v.room: 0 for v in problem.visits})}
    costs = CrowdCosts(
        price=np.minimum(priced * second_points * CROWD_WEIGHT, MOST_POINTS).astype(np.int32),
        slot_length=length,
        second_points=second_points,
        own_idle=starts(search, best)[-1] - int(search.stay[list(best)].sum()),
        more_points=second_points * (CROWD_WEIGHT - 1),
        place=np.array([rooms[visit.room] for visit in problem.visits], np.int32),
        margin=second_points * MARGIN_SECONDS,
    )
    own = points_of(search, best)
    # No essential stop is given up for others: together they are worth less than three quarters of its bonus.
    least = own - min(max(0, may_lose), problem.essential_bonus // 4)
    found = cheapest_route(dataclasses.replace(search, pinned=pinned), costs, best, least)
    waits = seconds(waits_alone=True)
    walked = [
        _walked(search, each) + _crowded(search, each, waits, length) for each in (best, found)
    ]
    lost = value - _value(problem, found)
    # The search counts likeness and rests as well, so the cap on the value alone is checked here.
    if walked[1] > walked[0] or lost > max(0, may_lose):
        return tuple(best), may_lose
    return found, may_lose - lost


def _crowded(
    search: SearchProblem, order: Sequence[int], costs: NDArray[np.float64], length: int
) -> float:
    """Return what the visits of a route cost, in seconds. `costs` by node and slot of `length`."""
    slots = [min(at // length, costs.shape[1] - 1) for at in starts(search, order)[:-1]]
    return float(costs[list(order), slots].sum())


def _walked(search: SearchProblem, order: Sequence[int]) -> int:
    legs = zip((search.nodes, *order), (*order, search.nodes), strict=True)
    return sum(int(search.walk[here, there]) for here, there in legs)


def _value(problem: MuseumProblem, order: Sequence[int]) -> int:
    return sum(problem.visits[node].value for node in order)


def _value_promised(problem: MuseumProblem, promised: Mapping[str, int]) -> int:
    """Return the value of works that a plan has for so many seconds. One that can't be seen any more counts 0."""
    closest: dict[str, tuple[int, int]] = {}
    for visit in problem.visits:
        if visit.work is not None and visit.work in promised:
            way = abs(visit.stay - promised[visit.work]), visit.value
            closest[visit.work] = min(closest.get(visit.work, way), way)
    return sum(value for _, value in closest.values())

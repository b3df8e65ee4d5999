"""The optimisation problem of a route, as numbers: an orienteering problem with time windows.

Which nodes, in which order, so that the points are most and the route ends within the limit. Times are whole units
(seconds in a museum, tenths in the instances of research), so that two searches can be compared exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MAX_NODES = 420  # these four as in kernel/kernel.h
MAX_GROUPS = 64
MAX_ROOMS = 128
MAX_SLOTS = 64

FAR = 10**8
"""A walk that does not exist; longer than any visit."""

Integers = NDArray[np.int32]


def _no_price() -> Integers:
    return np.zeros((1, 0), np.int32)


@dataclass(frozen=True)
class SearchProblem:
    """The nodes and the walks between them.

    `walk[i, j]`: from node i to node j; the last row and column are where the visitor starts and where the route ends.
    `work`: nodes with the same number are ways to see one work; a route has one of them at most. `opens`, `closes`:
    the earliest and the latest start of a visit. `rank`: nodes with one come in its order; 0 comes anywhere.
    `in_groups`: bits, one for each group of works that are alike; of a group's works, the k-th past `group_free` costs
    k × `group_step` points. `price[room, slot]`: points that a visit costs which starts in that slot of `slot_length`.
    `margin`: points that a search may lose on its way to more; about those of a node (with a quarter of that it finds
    1.2 % less on long routes in 20,000 steps, with half as much). `pinned`: so many nodes at the begin of the route
    that the search starts from stay where they are.
    """

    walk: Integers
    stay: Integers
    points: Integers
    opens: Integers
    closes: Integers
    work: Integers
    rank: Integers
    room: Integers
    in_groups: NDArray[np.uint64]
    limit: int
    margin: int
    group_free: Sequence[int] = ()
    group_step: Sequence[int] = ()
    price: Integers = field(default_factory=_no_price)
    slot_length: int = 1
    pinned: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError when the sizes don't fit each other or the kernel."""
        if self.walk.shape != (self.nodes + 1, self.nodes + 1):
            raise ValueError("walk needs a row and a column a node, and one each for start and end")
        if self.nodes >= MAX_NODES or len(self.group_free) > MAX_GROUPS:
            raise ValueError(f"{MAX_NODES - 1} nodes and {MAX_GROUPS} groups at most")
        if self.price.shape[0] > MAX_ROOMS or self.price.shape[1] > MAX_SLOTS:
            raise ValueError(f"prices for {MAX_ROOMS} rooms and {MAX_SLOTS} slots at most")

    @property
    def nodes(self) -> int:
        """How many there are."""
        return len(self.points)


@dataclass(frozen=True)
class CrowdCosts:
    """What the other visitors cost a route, in points.

    `price[node, slot]`: of a visit that starts in that slot of `slot_length`; MAX_SLOTS of them. `second_points`: of a
    second of walking or waiting; each one past `own_idle`, those of the visitor's own best, costs `more_points` more.
    `place`: the room of each node; stops of one room move together. `margin`: points that a search may lose on its way
    to more.
    """

    price: Integers
    slot_length: int
    second_points: float
    own_idle: int
    more_points: float
    place: Integers
    margin: float


def simple_problem(
    walk: Integers, stay: Integers, points: Integers, opens: Integers, closes: Integers, limit: int
) -> SearchProblem:
    """Return a problem in which every node is a work of its own, without groups, prices and ranks."""
    n = len(points)
    return SearchProblem(
        walk=walk,
        stay=stay,
        points=points,
        opens=opens,
        closes=closes,
        work=np.arange(n, dtype=np.int32),
        rank=np.zeros(n, np.int32),
        room=np.full(n, -1, np.int32),
        in_groups=np.zeros(n, np.uint64),
        limit=limit,
        margin=round(points.mean()) if n else 0,
    )


def starts(problem: SearchProblem, order: Sequence[int]) -> list[int]:
    """Return when each visit of a route starts, and as the last when the route ends.

    Raises ValueError where a visit starts too late, the limit is passed or a work comes twice.
    """
    if len({int(problem.work[node]) for node in order}) != len(order):
        raise ValueError("a work comes twice")
    found, clock, here = [], 0, problem.nodes
    for node in order:
        clock = max(clock + int(problem.walk[here, node]), int(problem.opens[node]))
        if clock > problem.closes[node]:
            raise ValueError(f"node {node} is reached at {clock}, after it closes")
        found.append(clock)
        clock += int(problem.stay[node])
        here = node
    clock += int(problem.walk[here, problem.nodes]) if order else 0
    if clock > problem.limit:
        raise ValueError(f"the route ends at {clock}, past its limit")
    return [*found, clock]


def score(problem: SearchProblem, order: Sequence[int]) -> int:
    """Return the points of a route: its nodes' less what likeness and rooms cost. Raises ValueError as `starts`."""
    total = 0
    slots = problem.price.shape[1]
    for node, at in zip(order, starts(problem, order), strict=False):
        total += int(problem.points[node])
        if slots and problem.room[node] >= 0:
            slot = min(at // problem.slot_length, slots - 1)
            total -= int(problem.price[problem.room[node], slot])
    return total - likeness(problem, order)


def points_of(problem: SearchProblem, order: Sequence[int]) -> int:
    """Return the points of a route without prices."""
    return int(problem.points[list(order)].sum()) - likeness(problem, order)


def likeness(problem: SearchProblem, order: Sequence[int]) -> int:
    """Return what works that are alike cost a route."""
    total = 0
    for group, (free, step) in enumerate(zip(problem.group_free, problem.group_step, strict=True)):
        members = sum(int(problem.in_groups[node]) >> group & 1 for node in order)
        past = max(0, members - free)
        total += step * past * (past + 1) // 2
    return total

"""A bound on every route through a museum, from its rooms.

Each visit is charged a part of the walk to it and of the walk from it, and what a walk from room
to room is longer than that is paid once for each room. Time has a price: a room is then worth the sum of its works that
are worth their time, and the best order of rooms is found over all subsets (Held and Karp). The price for which the
bound is lowest comes from a grid that is refined (Lagrangian relaxation, convex in the price). Likeness gets a price of
its own from the route that is known: convex costs lie above their tangents.

Windows, prices of rooms and orders are left out, which can only raise the bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tour_server.routing.search_problem import SearchProblem

MAX_EXACT_ROOMS = 11  # 2¹¹ subsets; with more rooms the walks between them are left out
PRICES, ROUNDS = 12, 4  # so many prices at once, each time between the neighbours of the best
Floats = NDArray[np.float64]


def room_bound(problem: SearchProblem, rooms: Sequence[int], order: Sequence[int]) -> int:
    """Return a bound on the points of every route. `rooms`: of each node. `order`: the best route known."""
    if not problem.nodes:
        return 0
    points, constant = _without_likeness(problem, order)
    shortest_to, shortest_from = _charges(problem, order)
    weights = problem.stay + shortest_to + shortest_from
    between = _between_rooms(problem, np.array(rooms), shortest_to, shortest_from)
    low, high, best = 0.0, float((points / np.maximum(weights, 1)).max()), math.inf
    for _ in range(ROUNDS):
        prices = np.linspace(max(0.0, low), max(high, 1e-9), PRICES)
        worth, anywhere = _worth(problem, rooms, points - prices[:, None] * weights)
        walked = _best_rooms(worth, prices[:, None, None] * between)
        bounds = prices * problem.limit + anywhere + walked
        lowest = int(bounds.argmin())
        best = min(best, float(bounds[lowest]))
        low, high = prices[max(0, lowest - 1)], prices[min(PRICES - 1, lowest + 1)]
    return math.floor(best + constant + 1e-6)


def _without_likeness(problem: SearchProblem, order: Sequence[int]) -> tuple[Floats, float]:
    """Return the points less a price for each group, and what all groups give back at most."""
    points, constant = problem.points.astype(float), 0.0
    for group, (free, step) in enumerate(zip(problem.group_free, problem.group_step, strict=True)):
        members = (problem.in_groups >> np.uint64(group)) & np.uint64(1) == 1
        count = int(members[list(order)].sum()) if len(order) else 0
        slope = step * max(0, count - free)
        works = len(set(problem.work[members].tolist()))
        costs = (step * max(0, n - free) * (max(0, n - free) + 1) // 2 for n in range(works + 1))
        constant += max(slope * n - cost for n, cost in enumerate(costs))
        points[members] -= slope
    return points, constant


def _charges(problem: SearchProblem, order: Sequence[int]) -> tuple[Floats, Floats]:
    """Return what each visit is charged for the walks to it and from it: of any walk no more than it takes.

    Half of the shortest walk, and for the stops of the route that is known as much more as is left of all. The walks
    from the start and to the end, which come once, don't count here.
    """
    n = problem.nodes
    walk = problem.walk.astype(float)
    same = problem.work[:, None] == problem.work[None, :]
    walk[:n, :n][same] = np.inf
    if len(set(problem.work.tolist())) == 1:
        return np.zeros(n), np.zeros(n)
    to, away = walk[:n, :n].min(axis=0) / 2, walk[:n, :n].min(axis=1) / 2
    for node in order:
        ways = np.flatnonzero(problem.work == problem.work[node])
        to[ways] += max(0.0, float((walk[:n, ways].min(axis=1) - away).min() - to[ways].max()))
        away[ways] += max(0.0, float((walk[ways, :n].min(axis=0) - to).min() - away[ways].max()))
    return to, away


def _between_rooms(
    problem: SearchProblem, rooms: NDArray[np.int64], to: Floats, away: Floats
) -> Floats:
    """Return what a walk from room to room is longer than the halves, at least; last the start and the end."""
    n, keys = problem.nodes, sorted(set(rooms.tolist()))
    left = problem.walk.astype(float)
    left[:n, :] -= away[:, None]
    left[:, :n] -= to[None, :]
    members = [np.flatnonzero(rooms == key) for key in keys] + [np.array([n])]
    found = np.array([[left[np.ix_(a, b)].min() for b in members] for a in members])
    found[:-1, :-1] = np.maximum(
        found[:-1, :-1], 0.0
    )  # not those of start and end, which come once
    for k in range(len(keys)):  # a room may be passed without a stop
        found = np.minimum(found, found[:, k, None] + found[None, k, :])
    return found


def _worth(problem: SearchProblem, rooms: Sequence[int], gains: Floats) -> tuple[Floats, Floats]:
    """Return the worth of each room, and of what may be in one room or another, for each price (the first axis)."""
    keys = {key: index for index, key in enumerate(sorted(set(rooms)))}
    worth, anywhere = np.zeros((len(gains), len(keys))), np.zeros(len(gains))
    for work in np.unique(problem.work):
        nodes = np.flatnonzero(problem.work == work)
        best = np.maximum(gains[:, nodes].max(axis=1), 0.0)
        of_rooms = {rooms[int(node)] for node in nodes}
        if len(of_rooms) == 1:
            worth[:, keys[of_rooms.pop()]] += best
        else:
            anywhere += best
    return worth, anywhere


def _best_rooms(worth: Floats, between: Floats) -> Floats:
    """Return the most that a walk through some of the rooms is worth, each room once, for each price."""
    prices, n = worth.shape
    if n > MAX_EXACT_ROOMS:
        everything: Floats = worth.sum(axis=1)
        return everything
    sets = np.arange(1 << n)
    size = sum((sets >> room) & 1 for room in range(n))
    reached = np.full((prices, 1 << n, n), -np.inf)
    for room in range(n):
        reached[:, 1 << room, room] = worth[:, room] - between[:, n, room]
    for count in range(1, n):
        for room in range(n):
            before = sets[(size == count) & ((sets >> room) & 1 == 0)]
            ways = reached[:, before] - between[:, None, :n, room]
            reached[:, before | (1 << room), room] = ways.max(axis=2) + worth[:, None, room]
    whole = (reached - between[:, None, :n, n]).max(axis=(1, 2))
    found: Floats = np.maximum(whole, 0.0)
    return found

"""Finds the best route over at most twelve stops, by dynamic programming over subsets.

For every set of stops and each last stop of it, the search keeps the earliest moment at which the set can be finished.
A visitor may wait, so an earlier finish is never worse and this one number is enough (Held and Karp, "A dynamic
programming approach to sequencing problems", 1962; with release times). 2¹² sets × 12 × 12 steps, in numpy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tour_server.routing.route_problem import UNREACHABLE_SECONDS, RouteProblem

MAX_STOPS = (
    12  # the work doubles with each stop more: 12 take under a second (tests/tour_server/routing)
)


def solve(problem: RouteProblem) -> tuple[int, ...]:
    """Find the order with the highest `score`. Deterministic.

    Returns indices into `problem.candidates`. Raises ValueError with more than MAX_STOPS candidates.
    """
    n = len(problem.candidates)
    if n > MAX_STOPS:
        raise ValueError(f"{n} stops; an exact search takes {MAX_STOPS} at most")
    if n == 0:
        return ()
    finish = _earliest_finish(problem)
    sets = np.arange(1 << n)
    earliest = finish.min(axis=1)
    earliest[0] = 0
    points, essential = np.zeros(1 << n, np.int64), np.zeros(1 << n, np.int64)
    for index, stop in enumerate(problem.candidates):
        contains = (sets >> index) & 1
        points += contains * stop.points
        essential += contains * stop.essential
    feasible = sets[earliest <= problem.budget_seconds]
    # lexsort: the last key counts first; among equals the smallest number of the set wins.
    order = np.lexsort((feasible, earliest[feasible], -points[feasible], -essential[feasible]))
    return _reconstruct(problem, finish, int(feasible[order[0]]))


def _earliest_finish(problem: RouteProblem) -> NDArray[np.int64]:
    """Compute the earliest end of the visits of each set whose last stop is the column's.

    Returns seconds, shape [2ⁿ, n].
    """
    n = len(problem.candidates)
    walk = np.array(problem.walk_seconds, np.int64)
    finish = np.full((1 << n, n), UNREACHABLE_SECONDS, np.int64)
    for index, stop in enumerate(problem.candidates):
        first = max(int(walk[n, index]), stop.not_before_seconds) + stop.stay_seconds
        if walk[n, index] < UNREACHABLE_SECONDS and first <= problem.budget_seconds:
            finish[1 << index, index] = first
    sets = np.arange(1 << n)
    size = sum((sets >> index) & 1 for index in range(n))
    for stops in range(1, n):
        for index, stop in enumerate(problem.candidates):
            before = sets[(size == stops) & ((sets >> index) & 1 == 0)]
            reached = (finish[before] + walk[:n, index]).min(axis=1)
            ends = np.maximum(reached, stop.not_before_seconds) + stop.stay_seconds
            finish[before | (1 << index), index] = np.where(
                ends <= problem.budget_seconds, ends, UNREACHABLE_SECONDS
            )
    return finish


def _reconstruct(problem: RouteProblem, finish: NDArray[np.int64], chosen: int) -> tuple[int, ...]:
    """Follow `finish` backwards from the chosen set to its order.

    Among equals the later candidate comes last, which keeps the tour's own order.
    """
    order: list[int] = []
    ends, remaining = int(finish[chosen].min()), chosen
    while remaining:
        last = max(
            index
            for index in range(len(problem.candidates))
            if remaining >> index & 1
            and finish[remaining, index] < UNREACHABLE_SECONDS
            and (
                finish[remaining, index] == ends
                if not order
                else _ends_at(problem, int(finish[remaining, index]), index, order[-1], ends)
            )
        )
        order.append(last)
        ends = int(finish[remaining, last])
        remaining &= ~(1 << last)
    return tuple(reversed(order))


def _ends_at(problem: RouteProblem, leaves: int, here: int, there: int, ends: int) -> bool:
    """Returns whether a visitor who leaves `here` at `leaves` finishes `there` exactly at `ends` (seconds)."""
    stop = problem.candidates[there]
    arrives = max(leaves + problem.walk_seconds[here][there], stop.not_before_seconds)
    return arrives + stop.stay_seconds == ends

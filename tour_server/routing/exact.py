"""The best route there is, by dynamic programming over subsets of at most twelve stops.

For every set of stops and the last one of it, the earliest moment at which it can be done. Since waiting is
allowed, earlier is never worse, so that one number is all that must be kept (Held and Karp, "A dynamic
programming approach to sequencing problems", 1962; with release times). 2¹² sets × 12 × 12 steps, in numpy.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tour_server.routing.problem import NEVER, Problem

MOST_STOPS = 12


def solve(problem: Problem) -> tuple[int, ...]:
    """The order (indices of candidates) with the highest `problem.score`; the same every time.

    Raises ValueError with more than MOST_STOPS candidates.
    """
    n = len(problem.candidates)
    if n > MOST_STOPS:
        raise ValueError(f"{n} stops; an exact search takes {MOST_STOPS} at most")
    if n == 0:
        return ()
    finish = _earliest(problem)
    sets = np.arange(1 << n)
    done = finish.min(axis=1)
    done[0] = 0
    points, essential = np.zeros(1 << n, np.int64), np.zeros(1 << n, np.int64)
    for index, stop in enumerate(problem.candidates):
        has = (sets >> index) & 1
        points += has * stop.points
        essential += has * stop.essential
    possible = sets[done <= problem.budget]
    # lexsort: the last key counts first; among equals the smallest number of the set.
    best = np.lexsort((possible, done[possible], -points[possible], -essential[possible]))[0]
    return _backwards(problem, finish, int(possible[best]))


def _earliest(problem: Problem) -> NDArray[np.int64]:
    """[2ⁿ, n] seconds: the earliest end of the visits of a set whose last stop is the column's."""
    n = len(problem.candidates)
    walk = np.array(problem.walk, np.int64)
    finish = np.full((1 << n, n), NEVER, np.int64)
    for index, stop in enumerate(problem.candidates):
        first = max(int(walk[n, index]), stop.not_before) + stop.tell
        if walk[n, index] < NEVER and first <= problem.budget:
            finish[1 << index, index] = first
    sets = np.arange(1 << n)
    size = sum((sets >> index) & 1 for index in range(n))
    for stops in range(1, n):
        for index, stop in enumerate(problem.candidates):
            before = sets[(size == stops) & ((sets >> index) & 1 == 0)]
            reached = (finish[before] + walk[:n, index]).min(axis=1)
            ends = np.maximum(reached, stop.not_before) + stop.tell
            finish[before | (1 << index), index] = np.where(ends <= problem.budget, ends, NEVER)
    return finish


def _backwards(problem: Problem, finish: NDArray[np.int64], chosen: int) -> tuple[int, ...]:
    """The order that `finish` stands for. Among equals the later candidate goes last: the tour's own order."""
    order: list[int] = []
    ends, left = int(finish[chosen].min()), chosen
    while left:
        last = max(
            index
            for index in range(len(problem.candidates))
            if left >> index & 1
            and finish[left, index] < NEVER
            and (
                finish[left, index] == ends
                if not order
                else _fits(problem, int(finish[left, index]), index, order[-1], ends)
            )
        )
        order.append(last)
        ends = int(finish[left, last])
        left &= ~(1 << last)
    return tuple(reversed(order))


def _fits(problem: Problem, left_at: int, here: int, there: int, ends: int) -> bool:
    stop = problem.candidates[there]
    return max(left_at + problem.walk[here][there], stop.not_before) + stop.tell == ends

"""Takes needless walks out of a route that waits for a full room.

The search looks for points and an early end. Where a route has to wait anyway, a detour costs neither, and a visitor
would walk to another room and back for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from tour_server.routing.search_problem import SearchProblem, score, starts


def less_walking(problem: SearchProblem, order: Sequence[int], pinned: int) -> tuple[int, ...]:
    """Return the route with less walking, by moving one visit at a time; `order` where no move helps.

    It has the points of `order` and ends no later. The first `pinned` visits stay where they are.
    """
    best = tuple(order)
    if not _waits(problem, best) or problem.rank.any():
        return best
    points, end, walk = score(problem, best), starts(problem, best)[-1], _walk(problem, best)
    improved = True
    while improved:
        improved = False
        for trial in _moved(best, pinned):
            if _walk(problem, trial) < walk and _as_good(problem, trial, points, end):
                best, walk, improved = trial, _walk(problem, trial), True
                break
    return best


def _moved(order: tuple[int, ...], pinned: int) -> list[tuple[int, ...]]:
    """Return every order in which one visit stands elsewhere."""
    found = []
    for at in range(pinned, len(order)):
        rest = order[:at] + order[at + 1 :]
        found += [
            (*rest[:place], order[at], *rest[place:])
            for place in range(pinned, len(order))
            if place != at
        ]
    return found


def _as_good(problem: SearchProblem, order: tuple[int, ...], points: int, end: int) -> bool:
    try:
        return starts(problem, order)[-1] <= end and score(problem, order) >= points
    except ValueError:
        return False


def _walk(problem: SearchProblem, order: tuple[int, ...]) -> int:
    legs = zip((problem.nodes, *order), (*order, problem.nodes), strict=True)
    return sum(int(problem.walk[here, there]) for here, there in legs)


def _waits(problem: SearchProblem, order: tuple[int, ...]) -> bool:
    if not order:
        return False
    stays = sum(int(problem.stay[node]) for node in order)
    return starts(problem, order)[-1] > _walk(problem, order) + stays

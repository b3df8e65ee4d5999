"""Shortens a route of more stops than can be searched exactly, by moving one stop at a time.

Stops that were chosen twelve at a time may send a visitor back to a room they were in. Moving single stops (Or-opt:
I. Or, 1976, with chains of one) mends that. The result is never later than what came in; it is no promise that
nothing shorter exists.
"""

from __future__ import annotations

from tour_server.routing.problem import Problem, walk_in_order

MOST_TO_SHORTEN = 40
"""Stops; the work grows with their cube, and 40 take well under a second."""


def shorten(problem: Problem, order: tuple[int, ...]) -> tuple[int, ...]:
    """The same stops in an order that ends earlier, or `order` itself. The first stop stays the first."""
    if not 2 < len(order) <= MOST_TO_SHORTEN:
        return order
    best, ends = order, _ends(problem, order)
    improved = True
    while improved:
        improved = False
        for moved in range(1, len(best)):
            rest = best[:moved] + best[moved + 1 :]
            for place in range(1, len(best)):
                trial = (*rest[:place], best[moved], *rest[place:])
                if (trial_ends := _ends(problem, trial)) < ends:
                    best, ends, improved = trial, trial_ends, True
                    break
    return best


def _ends(problem: Problem, order: tuple[int, ...]) -> int:
    return walk_in_order(problem, order)[-1].leaves

"""Improves a route that is too long for the exact search, by moving one stop at a time (Or-opt).

A route that was chosen twelve stops at a time may send a visitor back to a room. Moving single stops mends that (I. Or,
1976, with chains of one). The result never ends later than the input; a shorter order may still exist.
"""

from __future__ import annotations

from tour_server.routing.route_problem import RouteProblem, walk_in_order

MAX_STOPS_TO_IMPROVE = 40  # the work grows with their cube; 40 take well under a second


def improve(problem: RouteProblem, order: tuple[int, ...]) -> tuple[int, ...]:
    """Reorder the stops so that the route ends earlier; the first stop stays the first.

    Returns `order` itself where no move helps or it is longer than MAX_STOPS_TO_IMPROVE.
    """
    if not 2 < len(order) <= MAX_STOPS_TO_IMPROVE:
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


def _ends(problem: RouteProblem, order: tuple[int, ...]) -> int:
    return walk_in_order(problem, order)[-1].leaves

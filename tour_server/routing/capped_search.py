"""Finds the route that costs the crowd least, among those that are nearly as good for the visitor as their own best.

The price of a work leads visitors past each other; the regret cap bounds what one of them gives up for that. The search
begins with the visitor's own best route and, step by step, tries a small change of it (kernel/shared_search.c); no
route that breaks the cap is ever kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from tour_server.routing.search_kernel import kernel_of_thread
from tour_server.routing.search_problem import CrowdCosts, SearchProblem

STEPS = 3000
"""Of the search. A choice, not tuned: with its prices it takes 1.8 ms of a processor for 22 works (decision 0046)."""


def cheapest_route(
    problem: SearchProblem,
    costs: CrowdCosts,
    begin: Sequence[int],
    least: int,
    steps: int = STEPS,
) -> tuple[int, ...]:
    """Return the route with the most points less costs that the search finds. Deterministic.

    `begin`: a possible route, for example the visitor's own best; it is returned where nothing better is found. Its
    first `problem.pinned` stops stay. `least`: the points without prices that a route needs.

    Raises ValueError when `begin` is not possible or has fewer points.
    """
    kernel = kernel_of_thread()
    kernel.load(problem)
    kernel.begin(tuple(begin))
    kernel.share(costs, least, steps, seed=1)
    return kernel.order

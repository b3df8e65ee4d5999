"""Searches one problem for a given time: a route first, then its proof, then a better route where the proof fails."""

from __future__ import annotations

import time
from collections.abc import Callable

from tour_server.routing.search_kernel import (
    MAX_PROVED_NODES,
    MAX_PROVED_TIME,
    SearchKernel,
)
from tour_server.routing.search_problem import SearchProblem

FIRST_STEPS = (
    2000  # 2,000 take 0.03 s; a proof finds what they miss, and needs a good route to begin with
)
LONG_ROUTE = (
    25  # stops; past them a proof within seconds is rare, and time is better spent on the route
)
PROOF_SHARE, PROOF_SHARE_LONG = (
    0.8,
    0.3,
)  # of the time; what is left improves a route that could not be proved
ROUND_SHARE = 0.34  # of the remaining time: three rounds, each from the best route of the last
NO_LIMIT_OF_STEPS = 2**62


def find_and_prove(
    problem: SearchProblem, seconds: float, now: Callable[[], float] = time.monotonic
) -> tuple[tuple[int, ...], int]:
    """Find a route within about `seconds`. Returns it and a bound on every route's points.

    The route is the best of all where its points equal the bound.
    """
    ends = now() + seconds
    kernel = SearchKernel(now)
    kernel.load(problem)
    began = now()
    kernel.improve(FIRST_STEPS, seed=1)
    step_seconds = (now() - began) / FIRST_STEPS
    bound = int(problem.points.sum())
    if problem.nodes <= MAX_PROVED_NODES and problem.limit <= MAX_PROVED_TIME:
        share = PROOF_SHARE if len(kernel.order) <= LONG_ROUTE else PROOF_SHARE_LONG
        until = now() + share * (ends - now())
        bound = min(bound, kernel.prove(NO_LIMIT_OF_STEPS, until))
    seed = 2
    while kernel.score < bound:
        left = ends - now()
        steps = int(max(left * ROUND_SHARE, 0.05) / step_seconds)
        if left < steps * step_seconds:
            break
        kernel.improve(steps, seed)
        seed += 1
    return kernel.order, bound

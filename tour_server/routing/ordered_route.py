"""A tour in the order that staff wrote it: a walk in that order, cut to the time."""

from __future__ import annotations

from tour_server.routing.route_problem import UNREACHABLE_SECONDS, RouteProblem, walk_in_order


def solve_in_order(problem: RouteProblem) -> tuple[int, ...]:
    """Choose the stops that are walked in the candidates' order, without changing it. Deterministic.

    While the time is too short the stop that is missed least goes: one that is not essential before one that is, then
    the lowest points, then the later one. A stop that can't be reached from the one before goes first. Returns indices
    into `problem.candidates`.
    """
    order = tuple(range(len(problem.candidates)))
    while order:
        legs = walk_in_order(problem, order)
        if legs[-1].leaves <= problem.budget_seconds:
            break
        cut_off = [leg.candidate for leg in legs if leg.walk >= UNREACHABLE_SECONDS]
        gone = cut_off[0] if cut_off else min(order, key=lambda i: _missed(problem, i))
        order = tuple(index for index in order if index != gone)
    return order


def _missed(problem: RouteProblem, index: int) -> tuple[bool, int, int]:
    stop = problem.candidates[index]
    return stop.essential, stop.points, -index

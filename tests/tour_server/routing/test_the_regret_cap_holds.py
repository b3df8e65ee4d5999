"""No plan costs a visitor more of their own best plan than the museum allows, whatever rooms cost."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tour_server.routing.capped_search import cheapest_route
from tour_server.routing.search_problem import (
    MAX_SLOTS,
    CrowdCosts,
    SearchProblem,
    points_of,
    score,
    simple_problem,
    starts,
)

SLOT = 90


def _problem(seed: int, nodes: int) -> SearchProblem:
    """Works with windows and likeness, of which each second one can be seen in two ways."""
    rng = np.random.default_rng(seed)
    work = np.arange(nodes) * 3 // 4
    at = rng.uniform(0, 40, (nodes + 1, 2))
    at[:-1] = at[work]
    walk = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)).astype(np.int32)
    drawn = simple_problem(
        walk=walk,
        stay=rng.integers(30, 200, nodes).astype(np.int32),
        points=rng.integers(1, 1000, nodes).astype(np.int32),
        opens=(rng.integers(0, 2, nodes) * rng.integers(0, 600, nodes)).astype(np.int32),
        closes=np.full(nodes, 1500, np.int32),
        limit=1800,
    )
    return replace(
        drawn,
        work=work.astype(np.int32),
        in_groups=rng.integers(0, 4, nodes).astype(np.uint64),
        group_free=(1, 2),
        group_step=(40, 15),
    )


def _costs(problem: SearchProblem, seed: int = 0, most: int = 5000) -> CrowdCosts:
    rng = np.random.default_rng(seed)
    return CrowdCosts(
        price=rng.integers(0, most, (problem.nodes, MAX_SLOTS)).astype(np.int32),
        slot_length=SLOT,
        second_points=1.0,
        own_idle=200,
        more_points=3.0,
        place=(np.arange(problem.nodes) % 3).astype(np.int32),
        margin=50.0,
    )


def _worth(problem: SearchProblem, costs: CrowdCosts, order: tuple[int, ...]) -> float:
    *moments, end = starts(problem, order)
    slots = [min(at // SLOT, MAX_SLOTS - 1) for at in moments]
    idle = end - int(problem.stay[list(order)].sum())
    more = max(0, idle - costs.own_idle)
    cost = int(costs.price[list(order), slots].sum())
    return points_of(problem, order) - cost - costs.second_points * idle - costs.more_points * more


def _first_that_fit(problem: SearchProblem) -> tuple[int, ...]:
    order: tuple[int, ...] = ()
    for node in range(problem.nodes):
        try:
            starts(problem, (*order, node))
        except ValueError:
            continue
        order = (*order, node)
    return order


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 14), st.floats(0, 1))
def test_a_route_is_possible_keeps_the_cap_and_is_never_dearer(
    seed: int, nodes: int, cap: float
) -> None:
    problem = _problem(seed, nodes)
    costs = _costs(problem, seed)
    best = _first_that_fit(problem)
    least = math.ceil(points_of(problem, best) * (1 - cap))
    found = cheapest_route(problem, costs, best, least)
    assert points_of(problem, found) == score(problem, found)  # possible, and no work twice
    assert points_of(problem, found) >= (1 - cap) * points_of(problem, best) - 1e-6
    assert _worth(problem, costs, found) >= _worth(problem, costs, best) - 1e-6
    assert found == cheapest_route(problem, costs, best, least)


def test_a_dear_room_comes_later_when_it_gets_cheaper() -> None:
    problem = simple_problem(
        walk=np.full((4, 4), 10, np.int32),
        stay=np.full(3, 100, np.int32),
        points=np.full(3, 500, np.int32),
        opens=np.zeros(3, np.int32),
        closes=np.full(3, 1000, np.int32),
        limit=400,
    )
    price = np.zeros((3, MAX_SLOTS), np.int32)
    price[0, :2] = 300  # of the first work, in the first 200 seconds
    costs = replace(_costs(problem), price=price, slot_length=100)
    found = cheapest_route(problem, costs, (0, 1, 2), 1500)
    assert sorted(found) == [0, 1, 2]
    assert found[2] == 0


def test_a_crowded_work_is_seen_shorter_and_another_one_deeper() -> None:
    problem = replace(
        simple_problem(
            walk=np.zeros((5, 5), np.int32),
            stay=np.array([160, 90, 160, 90], np.int32),
            points=np.array([625, 500, 625, 500], np.int32),
            opens=np.zeros(4, np.int32),
            closes=np.full(4, 1000, np.int32),
            limit=250,
        ),
        work=np.array([0, 0, 1, 1], np.int32),
        rank=np.array([1, 1, 2, 2], np.int32),
    )
    price = np.repeat([[160], [90], [0], [0]], MAX_SLOTS, axis=1).astype(np.int32)
    costs = replace(_costs(problem), price=price)
    assert cheapest_route(problem, costs, (0, 3), 1125) == (1, 2)


def test_stops_in_their_order_stay_in_it_and_pinned_ones_at_the_begin() -> None:
    problem = _problem(3, 8)
    free = replace(problem, work=np.arange(8, dtype=np.int32), opens=problem.opens * 0)
    ranked = replace(free, rank=np.arange(1, 9, dtype=np.int32))
    found = cheapest_route(ranked, _costs(ranked), (0, 2, 3), 0)
    assert list(found) == sorted(found)
    pinned = replace(free, pinned=2)
    assert cheapest_route(pinned, _costs(pinned), (5, 2, 3, 1), 0)[:2] == (5, 2)


def test_a_route_with_too_few_points_to_begin_with_is_refused() -> None:
    problem = _problem(1, 4)
    with pytest.raises(ValueError, match="isn't possible"):
        cheapest_route(problem, _costs(problem), (0,), 10**6)

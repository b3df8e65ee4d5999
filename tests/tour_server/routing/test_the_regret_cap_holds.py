"""No plan costs a visitor more of their own best plan than the museum allows, whatever rooms cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tour_server.routing.capped_search import cheapest_route, least_points, points_of
from tour_server.routing.search_problem import SearchProblem, score, simple_problem, starts


def _problem(seed: int, nodes: int) -> SearchProblem:
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 40, (nodes + 1, 2))
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
        room=np.arange(nodes, dtype=np.int32),
        price=rng.integers(0, 5000, (nodes, 20)).astype(np.int32),
        slot_length=90,
        in_groups=rng.integers(0, 4, nodes).astype(np.uint64),
        group_free=(1, 2),
        group_step=(40, 15),
    )


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
    free = replace(problem, price=np.zeros((1, 0), np.int32))
    best = _first_that_fit(problem)
    assert points_of(problem, best) == score(free, best)
    least = least_points(score(free, best), cap)
    found = cheapest_route(problem, best, least, [node % 3 for node in range(nodes)])
    assert score(free, found) >= (1 - cap) * score(free, best) - 1e-6
    assert score(problem, found) >= score(problem, best) - problem.limit
    assert found == cheapest_route(problem, best, least, [node % 3 for node in range(nodes)])


def test_a_dear_room_comes_later_when_it_gets_cheaper() -> None:
    problem = simple_problem(
        walk=np.full((4, 4), 10, np.int32),
        stay=np.full(3, 100, np.int32),
        points=np.full(3, 500, np.int32),
        opens=np.zeros(3, np.int32),
        closes=np.full(3, 1000, np.int32),
        limit=400,
    )
    price = np.zeros((3, 4), np.int32)
    price[0, :2] = 300  # of the first work, in the first 200 seconds
    priced = replace(problem, room=np.arange(3, dtype=np.int32), price=price, slot_length=100)
    found = cheapest_route(priced, (0, 1, 2), least_points(1500, 0.0), [0, 1, 2])
    assert sorted(found) == [0, 1, 2]
    assert found[2] == 0


def test_stops_in_their_order_stay_in_it() -> None:
    problem = _problem(3, 8)
    ranked = replace(problem, rank=np.arange(1, 9, dtype=np.int32), opens=problem.opens * 0)
    found = cheapest_route(ranked, (0, 2, 3), 0, [0] * 8)
    assert list(found) == sorted(found)

"""The compiled search: equal to trying every order, its bound never below its score, the same route every time."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from tour_server.routing.instance_search import find_and_prove
from tour_server.routing.kernel.compile import DIGEST, digest_of_sources
from tour_server.routing.search_kernel import SearchKernel, kernel_of_thread
from tour_server.routing.search_problem import SearchProblem, score, simple_problem
from zaalgids.evaluation.routing import InstanceError, read_instance
from zaalgids.simulation.routing_instances import HORIZON, solomon_like

MANY_STEPS = 10**8


def drawn(seed: int, nodes: int = 6) -> SearchProblem:
    """A small problem with windows, alike works, several ways to see one, prices and an order."""
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 40, (nodes + 1, 2))
    walk = np.abs(places[:, None] - places[None]).sum(axis=2).astype(np.int32)
    opens = rng.integers(0, 60, nodes).astype(np.int32)
    return SearchProblem(
        walk=walk,
        stay=rng.integers(5, 30, nodes).astype(np.int32),
        points=rng.integers(5, 50, nodes).astype(np.int32),
        opens=opens,
        closes=(opens + rng.integers(20, 200, nodes)).astype(np.int32),
        work=np.array([0, *range(nodes - 1)], np.int32),
        rank=np.array([0, 0, *(rng.integers(0, 2) * i for i in range(2, nodes))], np.int32),
        room=rng.integers(-1, 2, nodes).astype(np.int32),
        in_groups=rng.integers(0, 4, nodes).astype(np.uint64),
        limit=200,
        margin=25,
        group_free=(1, 2),
        group_step=(4, 9),
        price=rng.integers(0, 8, (2, 3)).astype(np.int32),
        slot_length=60,
    )


def best_of_all(problem: SearchProblem) -> int:
    best = 0
    for count in range(1, problem.nodes + 1):
        for order in permutations(range(problem.nodes), count):
            ranks = [int(problem.rank[node]) for node in order if problem.rank[node]]
            if ranks != sorted(ranks):
                continue
            try:
                best = max(best, score(problem, order))
            except ValueError:
                continue
    return best


@pytest.mark.parametrize("seed", range(8))
def test_small_problems_of_every_kind_are_solved_as_by_trying_every_order(seed: int) -> None:
    problem = drawn(seed)
    kernel = kernel_of_thread()
    kernel.load(problem)
    kernel.improve(400, seed=1)
    assert kernel.score == score(problem, kernel.order) == best_of_all(problem)


@settings(deadline=None, max_examples=25)
@given(
    kind=st.sampled_from(sorted(HORIZON)), seed=st.integers(0, 10_000), points=st.integers(1, 25)
)
def test_the_bound_holds_and_the_same_search_gives_the_same_route(
    kind: str, seed: int, points: int
) -> None:
    problem = read_instance(solomon_like(kind, seed, points))
    found = []
    for _ in range(2):
        kernel = kernel_of_thread()
        kernel.load(problem)
        kernel.improve(50, seed=3)
        bound = kernel.prove(20_000)
        assert kernel.score == score(problem, kernel.order) <= bound
        found.append((kernel.order, bound))
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", range(6))
def test_a_proof_finds_the_best_route_even_from_none(seed: int) -> None:
    rng = np.random.default_rng(seed)
    walk = rng.integers(5, 40, (7, 7)).astype(np.int32)
    walk = np.minimum(walk, walk.T)
    opens = rng.integers(0, 80, 6).astype(np.int32)
    problem = simple_problem(
        walk,
        rng.integers(1, 20, 6).astype(np.int32),
        rng.integers(1, 40, 6).astype(np.int32),
        opens,
        (opens + 60).astype(np.int32),
        150,
    )
    kernel = kernel_of_thread()
    kernel.load(problem)
    assert kernel.prove(MANY_STEPS) == kernel.score == best_of_all(problem)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "best"), [("c101", 320), ("r105", 247), ("rc106", 252)])
def test_published_instances_are_proved(name: str, best: int) -> None:
    problem = read_instance((SHARED / "routing" / f"{name}.txt").read_text())
    kernel = SearchKernel()
    kernel.load(problem)
    kernel.improve(500, seed=1)
    assert kernel.prove(MANY_STEPS) == kernel.score == score(problem, kernel.order) == best


def test_a_search_by_the_clock_ends_in_time() -> None:
    problem = read_instance(solomon_like("r2", 1))
    clock = iter(i / 100 for i in range(10**6))  # looks at the clock, a hundredth of a second each
    order, bound = find_and_prove(problem, 0.3, lambda: next(clock))
    assert 0 < score(problem, order) <= bound


def test_the_compiled_search_is_that_of_the_sources() -> None:
    assert DIGEST.read_text().strip() == digest_of_sources(), "run: make search"


@pytest.mark.parametrize(
    "text", ["", "1 2\n", "4 1 2 1\n0 200\n0 1 1 0 0 0 0 0 9\n", "4 1 x 1\n0\n"]
)
def test_a_file_that_is_no_instance_is_refused(text: str) -> None:
    with pytest.raises(InstanceError):
        read_instance(text)


def test_a_route_to_begin_with_that_is_too_long_is_refused() -> None:
    kernel = kernel_of_thread()
    kernel.load(drawn(1))
    kernel.begin((0, 2, 3, 4, 5))
    with pytest.raises(ValueError, match="doesn't fit"):
        kernel.improve(1, seed=1)


def test_a_rest_elsewhere_is_no_shorter_way_to_see_it() -> None:
    """Where a route ends at its last stop, the ways of a rest are equally far from the end, not from the next work."""
    rng = np.random.default_rng(4)
    for _ in range(20):
        places = rng.integers(0, 200, (13, 2))
        walk = np.abs(places[:, None] - places[None]).sum(axis=2).astype(np.int32)
        walk[:, -1] = 0
        problem = simple_problem(
            walk=walk,
            stay=np.array([60] * 8 + [300] * 4, np.int32),
            points=np.array([500] * 8 + [700] * 4, np.int32),
            opens=np.array([0] * 8 + [400] * 2 + [900] * 2, np.int32),
            closes=np.array([3000] * 8 + [600] * 2 + [1100] * 2, np.int32),
            limit=1400,
        )
        rests = np.array([*range(8), 8, 8, 9, 9], np.int32)
        problem = replace(problem, work=rests)
        kernel = SearchKernel()
        kernel.load(problem)
        kernel.improve(3000, seed=1)
        assert kernel.score == score(problem, kernel.order)  # possible, and no work twice

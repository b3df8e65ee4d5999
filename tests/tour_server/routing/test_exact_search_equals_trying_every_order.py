"""The search is exact: on small problems it equals trying every order of every choice of stops."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tour_server.routing.exact_search import MAX_STOPS, solve
from tour_server.routing.or_opt import improve
from tour_server.routing.route_problem import (
    UNREACHABLE_SECONDS,
    CandidateStop,
    RouteProblem,
    score,
    walk_in_order,
)


@st.composite
def problems(draw: st.DrawFn, most: int = 6) -> RouteProblem:
    n = draw(st.integers(0, most))
    candidates = tuple(
        CandidateStop(
            work=f"w{i}",
            room="r",
            points=draw(st.integers(0, 1000)),
            essential=draw(st.booleans()),
            stay_seconds=draw(st.integers(0, 120)),
            not_before_seconds=draw(st.sampled_from([0, 0, 100, 300])),
        )
        for i in range(n)
    )
    leg = st.one_of(st.integers(0, 90), st.just(UNREACHABLE_SECONDS))
    walk = tuple(tuple(draw(leg) for _ in range(n)) for _ in range(n + 1))
    return RouteProblem(candidates, walk, draw(st.integers(0, 700)))


def every_order(problem: RouteProblem) -> list[tuple[int, ...]]:
    indices = range(len(problem.candidates))
    return [
        order
        for size in range(len(indices) + 1)
        for order in itertools.permutations(indices, size)
        if not order or walk_in_order(problem, order)[-1].leaves <= problem.budget_seconds
    ]


@settings(deadline=None, max_examples=120)
@given(problems(most=5))
def test_no_other_order_scores_higher(problem: RouteProblem) -> None:
    found = solve(problem)
    assert score(problem, found) == max(score(problem, order) for order in every_order(problem))


@settings(deadline=None)
@given(problems(most=10))
def test_a_route_ends_within_its_budget(problem: RouteProblem) -> None:
    order = solve(problem)
    assert len(set(order)) == len(order)
    for leg in walk_in_order(problem, order):
        assert leg.walk < UNREACHABLE_SECONDS
        assert leg.arrives >= problem.candidates[leg.candidate].not_before_seconds
        assert leg.leaves <= problem.budget_seconds


@settings(deadline=None)
@given(problems(most=8), st.randoms(use_true_random=False))
def test_improving_keeps_the_stops_and_never_ends_later(
    problem: RouteProblem, rng: random.Random
) -> None:
    order = list(range(len(problem.candidates)))
    rng.shuffle(order)
    shorter = improve(problem, tuple(order))
    assert sorted(shorter) == sorted(order)
    assert shorter[:1] == tuple(order[:1])
    if order:
        before = walk_in_order(problem, tuple(order))[-1].leaves
        assert walk_in_order(problem, shorter)[-1].leaves <= before


def test_a_walk_back_is_removed() -> None:
    """Stops on a line, at 0, 1, 2 … metres, visited with one skipped and fetched later."""
    stops = tuple(CandidateStop(f"w{i}", "r", 1, False, 1) for i in range(14))
    walk = tuple(tuple(abs(i - j) for j in range(14)) for i in (*range(14), 0))
    behind = (0, 1, 2, *range(4, 13), 3, 13)
    assert improve(RouteProblem(stops, walk, 900), behind) == tuple(range(14))


def test_equal_stops_keep_the_order_of_the_tour() -> None:
    stops = tuple(CandidateStop(f"w{i}", "r", 100, False, 10) for i in range(5))
    assert solve(RouteProblem(stops, ((5,) * 5,) * 6, 600)) == (0, 1, 2, 3, 4)


def test_thirteen_stops_are_refused_and_twelve_take_under_a_second() -> None:
    def problem(n: int) -> RouteProblem:
        stops = tuple(CandidateStop(f"w{i}", "r", 100 + i, False, 60) for i in range(n))
        walk = tuple(tuple(10 + (i * 7 + j * 3) % 40 for j in range(n)) for i in range(n + 1))
        return RouteProblem(stops, walk, 700)

    with pytest.raises(ValueError, match="12 at most"):
        solve(problem(MAX_STOPS + 1))
    began = time.perf_counter()
    assert solve(problem(MAX_STOPS))
    assert time.perf_counter() - began < 1.0

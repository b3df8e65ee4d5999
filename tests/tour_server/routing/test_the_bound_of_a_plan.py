"""The bound of a plan through a museum: never below what trying everything finds, and close where it matters."""

from __future__ import annotations

import dataclasses
import json
import math
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tour_server.routing.test_route_search import best_of_all, drawn
from tour_server.routing.museum_problem import Candidate, Circumstances, write_problem
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import RouteRequest
from tour_server.routing.search_kernel import kernel_of_thread
from tour_server.routing.search_problem import SearchProblem, score
from tour_server.routing.walking_plan import WalkingPlan
from zaalgids.evaluation.routing import routing
from zaalgids.evaluation.routing_museums import drawn_museums, plan_with_bound
from zaalgids.simulation.drawn_museum import (
    TOUR_OF_ALL,
    deeper_seconds,
    drawn_museum,
    first_seconds,
)

CONTENT = Path("museum_of_pattern/content/museum.toml")


def without_windows(problem: SearchProblem, limit: int) -> SearchProblem:
    n = problem.nodes
    return dataclasses.replace(
        problem,
        opens=np.zeros(n, np.int32),
        closes=np.full(n, limit, np.int32),
        rank=np.zeros(n, np.int32),
        limit=limit,
    )


def small_museum(seed: int, minutes: int, works: int = 4) -> SearchProblem:
    """A drawn museum as the planner writes it: each work short, as usual, or with its deeper layer."""
    museum = drawn_museum(seed, works, rooms=3)
    plan = WalkingPlan(museum)
    places = [*(plan.place_of(work) for work in museum.works), plan.start(None)]
    walk = np.array([[math.ceil(plan.walk_seconds(a, b) or 0) for b in places] for a in places])
    candidates = [
        Candidate(
            stop.work,
            work.room,
            place,
            round(1000 * stop.value),
            essential=False,
            stays={
                depth: (math.ceil(seconds), worth)
                for depth, seconds, worth in (
                    ("short", first_seconds(work) + 5, 0.85),
                    ("usual", first_seconds(work) + 27, 1.0),
                    ("deeper", first_seconds(work) + deeper_seconds(work) + 54, 1.25),
                )
            },
        )
        for place, (stop, work) in enumerate(zip(museum.tours[0].stops, museum.works, strict=True))
    ]
    now = Circumstances(minutes * 60)
    return write_problem(museum, candidates, [], walk.astype(np.int32), now).search


def best_of_museum(problem: SearchProblem) -> int:
    """Try every order of every choice of works, and every way to see each."""
    ways = [np.flatnonzero(problem.work == work).tolist() for work in set(problem.work.tolist())]
    best = 0
    for count in range(1, len(ways) + 1):
        for chosen in permutations(ways, count):
            for order in product(*chosen):
                try:
                    best = max(best, score(problem, order))
                except ValueError:
                    continue
    return best


@pytest.mark.parametrize("seed", range(9))
def test_it_is_never_below_the_best_of_small_problems(seed: int) -> None:
    problem = drawn(seed, nodes=5)
    if seed % 3:
        problem = without_windows(problem, 60 + 20 * seed)
    best = best_of_all(problem)
    kernel = kernel_of_thread()
    kernel.load(problem)
    for parts in (0, 20):  # of no route
        assert kernel.bound(parts) >= best
    assert kernel.guide() >= best
    kernel.improve(200, seed=1)
    for parts in (0, 3, 50):
        assert kernel.bound(parts) >= best >= kernel.score


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 10_000), minutes=st.integers(1, 8))
def test_small_museums_lie_between_score_and_bound_as_by_trying_everything(
    seed: int, minutes: int
) -> None:
    problem = small_museum(seed, minutes)
    kernel = kernel_of_thread()
    kernel.load(problem)
    guided = kernel.guide()
    kernel.improve(100, seed=1)
    assert kernel.score == score(problem, kernel.order)
    best = best_of_museum(problem)
    assert kernel.score <= best <= kernel.bound(20)
    assert best <= guided


def test_what_is_pinned_counts_with_its_points_and_its_time() -> None:
    problem = dataclasses.replace(without_windows(drawn(4, nodes=5), 120), pinned=1)
    best = {first: _best_from(problem, first) for first in range(5)}
    kernel = kernel_of_thread()
    for first, points in best.items():
        kernel.load(problem)
        kernel.begin((first,))
        kernel.guide()
        kernel.improve(200, seed=1)
        assert kernel.order[0] == first
        assert kernel.score <= points <= kernel.bound(20)
    assert len(set(best.values())) > 1


def _best_from(problem: SearchProblem, first: int) -> int:
    best = 0
    for count in range(5):
        for rest in permutations([node for node in range(5) if node != first], count):
            try:
                best = max(best, score(problem, (first, *rest)))
            except ValueError:
                continue
    return best


def test_no_plan_of_a_larger_museum_is_above_it() -> None:
    problem = small_museum(7, 50, works=40)
    kernel = kernel_of_thread()
    bounds, scores = [], []
    for seed in (1, 2, 3):
        kernel.load(problem)
        bounds.append(kernel.guide())
        kernel.improve(500, seed)
        scores.append(kernel.score)
        bounds.append(kernel.bound(5))
    assert max(scores) <= min(bounds)


@pytest.mark.parametrize("depths", [True, False])
def test_museums_of_22_works_are_proved(depths: bool) -> None:
    (task,) = drawn_museums("22x5", "2")
    for plan in plan_with_bound(task, (60, 120), depths=depths):
        assert plan.bound == plan.score


def test_museums_of_100_works_are_within_a_hundredth_of_their_bound() -> None:
    (task,) = drawn_museums("100x10", "1")
    (plan,) = plan_with_bound(task, (120,), depths=True)
    assert plan.score <= plan.bound <= 1.01 * plan.score


def test_a_bound_changes_no_plan() -> None:
    planner = RoutePlanner(drawn_museum(3, 30, 5))
    request = RouteRequest(minutes=40, languages=["en"], tour=TOUR_OF_ALL)
    with_bound = planner.plan(request, frozenset(), first_seconds, prove=True)
    without = planner.plan(request, frozenset(), first_seconds)
    assert with_bound.stops == without.stops
    assert without.bound is None


def test_the_command_prints_the_plans_of_museums() -> None:
    options = ["--museum", str(CONTENT), "--drawn", "12x3", "--seeds", "4-5", "--minutes", "20"]
    done = CliRunner().invoke(routing, [*options, "--json"])
    assert done.exit_code == 0, done.output
    museums = json.loads(done.output)["museums"]
    assert [one["museum"] for one in museums] == ["museum-of-pattern", "12x3-4", "12x3-5"]
    for one in museums:
        assert 0 < one["score"] <= one["bound"]
        assert one["gap"] == pytest.approx(one["bound"] / one["score"] - 1, abs=1e-5)
    done = CliRunner().invoke(routing, options)
    assert "3 plans: mean gap" in done.output
    assert CliRunner().invoke(routing, []).exit_code == 2
    assert CliRunner().invoke(routing, ["--drawn", "many"]).exit_code == 1

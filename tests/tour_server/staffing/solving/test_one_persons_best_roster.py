"""The cheapest roster of one person is that which trying all finds."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.tour_server.staffing.solving.rosters import SHIFTS, drawn_person, every_roster
from tour_server.staffing.solving.person_rosters import PersonRosters
from tour_server.staffing.solving.roster_check import broken_by
from tour_server.staffing.solving.roster_problem import OFF, RosterProblem

DAYS = 8


def test_it_is_the_best_of_all() -> None:
    rng = random.Random(4)
    rosters = every_roster(DAYS)
    for _ in range(12):
        person = drawn_person(rng, DAYS)
        problem = RosterProblem(DAYS, SHIFTS, (person,), ())
        costs = np.array([[rng.randint(-9, 6) for _ in SHIFTS] for _ in range(DAYS)], float)
        tried = [
            sum(costs[day, shift] for day, shift in enumerate(row) if shift != OFF)
            for row in rng.sample(rosters, 1_500)
            if not broken_by(problem, person, row)
        ]
        found = PersonRosters(problem, person).cheapest(costs, most=4)
        assert bool(found) or not tried
        for one in found:
            assert not broken_by(problem, person, one.shifts)
            own = sum(costs[day, shift] for day, shift in enumerate(one.shifts) if shift != OFF)
            assert one.cost == own
        if tried:
            assert found[0].cost <= min(tried)


def test_states_that_are_too_many_give_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(11)
    problem = RosterProblem(DAYS, SHIFTS, (drawn_person(rng, DAYS),), ())
    costs = np.full((DAYS, len(SHIFTS)), -1.0)
    exact = PersonRosters(problem, problem.people[0])
    monkeypatch.setattr("tour_server.staffing.solving.person_rosters.MAX_STATES", 10)
    coarse = PersonRosters(problem, problem.people[0])
    assert (exact.exact, coarse.exact) == (True, False)
    assert coarse.cheapest(costs)[0].cost <= exact.cheapest(costs)[0].cost

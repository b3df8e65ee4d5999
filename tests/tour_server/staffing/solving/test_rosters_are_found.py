"""The search against trying all rosters, and against instances whose best is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tour_server.staffing.solving.rosters import best_by_trying, drawn_problem

pytestmark = pytest.mark.solver


def test_small_problems_are_solved_to_the_best() -> None:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
    from tour_server.staffing.solving.roster_columns import NoRosterError

    solved = 0
    for seed in range(6):
        problem = drawn_problem(seed, days=4, people=2)
        best = best_by_trying(problem)
        try:
            found = find_roster(problem, TimeLimit(20), workers=1)
        except NoRosterError:
            assert best is None
            continue
        assert best is not None
        assert (found.objective, found.bound, found.is_best) == (best[0], best[0], True)
        solved += 1
    assert solved >= 3


def test_a_program_that_is_lost_in_one_way_is_solved_in_another() -> None:
    from ortools.linear_solver import pywraplp

    from tour_server.staffing.solving.roster_columns import RosterColumns

    class Lost:
        """GLOP, which gives up unless it is told how to go about it."""

        def __init__(self, solver: pywraplp.Solver) -> None:
            self.solver = solver

        def Solve(self, *how: pywraplp.MPSolverParameters) -> int:  # noqa: N802 - as in OR-Tools
            return int(self.solver.Solve(*how)) if how else int(pywraplp.Solver.ABNORMAL)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.solver, name)

    problem = drawn_problem(0, days=4, people=2)
    columns = RosterColumns(problem, lambda: False)
    columns.solver = Lost(columns.solver)
    columns.prove()
    best = best_by_trying(problem)
    assert best is not None
    assert 0 <= columns.bound <= best[0]


def test_a_person_without_a_roster_is_named() -> None:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
    from tour_server.staffing.solving.roster_columns import NoRosterError

    problem = drawn_problem(1, days=4, people=2)
    never = replace(problem.people[1], possible=(frozenset(),) * 4, min_minutes=480)
    with pytest.raises(NoRosterError, match="P1 has no roster"):
        find_roster(replace(problem, people=(problem.people[0], never)), TimeLimit(5))


def test_a_rule_that_states_leave_out_is_kept_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
    from tour_server.staffing.solving.roster_check import check_roster

    monkeypatch.setattr("tour_server.staffing.solving.person_rosters.MAX_STATES", 10)
    problem = drawn_problem(2, days=4, people=2)
    best = best_by_trying(problem)
    assert best is not None
    found = find_roster(problem, TimeLimit(20), workers=1)
    assert check_roster(problem, found.roster).feasible
    assert found.objective == best[0]
    assert found.bound <= best[0]


def test_new_lines_of_some_beside_those_of_the_others() -> None:
    from tour_server.staffing.solving.line_neighbourhood import new_lines
    from tour_server.staffing.solving.roster_check import check_roster
    from tour_server.staffing.solving.roster_columns import RosterColumns

    better = 0
    for seed in (0, 2, 3, 5):
        problem = drawn_problem(seed, days=6, people=4)
        begin = RosterColumns(problem, lambda: False).begin
        answer = new_lines(problem, begin, {0, 2}, lambda: False)
        assert not answer.is_broken_off
        if answer.roster is None:
            continue
        assert (answer.roster[1], answer.roster[3]) == (begin[1], begin[3])
        score = check_roster(problem, answer.roster)
        assert score.feasible
        better += score.objective < check_roster(problem, begin).objective
    assert better


@pytest.mark.shared
@pytest.mark.parametrize(("number", "best"), [(2, 828), (3, 1001)])
def test_a_published_instance_is_solved_to_its_best(shared: Path, number: int, best: int) -> None:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
    from tour_server.staffing.solving.instance_file import read_roster_instance

    text = (shared / "rosters" / f"Instance{number}.txt").read_text(encoding="utf-8")
    found = find_roster(read_roster_instance(text), TimeLimit(60))
    assert (found.objective, found.bound) == (best, best)

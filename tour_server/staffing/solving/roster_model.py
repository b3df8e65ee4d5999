"""A roster problem as a model of CP-SAT, whole or with most of a roster kept as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from tour_server.staffing.solving.roster_problem import (
    OFF,
    SATURDAY,
    WEEK_DAYS,
    Roster,
    RosterPerson,
    RosterProblem,
)

Term = cp_model.LinearExpr | int
IsFree = Callable[[int, int], bool]
"""Whether the cell of a person and a day may change."""


@dataclass(frozen=True)
class ModelAnswer:
    """What CP-SAT found."""

    roster: Roster | None
    bound: float
    is_proven: bool
    """The roster is the best of the model's, or none exists."""


class RosterModel:
    """A model whose cells are free or kept."""

    def __init__(
        self, problem: RosterProblem, kept: Roster | None, is_free: IsFree, least_cost: int = 0
    ) -> None:
        """`kept` gives the cells that are not free, and a first try for those that are.

        `least_cost`: what is proven already to be the least cost.
        """
        self.problem, self.kept, self.is_free = problem, kept, is_free
        self.model = cp_model.CpModel()
        self.cells: list[list[dict[int, Term]]] = []
        """For each person and day: shift -> whether it is worked; a number where the cell is kept."""
        self.works: list[list[Term]] = []
        for index, person in enumerate(problem.people):
            self._add_cells(index, person)
            if any(is_free(index, day) for day in range(problem.days)):
                self._add_rules(index, person)
        cost = self._cover_cost() + self._wish_cost()
        if least_cost > 0:
            self._require(cost >= least_cost)
        self.model.minimize(cost)

    def _require(self, sentence: cp_model.BoundedLinearExpression | bool) -> None:
        """Add a constraint; one among kept cells alone is a plain truth value."""
        self.model.add(sentence)

    def _add_cells(self, index: int, person: RosterPerson) -> None:
        cells: list[dict[int, Term]] = []
        works: list[Term] = []
        for day in range(self.problem.days):
            if self.is_free(index, day):
                made = {
                    shift: self.model.new_bool_var("") for shift in sorted(person.possible[day])
                }
                if len(made) > 1:
                    at_work = self.model.new_bool_var("")
                    self.model.add_exactly_one([*made.values(), ~at_work])
                    works.append(at_work)
                else:
                    works.append(next(iter(made.values()), 0))
                for shift, variable in made.items():
                    if self.kept is not None:
                        self.model.add_hint(variable, self.kept[index][day] == shift)
                cells.append(dict(made))
            else:
                worked = self.kept[index][day] if self.kept is not None else OFF
                cells.append({} if worked == OFF else {worked: 1})
                works.append(int(worked != OFF))
        self.cells.append(cells)
        self.works.append(works)

    def _add_rules(self, index: int, person: RosterPerson) -> None:
        cells, works = self.cells[index], self.works[index]
        shifts = self.problem.shifts
        minutes = sum(
            shifts[shift].minutes * term for cell in cells for shift, term in cell.items()
        )
        self._require(minutes <= person.max_minutes)
        self._require(minutes >= person.min_minutes)
        for shift, most in enumerate(person.max_of_shift):
            times = [cell[shift] for cell in cells if shift in cell]
            if len(times) > most:
                self._require(sum(times) <= most)
        for day in range(1, self.problem.days):
            for first, term in cells[day - 1].items():
                barred = [
                    other
                    for second, other in cells[day].items()
                    if second in shifts[first].not_followed_by
                ]
                if barred:
                    self._require(sum(barred) + term <= 1)
        self._add_runs(person, works)
        self._add_weekends(person, works)

    def _add_runs(self, person: RosterPerson, works: list[Term]) -> None:
        days, most = self.problem.days, person.max_days_in_a_row
        for day in range(days - most):
            self._require(sum(works[day : day + most + 1]) <= most)
        before = person.days_worked_before
        if before > 0 and most - before < days:
            left = max(0, most - before)
            self._require(sum(works[: left + 1]) <= left)
        for length in range(1, person.min_days_in_a_row):
            for day in range(1, days - length):
                run = works[day : day + length]
                self._require(works[day - 1] + works[day + length] + length - sum(run) >= 1)
        for length in range(1, person.min_days_off_in_a_row):
            for day in range(1, days - length):
                run = works[day : day + length]
                self._require(works[day - 1] + works[day + length] - sum(run) <= 1)

    def _add_weekends(self, person: RosterPerson, works: list[Term]) -> None:
        if person.max_weekends >= self.problem.weekends:
            return
        weekends = []
        for day in range(self.problem.days):
            if day % WEEK_DAYS == SATURDAY:
                weekend = self.model.new_bool_var("")
                for one in works[day : day + 2]:
                    self._require(weekend >= one)
                weekends.append(weekend)
        self._require(sum(weekends) <= person.max_weekends)

    def _cover_cost(self) -> Term:
        cost: Term = 0
        for row in self.problem.cover:
            there = [
                cells[row.day][shift]
                for cells in self.cells
                for shift in cells[row.day]
                if shift in row.shifts
            ]
            kept = sum(one for one in there if isinstance(one, int))
            free = [one for one in there if not isinstance(one, int)]
            if not free:
                cost += row.under_cost * max(0, row.needed - kept)
                cost += row.over_cost * max(0, kept - row.needed)
                continue
            under = self.model.new_int_var(0, max(0, row.needed - kept), "")
            over = self.model.new_int_var(0, max(0, kept + len(free) - row.needed), "")
            self._require(sum(free) + under - over == row.needed - kept)
            cost += row.under_cost * under + row.over_cost * over
        return cost

    def _wish_cost(self) -> Term:
        cost: Term = 0
        for wish in self.problem.wishes:
            term = self.cells[wish.person][wish.day].get(wish.shift, 0)
            cost += wish.cost * (1 - term) if wish.wants else wish.cost * term
        return cost

    def solve(self, seconds: float | None, effort: float, workers: int, seed: int) -> ModelAnswer:
        """Search for so many seconds, or an effort (CP-SAT's deterministic time, about seconds of a quiet core)."""
        solver = cp_model.CpSolver()
        if seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.01, seconds)
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        state = solver.solve(self.model)
        if state == cp_model.MODEL_INVALID:
            raise ValueError(f"the model of the roster is not valid: {self.model.validate()}")
        proven = state in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        found = state in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        roster = self._roster(solver) if found else None
        return ModelAnswer(roster, solver.best_objective_bound, proven)

    def _roster(self, solver: cp_model.CpSolver) -> Roster:
        return tuple(
            tuple(
                next((shift for shift, term in cell.items() if solver.value(term)), OFF)
                for cell in cells
            )
            for cells in self.cells
        )

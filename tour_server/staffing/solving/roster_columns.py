"""A bound on a problem's cost and good rosters, by column generation.

A column is one person's whole roster. A linear program chooses among those found so far (each person has one; cover
may lack or exceed at its cost); its dual prices ask `PersonRosters` for better ones. With the cheapest roster of every
person, the prices prove a bound (Lagrange). Diving then fixes one person after another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from ortools.linear_solver import pywraplp

from tour_server.staffing.solving.cover_costs import Costs, CoverCosts, wish_costs
from tour_server.staffing.solving.person_rosters import PersonRosters
from tour_server.staffing.solving.roster_check import broken_by
from tour_server.staffing.solving.roster_model import RosterModel
from tour_server.staffing.solving.roster_problem import OFF, Roster, RosterProblem, ShiftWish

SMOOTHING = 0.6  # share of the best prices so far in those that ask; 0.3 to 0.8 took as many rounds
MANY = 6  # rosters of a person that one round may add: of different totals of minutes
TINY = 1e-6
DIVE_ROUNDS = 4  # rounds of new columns after each step of a dive
DIVE_STEPS = 25  # steps of a dive at most: of 50 people two are fixed at once
NEARLY_ONE = 0.97
ALONE_SECONDS = 5.0  # for a person whose rules have more states than PersonRosters keeps


class NoRosterError(ValueError):
    """A person has no roster that keeps their own rules."""

    def __init__(self, person: int, name: str) -> None:
        super().__init__(f"{name} has no roster that keeps the rules about {name}")
        self.person = person


@dataclass
class _Column:
    person: int
    shifts: tuple[int, ...]
    variable: pywraplp.Variable


class RosterColumns:
    """The linear program over rosters of persons, its bound, and dives."""

    def __init__(
        self, problem: RosterProblem, is_over: Callable[[], bool], begin: Roster | None = None
    ) -> None:
        """`is_over` tells when time is up. `begin`: a roster to begin with, otherwise a greedy one.

        Raises NoRosterError when a person has no roster.
        """
        self.problem, self.is_over = problem, is_over
        self.cover = CoverCosts(problem)
        self.paths = [PersonRosters(problem, person) for person in problem.people]
        self.own_costs, unfulfilled = wish_costs(problem)
        self.constant = sum(unfulfilled)
        self.bound = -math.inf
        self.columns: list[_Column] = []
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._best_prices = np.zeros(len(problem.cover))
        self._make_program()
        self.begin = self._greedy({}) if begin is None else begin
        for person, shifts in enumerate(self.begin):
            self._add(person, shifts)

    def _make_program(self) -> None:
        solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver: pywraplp.Solver = solver
        # A bound is proven by the rosters that the prices ask for, whatever the prices' last digits are.
        solver.SetSolverSpecificParametersAsString(
            "change_status_to_imprecise: false max_deterministic_time: 10"
        )
        self.goal = solver.Objective()
        self.goal.SetMinimization()
        dear = 10.0 * (1.0 + float(self.cover.under.sum()) + sum(map(_spread, self.own_costs)))
        self.one_each = [solver.Constraint(1.0, 1.0) for _ in self.problem.people]
        for one in self.one_each:
            missing = solver.NumVar(0.0, 1.0, "")
            one.SetCoefficient(missing, 1.0)
            self.goal.SetCoefficient(missing, dear)
        self.rows = []
        for row in self.problem.cover:
            made = solver.Constraint(float(row.needed), float(row.needed))
            for sign, cost in ((1.0, row.under_cost), (-1.0, row.over_cost)):
                slack = solver.NumVar(0.0, solver.infinity(), "")
                made.SetCoefficient(slack, sign)
                self.goal.SetCoefficient(slack, float(cost))
            self.rows.append(made)

    def _greedy(self, taken: Mapping[int, tuple[int, ...]]) -> Roster:
        """Returns a roster in which each person but those of `taken` took the best of what was still needed."""
        found_rosters = dict(taken)
        counts = self.cover.counts(tuple(taken.values()))
        for person, paths in enumerate(self.paths):
            if person in taken:
                continue
            costs = self.cover.one_more(counts) + self.own_costs[person]
            found = paths.cheapest(costs)
            shifts = found[0].shifts if found else None
            if shifts and not self._keeps_rules(person, shifts):
                shifts = _one_by_model(self.problem, person, costs)
            if shifts is None:
                raise NoRosterError(person, self.problem.people[person].name)
            found_rosters[person] = shifts
            counts = counts + self.cover.counts((shifts,))
        return tuple(found_rosters[person] for person in range(len(self.paths)))

    def _keeps_rules(self, person: int, shifts: tuple[int, ...]) -> bool:
        return self.paths[person].exact or not broken_by(
            self.problem, self.problem.people[person], shifts
        )

    def _add(self, person: int, shifts: tuple[int, ...]) -> bool:
        if (person, shifts) in self._known or not self._keeps_rules(person, shifts):
            return False
        self._known.add((person, shifts))
        variable = self.solver.NumVar(0.0, 1.0, "")
        own = self.own_costs[person]
        cost = sum(own[day, shift] for day, shift in enumerate(shifts) if shift != OFF)
        self.goal.SetCoefficient(variable, float(cost))
        self.one_each[person].SetCoefficient(variable, 1.0)
        for row in np.flatnonzero(self.cover.counts((shifts,))):
            self.rows[row].SetCoefficient(variable, 1.0)
        self.columns.append(_Column(person, shifts, variable))
        return True

    def _solve(self) -> tuple[float, Costs, list[float]] | None:
        """Returns the program's value, the prices of the rows, and of each person; None where it was not solved."""
        if not self._is_solved():
            return None
        prices = np.array([row.dual_value() for row in self.rows])
        clipped = np.clip(prices, -self.cover.over, self.cover.under)
        return self.goal.Value(), clipped, [one.dual_value() for one in self.one_each]

    def _is_solved(self) -> bool:
        """Solve the program, in other ways where GLOP loses its way in one: many rosters of a dive cost the same."""
        if self.solver.Solve() == pywraplp.Solver.OPTIMAL:
            return True
        for algorithm in (pywraplp.MPSolverParameters.DUAL, pywraplp.MPSolverParameters.PRIMAL):
            other = pywraplp.MPSolverParameters()
            other.SetIntegerParam(other.LP_ALGORITHM, algorithm)
            other.SetIntegerParam(other.PRESOLVE, other.PRESOLVE_OFF)
            if self.solver.Solve(other) == pywraplp.Solver.OPTIMAL:
                return True
        return False

    def _ask(
        self, prices: Costs, of_people: list[float], people: Iterable[int]
    ) -> tuple[int, float]:
        """Add rosters that the program would take. Returns how many, and the sum of the people's cheapest costs.

        When time is up in between, the sum is unknown: minus infinity, which proves nothing.
        """
        added, total = 0, 0.0
        priced = self.cover.of_prices(prices)
        for person in people:
            if self.is_over():
                return added, -math.inf
            found = self.paths[person].cheapest(self.own_costs[person] - priced, MANY)
            total += found[0].cost
            for one in found:
                if one.cost < of_people[person] - TINY:
                    added += self._add(person, one.shifts)
        return added, total

    def prove(self) -> None:
        """Add columns until none helps or time is up; `bound` rises meanwhile."""
        everyone = range(len(self.paths))
        smoothing = 0.0
        while not self.is_over():
            solved = self._solve()
            if solved is None or self._is_proven(solved[0]):
                return
            _, prices, of_people = solved
            asked = smoothing * self._best_prices + (1 - smoothing) * prices
            added, total = self._ask(asked, of_people, everyone)
            bound = self.constant + float(asked @ self.cover.needed) + total
            if bound > self.bound:
                self.bound, self._best_prices = bound, asked
            if not added and not smoothing:
                return
            smoothing = SMOOTHING if added else 0.0

    def _is_proven(self, value: float) -> bool:
        """Returns whether no roster can cost less than the bound rounded up (costs are whole numbers)."""
        return whole_bound(self.bound) >= value + self.constant - TINY

    def dive(self) -> Roster:
        """Returns a roster by fixing people, those first of whom the program is surest.

        When time is up, the others take the best of what is still needed, one after another.
        """
        fixed: dict[int, _Column] = {}
        while len(fixed) < len(self.paths) and not self.is_over():
            free = [one for one in range(len(self.paths)) if one not in fixed]
            for _ in range(DIVE_ROUNDS):
                solved = self._solve()
                if solved is None or self.is_over():
                    break
                _, prices, of_people = solved
                if not self._ask(prices, of_people, free)[0]:
                    break
            if self._solve() is None:
                break
            self._fix_more(fixed)
        for column in fixed.values():
            column.variable.SetBounds(0.0, 1.0)
        return self._greedy({person: column.shifts for person, column in fixed.items()})

    def _fix_more(self, fixed: dict[int, _Column]) -> None:
        """Fix the columns of which the program is surest.

        Note: all values are read before the first bound is set, because setting one makes the program forget them.
        """
        free = [
            (column.variable.solution_value(), number)
            for number, column in enumerate(self.columns)
            if column.person not in fixed
        ]
        before, least = len(fixed), max(1, len(self.paths) // DIVE_STEPS)
        for value, number in sorted(free, key=lambda one: (-one[0], one[1])):
            if len(fixed) - before >= least and value < NEARLY_ONE:
                return
            column = self.columns[number]
            if column.person not in fixed:
                column.variable.SetBounds(1.0, 1.0)
                fixed[column.person] = column


def whole_bound(bound: float) -> int:
    """Returns the least whole cost that a bound allows; costs are never below 0."""
    return max(0, math.ceil(bound - TINY)) if math.isfinite(bound) else 0


def _one_by_model(problem: RosterProblem, person: int, costs: Costs) -> tuple[int, ...] | None:
    """Returns a good roster of one person by CP-SAT, which knows every rule; None when there is none."""
    wishes = tuple(
        ShiftWish(0, day, shift, round(float(cost)), wants=False)
        for (day, shift), cost in np.ndenumerate(costs)
        if cost
    )
    alone = replace(problem, people=(problem.people[person],), cover=(), wishes=wishes)
    answer = RosterModel(alone, None, lambda _person, _day: True).solve(
        ALONE_SECONDS, ALONE_SECONDS, 1, 1
    )
    return answer.roster[0] if answer.roster else None


def _spread(costs: Costs) -> float:
    return float(np.abs(costs).sum())

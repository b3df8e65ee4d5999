"""What cover and wishes cost one person's shifts, as arrays of days and shifts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tour_server.staffing.solving.roster_problem import OFF, Roster, RosterProblem

Costs = npt.NDArray[np.float64]


class CoverCosts:
    """The cover rows of a problem as arrays, to compute with them many times."""

    def __init__(self, problem: RosterProblem) -> None:
        """Prepare the arrays of a problem."""
        self.problem = problem
        rows = problem.cover
        self.needed = np.array([row.needed for row in rows], np.float64)
        self.under = np.array([row.under_cost for row in rows], np.float64)
        self.over = np.array([row.over_cost for row in rows], np.float64)
        self.covers = np.zeros((len(rows), problem.days, len(problem.shifts)))
        """1 where a shift of a day counts for the row."""
        for index, row in enumerate(rows):
            self.covers[index, row.day, sorted(row.shifts)] = 1.0
        self._flat = self.covers.reshape(len(rows), -1)

    def of_prices(self, prices: Costs) -> Costs:
        """Returns the sum of the rows' prices for each day and shift, [days, shifts]."""
        shape = (self.problem.days, len(self.problem.shifts))
        return (prices @ self._flat).reshape(shape)

    def counts(self, roster: Roster) -> Costs:
        """Returns how many people of a roster count for each row."""
        there = np.zeros((self.problem.days, len(self.problem.shifts)))
        for worked in roster:
            for day, shift in enumerate(worked):
                if shift != OFF:
                    there[day, shift] += 1
        return self._flat @ there.reshape(-1)

    def one_more(self, counts: Costs) -> Costs:
        """Returns what one person more costs (or saves) on each day and shift beside these counts."""
        short = counts < self.needed
        return self.of_prices(np.where(short, -self.under, self.over))


def wish_costs(problem: RosterProblem) -> tuple[list[Costs], list[float]]:
    """Returns for each person the cost of each day and shift, and the cost of wishes while nothing is worked."""
    costs = [np.zeros((problem.days, len(problem.shifts))) for _ in problem.people]
    unfulfilled = [0.0] * len(problem.people)
    for wish in problem.wishes:
        if wish.wants:
            unfulfilled[wish.person] += wish.cost
        costs[wish.person][wish.day, wish.shift] += -wish.cost if wish.wants else wish.cost
    return costs, unfulfilled

"""Improve a roster: free a few people or a few days, keep the rest, and let CP-SAT find the best of that."""

from __future__ import annotations

import random
from collections.abc import Callable

from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.solving.roster_model import RosterModel
from tour_server.staffing.solving.roster_problem import Roster, RosterProblem

EFFORT = 1.5
"""CP-SAT's deterministic time for one neighbourhood."""
FIRST_CELLS = 100.0
GROWTH, SHRINKING = 1.25, 0.8  # of the number of free cells after one that was solved, or was not
LEAST_CELLS = 20.0


class Neighbourhoods:
    """A large-neighbourhood search. Each kind of neighbourhood finds its own size."""

    def __init__(self, problem: RosterProblem, roster: Roster, rng: random.Random) -> None:
        """Begin with a roster that keeps every rule."""
        self.problem, self.roster, self.rng = problem, roster, rng
        self.objective = check_roster(problem, roster).objective
        self.cells = {"people": FIRST_CELLS, "days": FIRST_CELLS, "both": FIRST_CELLS}

    def search(
        self,
        is_over: Callable[[], bool],
        seconds_left: Callable[[], float | None],
        least_cost: int,
        workers: int,
    ) -> None:
        """Improve `roster` until time is up or its cost is the least."""
        kinds = sorted(self.cells)
        while not is_over() and self.objective > least_cost:
            self._try(self.rng.choice(kinds), seconds_left(), least_cost, workers)

    def _try(self, kind: str, seconds: float | None, least_cost: int, workers: int) -> None:
        people, days = self._freed(kind)
        model = RosterModel(
            self.problem,
            self.roster,
            lambda person, day: person in people and day in days,
            least_cost,
        )
        answer = model.solve(seconds, EFFORT, workers, self.rng.randrange(2**31 - 1))
        self.cells[kind] *= GROWTH if answer.is_proven else SHRINKING
        whole = float(len(self.problem.people) * self.problem.days)
        self.cells[kind] = min(max(self.cells[kind], LEAST_CELLS), whole)
        if answer.roster is None:
            return
        score = check_roster(self.problem, answer.roster)
        if score.feasible and score.objective <= self.objective:
            self.roster, self.objective = answer.roster, score.objective

    def _freed(self, kind: str) -> tuple[set[int], set[int]]:
        """Returns the people and the days whose cells are free."""
        everyone, all_days = range(len(self.problem.people)), range(self.problem.days)
        cells = self.cells[kind]
        if kind == "people":
            count = round(cells / self.problem.days)
            return self._people(count), set(all_days)
        if kind == "days":
            return set(everyone), self._window(round(cells / len(everyone)))
        width = max(2, self.problem.days // 2)
        return self._people(round(cells / width)), self._window(width)

    def _people(self, count: int) -> set[int]:
        everyone = range(len(self.problem.people))
        return set(self.rng.sample(everyone, min(len(everyone), max(2, count))))

    def _window(self, width: int) -> set[int]:
        width = min(self.problem.days, max(2, width))
        begin = self.rng.randint(0, self.problem.days - width)
        return set(range(begin, begin + width))

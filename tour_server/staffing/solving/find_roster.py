"""Find the best roster within a time, with a bound that is proven.

Column generation gives the bound and a roster near it; CP-SAT on the whole problem proves small ones; a search through
neighbourhoods uses the rest of the time.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from tour_server.staffing.solving.neighbourhoods import Neighbourhoods
from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.solving.roster_columns import RosterColumns, whole_bound
from tour_server.staffing.solving.roster_model import RosterModel
from tour_server.staffing.solving.roster_problem import Roster, RosterProblem

PROVING, DIVING, WHOLE = 0.45, 0.75, 0.85
"""The shares of the time after which proving, diving and the whole model end."""
SMALL_CELLS = 300  # days by people: up to it the whole model is solved in seconds, above it gains less than the search
SMALL_EFFORT = 30.0  # CP-SAT's deterministic time for the whole model


@dataclass(frozen=True)
class FoundRoster:
    """A roster, what it costs, and what no roster can be below."""

    roster: Roster
    objective: int
    bound: int

    @property
    def is_best(self) -> bool:
        """Returns whether it is proven that no roster costs less."""
        return self.bound >= self.objective


class TimeLimit:
    """How much time is left, by the wall or by this program's processor time."""

    def __init__(self, seconds: float, *, of_processor: bool = False) -> None:
        """The time begins now."""
        self._clock = time.process_time if of_processor else time.perf_counter
        self._of_processor = of_processor
        self._began, self._seconds = self._clock(), seconds
        self.share = 1.0
        """The share of the time after which it is over."""

    def spent(self) -> float:
        """Returns the seconds since it began."""
        return self._clock() - self._began

    def left(self) -> float:
        """Returns the seconds that are left of the share."""
        return self.share * self._seconds - self.spent()

    def is_over(self) -> bool:
        """Returns whether the share is over."""
        return self.left() <= 0

    def wall_left(self) -> float | None:
        """Returns the seconds left on the wall's clock, None where processor time is counted."""
        return None if self._of_processor else self.left()


def find_roster(
    problem: RosterProblem, limit: TimeLimit, *, workers: int = 2, seed: int = 1
) -> FoundRoster:
    """Returns the best roster found. Raises NoRosterError when a person's own rules allow none."""
    limit.share = PROVING
    columns = RosterColumns(problem, limit.is_over)
    best = _Best(problem, columns.begin)
    columns.prove()
    best.raise_bound(columns.bound)
    if not best.is_proven:
        limit.share = DIVING
        best.take(columns.dive())
    limit.share = WHOLE
    is_small = problem.days * len(problem.people) <= SMALL_CELLS
    if is_small and not best.is_proven and not limit.is_over():
        model = RosterModel(problem, best.roster, lambda _person, _day: True, best.bound)
        effort = min(SMALL_EFFORT, limit.left())
        answer = model.solve(limit.wall_left(), effort, workers, seed)
        best.take(answer.roster)
        best.raise_bound(answer.bound)
    limit.share = 1.0
    if not best.is_proven:
        rng = random.Random(seed)  # noqa: S311 - chooses neighbourhoods, guards nothing
        search = Neighbourhoods(problem, best.roster, rng)
        search.search(limit.is_over, limit.wall_left, best.bound, workers)
        best.take(search.roster)
    return FoundRoster(best.roster, best.objective, best.bound)


class _Best:
    """The best roster and the highest bound so far."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self.problem, self.roster = problem, roster
        self.objective = check_roster(problem, roster).objective
        self.bound = 0

    @property
    def is_proven(self) -> bool:
        return self.bound >= self.objective

    def raise_bound(self, bound: float) -> None:
        self.bound = min(self.objective, max(self.bound, whole_bound(bound)))

    def take(self, roster: Roster | None) -> None:
        if roster is None:
            return
        score = check_roster(self.problem, roster)
        if score.feasible and score.objective < self.objective:
            self.roster, self.objective = roster, score.objective

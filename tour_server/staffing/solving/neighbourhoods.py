"""Improve a roster: free a few people or a few days, keep the rest, and find the best of that.

CP-SAT finds it cell by cell. Column generation finds whole lines of a few people: their bound tells soon whether there
are better ones.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tour_server.staffing.solving.cover_costs import CoverCosts
from tour_server.staffing.solving.line_neighbourhood import new_lines
from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.solving.roster_model import RosterModel
from tour_server.staffing.solving.roster_problem import CoverRow, Roster, RosterProblem

EFFORT = 1.5
"""CP-SAT's deterministic time for one neighbourhood."""
LINE_SECONDS = 8.0  # of the processor, for one neighbourhood of lines
FIRST_CELLS = 100.0
GROWTH, SHRINKING = 1.25, 0.8  # of the number of free cells after one that was solved, or was not
LEAST_CELLS = 20.0
MEMORY = 0.9  # of the gains and seconds of a kind, at each try of it
LEAST_CHANCE = 0.15  # of a kind that gained nothing lately, beside 1 for all that gained together
AIMED = 0.5  # of the neighbourhoods: at a need that is not met, or met by too many


@dataclass
class _Kind:
    """A kind of neighbourhood: its size, and what it gained lately."""

    cells: float = FIRST_CELLS
    gain: float = 0.0
    seconds: float = 1.0

    def note(self, gain: float, seconds: float) -> None:
        self.gain = MEMORY * self.gain + gain
        self.seconds = MEMORY * self.seconds + seconds


class Neighbourhoods:
    """A large-neighbourhood search. Each kind finds its own size; what gains more a second is tried more often."""

    def __init__(self, problem: RosterProblem, roster: Roster, rng: random.Random) -> None:
        """Begin with a roster that keeps every rule."""
        self.problem, self.roster, self.rng = problem, roster, rng
        self.objective = check_roster(problem, roster).objective
        self.cover = CoverCosts(problem)
        self.kinds = {name: _Kind() for name in ("both", "days", "lines", "people")}

    def search(
        self,
        is_over: Callable[[], bool],
        seconds_left: Callable[[], float | None],
        least_cost: int,
        workers: int,
    ) -> None:
        """Improve `roster` until time is up or its cost is the least."""
        while not is_over() and self.objective > least_cost:
            name = self._chosen()
            began, before = time.process_time(), self.objective
            if name == "lines":
                self._try_lines(is_over)
            else:
                self._try(name, seconds_left(), least_cost, workers)
            self.kinds[name].note(before - self.objective, time.process_time() - began)

    def _chosen(self) -> str:
        rates = {name: kind.gain / kind.seconds for name, kind in self.kinds.items()}
        total = sum(rates.values()) or 1.0
        chances = [rate / total + LEAST_CHANCE for rate in rates.values()]
        return self.rng.choices(list(rates), chances)[0]

    def _try(self, name: str, seconds: float | None, least_cost: int, workers: int) -> None:
        people, days = self._freed(name)
        model = RosterModel(
            self.problem,
            self.roster,
            lambda person, day: person in people and day in days,
            least_cost,
        )
        answer = model.solve(seconds, EFFORT, workers, self.rng.randrange(2**31 - 1))
        self._resize(name, grows=answer.is_proven)
        self._take(answer.roster)

    def _try_lines(self, is_over: Callable[[], bool]) -> None:
        ends = time.process_time() + LINE_SECONDS
        count = round(self.kinds["lines"].cells / self.problem.days)
        answer = new_lines(
            self.problem,
            self.roster,
            self._people(count, self._aim()),
            lambda: time.process_time() >= ends or is_over(),
        )
        self._resize("lines", grows=not answer.is_broken_off)
        self._take(answer.roster)

    def _resize(self, name: str, *, grows: bool) -> None:
        whole = float(len(self.problem.people) * self.problem.days)
        cells = self.kinds[name].cells * (GROWTH if grows else SHRINKING)
        self.kinds[name].cells = min(max(cells, LEAST_CELLS), whole)

    def _take(self, roster: Roster | None) -> None:
        if roster is None:
            return
        score = check_roster(self.problem, roster)
        if score.feasible and score.objective <= self.objective:
            self.roster, self.objective = roster, score.objective

    def _freed(self, name: str) -> tuple[set[int], set[int]]:
        """Returns the people and the days whose cells are free."""
        everyone, all_days = range(len(self.problem.people)), range(self.problem.days)
        cells, aim = self.kinds[name].cells, self._aim()
        if name == "people":
            return self._people(round(cells / self.problem.days), aim), set(all_days)
        if name == "days":
            return set(everyone), self._window(round(cells / len(everyone)), aim)
        width = max(2, self.problem.days // 2)
        return self._people(round(cells / width), aim), self._window(width, aim)

    def _aim(self) -> CoverRow | None:
        """Returns a row of the cover that costs something, sometimes none."""
        if self.rng.random() >= AIMED:
            return None
        over = self.cover.counts(self.roster) - self.cover.needed
        costs = np.where(over > 0, over * self.cover.over, -over * self.cover.under)
        if not costs.any():
            return None
        return self.rng.choices(self.problem.cover, list(costs))[0]

    def _people(self, count: int, aim: CoverRow | None) -> set[int]:
        """Returns people drawn by chance; with an aim, one in two of those who could work more or less of it."""
        everyone = range(len(self.problem.people))
        count = min(len(everyone), max(2, count))
        could = [
            person
            for person in everyone
            if aim is not None and self.problem.people[person].possible[aim.day] & aim.shifts
        ]
        chosen = set(self.rng.sample(could, min(len(could), count // 2)))
        others = [person for person in everyone if person not in chosen]
        return chosen | set(self.rng.sample(others, count - len(chosen)))

    def _window(self, width: int, aim: CoverRow | None) -> set[int]:
        width = min(self.problem.days, max(2, width))
        first, last = 0, self.problem.days - width
        if aim is not None:
            first, last = max(first, aim.day - width + 1), min(last, aim.day)
        begin = self.rng.randint(first, last)
        return set(range(begin, begin + width))

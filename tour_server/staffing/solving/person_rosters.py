"""The cheapest rosters of one person under given costs of days and shifts: exact, by dynamic programming.

States after each day: the last shift and the length of the run of working days, or the length of the run of days off;
in each, an array over minutes worked, weekends worked, and how often each limited shift was worked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
import numpy.typing as npt

from tour_server.staffing.solving.roster_problem import (
    OFF,
    SATURDAY,
    SUNDAY,
    WEEK_DAYS,
    RosterPerson,
    RosterProblem,
)

Values = npt.NDArray[np.float64]
MAX_STATES = 25_000_000
"""Of all days: 200 MB. A person with more has limits of shifts left out of the states, then the weekends."""


@dataclass(frozen=True)
class PersonRoster:
    """One person's shifts by day, and what they cost."""

    shifts: tuple[int, ...]
    cost: float


@dataclass
class _Day:
    """The cheapest costs after a day: [run of work, shift, minutes, weekends, counts…], [run off, minutes, …]."""

    work: Values
    off: Values


class PersonRosters:
    """Finds the cheapest rosters of one person."""

    def __init__(self, problem: RosterProblem, person: RosterPerson) -> None:
        """Prepare the states of a person."""
        self.days, self.person = problem.days, person
        self.able = sorted(set().union(*person.possible)) if person.possible else []
        able = [problem.shifts[shift] for shift in self.able]
        self.unit = reduce(gcd, (shift.minutes for shift in able), 0) or 1
        self.length = [shift.minutes // self.unit for shift in able]
        self.before = [
            [at for at, first in enumerate(able) if shift not in first.not_followed_by]
            for shift in self.able
        ]
        """For each shift, the shifts that may stand on the day before it."""
        self._set_size(problem)

    def _set_size(self, problem: RosterProblem) -> None:
        person, lengths = self.person, self.length or [1]
        most_minutes = min(person.max_minutes // self.unit, self.days * max(lengths))
        self.least = -(-person.min_minutes // self.unit)
        most_days = min(self.days, most_minutes // max(1, min(lengths)))
        self.counted = [
            at for at, shift in enumerate(self.able) if person.max_of_shift[shift] < most_days
        ]
        self.counts_weekends = person.max_weekends < problem.weekends
        self.exact = True
        """Whether the states know every rule. Where they don't, a roster may break one, and its cost is a bound."""
        self.runs = max(1, min(person.max_days_in_a_row, self.days + person.days_worked_before))
        self.off_runs = max(1, min(person.min_days_off_in_a_row, self.days))
        while True:
            weekends = person.max_weekends + 1 if self.counts_weekends else 1
            counts = [person.max_of_shift[self.able[at]] + 1 for at in self.counted]
            self.shape = (most_minutes + 1, weekends, *counts)
            states = self.days * self.runs * max(1, len(self.able)) * int(np.prod(self.shape))
            if states <= MAX_STATES or not (self.counted or self.counts_weekends):
                return
            self.exact = False
            if self.counted:
                self.counted.pop()
            else:
                self.counts_weekends = False

    def cheapest(self, costs: Values, most: int = 1) -> list[PersonRoster]:
        """Returns up to `most` rosters under the costs [days, shifts], the cheapest first; [] if there is none.

        The others are the cheapest of other totals of minutes.
        """
        days = self._all_days(costs)
        last = days[-1]
        ends = last.off.min(axis=0)
        if self.able:
            ends = np.minimum(ends, last.work.min(axis=(0, 1)))
        ends[: self.least] = np.inf
        by_minutes = ends.reshape(ends.shape[0], -1)
        best_of_minutes = by_minutes.argmin(axis=1)
        found = []
        for minutes in np.argsort(by_minutes.min(axis=1), kind="stable")[:most]:
            rest = np.unravel_index(best_of_minutes[minutes], self.shape[1:])
            cell = (int(minutes), *(int(one) for one in rest))
            if np.isfinite(ends[cell]):
                found.append(PersonRoster(self._path(days, cell), float(ends[cell])))
        return found

    def _all_days(self, costs: Values) -> list[_Day]:
        days = [self._first_day(costs[0])]
        for day in range(1, self.days):
            days.append(self._next_day(day, days[-1], costs[day]))
        return days

    def _empty(self) -> _Day:
        return _Day(
            np.full((self.runs, len(self.able), *self.shape), np.inf),
            np.full((self.off_runs, *self.shape), np.inf),
        )

    def _first_day(self, costs: Values) -> _Day:
        first = self._empty()
        first.off[(0, *(0 for _ in self.shape))] = 0.0
        run = self.person.days_worked_before
        if run < self.person.max_days_in_a_row:
            for at, shift in enumerate(self.able):
                cell = self._step(0, at, begins=True)
                if shift in self.person.possible[0] and all(
                    one < size for one, size in zip(cell, self.shape, strict=True)
                ):
                    first.work[(run, at, *cell)] = costs[shift]
        return first

    def _step(self, day: int, at: int, *, begins: bool) -> tuple[int, ...]:
        """Returns how far a shift moves minutes, weekends and counts; `begins`: after a day off."""
        weekday = day % WEEK_DAYS
        weekend = weekday == SATURDAY or (weekday == SUNDAY and begins)
        counts = (int(one == at) for one in self.counted)
        return (self.length[at], int(weekend and self.counts_weekends), *counts)

    def _may_stop(self, day: int) -> list[int]:
        """Returns the runs of work (counted from 0) that may end before this day."""
        begun_before = day + self.person.days_worked_before
        least = self.person.min_days_in_a_row
        return [run for run in range(self.runs) if run + 1 >= least or run + 1 == begun_before]

    def _may_begin(self, day: int) -> list[int]:
        """Returns the runs of days off (counted from 0) after which work may begin on this day."""
        return [run for run in range(self.off_runs) if run == self.off_runs - 1 or run + 1 == day]

    def _next_day(self, day: int, last: _Day, costs: Values) -> _Day:
        new = self._empty()
        new.off[1:] = last.off[:-1]
        np.minimum(new.off[-1], last.off[-1], out=new.off[-1])
        if self.able:
            stopped = last.work[self._may_stop(day)].min(axis=(0, 1), initial=np.inf)
            np.minimum(new.off[0], stopped, out=new.off[0])
        fresh = last.off[self._may_begin(day)].min(axis=0, initial=np.inf)
        goes_on: dict[tuple[int, ...], Values] = {}
        for at, shift in enumerate(self.able):
            if shift not in self.person.possible[day]:
                continue
            self._move(fresh, new.work[0, at], self._step(day, at, begins=True), costs[shift])
            before = tuple(self.before[at])
            if self.runs > 1 and before:
                if before not in goes_on:
                    goes_on[before] = last.work[:-1, list(before)].min(axis=1)
                step = (0, *self._step(day, at, begins=False))
                self._move(goes_on[before], new.work[1:, at], step, costs[shift])
        return new

    @staticmethod
    def _move(source: Values, target: Values, step: tuple[int, ...], cost: float) -> None:
        """Write `source`, moved by `step` along its axes, plus a cost into `target`."""
        if any(far >= size for far, size in zip(step, target.shape, strict=True)):
            return
        into = tuple(slice(far, None) for far in step)
        of = tuple(slice(0, size - far) for far, size in zip(step, target.shape, strict=True))
        np.add(source[of], cost, out=target[into])

    def _path(self, days: list[_Day], cell: tuple[int, ...]) -> tuple[int, ...]:
        """Returns the shifts of the cheapest roster that ends in a cell of minutes, weekends and counts."""
        last = days[-1]
        off = [(float(last.off[(run, *cell)]), run, OFF) for run in range(self.off_runs)]
        work = [
            (float(last.work[(run, at, *cell)]), run, at)
            for run in range(self.runs)
            for at in range(len(self.able))
        ]
        _, run, at = min(off + work)
        shifts = [OFF if at == OFF else self.able[at]]
        for day in range(self.days - 1, 0, -1):
            run, at, cell = self._came_from(day, days[day - 1], run, at, cell)
            shifts.append(OFF if at == OFF else self.able[at])
        return tuple(reversed(shifts))

    def _came_from(
        self, day: int, last: _Day, run: int, at: int, cell: tuple[int, ...]
    ) -> tuple[int, int, tuple[int, ...]]:
        if at == OFF:
            off_runs = {run - 1} if run else set()
            if run == self.off_runs - 1:
                off_runs.add(run)
            off = [(float(last.off[(one, *cell)]), one, OFF) for one in off_runs if one >= 0]
            stops = self._may_stop(day) if run == 0 else []
            work = [
                (float(last.work[(one, other, *cell)]), one, other)
                for one in stops
                for other in range(len(self.able))
            ]
            _, run, at = min(off + work)
            return run, at, cell
        step = self._step(day, at, begins=run == 0)
        cell = tuple(one - far for one, far in zip(cell, step, strict=True))
        if run == 0:
            off = [(float(last.off[(one, *cell)]), one, OFF) for one in self._may_begin(day)]
            _, run, at = min(off)
            return run, at, cell
        _, at = min((float(last.work[(run - 1, one, *cell)]), one) for one in self.before[at])
        return run - 1, at, cell

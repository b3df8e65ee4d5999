"""Check a roster against the rules of its problem, one by one, and compute its cost.

This is the judge of every search: it shares no code with them but the types.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise

from tour_server.staffing.solving.roster_problem import (
    OFF,
    SATURDAY,
    WEEK_DAYS,
    Roster,
    RosterPerson,
    RosterProblem,
)


@dataclass(frozen=True)
class BrokenRule:
    """A hard rule that a roster breaks."""

    person: str
    rule: str
    """The name of the field of RosterPerson or RosterShift."""
    day: int | None = None


@dataclass(frozen=True)
class RosterScore:
    """What a roster costs, and what it breaks."""

    objective: int
    broken: tuple[BrokenRule, ...]

    @property
    def feasible(self) -> bool:
        """Returns whether the roster keeps every hard rule."""
        return not self.broken


def check_roster(problem: RosterProblem, roster: Roster) -> RosterScore:
    """Returns the cost of a roster and every hard rule that it breaks. Raises ValueError when its size is wrong."""
    if len(roster) != len(problem.people) or any(len(row) != problem.days for row in roster):
        raise ValueError("the roster has not the people and days of its problem")
    broken = [
        rule
        for person, row in zip(problem.people, roster, strict=True)
        for rule in broken_by(problem, person, row)
    ]
    return RosterScore(_cost(problem, roster), tuple(broken))


def _cost(problem: RosterProblem, roster: Roster) -> int:
    cost = 0
    for row in problem.cover:
        there = sum(worked[row.day] in row.shifts for worked in roster)
        cost += row.under_cost * max(0, row.needed - there)
        cost += row.over_cost * max(0, there - row.needed)
    for wish in problem.wishes:
        works = roster[wish.person][wish.day] == wish.shift
        cost += wish.cost * (works is not wish.wants)
    return cost


def broken_by(
    problem: RosterProblem, person: RosterPerson, row: tuple[int, ...]
) -> list[BrokenRule]:
    """Returns the hard rules that one person's roster breaks."""
    name = person.name
    broken = [
        BrokenRule(name, "possible", day)
        for day, shift in enumerate(row)
        if shift != OFF and shift not in person.possible[day]
    ]
    worked = [shift for shift in row if shift != OFF]
    minutes = sum(problem.shifts[shift].minutes for shift in worked)
    if minutes > person.max_minutes:
        broken.append(BrokenRule(name, "max_minutes"))
    if minutes < person.min_minutes:
        broken.append(BrokenRule(name, "min_minutes"))
    broken += [
        BrokenRule(name, "max_of_shift")
        for shift, times in Counter(worked).items()
        if times > person.max_of_shift[shift]
    ]
    broken += [
        BrokenRule(name, "not_followed_by", day + 1)
        for day, (first, second) in enumerate(pairwise(row))
        if OFF not in (first, second) and second in problem.shifts[first].not_followed_by
    ]
    weekends = {
        day // WEEK_DAYS
        for day, shift in enumerate(row)
        if shift != OFF and day % WEEK_DAYS >= SATURDAY
    }
    if len(weekends) > person.max_weekends:
        broken.append(BrokenRule(name, "max_weekends"))
    return broken + _broken_runs(person, row)


def _broken_runs(person: RosterPerson, row: tuple[int, ...]) -> list[BrokenRule]:
    broken, day = [], 0
    for works, group in groupby(row, key=lambda shift: shift != OFF):
        length = len(list(group))
        begins, ends = day == 0, day + length == len(row)
        inside = not begins and not ends
        before = person.days_worked_before if begins else 0
        if works and length + before > person.max_days_in_a_row:
            broken.append(BrokenRule(person.name, "max_days_in_a_row", day))
        if works and inside and length < person.min_days_in_a_row:
            broken.append(BrokenRule(person.name, "min_days_in_a_row", day))
        if not works and inside and length < person.min_days_off_in_a_row:
            broken.append(BrokenRule(person.name, "min_days_off_in_a_row", day))
        day += length
    return broken

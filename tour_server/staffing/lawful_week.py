"""The best roster of a week that also keeps the rules of the law that the search does not know.

The search knows rest from one day to the next, hours and days in a row. The rest of 36 hours in seven days, and the two
nights of the year on which the clock changes, are checked on what it found; what breaks them is barred, and it searches
again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from tour_server.staffing.law import LawProblem, LawRule, law_problems, longest_rest, minute_of
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import Colleague, PlannedShift
from tour_server.staffing.solving.find_roster import TimeLimit, find_roster
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import WeekProblem

MOST_SEARCHES = 5
SHARE = 0.6  # of the time that is left, for each search but the last

Barred = tuple[str, dt.date, int, int]
"""A colleague, a day, and the begin and end of a shift that they may not work then."""


class FoundWeek(Struct, frozen=True):
    """The shifts of a week, what they cost, and what no roster can be below."""

    shifts: list[PlannedShift]
    objective: int
    bound: int


def find_week(
    facts: WeekFacts,
    band: Band,
    pinned: Sequence[PlannedShift],
    stays: Sequence[PlannedShift] | None,
    begins: dt.date,
    seconds: float,
    workers: int,
) -> FoundWeek:
    """Returns the best roster found. `begins`: days before it stay as they are. Raises NoRosterError.

    The bound is that of the first search, which knows fewer rules: what is barred afterwards is one way of several.
    """
    limit, bars, bound = TimeLimit(seconds), _Bars(facts), 0
    for number in range(MOST_SEARCHES):
        is_last = number == MOST_SEARCHES - 1
        week = WeekProblem(facts, band, pinned, stays, begins, bars.barred)
        time = TimeLimit(max(1.0, limit.left() * (1.0 if is_last else SHARE)))
        found = find_roster(week.problem, time, workers=workers)
        shifts = week.planned(found.roster)
        bound = bound if number else found.bound
        if is_last or limit.left() < 1.0 or not bars.add(week, shifts):
            break
    return FoundWeek(shifts, found.objective, min(bound, found.objective))


class _Bars:
    """What is barred so far.

    Of two shifts that can't both be one is barred, on the day on which fewer colleagues are barred already: were it
    always the later one, two colleagues in turn would lose it, and somebody would be missing then.
    """

    def __init__(self, facts: WeekFacts) -> None:
        self.facts, self.barred = facts, set[Barred]()

    def add(self, week: WeekProblem, shifts: Sequence[PlannedShift]) -> bool:
        """Bar what breaks the law. Returns whether anything new was barred."""
        facts, before = self.facts, len(self.barred)
        for colleague in facts.colleagues:
            own = [one for one in shifts if one.colleague == colleague.key]
            everything = sorted([*facts.of(colleague.key), *own], key=lambda one: one.day)
            for problem in law_problems(everything, facts.monday, facts.limits, facts.zone):
                if problem.rule in _RESTS:
                    self._bar_one(
                        week, colleague, _around_rest(facts, everything, problem), problem
                    )
        return len(self.barred) > before

    def _bar_one(
        self, week: WeekProblem, colleague: Colleague, rest: _Rest, problem: LawProblem
    ) -> None:
        sides = [
            (sum(one[1] == shift.day for one in self.barred), is_later, shift.day)
            for is_later, shift in ((False, rest.after), (True, rest.before))
            if shift is not None and _is_free(week, colleague, shift.day)
        ]
        if not sides:
            return
        _count, is_before, day = min(sides)
        zone = self.facts.zone
        for slot in week.slots:
            begins, ends = (minute_of(day, at, zone) for at in (slot.begins, slot.ends))
            length = rest.ends - ends if is_before else begins - rest.begins
            if length < problem.limit:
                self.barred.add((colleague.key, day, slot.begins, slot.ends))


_RESTS = (LawRule.WEEKLY_REST, LawRule.DAILY_REST, LawRule.NIGHT_REST)


class _Rest(Struct, frozen=True):
    """A rest that is too short, in minutes of `minute_of`, and the shifts on either side of it."""

    begins: int
    ends: int
    before: PlannedShift | None
    after: PlannedShift | None


def _around_rest(
    facts: WeekFacts, everything: Sequence[PlannedShift], problem: LawProblem
) -> _Rest:
    zone = facts.zone
    if problem.rule is LawRule.WEEKLY_REST:
        begins, ends = longest_rest(everything, problem.day, zone)
        before = [one for one in everything if minute_of(one.day, one.ends, zone) == begins]
        after = [one for one in everything if minute_of(one.day, one.begins, zone) == ends]
    else:
        after = [one for one in everything if one.day == problem.day]
        before = [one for one in everything if one.day < problem.day][-1:]
        begins = minute_of(before[0].day, before[0].ends, zone)
        ends = minute_of(after[0].day, after[0].begins, zone)
    return _Rest(begins, ends, next(iter(before), None), next(iter(after), None))


def _is_free(week: WeekProblem, colleague: Colleague, day: dt.date) -> bool:
    """Returns whether the search may choose what a colleague works on a day."""
    days = week.facts.days
    return day in days and day >= week.begins and (colleague.key, day) not in week.pinned

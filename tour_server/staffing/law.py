"""The law's limits on working hours, checked plainly on dated shifts, whoever or whatever planned them.

As shipped they are those of the Dutch Arbeidstijdenwet (BWBR0007671) for people of 18 and older who work by day; a
museum elsewhere, or with a collective agreement, sets its own. The articles stand beside the settings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from tour_server.staffing.planned_shift import DAY_MINUTES, PlannedShift, monday_of

AVERAGE_WEEKS = 16  # art. 5:7
YEAR_WEEKS = 52  # art. 5:6
LONG_SHIFT, LONG_BREAK = 330, 30  # minutes, art. 5:4: above 5½ hours of work, half an hour
VERY_LONG_SHIFT, VERY_LONG_BREAK = 600, 45  # above 10 hours, three quarters


class LawLimits(Struct, frozen=True):
    """The limits, in minutes."""

    rest: int
    weekly_rest: int
    shift: int
    week: int
    average: int
    free_sundays: int


class LawRule(StrEnum):
    """A rule of the law."""

    DAILY_REST = "daily_rest"
    WEEKLY_REST = "weekly_rest"
    SHIFT = "shift"
    WEEK = "week"
    AVERAGE = "average"
    BREAK = "break"
    SUNDAYS = "sundays"


class LawProblem(Struct, frozen=True):
    """A limit that a colleague's shifts pass. `found` and `limit` are minutes, of SUNDAYS a number of Sundays."""

    rule: LawRule
    day: dt.date
    found: int
    limit: int


def needed_break(work_minutes: int) -> int:
    """Returns the minutes of break that so much work needs."""
    if work_minutes > VERY_LONG_SHIFT:
        return VERY_LONG_BREAK
    return LONG_BREAK if work_minutes > LONG_SHIFT else 0


def law_problems(
    shifts: Iterable[PlannedShift], monday: dt.date, limits: LawLimits
) -> list[LawProblem]:
    """Returns what one colleague's shifts break in the week of this Monday.

    `shifts` are those of the week, of the 51 weeks before it as far as they are kept, and of the days after it.
    """
    ordered = sorted(shifts, key=lambda one: (one.day, one.begins))
    end = monday + dt.timedelta(days=7)
    week = [one for one in ordered if monday <= one.day < end]
    found = [problem for one in week for problem in _of_shift(one, limits)]
    for first, second in pairwise(ordered):
        rest = _minute(second.day, second.begins) - _minute(first.day, first.ends)
        touches = monday <= first.day < end or monday <= second.day < end
        if touches and rest < limits.rest:
            found.append(LawProblem(LawRule.DAILY_REST, second.day, rest, limits.rest))
    worked = sum(one.work_minutes for one in week)
    if worked > limits.week:
        found.append(LawProblem(LawRule.WEEK, monday, worked, limits.week))
    begin = monday - dt.timedelta(weeks=AVERAGE_WEEKS - 1)
    average = sum(one.work_minutes for one in ordered if begin <= one.day < end) // AVERAGE_WEEKS
    if average > limits.average:
        found.append(LawProblem(LawRule.AVERAGE, monday, average, limits.average))
    found += _weekly_rest(ordered, week, limits)
    return found + _sundays(ordered, monday, limits)


def allowance_minutes(shifts: Iterable[PlannedShift], monday: dt.date, limits: LawLimits) -> int:
    """Returns how many minutes the law leaves a colleague in a week after the 15 weeks before it."""
    begin = monday - dt.timedelta(weeks=AVERAGE_WEEKS - 1)
    before = sum(one.work_minutes for one in shifts if begin <= one.day < monday)
    return max(0, min(limits.week, limits.average * AVERAGE_WEEKS - before))


def _of_shift(one: PlannedShift, limits: LawLimits) -> list[LawProblem]:
    found = []
    if one.work_minutes > limits.shift:
        found.append(LawProblem(LawRule.SHIFT, one.day, one.work_minutes, limits.shift))
    least = needed_break(one.work_minutes)
    if one.break_minutes < least:
        found.append(LawProblem(LawRule.BREAK, one.day, one.break_minutes, least))
    return found


def _weekly_rest(
    ordered: Sequence[PlannedShift],
    week: Sequence[PlannedShift],
    limits: LawLimits,
) -> list[LawProblem]:
    """Look at every seven days that end in this week; the worst is told.

    Note: the law also allows 72 hours in 14 days. This is the stricter half of the rule.
    """
    worst: LawProblem | None = None
    for last in sorted({one.day for one in week}):
        first = last - dt.timedelta(days=6)
        begin, end = _minute(first, 0), _minute(last, DAY_MINUTES)
        moments = [begin]
        for one in ordered:
            if first <= one.day <= last:
                moments += [_minute(one.day, one.begins), _minute(one.day, one.ends)]
        moments.append(end)
        longest = max(moments[at + 1] - moments[at] for at in range(0, len(moments), 2))
        if longest < limits.weekly_rest and (worst is None or longest < worst.found):
            worst = LawProblem(LawRule.WEEKLY_REST, last, longest, limits.weekly_rest)
    return [] if worst is None else [worst]


def _sundays(
    ordered: Sequence[PlannedShift], monday: dt.date, limits: LawLimits
) -> list[LawProblem]:
    begin = monday - dt.timedelta(weeks=YEAR_WEEKS - 1)
    end = monday + dt.timedelta(weeks=1)
    worked = {one.day for one in ordered if one.day.weekday() == 6 and begin <= one.day < end}
    free = YEAR_WEEKS - len(worked)
    this_sunday = monday_of(monday) + dt.timedelta(days=6)
    if this_sunday in worked and free < limits.free_sundays:
        return [LawProblem(LawRule.SUNDAYS, this_sunday, free, limits.free_sundays)]
    return []


def _minute(day: dt.date, minutes: int) -> int:
    return day.toordinal() * DAY_MINUTES + minutes

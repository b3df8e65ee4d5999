"""The law's limits on working hours, checked plainly on dated shifts, whoever or whatever planned them.

As shipped they are those of the Dutch Arbeidstijdenwet (BWBR0007671) for people of 18 and older; a museum elsewhere, or
with a collective agreement, sets its own. The articles stand beside the settings. Of the rules for nights two are
checked: how long a night shift is, and the rest after it. Rest is measured on the clock of the museum's time zone,
which twice a year has an hour less or more.
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
NIGHT_ENDS = 6 * 60  # art. 1:7: a night shift has more than an hour between midnight and six
NIGHT_LEAST = 60
LATE_NIGHT = 2 * 60  # art. 5:8: a night shift that ends after two o'clock needs a longer rest
WEEK_DAYS = 7


class LawLimits(Struct, frozen=True):
    """The limits, in minutes. Work above `break_after` needs `least_break`, above `long_break_after` `long_break`."""

    rest: int
    weekly_rest: int
    shift: int
    week: int
    average: int
    free_sundays: int
    night: int = 600
    night_rest: int = 840
    break_after: int = 330
    least_break: int = 30
    long_break_after: int = 600
    long_break: int = 45

    def needed_break(self, work_minutes: int) -> int:
        """Returns the minutes of break that so much work needs."""
        needed = self.least_break if work_minutes > self.break_after else 0
        return max(needed, self.long_break if work_minutes > self.long_break_after else 0)

    def rest_after(self, begins: int, ends: int) -> int:
        """Returns the rest that a shift needs after it."""
        is_late = (ends - 1) % DAY_MINUTES >= LATE_NIGHT
        return max(self.rest, self.night_rest) if is_night(begins, ends) and is_late else self.rest

    def longest(self, begins: int, ends: int) -> int:
        """Returns how many minutes of work a shift may have."""
        return min(self.shift, self.night) if is_night(begins, ends) else self.shift


class LawRule(StrEnum):
    """A rule of the law."""

    DAILY_REST = "daily_rest"
    WEEKLY_REST = "weekly_rest"
    SHIFT = "shift"
    NIGHT = "night"
    NIGHT_REST = "night_rest"
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


def is_night(begins: int, ends: int) -> bool:
    """Returns whether the law calls a shift a night shift."""
    nights = ((0, NIGHT_ENDS), (DAY_MINUTES, DAY_MINUTES + NIGHT_ENDS))
    return sum(max(0, min(ends, last) - max(begins, first)) for first, last in nights) > NIGHT_LEAST


def law_problems(
    shifts: Iterable[PlannedShift],
    monday: dt.date,
    limits: LawLimits,
    zone: dt.tzinfo = dt.UTC,
) -> list[LawProblem]:
    """Returns what one colleague's shifts break in the week of this Monday.

    `shifts` are those of the week, of the 51 weeks before it as far as they are kept, and of the days after it.
    """
    ordered = sorted(shifts, key=lambda one: (one.day, one.begins))
    end = monday + dt.timedelta(days=WEEK_DAYS)
    week = [one for one in ordered if monday <= one.day < end]
    found = [problem for one in week for problem in _of_shift(one, limits)]
    beside = dt.timedelta(days=WEEK_DAYS)
    near = [one for one in ordered if monday - beside <= one.day < end + beside]
    for first, second in pairwise(near):
        touches = monday <= first.day < end or monday <= second.day < end
        rest = minute_of(second.day, second.begins, zone) - minute_of(first.day, first.ends, zone)
        if touches and rest < limits.rest:
            found.append(LawProblem(LawRule.DAILY_REST, second.day, rest, limits.rest))
        elif touches and rest < (needed := limits.rest_after(first.begins, first.ends)):
            found.append(LawProblem(LawRule.NIGHT_REST, second.day, rest, needed))
    worked = sum(one.work_minutes for one in week)
    if worked > limits.week:
        found.append(LawProblem(LawRule.WEEK, monday, worked, limits.week))
    begin = monday - dt.timedelta(weeks=AVERAGE_WEEKS - 1)
    average = sum(one.work_minutes for one in ordered if begin <= one.day < end) // AVERAGE_WEEKS
    if average > limits.average:
        found.append(LawProblem(LawRule.AVERAGE, monday, average, limits.average))
    found += _weekly_rest(near, week, limits, zone)
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
    elif one.work_minutes > (most := limits.longest(one.begins, one.ends)):
        found.append(LawProblem(LawRule.NIGHT, one.day, one.work_minutes, most))
    least = limits.needed_break(one.work_minutes)
    if one.break_minutes < least:
        found.append(LawProblem(LawRule.BREAK, one.day, one.break_minutes, least))
    return found


def longest_rest(
    shifts: Iterable[PlannedShift], last: dt.date, zone: dt.tzinfo = dt.UTC
) -> tuple[int, int]:
    """Returns when the longest rest of the seven days up to a last one begins and ends, in minutes of `minute_of`.

    `shifts`: one colleague's, in their order.
    """
    first = last - dt.timedelta(days=WEEK_DAYS - 1)
    begin, end = minute_of(first, 0, zone), minute_of(last, DAY_MINUTES, zone)
    moments = [begin]
    for one in shifts:
        if (
            first - dt.timedelta(days=1) <= one.day <= last
        ):  # a night before the first day reaches into it
            moments += [minute_of(one.day, one.begins, zone), minute_of(one.day, one.ends, zone)]
    inside = [min(max(one, begin), end) for one in [*moments, end]]
    rests = list(zip(inside[::2], inside[1::2], strict=True))
    return max(rests, key=lambda rest: rest[1] - rest[0])


def _weekly_rest(
    ordered: Sequence[PlannedShift],
    week: Sequence[PlannedShift],
    limits: LawLimits,
    zone: dt.tzinfo,
) -> list[LawProblem]:
    """Look at every seven days that end in this week; the worst is told.

    Note: the law also allows 72 hours in 14 days. This is the stricter half of the rule.
    """
    worst: LawProblem | None = None
    for last in sorted({one.day for one in week}):
        begins, ends = longest_rest(ordered, last, zone)
        if ends - begins < limits.weekly_rest and (worst is None or ends - begins < worst.found):
            worst = LawProblem(LawRule.WEEKLY_REST, last, ends - begins, limits.weekly_rest)
    return [] if worst is None else [worst]


def sundays_left(shifts: Iterable[PlannedShift], sunday: dt.date, limits: LawLimits) -> bool:
    """Returns whether the law leaves this Sunday to somebody with these shifts of other weeks."""
    return _free_sundays(shifts, sunday) - 1 >= limits.free_sundays


def _free_sundays(shifts: Iterable[PlannedShift], sunday: dt.date) -> int:
    """Returns how many of the 52 Sundays up to this one were off."""
    begin = sunday - dt.timedelta(weeks=YEAR_WEEKS - 1)
    worked = {one.day for one in shifts if one.day.weekday() == sunday.weekday()}
    return YEAR_WEEKS - sum(begin <= day <= sunday for day in worked)


def _sundays(
    ordered: Sequence[PlannedShift], monday: dt.date, limits: LawLimits
) -> list[LawProblem]:
    sunday = monday_of(monday) + dt.timedelta(days=WEEK_DAYS - 1)
    free = _free_sundays(ordered, sunday)
    if free < limits.free_sundays and any(one.day == sunday for one in ordered):
        return [LawProblem(LawRule.SUNDAYS, sunday, free, limits.free_sundays)]
    return []


def minute_of(day: dt.date, minutes: int, zone: dt.tzinfo = dt.UTC) -> int:
    """Returns minutes since the midnight of a day as minutes that pass evenly, over the change of the clock, too."""
    days, rest = divmod(minutes, DAY_MINUTES)
    whole = (day.toordinal() + days) * DAY_MINUTES + rest
    if zone is dt.UTC:
        return whole
    local = dt.datetime.combine(day, dt.time(), zone) + dt.timedelta(minutes=minutes)
    offset = local.utcoffset() or dt.timedelta()
    return whole - int(offset.total_seconds()) // 60

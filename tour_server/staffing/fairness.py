"""Shifts that few people like to work, counted to share them: days of weekends, evenings, nights, public holidays.

Each is a count of its own, beside the share of it that the contract's hours give; they are not added up for a person.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum

from msgspec import Struct

from tour_server.staffing.law import is_night
from tour_server.staffing.planned_shift import (
    AbsenceKind,
    Colleague,
    PlannedShift,
    ShiftKind,
)
from tour_server.staffing.week_facts import WeekFacts

FAIR_WEEKS = 8  # so far back is counted
WEEKEND = 5  # the first weekday of a weekend
EVENING_AFTER = 19 * 60
"""A shift that ends later is an evening: whoever closes a house at six is on the way home by then, and whoever keeps
it open until eight is not."""


class SharedShiftKind(StrEnum):
    """What is shared evenly. A shift may be of several kinds, but not an evening and a night."""

    WEEKEND = "weekend"
    """A day of a weekend."""
    EVENING = "evening"
    NIGHT = "night"
    """What the law calls a night shift."""
    HOLIDAY = "holiday"
    """A public holiday."""


class SharedCount(Struct, frozen=True):
    """How many shifts of a kind a colleague worked in the last weeks, and what their share of all is: by the
    contract's hours, without the days away or ill.

    `above`: how much further they are above their share than whoever is furthest below it.
    """

    worked: int
    share: float
    above: float


SharedCounts = Mapping[str, Mapping[SharedShiftKind, SharedCount]]
"""By colleague and kind; a kind that a colleague can't work and hasn't worked is left out."""


def shared_kinds(
    day: dt.date, begins: int, ends: int, holidays: Collection[dt.date]
) -> list[SharedShiftKind]:
    """Returns of which kinds a shift is. What counts is the day on which it begins."""
    found = []
    if day.weekday() >= WEEKEND:
        found.append(SharedShiftKind.WEEKEND)
    if is_night(begins, ends):
        found.append(SharedShiftKind.NIGHT)
    elif ends > EVENING_AFTER:
        found.append(SharedShiftKind.EVENING)
    if day in holidays:
        found.append(SharedShiftKind.HOLIDAY)
    return found


def counted_from(monday: dt.date) -> dt.date:
    """Returns the first day that counts for the week of a Monday."""
    return monday - dt.timedelta(weeks=FAIR_WEEKS)


def shared_counts(facts: WeekFacts) -> SharedCounts:
    """Returns what colleagues worked of each kind in the weeks before this one."""
    worked = Counter(
        (one.colleague, kind)
        for one in facts.around
        if counted_from(facts.monday) <= one.day < facts.monday
        for kind in shared_kinds(one.day, one.begins, one.ends, facts.holidays)
    )
    can = {one.key: _kinds_for(one, facts) for one in facts.colleagues}
    found: dict[str, dict[SharedShiftKind, SharedCount]] = {one.key: {} for one in facts.colleagues}
    for kind in SharedShiftKind:
        people = [one for one in facts.colleagues if kind in can[one.key] or worked[one.key, kind]]
        total = sum(worked[one.key, kind] for one in people)
        hours = {one.key: one.week_minutes * _days_there(one, facts.monday) for one in people}
        of_all = sum(hours.values())
        share = {
            key: total * (own / of_all if of_all else 1 / len(people)) for key, own in hours.items()
        }
        least = min((worked[key, kind] - part for key, part in share.items()), default=0.0)
        for key, part in share.items():
            count = worked[key, kind]
            found[key][kind] = SharedCount(count, part, count - part - least)
    return found


def week_counts(
    facts: WeekFacts, shifts: Collection[PlannedShift]
) -> Mapping[tuple[str, SharedShiftKind], int]:
    """Returns how many shifts of each kind each colleague has in a week."""
    return Counter(
        (one.colleague, kind)
        for one in shifts
        for kind in shared_kinds(one.day, one.begins, one.ends, facts.holidays)
    )


def _days_there(colleague: Colleague, monday: dt.date) -> int:
    """Returns on how many of the days that count somebody was neither away nor ill."""
    begin = counted_from(monday)
    days = ((begin + dt.timedelta(days=number)) for number in range((monday - begin).days))
    gone = (AbsenceKind.AWAY, AbsenceKind.ILL)
    return sum(colleague.absence(day) not in gone for day in days)


def _kinds_for(colleague: Colleague, facts: WeekFacts) -> set[SharedShiftKind]:
    """Returns the kinds that a colleague's skills and hours leave them, on the weekdays or holidays of any week."""
    skills = set(colleague.skills)
    able = [one for one in facts.kinds if (one.skill in skills if one.skill else skills)]
    return {
        kind
        for day in {*facts.days, *facts.holidays}
        for shift in able
        if _fits(colleague, day, shift)
        for kind in shared_kinds(day, shift.begins, shift.ends, facts.holidays)
    }


def _fits(colleague: Colleague, day: dt.date, shift: ShiftKind) -> bool:
    return colleague.fits(day.weekday(), shift.begins, shift.ends)

"""When each colleague takes a break: one after another, where most people are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import LAST_MINUTE, QUARTER_MINUTES, QUARTERS, PlannedShift
from tour_server.staffing.week_facts import WeekFacts

AWAY_FROM_ENDS = 0.25  # share of the shift at either end in which no break begins or ends


def with_breaks(facts: WeekFacts, shifts: Sequence[PlannedShift], band: Band) -> list[PlannedShift]:
    """Returns the shifts with a time for each break. A break may still leave too few: the check says so."""
    found = []
    for day in sorted({one.day for one in shifts}):
        for skill in sorted({one.skill for one in shifts if one.day == day}):
            there = [one for one in shifts if (one.day, one.skill) == (day, skill)]
            found += _of_day(there, facts.need(day, skill, band), facts.zone)
    return found


def presence(
    shifts: Sequence[PlannedShift], day: dt.date, skill: str, *, breaks: bool
) -> list[int]:
    """Returns how many people of a skill are there in each quarter of an hour; `breaks`: without those on a break."""
    there = [0] * QUARTERS
    for one in shifts:
        if (one.day, one.skill) == (day, skill):
            for quarter in range(-(-one.begins // QUARTER_MINUTES), one.ends // QUARTER_MINUTES):
                there[quarter] += 1
            if breaks and one.break_begins is not None:
                for quarter in _quarters(one.break_begins, one.break_minutes):
                    there[quarter] -= 1
    return there


def _of_day(
    shifts: Sequence[PlannedShift], need: Sequence[int], zone: dt.tzinfo
) -> list[PlannedShift]:
    if not shifts:
        return []
    first = shifts[0]
    there = presence(shifts, first.day, first.skill, breaks=False)
    spare = [have - wanted for have, wanted in zip(there, need, strict=True)]
    midnight = dt.datetime.combine(first.day, dt.time(), zone)
    changes = midnight.utcoffset() != (midnight + dt.timedelta(minutes=LAST_MINUTE)).utcoffset()
    found = []
    for one in sorted(shifts, key=lambda shift: (shift.begins, shift.ends, shift.colleague)):
        if not one.break_minutes:
            found.append(one)
            continue
        edge = AWAY_FROM_ENDS * (one.ends - one.begins)
        last = int(one.ends - edge - one.break_minutes)
        earliest = -(-int(one.begins + edge) // QUARTER_MINUTES) * QUARTER_MINUTES
        middle = (one.begins + one.ends - one.break_minutes) / 2
        could = range(earliest, max(last, earliest) + 1, QUARTER_MINUTES)
        plain = [at for at in could if not changes or _is_plain(one, at, zone)]
        begins = max(
            plain or could,
            key=lambda at: (
                min(spare[quarter] for quarter in _quarters(at, one.break_minutes)),
                -abs(at - middle),
            ),
        )
        for quarter in _quarters(begins, one.break_minutes):
            spare[quarter] -= 1
        found.append(msgspec.structs.replace(one, break_begins=begins))
    return found


def _is_plain(one: PlannedShift, begins: int, zone: dt.tzinfo) -> bool:
    """Returns whether a break touches no time that the night of a changed clock leaves out or has twice."""
    midnight = dt.datetime.combine(one.day, dt.time(), zone)
    ends = [midnight + dt.timedelta(minutes=at) for at in (begins, begins + one.break_minutes)]
    return len({at.replace(fold=fold).utcoffset() for at in ends for fold in (0, 1)}) == 1


def _quarters(begins: int, minutes: int) -> range:
    last = min(QUARTERS, -(-(begins + minutes) // QUARTER_MINUTES))
    return range(begins // QUARTER_MINUTES, last)

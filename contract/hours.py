"""The hours of a day: of the museum, of a special day, of a room."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from msgspec import Struct


class Hours(Struct, frozen=True, omit_defaults=True):
    """From `opens` to `closes`, local time, the same day.

    `pauses`: when it is shut in between, in order. `next_day`: it closes at this time of the next day; `closes` is then
    the day's last minute, for software that does not know the field.
    """

    opens: dt.time
    closes: dt.time
    pauses: tuple[tuple[dt.time, dt.time], ...] = ()
    next_day: dt.time | None = None


LAST_MINUTE = dt.time(23, 59)
_MINUTES_A_DAY = 24 * 60


def minutes(hours: Hours, time: dt.time) -> int:
    """Return the minutes from the midnight before the opening; a time before the opening is of the next day."""
    found = time.hour * 60 + time.minute
    return found + _MINUTES_A_DAY if hours.next_day is not None and time < hours.opens else found


def stretches(hours: Hours) -> list[tuple[int, int]]:
    """Return when it is open, as minutes from midnight; more than 1,440 are of the next day."""
    closes = hours.closes if hours.next_day is None else hours.next_day
    end = minutes(hours, closes)
    if hours.next_day is not None and end <= minutes(hours, hours.opens):
        end += _MINUTES_A_DAY  # it closes at the minute at which it opened the day before
    found, begin = [], minutes(hours, hours.opens)
    for shut, opens_again in hours.pauses:
        found.append((begin, minutes(hours, shut)))
        begin = minutes(hours, opens_again)
    return [*found, (begin, end)]


def hours_fault(hours: Hours) -> str:
    """Return what is wrong with hours, as the end of a sentence, or "" where they can be."""
    found = stretches(hours)
    times = [minute for stretch in found for minute in stretch]
    if hours.next_day is None and hours.closes <= hours.opens:
        return "close before they open"
    if any(later <= earlier for earlier, later in pairwise(times)):
        return "have a pause that is not between opening and closing"
    return ""

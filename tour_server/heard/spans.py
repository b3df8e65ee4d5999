"""Spans of time so wide that no count in them is under five: by day, week or four weeks; by one to twelve hours.

A count under five may be about one person. Counts are rounded as everywhere on these pages.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct

from tour_server.heard.tallies import LEAST_SHOWN, Period, rounded

DAYS = (1, 7, 28)
HOURS = (1, 2, 3, 4, 6, 12)

Begin = TypeVar("Begin", dt.date, int)


class DaySpans(Struct, frozen=True):
    """`counts`: by the first day of each span of `days` days, in order, with those that have 0."""

    days: int
    counts: dict[dt.date, int]


class HourSpans(Struct, frozen=True):
    """`counts`: by the first hour of each span of `hours` hours, in order, from the first to the last with a count."""

    hours: int
    counts: dict[int, int]


def day_spans(told: Mapping[dt.datetime, int], period: Period) -> DaySpans | None:
    """Return the narrowest spans of days in which each count is 0 or at least five, None where there are none.

    The last span may be shorter: it ends with the period.
    """
    for days in DAYS:
        if days > 1 and days > period.days:
            break

        def begin(at: dt.datetime, days: int = days) -> dt.date:
            past = (at.date() - period.first).days
            return period.first + dt.timedelta(days=past - past % days)

        counts = _summed(told, begin)
        if _may_be_shown(counts):
            starts = range(0, period.days, days)
            begins = [period.first + dt.timedelta(days=past) for past in starts]
            return DaySpans(days, {one: rounded(counts[one]) or 0 for one in begins})
    return None


def hour_spans(told: Mapping[dt.datetime, int]) -> HourSpans | None:
    """Return the narrowest spans of the day's hours in which each count is 0 or at least five, None where none are."""
    for hours in HOURS:

        def begin(at: dt.datetime, hours: int = hours) -> int:
            return at.hour - at.hour % hours

        counts = _summed(told, begin)
        if counts and _may_be_shown(counts):
            known = sorted(first for first, count in counts.items() if count)
            return HourSpans(
                hours,
                {
                    begin: rounded(counts[begin]) or 0
                    for begin in range(known[0], known[-1] + 1, hours)
                },
            )
    return None


def _summed(
    told: Mapping[dt.datetime, int], begin: Callable[[dt.datetime], Begin]
) -> Counter[Begin]:
    counts: Counter[Begin] = Counter()
    for at, count in told.items():
        counts[begin(at)] += count
    return counts


def _may_be_shown(counts: Mapping[Begin, int]) -> bool:
    return any(counts.values()) and all(
        count == 0 or count >= LEAST_SHOWN for count in counts.values()
    )

"""Finds the days on which an event of a calendar begins: its own, those of its rule, without those taken out."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

_SHORTER_THAN_A_DAY = ("HOURLY", "MINUTELY", "SECONDLY")


def local_moment(moment: object, zone: dt.tzinfo | None) -> dt.date | dt.datetime:
    """Returns what a calendar has for a moment, by the clock of `zone`. Raises TypeError where it has words."""
    if isinstance(moment, dt.datetime):
        if zone is not None and moment.tzinfo is not None:
            moment = moment.astimezone(zone)
        return moment.replace(tzinfo=None)
    if not isinstance(moment, dt.date):
        raise TypeError("a day is no words")
    return moment


def local_day(moment: object, zone: dt.tzinfo | None) -> dt.date:
    """Returns the day of a moment, by the clock of `zone`. Raises TypeError where it has words."""
    local = local_moment(moment, zone)
    return local.date() if isinstance(local, dt.datetime) else local


def first_days(event: Any, first: dt.date, until: dt.date, zone: dt.tzinfo | None) -> set[dt.date]:
    """Returns the days up to `until` on which an event begins; `first` is its own.

    Raises ValueError for a rule that can't be read.
    """
    found = {first}
    for rule in event.rrules:
        found.update(_days_of_rule(rule, first, until, zone))
    for day in event.rdates:
        found.add(local_day(day[0] if isinstance(day, tuple) else day, zone))
    return {day for day in found - {local_day(day, zone) for day in event.exdates} if day <= until}


def _days_of_rule(
    rule: Any, first: dt.date, until: dt.date, zone: dt.tzinfo | None
) -> list[dt.date]:
    from dateutil.rrule import rrulestr

    own = type(rule)(rule)
    if {str(one).upper() for one in own.get("FREQ", [])} & set(_SHORTER_THAN_A_DAY):
        raise ValueError("holidays don't repeat within a day")
    count = int(own.pop("COUNT", [0])[0])
    ends = [local_day(day, zone) for day in own.pop("UNTIL", [])]
    # The end is given apart, so that a rule that never holds has an end too.
    last = dt.datetime.combine(min([until, *ends]), dt.time())
    written = own.to_ical().decode() + f";UNTIL={last:%Y%m%dT%H%M%S}"
    found = [
        cast("dt.datetime", moment).date()
        for moment in rrulestr(written, dtstart=dt.datetime.combine(first, dt.time()))
    ]
    return found[:count] if count else found

"""When a site is open, closes, and opens again: its weekdays, its special days, its time zone.

What a newcomer would get wrong: hours are local and the clock changes twice a year. So a closing time becomes
a moment (UTC) first, and only moments are subtracted.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from contract.museum import Hours, Site


def hours_on(site: Site, date: dt.date) -> Hours | None:
    """The opening hours of one day, or None when it is closed. A special day overrules its weekday."""
    for special in site.exceptions:
        if special.date == date:
            return special.hours
    return site.opening[date.weekday()]


def closing(site: Site, now: dt.datetime) -> dt.datetime | None:
    """The moment (UTC) at which the site closes today, or None when it is not open at `now`.

    `now` must be aware. Raises ValueError for a time that says no zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    hours = hours_on(site, today)
    if hours is None:
        return None
    opens = dt.datetime.combine(today, hours.opens, zone).astimezone(dt.UTC)
    closes = dt.datetime.combine(today, hours.closes, zone).astimezone(dt.UTC)
    return closes if opens <= now < closes else None


def next_opening(site: Site, now: dt.datetime, days: int = 60) -> dt.datetime | None:
    """The next moment the site opens, in its own time zone; None when it does not within `days`.

    `now` must be aware. Raises ValueError for a time that says no zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    for ahead in range(days):
        date = today + dt.timedelta(days=ahead)
        hours = hours_on(site, date)
        if hours is None:
            continue
        opens = dt.datetime.combine(date, hours.opens, zone)
        if opens.astimezone(dt.UTC) > now:
            return opens
    return None

"""When a site is open, closes, and opens again, by its weekdays, special days and time zone; its rooms, too.

Note: opening hours are local, and the local clock changes twice a year. Times are converted to UTC before they are
compared or subtracted.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from contract.museum import Hours, Room, Site


def hours_on(site: Site, date: dt.date) -> Hours | None:
    """Return the opening hours of one day, or None when it is closed. A special day overrides its weekday."""
    for special in site.exceptions:
        if special.date == date:
            return special.hours
    return site.opening[date.weekday()]


def closing(site: Site, now: dt.datetime) -> dt.datetime | None:
    """Return the time (UTC) at which the site closes today, or None when it is not open at `now`.

    Raises ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    hours = hours_on(site, today)
    if hours is None:
        return None
    opens = dt.datetime.combine(today, hours.opens, tz).astimezone(dt.UTC)
    closes = dt.datetime.combine(today, hours.closes, tz).astimezone(dt.UTC)
    return closes if opens <= now < closes else None


def room_hours(room: Room, site: Site, now: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when a room of its own hours opens and closes on the day of `now` (UTC), None where it is closed all day.

    Raises ValueError when `now` has no time zone or the room has no hours of its own.
    """
    if now.tzinfo is None or room.opening is None:
        raise ValueError("a moment needs its time zone, and the room hours of its own")
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    hours = room.opening[today.weekday()]
    if hours is None:
        return None
    opens = dt.datetime.combine(today, hours.opens, tz).astimezone(dt.UTC)
    return opens, dt.datetime.combine(today, hours.closes, tz).astimezone(dt.UTC)


def states_hours(site: Site) -> bool:
    """Return whether the museum has stated any hours; one that was just imported has none, and is not shut for that."""
    return any(hours is not None for hours in site.opening) or bool(site.exceptions)


def next_opening(site: Site, now: dt.datetime, days: int = 60) -> dt.datetime | None:
    """Return when the site opens next, in its own time zone, or None when it does not open within `days`.

    Raises ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    for ahead in range(days):
        date = today + dt.timedelta(days=ahead)
        hours = hours_on(site, date)
        if hours is None:
            continue
        opens = dt.datetime.combine(date, hours.opens, tz)
        if opens.astimezone(dt.UTC) > now:
            return opens
    return None

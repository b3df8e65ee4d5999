"""When a site is open, closes, and opens again, by its weekdays, special days and time zone; its rooms, too.

Note: opening hours are local, and the local clock changes twice a year. Times are converted to UTC before they are
compared or subtracted.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from contract.hours import stretches
from contract.museum import Hours, Room, Site


def hours_on(site: Site, date: dt.date) -> Hours | None:
    """Return the opening hours of one day, or None when it is closed. A special day overrides its weekday."""
    for special in site.exceptions:
        if special.date == date:
            return special.hours
    return site.opening[date.weekday()]


def open_between(
    hours: Hours, date: dt.date, tz: ZoneInfo
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return from when to when (UTC) the hours of one day are open: several times a day, and past midnight."""

    def moment(minute: int) -> dt.datetime:
        days, minute = divmod(minute, 24 * 60)
        time = dt.time(minute // 60, minute % 60)
        return dt.datetime.combine(date + dt.timedelta(days=days), time, tz).astimezone(dt.UTC)

    return [(moment(begin), moment(end)) for begin, end in stretches(hours)]


def day_bounds(hours: Hours, date: dt.date, tz: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """Return when the hours of one day open first and close last (UTC)."""
    found = open_between(hours, date, tz)
    return found[0][0], found[-1][1]


def closing(site: Site, now: dt.datetime) -> dt.datetime | None:
    """Return the time (UTC) at which the site closes next, or None when it is not open at `now`.

    Raises ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    for date in (today, today - dt.timedelta(days=1)):
        hours = hours_on(site, date)
        for opens, closes in [] if hours is None else open_between(hours, date, tz):
            if opens <= now < closes:
                return closes
    return None


def is_closed(site: Site, now: float) -> bool:
    """Return whether the site has stated hours and is closed. `now`: Unix seconds."""
    return states_hours(site) and closing(site, dt.datetime.fromtimestamp(now, dt.UTC)) is None


def room_hours(room: Room, site: Site, now: dt.datetime) -> tuple[dt.datetime, dt.datetime] | None:
    """Return when a room opens and closes (UTC): while it is open at `now`, else the next time today, else the last.

    None where it is closed all day. Raises ValueError when `now` has no time zone, or the room neither hours of its own
    nor days on which it is closed.
    """
    if now.tzinfo is None or (room.opening is None and not room.closed):
        raise ValueError("a moment needs its time zone, and the room hours of its own")
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    last = _room_times(room, site, today - dt.timedelta(days=1), tz)
    if any(opens <= now < closes for opens, closes in last):
        return next(one for one in last if one[0] <= now < one[1])
    times = _room_times(room, site, today, tz)
    return next((one for one in times if one[1] > now), times[-1] if times else None)


def room_is_closed_on(room: Room, date: dt.date) -> bool:
    """Return whether staff have said that a room is closed on this day."""
    return any(first <= date <= last for first, last in room.closed)


def _room_times(
    room: Room, site: Site, date: dt.date, tz: ZoneInfo
) -> list[tuple[dt.datetime, dt.datetime]]:
    if room_is_closed_on(room, date):
        return []
    hours = hours_on(site, date) if room.opening is None else room.opening[date.weekday()]
    return [] if hours is None else open_between(hours, date, tz)


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
        for opens, _closes in [] if hours is None else open_between(hours, date, tz):
            if opens > now:
                return opens.astimezone(tz)
    return None

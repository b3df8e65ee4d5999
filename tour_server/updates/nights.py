"""When kiosks may install software: at night, while the museum is closed, with a margin before and after.

Note: hours of a day may be local times that the clock skips or repeats. Moments are compared in UTC.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Site
from contract.opening import hours_on, open_between, states_hours
from contract.software import InstallHours

EVENING, MORNING = (
    dt.time(20),
    dt.time(8),
)  # no night is longer, also after a day on which it is closed
UNSTATED = (dt.time(1), dt.time(5))  # of a museum that has not stated its hours
SHORTEST = dt.timedelta(hours=1)
DAYS_AHEAD = 21


class Night(Struct, frozen=True):
    """One night: from when to when (UTC), and the same by the museum's clock."""

    begins: dt.datetime
    ends: dt.datetime
    hours: InstallHours

    def holds(self, now: dt.datetime) -> bool:
        """Return whether it is night."""
        return self.begins <= now < self.ends


def night_at(site: Site, now: dt.datetime, margin: dt.timedelta) -> Night | None:
    """Return the night that it is, otherwise the next one. None where the museum is never closed at night.

    `margin`: how long after closing and before opening nothing is installed.
    """
    tz = ZoneInfo(site.time_zone)
    today = now.astimezone(tz).date()
    for ahead in range(-1, DAYS_AHEAD):
        found = _night_of(site, today + dt.timedelta(days=ahead), margin, tz)
        if found is not None and found.ends > now:
            return found
    return None


def _night_of(site: Site, date: dt.date, margin: dt.timedelta, tz: ZoneInfo) -> Night | None:
    """Return the night between a day and the next, its longest stretch where it has several."""
    tomorrow = date + dt.timedelta(days=1)
    if not states_hours(site):
        begins, ends = (dt.datetime.combine(tomorrow, one, tz) for one in UNSTATED)
        return _night(begins.astimezone(dt.UTC), ends.astimezone(dt.UTC), tz)
    free = [
        (
            dt.datetime.combine(date, EVENING, tz).astimezone(dt.UTC),
            dt.datetime.combine(tomorrow, MORNING, tz).astimezone(dt.UTC),
        )
    ]
    for day in (date - dt.timedelta(days=1), date, tomorrow):
        hours = hours_on(site, day)
        for opens, closes in [] if hours is None else open_between(hours, day, tz):
            free = [left for one in free for left in _without(one, opens - margin, closes + margin)]
    begins, ends = max(free, key=lambda one: one[1] - one[0], default=(EPOCH, EPOCH))
    return _night(begins, ends, tz) if ends - begins >= SHORTEST else None


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _without(
    one: tuple[dt.datetime, dt.datetime], begins: dt.datetime, ends: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return what is left of a stretch of time when another is taken out of it."""
    left = [(one[0], min(one[1], begins)), (max(one[0], ends), one[1])]
    return [(first, last) for first, last in left if first < last]


def _night(begins: dt.datetime, ends: dt.datetime, tz: ZoneInfo) -> Night:
    hours = InstallHours(
        f"{begins.astimezone(tz):%H:%M}", f"{ends.astimezone(tz):%H:%M}", str(tz.key)
    )
    return Night(begins, ends, hours)

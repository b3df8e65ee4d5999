"""Whether a kiosk may install and restart now: by the hours of its order, in the museum's zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contract.software import InstallHours

_DAY = 24 * 60


def minutes_left(hours: InstallHours, now: float) -> int:
    """Returns how many minutes the hours still last; 0 outside them. `now`: Unix seconds.

    Raises ValueError for a zone that this machine does not know.
    """
    try:
        zone = ZoneInfo(hours.tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"This kiosk does not know the time zone {hours.tz}.") from error
    local = dt.datetime.fromtimestamp(now, zone)
    at, begins, ends = local.hour * 60 + local.minute, _minute(hours.begins), _minute(hours.ends)
    length = (ends - begins) % _DAY or _DAY
    since = (at - begins) % _DAY
    return max(0, length - since)


def length_minutes(hours: InstallHours) -> int:
    """Returns how long the hours last."""
    return (_minute(hours.ends) - _minute(hours.begins)) % _DAY or _DAY


def lasts_all_day(hours: InstallHours) -> bool:
    """Tells whether any hour is one of them."""
    return length_minutes(hours) == _DAY


def _minute(time: str) -> int:
    hour, _, minute = time.partition(":")
    return int(hour) * 60 + int(minute)

"""People in a room now, from what its kiosks counted. Pure: minutes and the time come in as arguments.

In minus out since the last closing time, never under zero and never under the people in view. The one thing a
newcomer would get wrong: a room whose kiosk is blind or silent is "not known" (None), neither empty nor as it was.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Site
from tour_server.crowd.minutes import MINUTE, CountedMinute
from tour_server.offers.opening import hours_on

SILENT_SECONDS = 240.0  # from a minute's start: its end, and three minutes for the next to come
LOOK_BACK_DAYS = 14


class Occupancy(Struct, frozen=True):
    """A room now. `people` None: not known, and `why` says it in a plain sentence.

    `course`: (Unix seconds of a minute's start, people or None), oldest first.
    """

    room: str
    people: int | None
    why: str
    course: list[tuple[float, int | None]]


def last_closing(site: Site, now: dt.datetime) -> dt.datetime:
    """The last closing time up to `now`, when everybody has left; midnight of a day long ago if there was none.

    Raises ValueError for a time that says no zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    for days in range(LOOK_BACK_DAYS):
        date = today - dt.timedelta(days=days)
        hours = hours_on(site, date)
        if hours is not None:
            closed = dt.datetime.combine(date, hours.closes, zone).astimezone(dt.UTC)
            if closed <= now:
                return closed
    # A house that is closed for weeks: count from last midnight.
    return dt.datetime.combine(today, dt.time(), zone).astimezone(dt.UTC)


def occupancy(
    rooms: Iterable[str], minutes: Sequence[CountedMinute], now: float
) -> list[Occupancy]:
    """Each room's occupancy at `now` (Unix seconds), from the minutes since the last closing, oldest first."""
    newest = {minute.device: minute for minute in minutes}
    found = []
    for room in rooms:
        kiosks = [minute for minute in newest.values() if minute.room == room]
        course = _course([minute for minute in minutes if minute.room == room], now)
        why = _why_not_known(kiosks, now)
        people = None
        if not why:
            people = next((count for _, count in reversed(course) if count is not None), None)
        found.append(Occupancy(room, people, why, course))
    return found


def _why_not_known(kiosks: list[CountedMinute], now: float) -> str:
    """Empty when every kiosk that counts here has been heard lately and sees."""
    if not kiosks:
        return "No kiosk has counted here since the last closing time."
    for kiosk in sorted(kiosks, key=lambda minute: minute.device):
        silent = now - kiosk.start
        if silent > SILENT_SECONDS:
            minutes = round((silent - MINUTE) / 60)
            return f"Kiosk {kiosk.device} has sent nothing for {minutes} minutes."
        if not kiosk.seen:
            return f"Kiosk {kiosk.device} sees nothing. Look whether its camera is covered or dark."
    return ""


def _course(minutes: list[CountedMinute], now: float) -> list[tuple[float, int | None]]:
    """Minute by minute. A minute that nobody observed is a gap; what was counted before carries over it."""
    if not minutes:
        return []
    by_minute: dict[int, list[CountedMinute]] = {}
    for minute in minutes:
        by_minute.setdefault(math.floor(minute.start / MINUTE), []).append(minute)
    course: list[tuple[float, int | None]] = []
    people = 0
    last = min(max(by_minute), math.floor(now / MINUTE))
    for number in range(min(by_minute), last + 1):
        seen = [minute for minute in by_minute.get(number, []) if minute.seen]
        people += sum((minute.entered or 0) - (minute.left or 0) for minute in seen)
        # Two kiosks may have the same people in view, so the larger view counts, not the sum.
        in_view = max((minute.in_view_mean or 0.0 for minute in seen), default=0.0)
        people = max(0, people, math.floor(in_view + 0.5))
        course.append((number * MINUTE, people if seen else None))
    return course

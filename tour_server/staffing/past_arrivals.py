"""Arrivals that are expected because so many came on the same weekday of the last weeks.

This is what the needs of a day rest on that no forecast reaches. An hour that no kiosk saw is a gap, never a zero.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.crowd.minutes import minutes_between
from tour_server.database import Database
from tour_server.staffing.needs import DayArrivals
from web.translations import ngettext

WEEKS = 8
LEAST_OBSERVED = 30  # minutes of an hour that were seen, for the hour to count
HOURS = 24
BAND = (10, 50, 90)  # percentiles: 8 of 10 days lie between the outer two


class PastArrivals:
    """The arrivals of past weeks at the museum's entrance. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._museum, self._now = database, museum, now
        self._lock = threading.Lock()
        self._known: dict[tuple[str, dt.date], list[float | None]] = {}

    def arrivals(self, day: dt.date) -> DayArrivals | None:
        """Returns the arrivals of a day, None when no day like it was counted or no entrance is set."""
        museum = self._museum()
        if museum is None or museum.site.entrance is None:
            return None
        zone = ZoneInfo(museum.site.time_zone)
        today = self._now().astimezone(zone).date()
        last = day - dt.timedelta(weeks=max(1, -(-((day - today).days + 1) // 7)))
        counted = [
            self._counted(museum.site.entrance, last - dt.timedelta(weeks=back), zone)
            for back in range(WEEKS)
        ]
        seen = [one for one in counted if any(count is not None for count in one)]
        if not seen:
            return None
        bands: list[list[float]] = [[], [], []]
        for hour in range(HOURS):
            counts = [count for one in seen if (count := one[hour]) is not None]
            figures = np.percentile(counts, BAND) if counts else (0.0, 0.0, 0.0)
            for band, figure in zip(bands, figures, strict=True):
                band.append(float(figure))
        rests_on = ngettext(
            "No forecast reaches so far: arrivals are those of the same weekday of {number} week that was counted.",
            "No forecast reaches so far: arrivals are those of the same weekday of {number} weeks that were counted.",
            len(seen),
        )
        low, middle, high = (tuple(band) for band in bands)
        return DayArrivals(low, middle, high, rests_on)

    def _counted(self, room: str, day: dt.date, zone: ZoneInfo) -> list[float | None]:
        with self._lock:
            known = self._known.get((room, day))
        if known is None:
            with self._database.reading() as session:
                known = counted_hours(session, room, day, zone)
            with self._lock:
                self._known = {key: one for key, one in self._known.items() if key[0] == room}
                self._known[room, day] = known
        return known


def counted_hours(session: Session, room: str, day: dt.date, zone: ZoneInfo) -> list[float | None]:
    """Returns who came into a room in each hour of a day, by all its kiosks; None for an hour that was not seen."""
    midnight = dt.datetime.combine(day, dt.time(), zone).timestamp()
    entered: list[dict[str, list[int]]] = [{} for _ in range(HOURS)]
    for minute in minutes_between(session, midnight, midnight + HOURS * 3600):
        if minute.room == room and minute.entered is not None:
            hour = dt.datetime.fromtimestamp(minute.start, zone).hour
            entered[hour].setdefault(minute.device, []).append(minute.entered)
    found: list[float | None] = []
    for kiosks in entered:
        # An hour that was seen in part is filled up: 45 minutes with 30 arrivals are an hour with 40.
        whole = [
            sum(counts) * 60 / len(counts)
            for counts in kiosks.values()
            if len(counts) >= LEAST_OBSERVED
        ]
        found.append(sum(whole) if whole else None)
    return found

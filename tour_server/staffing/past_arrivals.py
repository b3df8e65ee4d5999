"""Arrivals that are expected because so many came on the same weekday of the last weeks.

This is what the needs of a day rest on that no forecast reaches. They are the counts that forecasts rest on, too: what
was imported of the house goes before what its entrance counted. An hour that was not counted is a gap, never a zero.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.crowd.minutes import minutes_between
from tour_server.database import Database
from tour_server.forecast.history import read_history
from tour_server.forecast.hour_counts import HOUSE, entrance_of
from tour_server.staffing.needs import DayArrivals
from tour_server.staffing.planned_shift import monday_of
from web.translations import ngettext

WEEKS = 8
WEEKDAYS = 7
LEAST_OBSERVED = 30  # minutes of an hour that were seen, for the hour to count
HOURS = 24
BAND = (10, 50, 90)  # percentiles: 8 of 10 days lie between the outer two
KEPT = dt.timedelta(minutes=1)  # a file of counts may be brought in at any time

DayCounts = list[float | None]
"""The arrivals of each hour of a day; None for an hour that was not counted."""


class PastArrivals:
    """The arrivals of past weeks in the house. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._museum, self._now = database, museum, now
        self._lock = threading.Lock()
        self._known: dict[tuple[int, dt.date], tuple[dt.datetime, Mapping[dt.date, DayCounts]]] = {}

    def arrivals(self, day: dt.date) -> DayArrivals | None:
        """Returns the arrivals of a day, None when no day like it was counted."""
        museum = self._museum()
        if museum is None:
            return None
        now = self._now()
        today = now.astimezone(ZoneInfo(museum.site.time_zone)).date()
        last = day - dt.timedelta(weeks=max(1, -(-((day - today).days + 1) // WEEKDAYS)))
        known = self._counted(museum, min(today, monday_of(day)), now)
        days = [last - dt.timedelta(weeks=back) for back in range(WEEKS)]
        seen = [known[one] for one in days if one in known]
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

    def _counted(
        self, museum: Museum, before: dt.date, now: dt.datetime
    ) -> Mapping[dt.date, DayCounts]:
        with self._lock:
            self._known = {key: one for key, one in self._known.items() if now - one[0] < KEPT}
            known = self._known.get((id(museum), before))
        if known is None:
            with self._database.reading() as session:
                known = now, counted_days(session, museum, before)
            with self._lock:
                self._known[id(museum), before] = known
        return known[1]


def counted_days(session: Session, museum: Museum, before: dt.date) -> dict[dt.date, DayCounts]:
    """Returns who came into the house by the hour on the counted days of the weeks before a day.

    A day of which no sums are stored yet, for these are made at night, has the minutes of the kiosks at the entrance.
    """
    found: dict[dt.date, DayCounts] = {}
    days = [before - dt.timedelta(days=back) for back in range(1, (WEEKS + 1) * WEEKDAYS)]
    history = read_history(session, museum, [], before, len(days))
    if history is not None:
        panel = history.panel
        house = panel.values[panel.names.index(HOUSE)]
        for step, hours in enumerate(house):
            if not np.isnan(hours).all():
                counts = [None if np.isnan(one) else float(one) for one in hours]
                found[panel.date(step)] = counts
    for day in days:
        if day not in found:
            counts = counted_hours(
                session, entrance_of(museum), day, ZoneInfo(museum.site.time_zone)
            )
            if any(count is not None for count in counts):
                found[day] = counts
    return found


def counted_hours(session: Session, room: str, day: dt.date, zone: ZoneInfo) -> DayCounts:
    """Returns who came into a room in each hour of a day, by all its kiosks; None for an hour that was not seen."""
    midnight = dt.datetime.combine(day, dt.time(), zone).timestamp()
    entered: list[dict[str, list[int]]] = [{} for _ in range(HOURS)]
    for minute in minutes_between(session, midnight, midnight + HOURS * 3600):
        if minute.room == room and minute.entered is not None:
            hour = dt.datetime.fromtimestamp(minute.start, zone).hour
            entered[hour].setdefault(minute.device, []).append(minute.entered)
    found: DayCounts = []
    for kiosks in entered:
        # An hour that was seen in part is filled up: 45 minutes with 30 arrivals are an hour with 40.
        whole = [
            sum(counts) * 60 / len(counts)
            for counts in kiosks.values()
            if len(counts) >= LEAST_OBSERVED
        ]
        found.append(sum(whole) if whole else None)
    return found

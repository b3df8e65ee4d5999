"""Today's course: how many came in until the last full hour, beside what was forecast until then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from contract.museum import Museum
from tour_server.crowd.minutes import minutes_between
from tour_server.crowd.room_courses import RoomCourse
from tour_server.database import Database
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.forecast_store import ForecastStore
from tour_server.forecast.hour_counts import (
    HOUSE,
    ROOM_PREFIX,
    SILENT_SECONDS,
    entrance_of,
    hours_of_day,
    kiosk_spans,
)
from tour_server.forecast.words import series_names

Counted = dict[tuple[str, int], float]
KEPT = dt.timedelta(minutes=1)  # the minutes of a kiosk that was offline come after the full hour


class TodayCourse:
    """Computes the courses, once a minute at most. May be called from any thread."""

    def __init__(self, database: Database, store: ForecastStore) -> None:
        self._database, self._store = database, store
        self._known: tuple[tuple[object, ...], dt.datetime, Counted] | None = None

    def courses(self, museum: Museum, now: dt.datetime) -> list[RoomCourse]:
        """Returns the course of the house and of each room that was forecast; none before the first full hour."""
        zone = ZoneInfo(museum.site.time_zone)
        local = now.astimezone(zone)
        day, until = local.date(), local.hour
        forecasts = self._store.newest(day, day)
        if not forecasts:
            return []
        counted = self._counted(museum, local, zone)
        names = series_names(museum)
        by_series = {one.forecast.series: one.forecast for one in forecasts}
        found = []
        for series, name in names.items():
            forecast = by_series.get(series)
            own = entrance_of(museum) if series == HOUSE else series.removeprefix(ROOM_PREFIX)
            if forecast is not None and any(forecast.hours[:until]):
                came = {hour: people for (room, hour), people in counted.items() if room == own}
                found.append(_course(name, forecast, until, came))
        return found

    def _counted(self, museum: Museum, local: dt.datetime, zone: dt.tzinfo) -> Counted:
        day, until = local.date(), local.hour
        key, known = (id(museum), day, until), self._known
        if known is not None and known[0] == key and local - known[1] < KEPT:
            return known[2]
        midnight = dt.datetime.combine(day, dt.time(), zone).timestamp()
        end = dt.datetime.combine(day, dt.time(until), zone).timestamp()
        with self._database.reading() as session:
            spans = kiosk_spans(session, midnight - SILENT_SECONDS)
            minutes = minutes_between(session, midnight, end)
        counted = {
            (row.series.removeprefix(ROOM_PREFIX), row.hour): row.people
            for row in hours_of_day(museum, day, minutes, spans)
            if row.hour < until
        }
        self._known = key, local, counted
        return counted


def _course(
    name: str, forecast: DayForecast, until: int, counted: Mapping[int, float]
) -> RoomCourse:
    hours = {hour: one for hour, one in enumerate(forecast.hours[:until]) if one is not None}
    came = [counted.get(hour) for hour in hours]
    known = [one for one in came if one is not None]
    middle = sum(one[1] for one in hours.values())
    # The band of a sum is that of the day, as wide for its part: hours err together.
    share = (
        (forecast.low / forecast.middle, forecast.high / forecast.middle)
        if forecast.middle
        else (1, 1)
    )
    return RoomCourse(
        name,
        f"{until}:00",
        round(sum(known)) if len(known) == len(came) else None,
        round(middle * share[0]),
        round(middle),
        round(middle * share[1]),
        round(forecast.middle),
    )

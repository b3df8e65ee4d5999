"""The arrivals that people are needed for are those of Tomorrow; beyond its 28 days, those of past weeks."""

from __future__ import annotations

import datetime as dt

from tour_server.database import Database
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.forecast_store import KEPT_DAYS, ForecastStore
from tour_server.forecast.hour_counts import HOUSE
from tour_server.staffing.forecast_arrivals import ForecastArrivals
from tour_server.staffing.needs import DayArrivals

FIRST = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PAST = DayArrivals((1.0,) * 24, (2.0,) * 24, (3.0,) * 24, "past weeks")


class PastWeeks:
    """The same every day."""

    def arrivals(self, day: dt.date) -> DayArrivals | None:
        return PAST


def test_a_day_that_was_forecast_and_one_that_was_not(database: Database) -> None:
    store = ForecastStore(database, lambda: NOW)
    hours = (None,) * 10 + ((20.0, 30.0, 41.5), (0.0, 4.0, 9.0)) + (None,) * 12
    store.keep(
        FIRST,
        [
            DayForecast(HOUSE, 1, "usual", 25.0, 34.0, 45.0, hours),
            DayForecast("room:hal", 1, "usual", 1.0, 1.0, 1.0, hours[::-1]),
        ],
    )
    arrivals = ForecastArrivals(store, PastWeeks())
    found = arrivals.arrivals(FIRST)
    assert found is not None
    assert (found.low[10], found.middle[10], found.high[10]) == (20.0, 30.0, 41.5)
    assert found.middle[11] == 4.0
    assert sum(found.middle) == 34.0, "an hour that is shut has no arrivals"
    assert "Tomorrow" in found.rests_on
    assert found.of_day == (25.0, 34.0, 45.0), "the band of a day is no sum of its hours' bands"
    assert arrivals.arrivals(FIRST + dt.timedelta(days=1)) is PAST


def test_a_day_that_is_over_keeps_what_it_was_planned_for(database: Database) -> None:
    store = ForecastStore(database, lambda: NOW)
    hours = (None,) * 10 + ((20.0, 30.0, 41.5),) + (None,) * 13
    for night in range(KEPT_DAYS + 2):
        made = [DayForecast(HOUSE, lead, "usual", 20.0, 30.0, 41.5, hours) for lead in (1, 2, 3)]
        store.keep(FIRST + dt.timedelta(days=night), made[: 3 if night == 0 else 2])
        if night == 1:
            arrivals = ForecastArrivals(store, PastWeeks())
            found = arrivals.arrivals(FIRST)
            assert found is not None
            assert found.of_day == (20.0, 30.0, 41.5)
    last = FIRST + dt.timedelta(days=KEPT_DAYS + 1)
    kept = [one.day for one in store.newest(dt.date.min, dt.date.max)]
    assert kept[0] == last - dt.timedelta(days=KEPT_DAYS), "the table does not grow for ever"
    assert kept[-1] == last + dt.timedelta(days=1)
    store.keep(last, [DayForecast(HOUSE, 1, "usual", 1.0, 1.0, 1.0, hours)])
    assert store.newest(last + dt.timedelta(days=1), dt.date.max) == [], "no room that is gone"

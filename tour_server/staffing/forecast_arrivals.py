"""Arrivals that the night's forecast expects; on days beyond it, those of the same weekday of past weeks."""

from __future__ import annotations

import datetime as dt

from tour_server.forecast.forecast_store import ForecastStore
from tour_server.forecast.hour_counts import HOUSE
from tour_server.staffing.needs import ArrivalForecast, DayArrivals
from web.translations import gettext as _


class ForecastArrivals:
    """The arrivals of the days ahead. May be called from any thread."""

    def __init__(self, store: ForecastStore, beyond: ArrivalForecast) -> None:
        """`beyond`: tells the arrivals of days without a forecast."""
        self._store, self._beyond = store, beyond

    def arrivals(self, day: dt.date) -> DayArrivals | None:
        """Returns the arrivals of a day, None when nothing is known to expect them from."""
        kept = self._store.newest(day, day, HOUSE)
        if not kept:
            return self._beyond.arrivals(day)
        hours = [ends or (0.0, 0.0, 0.0) for ends in kept[0].forecast.hours]
        low, middle, high = (tuple(ends[band] for ends in hours) for band in range(3))
        of = kept[0].forecast
        words = _("Arrivals are those of the forecast under Tomorrow.")
        return DayArrivals(low, middle, high, words, (of.low, of.middle, of.high))

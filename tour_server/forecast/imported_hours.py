"""What a table of counts makes of hours: of sales also those in which nothing was sold, and which share was open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from contract.museum import Museum
from tour_server.forecast.count_table import CountTable
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.hour_counts import IMPORTED, LEAST_OPEN, series_of
from tour_server.forecast.open_hours import open_shares
from tour_server.forecast.tables import VisitorHourRow

HourKey = tuple[str, dt.date, int]
Hours = dict[HourKey, tuple[float, float]]
"""(series, day, hour) -> the people, and the share of the hour that is open."""


class _OpenShares:
    """The open shares of series and days, each computed once."""

    def __init__(self, museum: Museum | None) -> None:
        self._museum = museum
        self._rooms = {} if museum is None else {series_of(one.key): one for one in museum.rooms}
        self._found: dict[tuple[str, dt.date], NDArray[np.float32]] = {}

    def of(self, series: str, day: dt.date) -> NDArray[np.float32]:
        """Returns the share of each hour; all of them without a museum."""
        key = series, day
        if key not in self._found:
            self._found[key] = (
                np.ones(24, np.float32)
                if self._museum is None
                else open_shares(self._museum, self._rooms.get(series), day)
            )
        return self._found[key]


def hours_of(table: CountTable, museum: Museum | None) -> Hours:
    """Returns the hours of a table. Of sales an hour that was open and in which nothing was sold is one of nobody.

    A day without any sale stays a gap: the house may have been shut, or the till.
    """
    shares = _OpenShares(museum)
    found: Hours = {}
    for row in table.rows:
        share = 1.0 if row.hour == WHOLE_DAY else float(shares.of(row.series, row.day)[row.hour])
        found[row.series, row.day, row.hour] = row.people, share if share >= LEAST_OPEN else 1.0
    if table.sales and museum is not None:
        for series, day in {(row.series, row.day) for row in table.rows if row.hour != WHOLE_DAY}:
            for hour, share in enumerate(shares.of(series, day)):
                if share >= LEAST_OPEN:
                    found.setdefault((series, day, hour), (0.0, float(share)))
    return found


def rows_of(hours: Hours, keys: Iterable[HourKey]) -> list[dict[str, object]]:
    """Returns the rows of the table `visitor_hour` for some of the hours."""
    return [
        {
            VisitorHourRow.series.key: series,
            VisitorHourRow.day.key: day,
            VisitorHourRow.hour.key: hour,
            VisitorHourRow.source.key: IMPORTED,
            VisitorHourRow.people.key: hours[series, day, hour][0],
            VisitorHourRow.open_share.key: hours[series, day, hour][1],
        }
        for series, day, hour in keys
    ]


def closed_share(museum: Museum, table: CountTable) -> float:
    """Returns which share of a table's people stand in hours in which the museum is closed by its opening hours."""
    shares = _OpenShares(museum)
    whole = closed = 0.0
    for row in table.rows:
        if row.hour != WHOLE_DAY:
            whole += row.people
            closed += row.people if shares.of(row.series, row.day)[row.hour] <= 0 else 0.0
    return closed / whole if whole > 0 else 0.0

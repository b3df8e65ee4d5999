"""Reads the rows of one sheet of counts, and keeps what it leaves out, in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tour_server.forecast.count_cells import (
    by_clock_of,
    date_of,
    folded,
    has_minutes,
    has_three_decimals,
    hour_of,
    hour_of_moment,
    is_total,
    looks_dated,
    number_of,
    order_of_dates,
)
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.hour_counts import HOUSE, series_of
from tour_server.imports.sheet_table import SheetRow
from web.translations import gettext as _

MOST_PROBLEMS = 10  # that are shown; their number is said
MOST_PEOPLE = 200_000  # in a row; no house in the world has so many in a day
RARE_SHARE = 0.1  # of the hours or days of a sheet; more in several rows each are a list of sales

CountKey = tuple[str, dt.date, int]
"""(series, day, hour)"""


class SheetReader:
    """Reads the rows of one sheet, and counts what it leaves out.

    `zone`: by whose clock moments count that state their own distance from UTC. `sheet`: its name, to be said with the
    number of a row.
    """

    def __init__(
        self,
        columns: Mapping[str, int],
        rooms: Mapping[str, str],
        body: Sequence[SheetRow],
        today: dt.date | None,
        zone: dt.tzinfo | None = None,
        sheet: str = "",
    ) -> None:
        self._rooms, self._today, self._zone, self._sheet = rooms, today, zone, sheet
        self._dated = columns.get("day", columns.get("time", 0))
        self._counted = columns["people"]
        self._hours, self._room = columns.get("hour"), columns.get("room")
        dates = [row.cell(self._dated) for row in body]
        self.day_first, self.ambiguous = order_of_dates(dates)
        self._three_decimals = has_three_decimals(row.cell(self._counted) for row in body)
        self._times = columns.get("time")
        if self._times is None and any(hour_of_moment(date) > 0 for date in dates):
            self._times = self._dated  # midnight of every row is how a program writes a day
        times = self._times
        self.sales = times is not None and any(has_minutes(row.cell(times)) for row in body)
        self.people: dict[CountKey, float] = defaultdict(float)
        self.problems: list[str] = []
        self.unread = self.totals = self.returns = 0
        self._rows: Counter[CountKey] = Counter()
        for row in body:
            self._read(row)
        self._leave_out_what_is_below_zero()

    @property
    def repeated(self) -> list[CountKey]:
        """The hours or days that stand in several rows, of a sheet in which hardly any do; none of a list of sales."""
        found = [key for key, rows in self._rows.items() if rows > 1 and key in self.people]
        rare = len(found) <= max(1, RARE_SHARE * len(self._rows))
        return sorted(found) if rare and not self.sales else []

    def _read(self, row: SheetRow) -> None:
        """Add the count of a row, or say what is wrong with it."""
        written = row.cell(self._counted).strip()
        dated = by_clock_of(row.cell(self._dated).strip(), self._zone)
        if not written:
            return
        if (not looks_dated(dated) or is_total([dated])) and is_total(row.cells):
            self.totals += 1
            return
        try:
            key, people = self._key(row, dated), self._people(written)
        except _UnreadError as error:
            number = row.number
            where = _("Row {number}: {problem}", number=number, problem=f"{error}")
            self._say(f"{self._sheet}: {where}" if self._sheet else where)
            return
        self.returns += people < 0
        self._rows[key] += 1
        self.people[key] += people

    def _say(self, problem: str) -> None:
        self.unread += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def _leave_out_what_is_below_zero(self) -> None:
        """Leave out sums below zero: of sales those of a whole day, because one hour has the returns of another."""
        totals: dict[CountKey, float] = defaultdict(float)
        for (series, day, hour), people in self.people.items():
            totals[series, day, WHOLE_DAY if self.sales else hour] += people
        for key in [key for key, people in totals.items() if people < 0]:
            series, day, hour = key
            people = round(totals[key], 3)
            self._say(
                _("{day}: {people} in all is no count of people", day=day, people=f"{people:g}")
            )
            hours = range(WHOLE_DAY, 24) if self.sales else (hour,)
            for one in hours:
                self.people.pop((series, day, one), None)

    def _key(self, row: SheetRow, dated: str) -> CountKey:
        if not dated:
            raise _UnreadError(_("there is no date"))
        day = date_of(dated, day_first=self.day_first)
        if day is None:
            raise _UnreadError(_("“{text}” is no date", text=dated))
        if self._today is not None and day >= self._today:
            raise _UnreadError(_("“{text}” is not over yet", text=dated))
        hour = WHOLE_DAY
        if self._hours is not None:
            hour = hour_of(row.cell(self._hours))
            if hour == WHOLE_DAY:
                raise _UnreadError(_("“{text}” is no hour", text=row.cell(self._hours)))
        elif self._times is not None:
            hour = hour_of_moment(by_clock_of(row.cell(self._times), self._zone))
        if self._room is None or not (named := row.cell(self._room).strip()):
            return HOUSE, day, hour
        room = self._rooms.get(folded(named))
        if room is None:
            raise _UnreadError(_("there is no room “{text}”", text=named))
        return series_of(room), day, hour

    def _people(self, written: str) -> float:
        people = number_of(written, three_decimals=self._three_decimals)
        if people is None or abs(people) > MOST_PEOPLE:
            raise _UnreadError(_("“{text}” is no count of people", text=written))
        return people


class _UnreadError(ValueError):
    """A row can't be read, in words."""

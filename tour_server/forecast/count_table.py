"""Reads counts from a table that a museum has: ticket sales or counts by hour or day, as CSV, XLSX or ODS.

Columns are found by their headings, in the languages of the desk and its neighbours, and else by what stands in them.
Several rows of one hour are added up: of ticket sales each row is a sale, and one below zero is a return.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from tour_server.forecast.count_cells import (
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
from tour_server.forecast.count_columns import LOOKED_AT, guessed_columns, named_columns
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.hour_counts import HOUSE, series_of
from tour_server.imports.sheet_table import SheetError, SheetRow
from tour_server.imports.spreadsheet import open_table
from web.translations import gettext as _

MOST_PROBLEMS = 10  # that are shown; their number is said
MOST_PEOPLE = 200_000  # in a row; no house in the world has so many in a day
HEADING_ROWS = 20
TIMES_USUAL = 25  # of its series' middle count, beyond which a count is to be looked at
LEAST_ODD = 100

_Key = tuple[str, dt.date, int]


class CountRow(Struct, frozen=True):
    """The people of a series in an hour, or with WHOLE_DAY in a day."""

    series: str
    day: dt.date
    hour: int
    people: float


class OddCount(Struct, frozen=True):
    """A count that is far beyond the others of its series, whose middle is `usual`."""

    row: CountRow
    usual: float


class CountTable(Struct, frozen=True):
    """What was read. `columns`: what each column was taken for. `problems`: of rows that can't be read, the first.

    `totals`, `returns`: rows of totals, which are left out, and below zero, which are taken off. `spread`: people
    without an hour, who are shared out over the hours of their day. `odd`: the first counts that are to be looked at.
    `sales`: rows have minutes, so each is a sale, and an hour without a row one in which nothing was sold.
    """

    rows: list[CountRow]
    columns: dict[str, str]
    problems: list[str]
    unread: int
    day_first: bool
    ambiguous: bool
    totals: int = 0
    returns: int = 0
    spread: float = 0.0
    odd: list[OddCount] = []
    sales: bool = False


class _Reader:
    """Reads the rows of one table, and counts what it leaves out."""

    def __init__(
        self,
        columns: Mapping[str, int],
        rooms: Mapping[str, str],
        body: Sequence[SheetRow],
        today: dt.date | None,
    ) -> None:
        self._rooms, self._today = rooms, today
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
        self.people: dict[_Key, float] = defaultdict(float)
        self.problems: list[str] = []
        self.unread = self.totals = self.returns = 0

    def read(self, row: SheetRow) -> None:
        """Add the count of a row, or say what is wrong with it."""
        written, dated = row.cell(self._counted).strip(), row.cell(self._dated).strip()
        if not written:
            return
        if (not looks_dated(dated) or is_total([dated])) and is_total(row.cells):
            self.totals += 1
            return
        try:
            key, people = self._key(row, dated), self._people(written)
        except _UnreadError as error:
            self.unread += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(
                    _("Row {number}: {problem}", number=row.number, problem=f"{error}")
                )
            return
        self.returns += people < 0
        self.people[key] += people

    def _key(self, row: SheetRow, dated: str) -> _Key:
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
            hour = hour_of_moment(row.cell(self._times))
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


def read_counts(path: Path, rooms: Mapping[str, str], today: dt.date | None = None) -> CountTable:
    """Returns the counts of a table. `rooms`: names and keys of rooms, folded, each with its key.

    `today`: rows from it on are no counts yet. Raises SheetError.
    """
    rows = list(open_table(path).rows())
    heads = [(at, named_columns(rows, at)) for at in range(min(HEADING_ROWS, len(rows)))]
    named = [one for one in heads if one[1]]
    at, columns = next((one for one in named if "people" in one[1]), (named or [(-1, {})])[0])
    body = rows[at + 1 :]
    columns = columns or guessed_columns(body[:LOOKED_AT])
    if "people" not in columns or not {"day", "time"} & columns.keys():
        raise SheetError(
            _(
                "{name} needs a column of dates and one of counts. Give them headings like Date and Visitors.",
                name=path.name,
            )
        )
    reader = _Reader(columns, rooms, body, today)
    for row in body:
        reader.read(row)
    if not reader.people:
        problem = _("No row of {name} has a date and a count.", name=path.name)
        raise SheetError(" ".join([problem, *reader.problems[:1]]))
    spread = _spread_out(reader.people)
    counted = [
        CountRow(*key, max(0.0, round(total, 3))) for key, total in sorted(reader.people.items())
    ]
    return CountTable(
        counted,
        _titles(columns, [] if at < 0 else rows[at].cells),
        reader.problems,
        reader.unread,
        reader.day_first,
        reader.ambiguous,
        reader.totals,
        reader.returns,
        spread,
        _odd(counted),
        reader.sales,
    )


def _spread_out(people: dict[_Key, float]) -> float:
    """Share people without an hour out over the hours of their day that were counted. Returns how many these are."""
    hours: dict[tuple[str, dt.date], list[_Key]] = defaultdict(list)
    for key in people:
        if key[2] != WHOLE_DAY:
            hours[key[:2]].append(key)
    spread = 0.0
    for key in [key for key in people if key[2] == WHOLE_DAY and key[:2] in hours]:
        more, own = people.pop(key), hours[key[:2]]
        whole = sum(max(0.0, people[one]) for one in own)
        for one in own:
            share = max(0.0, people[one]) / whole if whole > 0 else 1 / len(own)
            people[one] += more * share
        spread += more
    return spread


def _odd(rows: Sequence[CountRow]) -> list[OddCount]:
    """Return the largest counts that are far beyond the others of the same series, hours and whole days apart."""
    kinds: dict[tuple[str, bool], list[CountRow]] = defaultdict(list)
    for row in rows:
        kinds[row.series, row.hour == WHOLE_DAY].append(row)
    found = []
    for alike in kinds.values():
        counted = [row.people for row in alike if row.people > 0]
        usual = float(np.median(counted)) if counted else 0.0
        most = max(TIMES_USUAL * usual, LEAST_ODD)
        found += [OddCount(row, usual) for row in alike if row.people > most]
    return sorted(found, key=lambda one: -one.row.people)[:MOST_PROBLEMS]


def _titles(columns: Mapping[str, int], heading: Sequence[str]) -> dict[str, str]:
    return {
        kind: heading[column] if column < len(heading) else _column_letter(column)
        for kind, column in columns.items()
    }


def _column_letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else f"{column + 1}"

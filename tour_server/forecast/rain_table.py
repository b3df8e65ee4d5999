"""Reads how much it rained, or will, from a table with a row a day: CSV, XLSX or ODS."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from msgspec import Struct

from tour_server.forecast.count_cells import date_of, folded, looks_dated, number_of, order_of_dates
from tour_server.forecast.count_columns import words
from tour_server.forecast.known_days import MOST_MILLIMETRES, KnownDay, KnownKind
from tour_server.imports.sheet_table import SheetError, SheetRow
from tour_server.imports.spreadsheet import open_table
from web.translations import gettext as _

HEADING_ROWS = 60  # a weather service explains its columns above them
DATED_ROWS = 5  # below the headings, of which one has a date: the first may have units
MOST_PROBLEMS = 5
_RAIN = words(
    """mm rain rainfall precipitation millimetres millimeters neerslag regen millimeter niederschlag pluie
    precipitations lluvia precipitacion pioggia precipitazione"""
)


class RainTable(Struct, frozen=True):
    """The rain of days. `problems`: of rows that can't be read, the first; `unread`: how many there are.

    `repeated`: how many days stand in several rows, of which the last counts.
    """

    days: list[KnownDay]
    problems: list[str]
    unread: int
    repeated: int = 0


def read_rain(path: Path) -> RainTable:
    """Returns the millimetres of each day of a table, of all its sheets that have them. Raises SheetError."""
    table = open_table(path)
    sheets = [list(table.rows(name)) for name in table.sheets or [""]]
    found = [columns for rows in sheets if (columns := _columns(rows)) is not None]
    if not found:
        raise SheetError(
            _(
                "{name} needs a column of dates and one of rain. Give them headings like Date and Millimetres.",
                name=path.name,
            )
        )
    days: dict[dt.date, KnownDay] = {}
    repeated: set[dt.date] = set()
    problems: list[str] = []
    for columns in found:
        day_first, _ambiguous = order_of_dates(row.cell(columns.dated) for row in columns.body)
        for row in columns.body:
            written, text = row.cell(columns.rain).strip(), row.cell(columns.dated).strip()
            if not written:
                continue
            day, fell = date_of(text, day_first=day_first), number_of(written)
            if day is None or fell is None or not 0 <= fell <= MOST_MILLIMETRES:
                wrong = (
                    _("“{text}” is no date", text=text)
                    if day is None
                    else _("“{text}” is no rain in millimetres", text=written)
                )
                problems.append(_("Row {number}: {problem}", number=row.number, problem=wrong))
                continue
            if day in days:
                repeated.add(day)
            days[day] = KnownDay(KnownKind.RAIN, day, day, millimetres=fell)
    if not days:
        raise SheetError(
            " ".join([_("No row of {name} has a date and rain.", name=path.name), *problems[:1]])
        )
    kept = [days[day] for day in sorted(days)]
    return RainTable(kept, problems[:MOST_PROBLEMS], len(problems), len(repeated))


class _RainColumns(Struct, frozen=True):
    """In which columns dates and rain stand, and the rows below the headings."""

    dated: int
    rain: int
    body: list[SheetRow]


def _columns(rows: list[SheetRow]) -> _RainColumns | None:
    """Return the columns of a sheet, None where it has no dates or no rain."""
    at, rain = next(
        ((at, found) for at, row in enumerate(rows[:HEADING_ROWS]) if (found := _named(row)) >= 0),
        (-1, -1),
    )
    body = rows[at + 1 :]
    if rain < 0 or not body:
        return None
    first = body[:DATED_ROWS]
    for one in range(max(len(row.cells) for row in first)):
        if one != rain and any(looks_dated(row.cell(one)) for row in first):
            return _RainColumns(one, rain, body)
    return None


def _named(row: SheetRow) -> int:
    """Return the column of rain by the headings of a row, -1 without one."""
    for column, cell in enumerate(row.cells):
        if set(re.split(r"[^a-z]+", folded(cell))) & _RAIN:
            return column
    return -1

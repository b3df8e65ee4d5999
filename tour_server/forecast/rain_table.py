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
MOST_PROBLEMS = 5
_RAIN = words(
    """mm rain rainfall precipitation millimetres millimeters neerslag regen millimeter niederschlag pluie
    precipitations lluvia precipitacion pioggia precipitazione"""
)


class RainTable(Struct, frozen=True):
    """The rain of days. `problems`: of rows that can't be read, the first; `unread`: how many there are."""

    days: list[KnownDay]
    problems: list[str]
    unread: int


def read_rain(path: Path) -> RainTable:
    """Returns the millimetres of each day of a table. Raises SheetError."""
    rows = list(open_table(path).rows())
    at, column = next(
        ((at, found) for at, row in enumerate(rows[:HEADING_ROWS]) if (found := _named(row)) >= 0),
        (-1, -1),
    )
    body = rows[at + 1 :]
    dated = next(
        (
            one
            for one in range(max((len(row.cells) for row in body), default=0))
            if one != column and body and looks_dated(body[0].cell(one))
        ),
        -1,
    )
    if column < 0 or dated < 0:
        raise SheetError(
            _(
                "{name} needs a column of dates and one of rain. Give them headings like Date and Millimetres.",
                name=path.name,
            )
        )
    day_first, _ambiguous = order_of_dates(row.cell(dated) for row in body)
    days: dict[dt.date, KnownDay] = {}
    problems: list[str] = []
    unread = 0
    for row in body:
        written, text = row.cell(column).strip(), row.cell(dated).strip()
        if not written:
            continue
        day, fell = date_of(text, day_first=day_first), number_of(written)
        if day is None or fell is None or not 0 <= fell <= MOST_MILLIMETRES:
            unread += 1
            wrong = (
                _("“{text}” is no date", text=text)
                if day is None
                else _("“{text}” is no rain in millimetres", text=written)
            )
            problems.append(_("Row {number}: {problem}", number=row.number, problem=wrong))
            continue
        days[day] = KnownDay(KnownKind.RAIN, day, day, millimetres=fell)
    if not days:
        raise SheetError(
            " ".join([_("No row of {name} has a date and rain.", name=path.name), *problems[:1]])
        )
    return RainTable([days[day] for day in sorted(days)], problems[:MOST_PROBLEMS], unread)


def _named(row: SheetRow) -> int:
    """Return the column of rain by the headings of a row, -1 without one."""
    for column, cell in enumerate(row.cells):
        if set(re.split(r"[^a-z]+", folded(cell))) & _RAIN:
            return column
    return -1

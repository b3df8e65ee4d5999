"""Reads counts from a table that a museum has: ticket sales or counts by hour or day, as CSV, XLSX or ODS.

Columns are found by their headings, in the languages of the desk and its neighbours, and else by what stands in them.
Several rows of one hour are added up: of ticket sales each row is a sale.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.hour_counts import HOUSE, series_of
from tour_server.imports.sheet_table import SheetError, SheetRow
from tour_server.imports.spreadsheet import open_table
from web.translations import gettext as _

MOST_PROBLEMS = 10  # that are shown; their number is said
MOST_PEOPLE = 1_000_000
LOOKED_AT = 200  # rows, to guess a column
HEADING_ROWS = 20
LEAST_SHARE = 0.8

_NAMES: Mapping[str, frozenset[str]] = {
    "day": frozenset(
        ["date", "day", "datum", "dag", "tag", "jour", "fecha", "dia", "giorno", "data"]
    ),
    "time": frozenset(
        [
            "time",
            "datetime",
            "timestamp",
            "moment",
            "tijd",
            "tijdstip",
            "zeitpunkt",
            "zeit",
            "horodatage",
        ]
    ),
    "hour": frozenset(["hour", "uur", "stunde", "heure", "hora", "ora"]),
    "people": frozenset(
        [
            "count",
            "counts",
            "visitors",
            "visits",
            "people",
            "tickets",
            "sold",
            "quantity",
            "number",
            "total",
            "admissions",
            "bezoekers",
            "bezoeken",
            "aantal",
            "kaarten",
            "verkocht",
            "besucher",
            "anzahl",
            "besuche",
            "visiteurs",
            "entrees",
            "nombre",
            "billets",
            "visitantes",
            "entradas",
            "cantidad",
            "visitatori",
            "biglietti",
        ]
    ),
    "room": frozenset(["room", "zaal", "ruimte", "raum", "saal", "salle", "sala", "series"]),
}
_DATE = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm)?", re.IGNORECASE)


class CountRow(Struct, frozen=True):
    """The people of a series in an hour, or with WHOLE_DAY in a day."""

    series: str
    day: dt.date
    hour: int
    people: float


class CountTable(Struct, frozen=True):
    """What was read. `columns`: what each column was taken for. `problems`: of rows that can't be read, the first."""

    rows: list[CountRow]
    columns: dict[str, str]
    problems: list[str]
    unread: int
    day_first: bool
    ambiguous: bool


def read_counts(path: Path, rooms: Mapping[str, str]) -> CountTable:
    """Returns the counts of a table. `rooms`: names and keys of rooms, folded, each with its key. Raises SheetError."""
    rows = list(open_table(path).rows())
    at = next((n for n, row in enumerate(rows[:HEADING_ROWS]) if _named(row.cells)), None)
    heading = [] if at is None else rows[at].cells
    body = rows if at is None else rows[at + 1 :]
    columns = _named(heading) or _guessed(body[:LOOKED_AT])
    if not {"people"} <= columns.keys() or not {"day", "time"} & columns.keys():
        raise SheetError(
            _(
                "{name} needs a column of dates and one of counts. Give them headings like Date and Visitors.",
                name=path.name,
            )
        )
    dates = [row.cell(columns.get("day", columns.get("time", 0))) for row in body]
    day_first, ambiguous = _order_of_dates(dates)
    people: dict[tuple[str, dt.date, int], float] = defaultdict(float)
    problems: list[str] = []
    unread = 0
    for row in body:
        read = _read(row, columns, rooms, day_first)
        if isinstance(read, CountRow):
            people[read.series, read.day, read.hour] += read.people
        elif read:
            unread += 1
            if len(problems) < MOST_PROBLEMS:
                problems.append(_("Row {number}: {problem}", number=row.number, problem=read))
    if not people:
        raise SheetError(_("No row of {name} has a date and a count.", name=path.name))
    titles = {
        kind: heading[column] if column < len(heading) else _column_letter(column)
        for kind, column in columns.items()
    }
    counted = [CountRow(*key, total) for key, total in sorted(people.items())]
    return CountTable(counted, titles, problems, unread, day_first, ambiguous)


def folded(text: str) -> str:
    """Returns a name without case, accents and spaces at its ends, to compare it."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _named(cells: Sequence[str]) -> dict[str, int]:
    """Return kind -> column of a row of headings; nothing where it is none."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        words = set(re.split(r"[^a-z]+", folded(cell)))
        for kind, names in _NAMES.items():
            if words & names and kind not in found:
                found[kind] = column
                break
    return found if "people" in found and {"day", "time"} & found.keys() else {}


def _guessed(rows: Sequence[SheetRow]) -> dict[str, int]:
    width = max((len(row.cells) for row in rows), default=0)
    found: dict[str, int] = {}
    for column in range(width):
        cells = [cell for row in rows if (cell := row.cell(column).strip())]
        if not cells:
            continue
        dated = sum(bool(_DATE.search(cell)) for cell in cells) / len(cells)
        counted = sum(_number(cell) is not None for cell in cells) / len(cells)
        if dated >= LEAST_SHARE:
            found.setdefault("time", column)
        elif counted >= LEAST_SHARE:
            found["people"] = column  # the last column of numbers is the total
    return found


def _read(
    row: SheetRow, columns: Mapping[str, int], rooms: Mapping[str, str], day_first: bool
) -> CountRow | str:
    """Return the count of a row, or what is wrong with it; "" for a row without a count."""
    written = row.cell(columns["people"]).strip()
    dated = row.cell(columns.get("day", columns.get("time", 0))).strip()
    if not written or not dated:
        return "" if not written else _("there is no date")
    day = _date(dated, day_first)
    if day is None:
        return _("“{text}” is no date", text=dated)
    people = _number(written)
    if people is None or not 0 <= people <= MOST_PEOPLE:
        return _("“{text}” is no count of people", text=written)
    hour = WHOLE_DAY
    if "hour" in columns:
        hour = _hour(row.cell(columns["hour"]))
        if hour == WHOLE_DAY:
            return _("“{text}” is no hour", text=row.cell(columns["hour"]))
    elif "time" in columns:
        hour = _hour_of_moment(row.cell(columns["time"]))
    series = HOUSE
    if "room" in columns and (named := row.cell(columns["room"]).strip()):
        key = rooms.get(folded(named))
        if key is None:
            return _("there is no room “{text}”", text=named)
        series = series_of(key)
    return CountRow(series, day, hour, people)


def _order_of_dates(cells: Iterable[str]) -> tuple[bool, bool]:
    """Return whether the day stands before the month, and whether that is only assumed."""
    first_large = second_large = plain = False
    for cell in cells:
        match = _DATE.search(cell)
        if match is None or len(match[1]) > 2:
            continue
        plain = True
        first_large |= int(match[1]) > 12
        second_large |= int(match[2]) > 12
    return not (second_large and not first_large), plain and not (first_large or second_large)


def _date(text: str, day_first: bool) -> dt.date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        year, month, day = first, second, third
    else:
        day, month = (first, second) if day_first else (second, first)
        year = third if third > 99 else 2000 + third
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def _hour_of_moment(text: str) -> int:
    """Return the hour of a moment or a time; WHOLE_DAY where only a date stands there."""
    match = _DATE.search(text)
    return _hour(text if match is None else text[match.end() :])


def _hour(text: str) -> int:
    """Return the hour of a time or of a number, WHOLE_DAY where it is neither."""
    text = text.strip().lstrip("T").strip()
    match = _TIME.match(text)
    if match is not None:
        hour = int(match[1])
        half = (match[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
    elif re.fullmatch(r"\d{1,2}(\s*(uur|h|u))?", text):
        hour = int(re.match(r"\d+", text)[0])  # type: ignore[index]
    else:
        return WHOLE_DAY
    return hour if 0 <= hour < 24 else WHOLE_DAY


def _number(text: str) -> float | None:
    plain = text.replace("\u00a0", "").replace(" ", "").replace("'", "")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", plain):
        plain = re.sub("[.,]", "", plain)
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def _column_letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else f"{column + 1}"

"""Footfall as a table for export: by room and hour, with the day's total, small counts withheld.

Note: two files together may reveal what neither reveals alone. So a day is exported only when it is over, always whole
and always the same, whatever dates were asked for. No file has a total over more than a day or over rooms, which would
count a visitor once in each. Minutes are not exported: most would be withheld.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from tour_server.crowd.minutes import CountedMinute, minutes_between
from tour_server.crowd.small_cells import withhold
from tour_server.database import Database
from web.translations import gettext as _
from web.translations import ngettext

CSV_HEADER = ["date", "hour", "room", "in", "out", "observed_minutes"]
WHOLE_DAY = "day"
WITHHELD = "withheld"
MAX_DAYS = 366


class DatesError(ValueError):
    """The requested dates can't be exported. The message is a sentence for staff."""


class ExportRow(Struct, frozen=True):
    """One room in one hour (`hour`: its local start) or, with `hour` None, in the whole day.

    A count is None when it is withheld.
    """

    date: dt.date
    hour: dt.datetime | None
    room: str
    entered: int | None
    left: int | None
    observed_minutes: int


def requested_days(first: str, last: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """Parse the first and the last day of an export, both included. Empty strings mean the last 31 days.

    Raises DatesError when a date is malformed or not over, or the period is reversed or too long.
    """
    to = _parsed(last) if last.strip() else today - dt.timedelta(days=1)
    try:
        begin = _parsed(first) if first.strip() else to - dt.timedelta(days=30)
    except OverflowError:  # before the year 1
        begin = to
    if to >= today:
        raise DatesError(
            _(
                "{day} is not over yet. A day can be taken away once it is: choose {latest}"
                " or earlier as the last.",
                day=to,
                latest=today - dt.timedelta(days=1),
            )
        )
    if begin > to:
        raise DatesError(
            _(
                "The first day, {first}, is after the last, {last}. Exchange them.",
                first=begin,
                last=to,
            )
        )
    if (to - begin).days >= MAX_DAYS:
        raise DatesError(
            ngettext(
                "That is {number} day; {most} at most fit into one file. Take several.",
                "That is {number} days; {most} at most fit into one file. Take several.",
                (to - begin).days + 1,
                most=MAX_DAYS,
            )
        )
    return begin, to


def _parsed(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise DatesError(
            _("“{text}” is no date. Write it like 2026-07-15.", text=text[:40])
        ) from None


def day_start(day: dt.date, time_zone: str) -> float:
    """Return the Unix seconds of local midnight."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(time_zone)).timestamp()


def day_tables(
    database: Database, first: dt.date, last: dt.date, time_zone: str
) -> Iterator[list[ExportRow]]:
    """Yield the table of each day. One day is in memory at a time, so a year of many kiosks fits."""
    day = first
    while day <= last:
        following = day + dt.timedelta(days=1)
        begin, end = day_start(day, time_zone), day_start(following, time_zone)
        with database.reading() as session:
            minutes = minutes_between(session, begin, end)
        yield day_table(day, minutes, time_zone)
        day = following


def day_table(day: dt.date, minutes: Iterable[CountedMinute], time_zone: str) -> list[ExportRow]:
    """Return the hours of every room on one whole local day, each room followed by its total.

    An hour that no kiosk observed has no row: it is not known. `minutes`: those of that day.
    """
    tz = ZoneInfo(time_zone)
    rooms: dict[str, dict[float, list[int]]] = {}  # room -> Unix seconds of an hour -> counts
    for minute in minutes:
        if not minute.observed or minute.room is None:
            continue
        local = dt.datetime.fromtimestamp(minute.start, tz)
        hours = rooms.setdefault(minute.room, {})
        # By Unix seconds: the hour that occurs twice in autumn has the same local time.
        start = local.replace(minute=0, second=0, microsecond=0).timestamp()
        hour = hours.setdefault(start, [0, 0, 0])
        hour[0] += minute.entered or 0
        hour[1] += minute.left or 0
        hour[2] += 1
    found = []
    for room, hours in sorted(rooms.items()):
        cells = sorted(hours.items())
        entered, all_entered = _withheld([cell[0] for _, cell in cells])
        left, all_left = _withheld([cell[1] for _, cell in cells])
        for (start, cell), came, went in zip(cells, entered, left, strict=True):
            hour_began = dt.datetime.fromtimestamp(start, tz)
            found.append(ExportRow(day, hour_began, room, came, went, cell[2]))
        observed = sum(cell[2] for _, cell in cells)
        found.append(ExportRow(day, None, room, all_entered, all_left, observed))
    return found


def _withheld(counts: list[int]) -> tuple[list[int | None], int | None]:
    """Return the counts and their total as they are exported, None for each that is withheld."""
    hidden, total_hidden = withhold(counts)
    shown = [None if hide else count for count, hide in zip(counts, hidden, strict=True)]
    return shown, None if total_hidden else sum(counts)


def as_csv(tables: Iterable[list[ExportRow]]) -> Iterator[str]:
    """Yield the file in pieces, one a day. Hours have their offset to UTC."""
    yield _lines([CSV_HEADER])
    for table in tables:
        yield _lines(
            [
                f"{row.date:%Y-%m-%d}",
                WHOLE_DAY if row.hour is None else f"{row.hour:%H:00%z}",
                row.room,
                WITHHELD if row.entered is None else row.entered,
                WITHHELD if row.left is None else row.left,
                row.observed_minutes,
            ]
            for row in table
        )


def _lines(rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()

"""Footfall as a table that may leave the house: by room and hour, with the day's total, small counts withheld.

The one thing a newcomer would get wrong: two files together may tell what neither tells alone. So a day is given
only when it is over, always whole, always the same, whatever dates were asked for; no file has a total over more
than a day, and none adds up rooms, which would count a visitor once in each. Minutes are not given at all: most
would be withheld.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct

from tour_server.crowd.minutes import CountedMinute
from tour_server.crowd.small_cells import withhold

HEAD = ["date", "hour", "room", "in", "out", "observed_minutes"]
WHOLE_DAY = "day"
WITHHELD = "withheld"
MOST_DAYS = 366


class DatesError(ValueError):
    """Dates that can't be exported, with the reason in a sentence for staff."""


class Row(Struct, frozen=True):
    """An hour (its local start) or, with `hour` None, the whole day of a room. A count is None when it is withheld."""

    date: dt.date
    hour: dt.datetime | None
    room: str
    entered: int | None
    left: int | None
    observed_minutes: int


def days_asked(first: str, last: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of an export, both included; empty words give the last 31 days that are over.

    Raises DatesError.
    """
    to = _day(last) if last.strip() else today - dt.timedelta(days=1)
    begin = _day(first) if first.strip() else to - dt.timedelta(days=30)
    if to >= today:
        raise DatesError(
            f"{to} is not over yet. A day can be taken away once it is: choose {today - dt.timedelta(days=1)}"
            " or earlier as the last."
        )
    if begin > to:
        raise DatesError(f"The first day, {begin}, is after the last, {to}. Exchange them.")
    if (to - begin).days >= MOST_DAYS:
        raise DatesError(
            f"That is {(to - begin).days + 1} days; {MOST_DAYS} at most fit into one file. Take several."
        )
    return begin, to


def _day(words: str) -> dt.date:
    try:
        return dt.date.fromisoformat(words.strip())
    except ValueError:
        raise DatesError(f"“{words[:40]}” is no date. Write it like 2026-07-15.") from None


def day_begins(day: dt.date, zone: str) -> float:
    """Unix seconds of local midnight."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).timestamp()


def day_table(day: dt.date, minutes: Iterable[CountedMinute], zone: str) -> list[Row]:
    """Every room's hours of one whole local day, each room followed by its total.

    An hour that nobody observed has no row: it is not known. `minutes` are those of that day.
    """
    rooms: dict[str, dict[float, list[int]]] = {}  # room -> Unix seconds of an hour -> counts
    for minute in minutes:
        if not minute.seen or minute.room is None:
            continue
        local = dt.datetime.fromtimestamp(minute.start, ZoneInfo(zone))
        hours = rooms.setdefault(minute.room, {})
        # By its moment: the hour that comes twice in autumn is the same by the clock's hands.
        start = local.replace(minute=0, second=0, microsecond=0).timestamp()
        hour = hours.setdefault(start, [0, 0, 0])
        hour[0] += minute.entered or 0
        hour[1] += minute.left or 0
        hour[2] += 1
    found = []
    for room, hours in sorted(rooms.items()):
        cells = sorted(hours.items())
        entered, all_entered = _told([cell[0] for _, cell in cells])
        left, all_left = _told([cell[1] for _, cell in cells])
        for (start, cell), came, went in zip(cells, entered, left, strict=True):
            hour_began = dt.datetime.fromtimestamp(start, ZoneInfo(zone))
            found.append(Row(day, hour_began, room, came, went, cell[2]))
        watched = sum(cell[2] for _, cell in cells)
        found.append(Row(day, None, room, all_entered, all_left, watched))
    return found


def _told(counts: list[int]) -> tuple[list[int | None], int | None]:
    """The counts and their total as they are told, None for each that is withheld."""
    hidden, total_hidden = withhold(counts)
    told = [None if hide else count for count, hide in zip(counts, hidden, strict=True)]
    return told, None if total_hidden else sum(counts)


def as_csv(tables: Iterable[list[Row]]) -> Iterator[str]:
    """The file in pieces, a day each; hours carry their difference to UTC."""
    yield _lines([HEAD])
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

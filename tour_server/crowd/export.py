"""Footfall as a table that may leave the house: by room and hour, small cells left out.

The one thing a newcomer would get wrong: a count under 5 can be about somebody, so it is not written; and neither
is a total that would let a reader work it out, so there are no totals.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

from tour_server.crowd.minutes import CountedMinute

SMALL = 5
HEAD = ["date", "hour", "room", "in", "out", "observed_minutes"]
TOO_FEW = "under 5"


def footfall_csv(minutes: list[CountedMinute], zone: str) -> str:
    """One row an hour (local time of `zone`) and room; counts of 1 to 4 read "under 5"."""
    cells: dict[tuple[str, str, str], list[int]] = {}
    for minute in minutes:
        if not minute.seen or minute.room is None:
            continue
        local = dt.datetime.fromtimestamp(minute.start, ZoneInfo(zone))
        cell = cells.setdefault((f"{local:%Y-%m-%d}", f"{local:%H:00%z}", minute.room), [0, 0, 0])
        cell[0] += minute.entered or 0
        cell[1] += minute.left or 0
        cell[2] += 1
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(HEAD)
    for (date, hour, room), (entered, left, observed) in sorted(cells.items()):
        table.writerow([date, hour, room, _cell(entered), _cell(left), observed])
    return written.getvalue()


def _cell(count: int) -> str:
    return TOO_FEW if 0 < count < SMALL else str(count)

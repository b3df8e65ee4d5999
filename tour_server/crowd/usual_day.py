"""How many people are usually in each room at each hour, on average over the last days that were counted.

A room's people at a moment are those who came in since opening less those who left. Counters miss some of both, so the
difference that is left at closing is taken out evenly over the crossings of the day.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from contract.museum import Museum
from tour_server.crowd.balance import OpenDay, open_days
from tour_server.crowd.minutes import DAY_SECONDS, CountedMinute, minutes_between
from tour_server.crowd.sent_counts import SLOT_SECONDS
from tour_server.database import Database

SLOTS = int(DAY_SECONDS // SLOT_SECONDS)

People = NDArray[np.float64]


class UsualDay:
    """The usual day of a museum. Reads the counts of the last days once a day. May be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: tuple[list[str], list[OpenDay], People | None] | None = None

    def people(self, museum: Museum, now: dt.datetime) -> People | None:
        """Return the people in each room (row) in each slot from midnight on; None before a day was counted.

        `now` is aware.
        """
        rooms = [room.key for room in museum.rooms]
        days = open_days(museum.site, now)
        with self._lock:
            if self._known is None or self._known[:2] != (rooms, days):
                zone = ZoneInfo(museum.site.time_zone)
                self._known = rooms, days, self._read(rooms, days, zone)
            return self._known[2]

    def _read(self, rooms: Sequence[str], days: Sequence[OpenDay], zone: ZoneInfo) -> People | None:
        found = []
        with self._database.reading() as session:
            for day in days:
                minutes = minutes_between(session, day.opens, day.closes)
                if any(minute.observed for minute in minutes):
                    opens = dt.datetime.fromtimestamp(day.opens, zone)
                    midnight = opens.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
                    found.append(people_of_day(rooms, minutes, midnight))
        return np.mean(found, axis=0) if found else None


def people_of_day(
    rooms: Sequence[str], minutes: Sequence[CountedMinute], midnight: float
) -> People:
    """Return the people in each room (row) in each slot of a day that began at `midnight`, in Unix seconds."""
    number = {room: index for index, room in enumerate(rooms)}
    entered, left = np.zeros((len(rooms), SLOTS)), np.zeros((len(rooms), SLOTS))
    for minute in minutes:
        room = number.get(minute.room or "")
        slot = int((minute.start - midnight) // SLOT_SECONDS)
        if room is not None and 0 <= slot < SLOTS:
            entered[room, slot] += minute.entered or 0
            left[room, slot] += minute.left or 0
    crossings = (entered + left).cumsum(axis=1)
    net = (entered - left).cumsum(axis=1)
    share = np.divide(
        net[:, -1:], crossings[:, -1:], out=np.zeros((len(rooms), 1)), where=crossings[:, -1:] > 0
    )
    inside: People = np.clip(net - share * crossings, 0.0, None)
    return inside

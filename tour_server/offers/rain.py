"""Whether it rains: as the museum's sensor says, else as staff say. What was said holds for a while.

The sensor says it by `POST /rain` (tour_server.offers.rain_page); this server fetches nothing. While the sensor is
heard it goes before staff: what staff said hours ago is older. What it said is in memory, so after a restart it counts
from its next word.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import select, update

from tour_server.database import Database
from tour_server.offers.counts import insert_once
from tour_server.offers.tables import RainRow

RAIN_HOURS = 2  # a shower is over by then; who sees that it still rains says so again
SENSOR_MINUTES = 30  # a sensor that was not heard for so long is taken to be away; an assumption
READ_AGAIN_SECONDS = 5.0  # of another process, or of a database that was restored


class SensorWord(Struct, frozen=True):
    """What the sensor said last. `since`: it says the same since then. Both moments in UTC."""

    rains: bool
    since: dt.datetime
    heard: dt.datetime


class RainNow(Struct, frozen=True):
    """Whether it rains. `sensor`: its word, where it has said something since the start. `until`: as staff say.

    `by_sensor`: the sensor is heard, so its word counts; else that of staff.
    """

    rains: bool
    by_sensor: bool
    sensor: SensorWord | None
    until: dt.datetime | None


class Rain:
    """Remembers what the sensor and staff said. May be called from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` is time-zone aware."""
        self._database, self._now = database, now
        self._lock = threading.Lock()
        self._read_at, self._until = float("-inf"), 0.0
        self._sensor: SensorWord | None = None

    def state(self) -> RainNow:
        """Returns whether it rains, and who says so."""
        until, now = self._staff_say_until(), self._now()
        with self._lock:
            sensor = self._sensor
        if sensor is not None and 0 <= (now - sensor.heard).total_seconds() < 60 * SENSOR_MINUTES:
            return RainNow(sensor.rains, True, sensor, until)
        return RainNow(until is not None, False, sensor, until)

    def say(self, *, rains: bool) -> None:
        """Say as staff that it rains from now on, for RAIN_HOURS, or that it does not."""
        until = self._now().timestamp() + 3600 * RAIN_HOURS if rains else 0.0
        with self._lock, self._database.writing() as session:
            if not insert_once(session, RainRow, {"id": 1, "until": until}):
                session.execute(update(RainRow).values(until=until))
            self._read_at = float("-inf")

    def sensor_says(self, *, rains: bool) -> None:
        """Take in what the sensor says."""
        now = self._now().astimezone(dt.UTC)
        known = self.state()
        with self._lock:
            before = self._sensor
            goes_on = known.by_sensor and before is not None and before.rains == rains
            since = before.since if goes_on and before is not None else now
            self._sensor = SensorWord(rains, since, now)

    def _staff_say_until(self) -> dt.datetime | None:
        """Returns until when it rains as staff say, in UTC; None when it does not."""
        now = self._now().timestamp()
        with self._lock:
            if not 0 <= now - self._read_at < READ_AGAIN_SECONDS:
                with self._database.reading() as session:
                    self._until = session.scalar(select(RainRow.until)) or 0.0
                self._read_at = now
            return dt.datetime.fromtimestamp(self._until, dt.UTC) if self._until > now else None

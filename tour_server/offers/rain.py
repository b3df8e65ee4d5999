"""Whether it rains, as staff say it. What was said holds for some hours, so that nobody has to take it back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from sqlalchemy import select, update

from tour_server.database import Database
from tour_server.offers.counts import insert_once
from tour_server.offers.tables import RainRow

RAIN_HOURS = 2  # a shower is over by then; who sees that it still rains says so again
READ_AGAIN_SECONDS = 5.0  # of another process, or of a database that was restored


class Rain:
    """Remembers until when it rains. May be called from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` is time-zone aware."""
        self._database, self._now = database, now
        self._lock = threading.Lock()
        self._read_at, self._until = float("-inf"), 0.0

    def until(self) -> dt.datetime | None:
        """Returns until when it rains, in UTC; None when it does not."""
        now = self._now().timestamp()
        with self._lock:
            if not 0 <= now - self._read_at < READ_AGAIN_SECONDS:
                with self._database.reading() as session:
                    self._until = session.scalar(select(RainRow.until)) or 0.0
                self._read_at = now
            return dt.datetime.fromtimestamp(self._until, dt.UTC) if self._until > now else None

    def say(self, *, rains: bool) -> None:
        """Say that it rains from now on, for RAIN_HOURS, or that it does not."""
        until = self._now().timestamp() + 3600 * RAIN_HOURS if rains else 0.0
        with self._lock, self._database.writing() as session:
            if not insert_once(session, RainRow, {"id": 1, "until": until}):
                session.execute(update(RainRow).values(until=until))
            self._read_at = float("-inf")

"""The rooms that staff have closed for visitors, until a moment or until they open them again."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.tables import RoomClosureRow
from tour_server.database import DATABASE_AWAY, Database
from tour_server.inserting import insert_into

READ_AGAIN_SECONDS = 2.0  # every phone polls; as offers.offer_board reads its facts


class RoomClosures:
    """Remembers which rooms are closed. May be called from any thread."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], changes: ChangeSignal
    ) -> None:
        """`now` is time-zone aware. `changes` wakes the pages that show rooms."""
        self._database, self._now, self._changes = database, now, changes
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._rows: dict[str, float | None] = {}

    def closed(self) -> dict[str, dt.datetime | None]:
        """Return the rooms that are closed now, and until when (UTC); None is until staff open it.

        While the database is away they are those that it had last.
        """
        now = self._now().timestamp()
        with self._lock:
            if not 0 <= now - self._read_at < READ_AGAIN_SECONDS and self._database.is_there():
                try:
                    with self._database.reading() as session:
                        self._rows = _rows(session)
                    self._read_at = now
                except DATABASE_AWAY:
                    pass  # what was read last holds
            return _closed_at(self._rows, now)

    def close(self, room: str, until: dt.datetime | None) -> None:
        """Close a room from now on."""
        row = {"room": room, "until": None if until is None else until.timestamp()}
        with self._lock, self._database.writing() as session:
            adding = insert_into(session, RoomClosureRow).values(row)
            session.execute(adding.on_conflict_do_update(index_elements=["room"], set_=row))
            self._read_at = float("-inf")
        self._changes.notify()

    def open(self, room: str) -> None:
        """Open a room that was closed."""
        with self._lock, self._database.writing() as session:
            session.execute(delete(RoomClosureRow).where(RoomClosureRow.room == room))
            self._read_at = float("-inf")
        self._changes.notify()


def closed_rooms(session: Session, now: float) -> dict[str, dt.datetime | None]:
    """Return the rooms that are closed at a moment (Unix seconds), as RoomClosures.closed does."""
    return _closed_at(_rows(session), now)


def _rows(session: Session) -> dict[str, float | None]:
    return {row.room: row.until for row in session.scalars(select(RoomClosureRow))}


def _closed_at(rows: Mapping[str, float | None], now: float) -> dict[str, dt.datetime | None]:
    return {
        room: None if until is None else dt.datetime.fromtimestamp(until, dt.UTC)
        for room, until in rows.items()
        if until is None or until > now
    }

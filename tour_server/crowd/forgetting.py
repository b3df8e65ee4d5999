"""Deleting minutes that a museum has decided not to keep any longer.

The one thing a newcomer would get wrong: this runs beside an ingest that must not wait for it, so it deletes a
little at a time, each in a transaction of its own. Half-way through, it can be stopped and run again.
"""

from __future__ import annotations

from sqlalchemy import delete, select, tuple_

from tour_server.crowd.tables import FootfallBin
from tour_server.database import Database

AT_ONCE = 5000  # rows; some ten milliseconds


def forget(database: Database, before: float) -> int:
    """Deletes the minutes that began and came before `before` (Unix seconds); returns how many.

    What began before it and came since is kept until next time: the museum may not have seen it yet.
    """
    of = FootfallBin
    key = (of.device, of.epoch, of.sequence)
    old = select(*key).where(of.start < before, of.received_at < before).limit(AT_ONCE).subquery()
    forgotten = 0
    while True:
        with database.writing() as session:
            done = session.execute(delete(of).where(tuple_(*key).in_(select(old))))
            count = int(done.rowcount)  # type: ignore[attr-defined]
        forgotten += count
        if count < AT_ONCE:
            return forgotten

"""Deletes minutes that a museum no longer keeps.

Note: this runs beside an ingest that must not wait for it. It deletes a few rows at a time, each batch in a transaction
of its own, and can be interrupted and run again.
"""

from __future__ import annotations

from sqlalchemy import delete, or_, select, tuple_

from contract.measures import LAST_MOMENT
from tour_server.crowd.tables import DifferingBin, FootfallBin
from tour_server.database import Database

BATCH_ROWS = 5000  # deleting them takes some ten milliseconds


def delete_minutes_before(database: Database, before: float) -> int:
    """Delete the minutes that began and arrived before `before` (Unix seconds). Returns how many.

    A minute that began before it and arrived later is kept until the next run: the museum may not have seen it yet.
    """
    return sum(_delete(database, of, before) for of in (FootfallBin, DifferingBin))


def _delete(database: Database, of: type[FootfallBin] | type[DifferingBin], before: float) -> int:
    key = tuple(of.__table__.primary_key)
    began_before = or_(of.start < before, of.start > LAST_MOMENT)  # beyond it is no time at all
    old = select(*key).where(began_before, of.received_at < before).limit(BATCH_ROWS).subquery()
    deleted = 0
    while True:
        with database.writing() as session:
            done = session.execute(delete(of).where(tuple_(*key).in_(select(old))))
            count = int(done.rowcount)  # type: ignore[attr-defined]
        deleted += count
        if count < BATCH_ROWS:
            return deleted

"""Keeps what a person types before it is saved: for each field of a block, until they save it or throw it away.

It is nobody's draft of the museum: no colleague sees it, and no release holds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy import delete, select

from tour_server.catalogue.field_values import Values, with_unix_line_ends
from tour_server.database import Database
from tour_server.inserting import insert_into
from tour_server.writing.tables import TypedTextRecord

LONGEST_TYPED = 20_000  # characters of a field; a block's text takes 6,000
MOST_FIELDS = 40  # of a block's form
KEEP_DAYS = 90


class KeptForm(Struct, frozen=True):
    """What a person typed in the form of a block. `version`: of the work, when typing began."""

    values: Values
    version: int
    saved_at: dt.datetime


class TypedTexts:
    """The typed texts in the database. May be called from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` is in UTC."""
        self._database, self._now = database, now

    def keep(
        self, person: str, work: str, block: str, typed: Mapping[str, str], version: int
    ) -> dt.datetime:
        """Keep the fields of a block's form in place of what was kept of it. Returns when.

        Raises ValueError when it is more than a form can hold.
        """
        values = with_unix_line_ends(typed)
        if len(values) > MOST_FIELDS or any(len(text) > LONGEST_TYPED for text in values.values()):
            raise ValueError("more than a block's form holds")
        at = self._now()
        rows = [
            {
                "person": person,
                "work": work,
                "block": block,
                "field": name,
                "version": version,
                "text": text,
                "saved_at": at,
            }
            for name, text in values.items()
        ]
        with self._database.writing() as session:
            session.execute(delete(TypedTextRecord).where(*_of(person, work, block)))
            if rows:
                session.execute(insert_into(session, TypedTextRecord).values(rows))
        return at

    def of_work(self, person: str, work: str) -> dict[str, KeptForm]:
        """Return what a person typed and did not save on the page of a work, by block."""
        table = TypedTextRecord
        query = select(table).where(table.person == person, table.work == work)
        found: dict[str, KeptForm] = {}
        with self._database.reading() as session:
            for row in session.scalars(query.order_by(table.block, table.field)):
                one = found.setdefault(row.block, KeptForm({}, row.version, row.saved_at))
                one.values[row.field] = row.text
        return found

    def forget(self, person: str, work: str, block: str) -> None:
        """Forget what a person typed in a block's form."""
        with self._database.writing() as session:
            session.execute(delete(TypedTextRecord).where(*_of(person, work, block)))

    def delete_old(self) -> int:
        """Delete what was typed KEEP_DAYS ago and never saved. Returns how many fields that were."""
        oldest = self._now() - dt.timedelta(days=KEEP_DAYS)
        with self._database.writing() as session:
            deleted = session.execute(
                delete(TypedTextRecord).where(TypedTextRecord.saved_at < oldest)
            )
            return int(deleted.rowcount)  # type: ignore[attr-defined]


def _of(person: str, work: str, block: str) -> tuple:  # type: ignore[type-arg]
    table = TypedTextRecord
    return table.person == person, table.work == work, table.block == block

"""The changes of many works in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.search.bulk_documents import (
    VERSIONS,
    BulkAction,
    BulkDocument,
    BulkState,
    BulkWork,
)
from tour_server.search.tables import BulkChangeRow, BulkWorkRow

BATCH = 500  # works


class BulkChange(Struct, frozen=True):
    """A change of many works as it stands."""

    number: int
    action: BulkAction
    state: BulkState
    asked_by: str
    asked_at: dt.datetime
    document: BulkDocument


class StoredWork(Struct, frozen=True):
    """A work of a change."""

    place: int
    key: str
    work: BulkWork


class BulkStore:
    """Reads and writes the changes. Safe to call from many threads."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self.database, self.now = database, now

    def begin(
        self,
        session: Session,
        action: BulkAction,
        by: str,
        keys: Sequence[str],
        asked: BulkDocument,
    ) -> int:
        """Store what is asked for. Returns the number of the change."""
        row = BulkChangeRow(
            action=action.value,
            state=BulkState.WAITING.value,
            asked_by=by,
            asked_at=self.now(),
            document=_encoded(replace(asked, works=len(keys))),
        )
        session.add(row)
        session.flush()
        empty = _encoded(BulkWork())
        for begin in range(0, len(keys), BATCH):
            some = keys[begin : begin + BATCH]
            session.execute(
                insert(BulkWorkRow),
                [
                    {"number": row.number, "place": place, "key": key, "document": empty}
                    for place, key in enumerate(some, start=begin)
                ],
            )
        return row.number

    def get(self, number: int) -> BulkChange:
        """Return a change. Raises KeyError, DocumentVersionError."""
        with self.database.reading() as session:
            row = session.get(BulkChangeRow, number)
        if row is None:
            raise KeyError(number)
        return BulkChange(
            row.number,
            BulkAction(row.action),
            BulkState(row.state),
            row.asked_by,
            row.asked_at,
            VERSIONS.decode(row.document, BulkDocument),
        )

    def set(self, session: Session, one: BulkChange, state: BulkState, **changed: Any) -> None:
        """Bring a change into a state, with these fields of its document."""
        row = session.get_one(BulkChangeRow, one.number)
        row.state = state.value
        row.document = _encoded(replace(one.document, **changed))

    def batches(self, session: Session, number: int) -> Iterator[list[StoredWork]]:
        """Yield the works of a change, a batch at a time."""
        after = -1
        while True:
            query = (
                select(BulkWorkRow.place, BulkWorkRow.key, BulkWorkRow.document)
                .where(BulkWorkRow.number == number, BulkWorkRow.place > after)
                .order_by(BulkWorkRow.place)
                .limit(BATCH)
            )
            rows = session.execute(query).all()
            if not rows:
                return
            yield [
                StoredWork(place, key, VERSIONS.decode(text, BulkWork)) for place, key, text in rows
            ]
            after = rows[-1].place

    def write(self, session: Session, number: int, works: Sequence[StoredWork]) -> None:
        """Store what became of works."""
        for one in works:
            session.execute(
                update(BulkWorkRow)
                .where(BulkWorkRow.number == number, BulkWorkRow.place == one.place)
                .values(document=_encoded(one.work)),
                execution_options={"synchronize_session": False},
            )

    def left_alone(self, number: int, most: int) -> list[StoredWork]:
        """Return at most `most` works that were left alone, or some of whose texts were."""
        found: list[StoredWork] = []
        with self.database.reading() as session:
            for batch in self.batches(session, number):
                found += [one for one in batch if one.work.left or one.work.own or one.work.kept]
                if len(found) >= most:
                    break
        return found[:most]

    def running(self) -> int:
        """Return how many changes wait or are being undone."""
        states = [BulkState.WAITING.value, BulkState.UNDOING.value]
        query = (
            select(func.count()).select_from(BulkChangeRow).where(BulkChangeRow.state.in_(states))
        )
        with self.database.reading() as session:
            return session.scalar(query) or 0


def _encoded(document: Struct) -> str:
    return VERSIONS.encode(document).decode()

"""The log of events: recorded, read by page, deleted when they are old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.events.tables import EventRow
from tour_server.recorder import EventKind

SUBJECT_LENGTH = 200  # characters
DETAIL_LENGTH = 2_000  # characters
EXPORTED_AT_ONCE = 1_000  # events read from the database for each part of an export


class Event(Struct, frozen=True):
    """Who did what, when. Note: never about a visitor; a test lists these fields."""

    number: int  # runs upwards in the order of recording
    at: dt.datetime
    kind: str  # the name of its EventKind
    who: str  # the name of an account, `server`, or empty where it is not known
    subject: str  # what it was done to: an account, a work, a release, a kiosk
    detail: str


class EventFilter(Struct, frozen=True):
    """Which events to read; an empty field means all."""

    who: str = ""
    kind: str = ""
    begin: dt.datetime | None = None  # at or after
    end: dt.datetime | None = None  # before


class EventLog:
    """The events in the database. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        kinds: Mapping[str, EventKind] | None = None,
    ) -> None:
        """`kinds`: those that capabilities contribute, by name; another one is refused. None accepts all."""
        self._database, self._now, self._kinds = database, now, kinds

    def record(
        self,
        kind: EventKind,
        who: str,
        subject: str = "",
        detail: str = "",
        *,
        session: Session | None = None,
    ) -> None:
        """Record an event: see tour_server.recorder.Recorder.

        Raises ValueError for a kind that no capability contributes.
        """
        if self._kinds is not None and self._kinds.get(kind.name) != kind:
            raise ValueError(f"no capability contributes the event {kind.name}")
        row = EventRow(
            at=self._now(),
            kind=kind.name,
            who=who,
            subject=subject[:SUBJECT_LENGTH],
            detail=detail[:DETAIL_LENGTH],
        )
        if session is not None:
            session.add(row)
            return
        with self._database.writing() as own:
            own.add(row)

    def page(self, wanted: EventFilter, before: int | None, length: int) -> list[Event]:
        """Returns the newest `length` events, of those with a number below `before`; the newest first."""
        query = select(EventRow).where(*_conditions(wanted))
        if before is not None:
            query = query.where(EventRow.id < before)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(EventRow.id.desc()).limit(length)).all()
        return [_event(row) for row in rows]

    def export(self, wanted: EventFilter) -> Iterator[Event]:
        """Yield all events, the newest first."""
        before: int | None = None
        while part := self.page(wanted, before, EXPORTED_AT_ONCE):
            yield from part
            before = part[-1].number

    def newest_detail(self, kind: EventKind) -> str | None:
        """Returns the detail of the newest event of a kind, None where there is no such event."""
        query = select(EventRow.detail).where(EventRow.kind == kind.name)
        with self._database.reading() as session:
            return session.scalar(query.order_by(EventRow.id.desc()).limit(1))

    def first_at(self) -> dt.datetime | None:
        """Returns when the oldest event was recorded, None before the first."""
        with self._database.reading() as session:
            return session.scalar(select(EventRow.at).order_by(EventRow.id).limit(1))

    def names(self) -> list[str]:
        """Returns every name that has done something, in order."""
        query = select(EventRow.who).distinct().order_by(EventRow.who)
        with self._database.reading() as session:
            return [name for name in session.scalars(query) if name]

    def forget(self, older_than: dt.datetime) -> None:
        """Delete the events from before a moment."""
        with self._database.writing() as session:
            session.execute(delete(EventRow).where(EventRow.at < older_than))


def _conditions(wanted: EventFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.who:
        conditions.append(EventRow.who == wanted.who)
    if wanted.kind:
        conditions.append(EventRow.kind == wanted.kind)
    if wanted.begin is not None:
        conditions.append(EventRow.at >= wanted.begin)
    if wanted.end is not None:
        conditions.append(EventRow.at < wanted.end)
    return conditions


def _event(row: EventRow) -> Event:
    return Event(row.id, row.at, row.kind, row.who, row.subject, row.detail)

"""The drafts of earlier moments, read from the versions of their parts: what was removed, and how they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from contract.museum import Museum
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.parts import PartKind, decode_stored, join_parts
from tour_server.catalogue.tables import Draft, Revision
from tour_server.database import Database


class RemovedPart(Struct, frozen=True):
    """A part that was removed and not brought back. `version`, `body`: the last that it had.

    `unreadable`: why the body can't be read, in a sentence: newer software wrote it. `body` is None then.
    """

    kind: PartKind
    key: str
    version: int
    body: Any | None
    removed_at: dt.datetime
    removed_by: str
    unreadable: str = ""


class DraftHistory:
    """Reads the versions of parts. Safe to call from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def removed(self, kind: PartKind | None = None) -> list[RemovedPart]:
        """Return every part that was removed and is not in the drafts, of one kind or of all, the newest first."""
        here = select(Draft.key).where(Draft.kind == Revision.kind, Draft.key == Revision.key)
        gone = select(Revision.kind, Revision.key, func.max(Revision.version).label("version"))
        gone = gone.where(Revision.body.is_not(None), ~here.exists())
        if kind is not None:
            gone = gone.where(Revision.kind == kind.value)
        last = gone.group_by(Revision.kind, Revision.key).subquery()
        kept, removal = aliased(Revision), aliased(Revision)
        of_last = and_(kept.kind == last.c.kind, kept.key == last.c.key)
        after = and_(
            removal.kind == last.c.kind,
            removal.key == last.c.key,
            removal.version == last.c.version + 1,
        )
        query = (
            select(kept, removal.changed_at, removal.changed_by)
            .join(last, and_(of_last, kept.version == last.c.version))
            .join(removal, after)
            .order_by(removal.changed_at.desc(), kept.kind, kept.key)
        )
        with self._database.reading() as session:
            return [_removed(row, at, by) for row, at, by in session.execute(query)]

    def as_of(self, moment: dt.datetime) -> Museum:
        """Return the drafts as they were just before a moment.

        Raises NoMuseumError when there was no museum then, DocumentVersionError for a part of newer software.
        """
        last = (
            select(Revision.kind, Revision.key, func.max(Revision.version).label("version"))
            .where(Revision.changed_at < moment)
            .group_by(Revision.kind, Revision.key)
            .subquery()
        )
        same = and_(
            Revision.kind == last.c.kind,
            Revision.key == last.c.key,
            Revision.version == last.c.version,
        )
        place = and_(Draft.kind == Revision.kind, Draft.key == Revision.key)
        query = (
            select(Revision)
            .join(last, same)
            .outerjoin(Draft, place)
            .where(Revision.body.is_not(None))
            .order_by(Draft.place.is_(None), Draft.place, Revision.kind, Revision.key)
        )
        with self._database.reading() as session:
            rows = session.scalars(query).all()
        return join_parts(
            [
                (PartKind(row.kind), decode_stored(PartKind(row.kind), row.key, row.body or ""))
                for row in rows
            ]
        )

    def bodies(self, kind: PartKind, key: str) -> list[Any]:
        """Return every body that a part has had and that can be read, the newest first."""
        query = (
            select(Revision.body)
            .where(Revision.kind == kind.value, Revision.key == key, Revision.body.is_not(None))
            .order_by(Revision.version.desc())
        )
        found = []
        with self._database.reading() as session:
            texts = session.scalars(query).all()
        for text in texts:
            try:
                found.append(decode_stored(kind, key, text or ""))
            except DocumentVersionError:
                continue  # of newer software: no release of this one has it
        return found


def _removed(row: Revision, at: dt.datetime, by: str) -> RemovedPart:
    kind = PartKind(row.kind)
    body, unreadable = None, ""
    try:
        body = decode_stored(kind, row.key, row.body or "")
    except DocumentVersionError as error:
        unreadable = str(error)
    return RemovedPart(kind, row.key, row.version, body, at, by, unreadable)

"""The drafts in the database: read, changed, removed, and brought back to any earlier version.

A save names the version it started from. When a colleague saved in between, it is refused with `ConflictError`, and
the caller decides what to do with both texts.

A part that newer software wrote, before this server went back to older software, is never changed: whoever needs it
gets `DocumentVersionError`, and `newer` has a sentence for the desk.

Note: approvals are given by `approve` alone. Whoever changes a draft, and however, takes away the approval of what
changed, in the same transaction; an approval in what is saved, imported or brought back counts for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Museum
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.approval_units import (
    UnitKey,
    approval_units,
    approver,
    with_approvals_of,
    with_approver,
)
from tour_server.catalogue.approved_wordings import (
    ApprovedContent,
    approved_contents,
    drop_approvals,
    record_approvals,
    standing_by_part,
)
from tour_server.catalogue.bulk_write import BulkWrite
from tour_server.catalogue.draft_cache import DraftCache
from tour_server.catalogue.draft_listener import DraftListener
from tour_server.catalogue.parts import (
    Body,
    NamedPart,
    PartKind,
    decode,
    decode_stored,
    encode,
    join_parts,
    split_museum,
)
from tour_server.catalogue.reference_pictures import ReferencePicture, reference_pictures
from tour_server.catalogue.tables import Draft, Revision
from tour_server.database import Database
from web.translations import gettext as _


class Part(Struct, frozen=True):
    """One part as it is in the drafts. `body` has the type of its kind (`parts.TYPES`)."""

    kind: PartKind
    key: str
    version: int
    body: Any
    changed_at: dt.datetime
    changed_by: str


class PartVersion(Struct, frozen=True):
    """One version of a part. `body` is None where the part was removed."""

    version: int
    body: Any | None
    changed_at: dt.datetime
    changed_by: str
    unreadable: str = ""
    """Why the body can't be read, in a sentence: newer software wrote it. `body` is None then."""


class ConflictError(Exception):
    """A colleague saved or removed the part first. `now` is the part as it is, None when it was removed."""

    def __init__(self, now: Part | None) -> None:
        self.now = now
        super().__init__(
            _("Someone removed this while you were working on it.")
            if now is None
            else _("{name} saved this while you were working on it.", name=now.changed_by)
        )


class Drafts:
    """The drafts in the database. Safe to call from many threads."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        listener: DraftListener | None = None,
    ) -> None:
        """`listener` hears of each change, in its transaction."""
        self._database, self._listener, self._now = database, listener, now
        self._cache = DraftCache(database, _part)
        self._joined: tuple[list[list[Part]], Museum] | None = None

    def load(
        self, museum: Museum | Sequence[NamedPart], by: str, *, with_approvals: bool = False
    ) -> int:
        """Make the drafts equal to a museum or its parts. Returns how many changed. Equal parts keep their version.

        `with_approvals`: what the museum says is approved counts, instead of what is approved here. Raises
        DocumentVersionError when a part that would change was written by newer software; nothing changes then.
        """
        changed = 0
        wanted = list(split_museum(museum) if isinstance(museum, Museum) else museum)
        with self._database.writing() as session:
            drafts = {(row.kind, row.key): row for row in session.scalars(select(Draft))}
            newest = _newest_versions(session)
            for place, (kind, key, body) in enumerate(wanted):
                row = drafts.pop((kind.value, key), None)
                before = None if row is None else _stored_body(row)
                if not with_approvals:
                    body = with_approvals_of(body, before)
                if row is None or before is None or encode(before) != encode(body):
                    changed += 1
                    row = row or _new_row(session, kind, key)
                    row.place = place
                    version = newest.get((kind.value, key), 0) + 1
                    self._save(session, row, version, before, body, by)
                elif row.place != place:
                    row.place = place
                if with_approvals:
                    self._record_named_approvals(session, kind, key, body)
            for row in drafts.values():
                changed += 1
                self._remove(session, row, by)
        return changed

    @contextmanager
    def in_bulk(self, by: str) -> Iterator[BulkWrite]:
        """Give what writes many drafts in one transaction: all of it counts, or nothing."""
        with self._database.writing() as session:
            yield BulkWrite(session, by, self._now, self._listener)

    def empty(self) -> bool:
        """Returns whether there is no museum in the drafts."""
        with self._database.reading() as session:
            return session.scalars(select(Draft).where(Draft.kind == PartKind.SITE)).first() is None

    def museum(self, *, without_newer: bool = False) -> Museum:
        """Return the museum as drafted, `without_newer` without the parts that newer software wrote.

        Raises NoMuseumError when there is none yet, DocumentVersionError.
        """
        with self._database.reading() as session:
            listed = [self._all(session, kind, without_newer) for kind in PartKind]
        joined = self._joined
        if joined is None or any(
            one is not other for one, other in zip(joined[0], listed, strict=True)
        ):
            parts = [(part.kind, part.body) for of_kind in listed for part in of_kind]
            joined = self._joined = listed, join_parts(parts)
        return joined[1]

    def all(self, kind: PartKind, *, without_newer: bool = False) -> list[Part]:
        """Return every part of one kind, in order, `without_newer` without those that newer software wrote.

        The list is shared: it is not to be changed. Raises DocumentVersionError.
        """
        with self._database.reading() as session:
            return self._all(session, kind, without_newer)

    def newer(self) -> str | None:
        """Return a sentence on each part that newer software wrote, as far as this page read them, else None."""
        return " ".join(said for kind in PartKind for said in self._cache.newer(kind)) or None

    def references(self) -> list[ReferencePicture]:
        """Return every picture by which kiosks recognise works."""
        return reference_pictures(part.body for part in self.all(PartKind.WORK, without_newer=True))

    def get(self, kind: PartKind, key: str) -> Part:
        """Return one part. Raises KeyError, DocumentVersionError."""
        with self._database.reading() as session:
            row = session.get(Draft, (kind.value, key))
        if row is None:
            raise KeyError(key)
        return _part(row)

    def put(self, kind: PartKind, key: str, body: Body, version: int, by: str) -> Part:
        """Save one part over `version` (0: it is new). Saving it unchanged makes no new version.

        Raises ConflictError, DocumentVersionError, and msgspec.ValidationError when the body does not fit its type.
        """
        decode(kind, encode(body))  # a struct's constructor checks nothing, decoding does
        with self._database.writing() as session:
            row = session.get(Draft, (kind.value, key), with_for_update=True)
            if (row.version if row is not None else 0) != version:
                raise ConflictError(_part(row) if row is not None else None)
            before = None if row is None else _stored_body(row)
            body = with_approvals_of(body, before)
            if row is not None and before is not None and encode(before) == encode(body):
                return _part(row)
            newest = _newest_versions(session).get((kind.value, key), 0)
            if row is None:
                place = session.scalar(select(func.count(Draft.key))) or 0  # after all others
                row = _new_row(session, kind, key)
                row.place = place
            self._save(session, row, newest + 1, before, body, by)
            return _part(row)

    def approve(
        self, kind: PartKind, key: str, units: Collection[UnitKey], version: int, by: str
    ) -> Part:
        """Approve these units of one part as they are in `version`. Returns the part.

        Raises ConflictError when the part has another version by now, KeyError when it has no such unit.
        """
        with self._database.writing() as session:
            row = session.get(Draft, (kind.value, key), with_for_update=True)
            if row is None or row.version != version:
                raise ConflictError(_part(row) if row is not None else None)
            body = decode_stored(kind, key, row.body)
            contents = approval_units(body)
            approved = {unit: contents[unit] for unit in units}
            record_approvals(session, kind, key, approved, by, self._now())
            after = with_approver(body, approved, by)
            if after != body:
                newest = _newest_versions(session)[kind.value, key]
                self._save(session, row, newest + 1, body, after, by)
            if self._listener is not None:
                for unit in approved:
                    self._listener.approved(session, kind, key, unit, by)
            return _part(row)

    def approved(self, kind: PartKind, key: str) -> dict[UnitKey, ApprovedContent]:
        """Return what of one part was approved last, unit by unit."""
        with self._database.reading() as session:
            return approved_contents(session, kind.value, key)

    def standing_approvals(self) -> dict[tuple[str, str], int]:
        """Return how many units of each part (kind, key) are approved as they are in the drafts."""
        with self._database.reading() as session:
            return standing_by_part(session)

    def changed_by(self, kind: PartKind, key: str) -> dict[UnitKey, str]:
        """Return for each unit of one part who changed it last."""
        found: dict[UnitKey, str] = {}
        versions = self.history(kind, key)
        current = approval_units(versions[0].body) if versions else {}
        earlier = [(approval_units(one.body), one.changed_by) for one in versions]
        for (now, by), (before, _by) in pairwise([*earlier, ({}, "")]):
            for unit in current.keys() - found.keys():
                if now.get(unit) != before.get(unit):
                    found[unit] = by
            if len(found) == len(current):
                break
        return found

    def remove(self, kind: PartKind, key: str, version: int, by: str) -> None:
        """Remove one part from the drafts. Its history stays. Raises ConflictError, DocumentVersionError."""
        with self._database.writing() as session:
            row = session.get(Draft, (kind.value, key), with_for_update=True)
            if row is None or row.version != version:
                raise ConflictError(_part(row) if row is not None else None)
            self._remove(session, row, by)

    def history(self, kind: PartKind, key: str) -> list[PartVersion]:
        """Return every version of a part, the newest first."""
        query = (
            select(Revision)
            .where(Revision.kind == kind, Revision.key == key)
            .order_by(Revision.version.desc())
        )
        with self._database.reading() as session:
            return [_part_version(kind, row) for row in session.scalars(query)]

    def get_version(self, kind: PartKind, key: str, version: int) -> PartVersion:
        """Return one version of a part. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(Revision, (kind.value, key, version))
        if row is None:
            raise KeyError(f"{key}, version {version}")
        return _part_version(kind, row)

    def undo(self, kind: PartKind, key: str, to: int, version: int, by: str) -> Part:
        """Save the body of version `to` as a new version, so that an undo can be undone.

        `version` is what the drafts hold now, 0 when the part was removed. Raises ConflictError, and KeyError
        when version `to` does not exist or was a removal, DocumentVersionError when newer software wrote it.
        """
        earlier = self.get_version(kind, key, to)
        if earlier.unreadable:
            raise DocumentVersionError(earlier.unreadable, is_newer=True)
        if earlier.body is None:
            raise KeyError(f"{key}, version {to}")
        return self.put(kind, key, earlier.body, version, by)

    def _all(self, session: Session, kind: PartKind, without_newer: bool = False) -> list[Part]:
        return self._cache.all(session, kind, without_newer=without_newer)

    def _save(
        self,
        session: Session,
        row: Draft,
        version: int,
        before: Body | None,
        body: Body,
        by: str,
    ) -> None:
        """Write a new version of a part into its row and into the history. `before` is None in a new row."""
        row.version, row.body = version, encode(body)
        row.changed_at, row.changed_by = self._now(), by
        self._tell(session, row, before, body, version, by)
        session.add(
            Revision(
                kind=row.kind,
                key=row.key,
                version=version,
                body=row.body,
                changed_at=row.changed_at,
                changed_by=by,
            )
        )

    def _remove(self, session: Session, row: Draft, by: str) -> None:
        self._tell(session, row, _stored_body(row), None, row.version + 1, by)
        session.add(
            Revision(
                kind=row.kind,
                key=row.key,
                version=row.version + 1,
                body=None,
                changed_at=self._now(),
                changed_by=by,
            )
        )
        session.delete(row)

    def _tell(
        self,
        session: Session,
        row: Draft,
        before: Body | None,
        after: Body | None,
        version: int,
        by: str,
    ) -> None:
        """Drop the approvals of what changed, and tell the listener of both."""
        dropped = drop_approvals(session, row.kind, row.key, before, after)
        if self._listener is None:
            return
        self._listener.changed(session, row.kind, row.key, version, by, removed=after is None)
        for unit in dropped:
            self._listener.approval_dropped(session, row.kind, row.key, unit, by)

    def _record_named_approvals(
        self, session: Session, kind: PartKind, key: str, body: Body
    ) -> None:
        """Record what the part itself says is approved."""
        for unit, content in approval_units(body).items():
            by = approver(body, unit)
            if by is not None:
                record_approvals(session, kind, key, {unit: content}, by, self._now())


def _new_row(session: Session, kind: PartKind, key: str) -> Draft:
    row = Draft(kind=kind.value, key=key)
    session.add(row)
    return row


def _newest_versions(session: Session) -> dict[tuple[str, str], int]:
    query = select(Revision.kind, Revision.key, func.max(Revision.version)).group_by(
        Revision.kind, Revision.key
    )
    return {(kind, key): version for kind, key, version in session.execute(query)}


def _part(row: Draft) -> Part:
    kind = PartKind(row.kind)
    body = decode_stored(kind, row.key, row.body)
    return Part(kind, row.key, row.version, body, row.changed_at, row.changed_by)


def _stored_body(row: Draft) -> Any:
    """Return the part in a row, None where it does not fit its kind, so that an import can replace it.

    Raises DocumentVersionError.
    """
    try:
        return decode_stored(PartKind(row.kind), row.key, row.body)
    except msgspec.ValidationError:
        return None


def _part_version(kind: PartKind, row: Revision) -> PartVersion:
    body, unreadable = None, ""
    try:
        body = None if row.body is None else decode_stored(kind, row.key, row.body)
    except DocumentVersionError as error:
        unreadable = str(error)
    return PartVersion(row.version, body, row.changed_at, row.changed_by, unreadable)

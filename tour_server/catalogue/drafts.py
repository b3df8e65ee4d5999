"""The drafts: read, changed with an eye on who else changed them, undone to any earlier state.

What a newcomer would get wrong: a save names the version it started from. When someone saved in between, the
save is refused with `ConflictError` and the caller still holds both texts; nobody's words are overwritten unseen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.catalogue.parts import Body, Kind, decode, encode, put_together, take_apart
from tour_server.catalogue.tables import Draft, Revision
from tour_server.database import Database

# session, kind, key, new version, the part before and after as JSON (None: there is none), who
DraftListener = Callable[[Session, str, str, int, str | None, str | None, str], None]
_ASKED_BY_KEY = 500  # changed parts; where there are more, all of their kind are read


class Part(Struct, frozen=True):
    """One part as it stands in the drafts. `body` is of the type that `kind` names in contract.museum."""

    kind: Kind
    key: str
    version: int
    body: Any
    changed_at: dt.datetime
    changed_by: str


class Change(Struct, frozen=True):
    """One state that a part has had; `body` None: it was removed then."""

    version: int
    body: Any | None
    changed_at: dt.datetime
    changed_by: str


class ConflictError(Exception):
    """Someone else saved first. `now` is the part as it stands, None when they removed it."""

    def __init__(self, now: Part | None) -> None:
        self.now = now
        who = f"{now.changed_by} saved this" if now is not None else "Someone removed this"
        super().__init__(f"{who} while you were working on it.")


class Drafts:
    """The drafts in the database. Safe to call from many threads.

    Parts as they were last read are kept: to decode the works of a large museum takes ten times as long as to ask
    the database which of them changed.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        listener: DraftListener = lambda *_change: None,
    ) -> None:
        """`listener` is called with each change, in its transaction."""
        self._database = database
        self._listener = listener
        self._now = now
        self._read: dict[Kind, dict[str, Part]] = {}

    def load(self, museum: Museum, by: str) -> int:
        """Makes the drafts equal to `museum`. Parts already equal keep their version; returns how many changed."""
        changed = 0
        wanted = list(take_apart(museum))
        with self._database.writing() as session:
            drafts = {(row.kind, row.key): row for row in session.scalars(select(Draft))}
            newest = _newest_versions(session)
            for place, (kind, key, body) in enumerate(wanted):
                text = encode(body)
                row = drafts.pop((kind.value, key), None)
                if row is None or row.body != text:
                    changed += 1
                    version = newest.get((kind.value, key), 0) + 1
                    self._write(session, row, kind, key, version, place, text, by)
                elif row.place != place:
                    row.place = place
            for row in drafts.values():
                changed += 1
                self._remove(session, row, by)
        return changed

    def empty(self) -> bool:
        """True when no museum was ever loaded."""
        with self._database.reading() as session:
            return session.scalars(select(Draft).where(Draft.kind == Kind.SITE)).first() is None

    def museum(self) -> Museum:
        """The whole draft. Raises NoMuseumError when there is none yet."""
        with self._database.reading() as session:
            parts = [part for kind in Kind for part in self._all(session, kind)]
        return put_together([(part.kind, part.body) for part in parts])

    def all(self, kind: Kind) -> list[Part]:
        """Every part of one kind, in order."""
        with self._database.reading() as session:
            return self._all(session, kind)

    def references(self) -> list[tuple[str, str]]:
        """(work, picture) of every picture that works are recognised by."""
        return [
            (part.key, medium.file)
            for part in self.all(Kind.WORK)
            for medium in part.body.media
            if medium.reference
        ]

    def get(self, kind: Kind, key: str) -> Part:
        """One part. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(Draft, (kind.value, key))
        if row is None:
            raise KeyError(key)
        return _part(row)

    def put(self, kind: Kind, key: str, body: Body, version: int, by: str) -> Part:
        """Saves one part over `version` (0: it is new). Raises ConflictError; saving no change changes nothing."""
        text = encode(body)
        decode(
            kind, text
        )  # a struct's constructor checks nothing; what goes in must come out again
        with self._database.writing() as session:
            row = session.get(Draft, (kind.value, key))
            if (row.version if row is not None else 0) != version:
                raise ConflictError(_part(row) if row is not None else None)
            if row is not None and row.body == text:
                return _part(row)
            newest = _newest_versions(session).get((kind.value, key), 0)
            place = (
                row.place if row is not None else session.scalar(select(func.count(Draft.key))) or 0
            )
            return _part(self._write(session, row, kind, key, newest + 1, place, text, by))

    def remove(self, kind: Kind, key: str, version: int, by: str) -> None:
        """Removes one part from the drafts; its history stays. Raises ConflictError."""
        with self._database.writing() as session:
            row = session.get(Draft, (kind.value, key))
            if row is None or row.version != version:
                raise ConflictError(_part(row) if row is not None else None)
            self._remove(session, row, by)

    def history(self, kind: Kind, key: str) -> list[Change]:
        """Every state the part has had, the newest first."""
        query = (
            select(Revision)
            .where(Revision.kind == kind, Revision.key == key)
            .order_by(Revision.version.desc())
        )
        with self._database.reading() as session:
            return [_change(kind, row) for row in session.scalars(query)]

    def at(self, kind: Kind, key: str, version: int) -> Change:
        """One earlier state. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(Revision, (kind.value, key, version))
        if row is None:
            raise KeyError(f"{key}, version {version}")
        return _change(kind, row)

    def undo(self, kind: Kind, key: str, to: int, version: int, by: str) -> Part:
        """Brings the state of version `to` back, as a new version: an undo can be undone.

        `version` is what the drafts hold now, 0 when the part was removed. Raises ConflictError, and KeyError
        when there is no such state or it was a removal.
        """
        earlier = self.at(kind, key, to)
        if earlier.body is None:
            raise KeyError(f"{key}, version {to}")
        return self.put(kind, key, earlier.body, version, by)

    def _all(self, session: Session, kind: Kind) -> list[Part]:
        """Bodies are read of those parts alone whose version or moment is another than when they were last read."""
        kept = self._read.get(kind, {})
        now = session.execute(
            select(Draft.key, Draft.version, Draft.changed_at)
            .where(Draft.kind == kind)
            .order_by(Draft.place, Draft.key)
        ).all()
        fresh = {
            key: part
            for key, version, changed_at in now
            if (part := kept.get(key)) and (part.version, part.changed_at) == (version, changed_at)
        }
        if len(fresh) < len(now):
            query = select(Draft).where(Draft.kind == kind)
            wanted = [key for key, _, _ in now if key not in fresh]
            if len(wanted) <= _ASKED_BY_KEY:
                query = query.where(Draft.key.in_(wanted))
            fresh |= {row.key: _part(row) for row in session.scalars(query)}
        self._read[kind] = fresh
        return [fresh[key] for key, _, _ in now]

    def _write(
        self,
        session: Session,
        row: Draft | None,
        kind: Kind,
        key: str,
        version: int,
        place: int,
        text: str,
        by: str,
    ) -> Draft:
        if row is None:
            row = Draft(kind=kind.value, key=key)
            session.add(row)
        before = row.body
        row.version, row.place, row.body = version, place, text
        self._listener(session, kind.value, key, version, before, text, by)
        row.changed_at, row.changed_by = self._now(), by
        session.add(
            Revision(
                kind=kind.value,
                key=key,
                version=version,
                body=text,
                changed_at=row.changed_at,
                changed_by=by,
            )
        )
        return row

    def _remove(self, session: Session, row: Draft, by: str) -> None:
        self._listener(session, row.kind, row.key, row.version + 1, row.body, None, by)
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


def _newest_versions(session: Session) -> dict[tuple[str, str], int]:
    query = select(Revision.kind, Revision.key, func.max(Revision.version)).group_by(
        Revision.kind, Revision.key
    )
    return {(kind, key): version for kind, key, version in session.execute(query)}


def _part(row: Draft) -> Part:
    kind = Kind(row.kind)
    return Part(kind, row.key, row.version, decode(kind, row.body), row.changed_at, row.changed_by)


def _change(kind: Kind, row: Revision) -> Change:
    body = None if row.body is None else decode(kind, row.body)
    return Change(row.version, body, row.changed_at, row.changed_by)


def same(one: Body | None, other: Body | None) -> bool:
    """Whether two states are the same content."""
    return (one is None) == (other is None) and (
        one is None or other is None or msgspec.json.encode(one) == msgspec.json.encode(other)
    )

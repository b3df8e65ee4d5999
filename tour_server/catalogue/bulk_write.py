"""Many drafts written in one transaction: what an import needs, in memory that does not grow with the museum.

It is written past the session's map of objects, a batch of parts at a time. The history, the approvals and the places
are as if each part had been saved by itself. Note: no event is recorded for each part, or an import would bury the log
under tens of thousands of lines; whoever writes in bulk records one event for the whole. Approvals that are lost are
told one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from tour_server.catalogue.approval_units import changed_units, with_approvals_of
from tour_server.catalogue.draft_listener import DraftListener
from tour_server.catalogue.parts import Body, PartKind, decode_stored, encode
from tour_server.catalogue.tables import ApprovedWording, Draft, Revision

BATCH = 500  # parts: keeps a statement below the databases' limits of parameters


class BulkRead:
    """Reads drafts a batch at a time in the transaction of `session`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def read(self, kind: PartKind, keys: Collection[str]) -> dict[str, tuple[int, Any]]:
        """Return (version, body) of those of at most BATCH parts that exist.

        A body that does not fit its kind is None. Raises DocumentVersionError for one of newer software.
        """
        query = select(Draft.key, Draft.version, Draft.body).where(
            Draft.kind == kind.value, Draft.key.in_(list(keys))
        )
        return {
            key: (version, _body(kind, key, text))
            for key, version, text in self.session.execute(query)
        }

    def all(self, kind: PartKind) -> Iterator[tuple[str, int, Any]]:
        """Yield (key, version, body) of every part of a kind, by key, a batch at a time."""
        after = ""
        while True:
            query = (
                select(Draft.key, Draft.version, Draft.body)
                .where(Draft.kind == kind.value, Draft.key > after)
                .order_by(Draft.key)
                .limit(BATCH)
            )
            batch = self.session.execute(query).all()
            for key, version, text in batch:
                yield key, version, _body(kind, key, text)
            if len(batch) < BATCH:
                return
            after = batch[-1][0]

    def newest(self, kind: PartKind, keys: Collection[str]) -> dict[str, int]:
        """Return the newest version that at most BATCH parts ever had, removals included."""
        query = (
            select(Revision.key, func.max(Revision.version).label("version"))
            .where(Revision.kind == kind.value, Revision.key.in_(list(keys)))
            .group_by(Revision.key)
        )
        return {row.key: row.version for row in self.session.execute(query)}

    def version_before(self, kind: PartKind, keys: Mapping[str, int]) -> dict[str, Any]:
        """Return the bodies that at most BATCH parts had in these versions; None where it was removed or is missing."""
        query = select(Revision.key, Revision.version, Revision.body).where(
            Revision.kind == kind.value, Revision.key.in_(list(keys))
        )
        found: dict[str, Any] = dict.fromkeys(keys)
        for key, version, text in self.session.execute(query):
            if keys[key] == version and text is not None:
                found[key] = decode_stored(kind, key, text)
        return found


class BulkWrite(BulkRead):
    """Reads, writes and removes drafts in the transaction of `session`."""

    def __init__(
        self,
        session: Session,
        by: str,
        now: Callable[[], dt.datetime],
        listener: DraftListener | None = None,
    ) -> None:
        """`by` is who changes the drafts. `listener` hears of the approvals that are lost."""
        super().__init__(session)
        self._by, self._at, self._listener = by, now(), listener
        self._place = (session.scalar(select(func.max(Draft.place))) or 0) + 1

    def write(
        self, kind: PartKind, bodies: Mapping[str, Body], *, with_approvals: bool = False
    ) -> dict[str, int]:
        """Save at most BATCH parts. Returns the new version of each that is not as it was.

        `with_approvals`: what the parts say is approved counts; the caller records those approvals.
        Raises DocumentVersionError when newer software wrote one of them.
        """
        before = self.read(kind, bodies)
        newest = self.newest(kind, bodies)
        versions: dict[str, int] = {}
        revisions, new, changed = [], [], []
        afters: dict[str, Body] = {}
        for key, wanted in bodies.items():
            _version, old = before.get(key, (0, None))
            body = wanted if with_approvals else with_approvals_of(wanted, old)
            text = encode(body)
            if old is not None and encode(old) == text:
                continue
            version = newest.get(key, 0) + 1
            versions[key], afters[key] = version, body
            values = {"version": version, "body": text, **self._who()}
            revisions.append({"kind": kind.value, "key": key, **values})
            if key in before:
                changed.append({"a_key": key, **values})
            else:
                new.append({"kind": kind.value, "key": key, "place": self._place, **values})
                self._place += 1
        self._save(kind, revisions, new, changed)
        self._drop_approvals(kind, {key: before.get(key, (0, None))[1] for key in afters}, afters)
        return versions

    def remove(self, kind: PartKind, keys: Collection[str]) -> dict[str, int]:
        """Remove those of at most BATCH parts that exist. Returns the version of each removal."""
        before = self.read(kind, keys)
        newest = self.newest(kind, before)
        versions = {key: newest[key] + 1 for key in before}
        if before:
            rows = [
                {"kind": kind.value, "key": key, "version": version, "body": None, **self._who()}
                for key, version in versions.items()
            ]
            self.session.execute(insert(Revision), rows)
            self.session.execute(
                delete(Draft).where(Draft.kind == kind.value, Draft.key.in_(list(before))),
                execution_options={"synchronize_session": False},
            )
        self._drop_approvals(kind, {key: body for key, (_, body) in before.items()}, {})
        return versions

    def _who(self) -> dict[str, Any]:
        return {"changed_at": self._at, "changed_by": self._by}

    def _save(
        self,
        kind: PartKind,
        revisions: list[dict[str, Any]],
        new: list[dict[str, Any]],
        changed: list[dict[str, Any]],
    ) -> None:
        connection = self.session.connection()
        if revisions:
            connection.execute(insert(Revision), revisions)
        if new:
            connection.execute(insert(Draft), new)
        if changed:
            statement = (
                update(Draft)
                .where(Draft.kind == kind.value, Draft.key == bindparam("a_key"))
                .values(
                    {
                        name: bindparam(name)
                        for name in ("version", "body", "changed_at", "changed_by")
                    }
                )
            )
            connection.execute(statement, changed)

    def _drop_approvals(
        self, kind: PartKind, before: Mapping[str, Any], after: Mapping[str, Body]
    ) -> None:
        table = ApprovedWording
        query = select(table.key, table.path, table.language).where(
            table.kind == kind.value, table.key.in_(list(before)), table.stands
        )
        standing: dict[str, list[tuple[str, str]]] = {}
        for key, path, language in self.session.execute(query):
            standing.setdefault(key, []).append((path, language))
        for key, units in standing.items():
            changed = changed_units(before[key], after.get(key))
            for path, language in units:
                if (path, language) not in changed:
                    continue
                self.session.execute(
                    update(table)
                    .where(table.path == path, table.language == language)
                    .values(stands=False),
                    execution_options={"synchronize_session": False},
                )
                if self._listener is not None:
                    self._listener.approval_dropped(
                        self.session, kind.value, key, (path, language), self._by
                    )


def _body(kind: PartKind, key: str, text: str) -> Any:
    try:
        return decode_stored(kind, key, text)
    except msgspec.ValidationError:
        return None

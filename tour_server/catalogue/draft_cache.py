"""The parts of the drafts as they were last read: decoding those of a large museum takes seconds.

Each reading asks the database what changed since the one before, which takes as long for ten works as for a hundred
thousand, and reads those parts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from runtime.document_version import DocumentVersionError
from tour_server.catalogue.draft_changes import changed_since, next_change
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import Draft
from tour_server.database import Database

_MOST_KEYS_IN_QUERY = 500  # where more parts changed, all parts of the kind are read

ReadPart = TypeVar("ReadPart")


class _CachedKind(Struct, Generic[ReadPart], frozen=True):
    """The parts of one kind. `next_change`: the first change that may be missing. `file`: of which database."""

    file: int
    next_change: int
    parts: dict[str, ReadPart]
    places: dict[str, int]
    newer: dict[str, DocumentVersionError]
    listed: list[ReadPart]


class DraftCache(Generic[ReadPart]):
    """The parts of the drafts by kind. Safe to use from many threads: what is cached is replaced and never changed."""

    def __init__(self, database: Database, read: Callable[[Draft], ReadPart]) -> None:
        """`read` makes a part of its row. It raises DocumentVersionError for a part of newer software."""
        self._database, self._read = database, read
        self._kinds: dict[PartKind, _CachedKind[ReadPart]] = {}

    def all(self, session: Session, kind: PartKind, *, without_newer: bool) -> list[ReadPart]:
        """Return every part of a kind, in order; the same list while nothing changed. It is not to be changed.

        `without_newer`: without those of newer software. Raises DocumentVersionError.
        """
        cached = self._kinds.get(kind)
        file, bound = self._database.file_number(), next_change(session)
        if cached is None or cached.file != file or cached.next_change > bound:
            cached = self._begun(session, kind, file, bound)
        elif changed := changed_since(session, kind, cached.next_change):
            if len(changed) > _MOST_KEYS_IN_QUERY:
                cached = self._begun(session, kind, file, bound)
            else:
                cached = self._changed(session, kind, cached, bound, changed)
        self._kinds[kind] = cached
        if cached.newer and not without_newer:
            raise next(iter(cached.newer.values()))
        return cached.listed

    def newer(self, kind: PartKind) -> list[str]:
        """Return a sentence on each part of newer software, as far as the kind was read."""
        cached = self._kinds.get(kind)
        return [] if cached is None else [str(error) for error in cached.newer.values()]

    def _begun(
        self, session: Session, kind: PartKind, file: int, bound: int
    ) -> _CachedKind[ReadPart]:
        empty: _CachedKind[ReadPart] = _CachedKind(file, bound, {}, {}, {}, [])
        rows = session.scalars(select(Draft).where(Draft.kind == kind.value))
        return self._with(empty, bound, (), rows)

    def _changed(
        self,
        session: Session,
        kind: PartKind,
        cached: _CachedKind[ReadPart],
        bound: int,
        changed: list[str],
    ) -> _CachedKind[ReadPart]:
        query = select(Draft).where(Draft.kind == kind.value, Draft.key.in_(changed))
        return self._with(cached, bound, changed, session.scalars(query))

    def _with(
        self,
        cached: _CachedKind[ReadPart],
        bound: int,
        without: Iterable[str],
        rows: Iterable[Draft],
    ) -> _CachedKind[ReadPart]:
        """Return what is cached, without some parts and with those of these rows."""
        parts, places, newer = dict(cached.parts), dict(cached.places), dict(cached.newer)
        for key in without:
            for known in (parts, places, newer):
                known.pop(key, None)
        for row in rows:
            try:
                parts[row.key], places[row.key] = self._read(row), row.place
            except DocumentVersionError as error:
                if not error.is_newer:
                    raise
                newer[row.key] = error
        order = sorted(parts, key=lambda key: (places[key], key))
        return _CachedKind(cached.file, bound, parts, places, newer, [parts[key] for key in order])

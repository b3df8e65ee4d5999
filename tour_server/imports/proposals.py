"""Imports in the database: begun, read a page at a time, decided on, and deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.import_documents import (
    VERSIONS,
    ImportDocument,
    ImportState,
    Outcome,
    ProposedPart,
    SaidFields,
)
from tour_server.imports.tables import ImportRow, KnownColumnsRow, ProposedRow, SaidRow

BATCH = 500  # rows


class Import(Struct, frozen=True):
    """One import as it stands."""

    number: int
    source: str
    state: ImportState
    asked_by: str
    asked_at: dt.datetime
    document: ImportDocument


class StoredPart(Struct, frozen=True):
    """One part that an import is about, with what is in its row's own columns."""

    place: int
    kind: PartKind
    key: str
    outcome: Outcome
    taken: bool
    proposed: ProposedPart


class Proposals:
    """The imports in the database. Safe to call from many threads."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` returns the time in UTC."""
        self.database, self.now = database, now

    def begin(self, source: str, by: str, document: ImportDocument, state: ImportState) -> int:
        """Store a new import. Returns its number."""
        row = ImportRow(
            source=source[:200],
            state=state.value,
            asked_by=by,
            asked_at=self.now(),
            document=encode(document),
        )
        with self.database.writing() as session:
            session.add(row)
        return row.number

    def get(self, number: int) -> Import:
        """Return an import. Raises KeyError."""
        with self.database.reading() as session:
            row = session.get(ImportRow, number)
        if row is None:
            raise KeyError(number)
        return _import(row)

    def listed(self, length: int = 100) -> list[Import]:
        """Return the newest imports, the newest first."""
        query = select(ImportRow).order_by(ImportRow.number.desc()).limit(length)
        with self.database.reading() as session:
            return [_import(row) for row in session.scalars(query)]

    def sources(self) -> list[str]:
        """Return the names of all sources from which something was imported."""
        query = select(SaidRow.source).distinct().order_by(SaidRow.source)
        with self.database.reading() as session:
            return list(session.scalars(query))

    def set(
        self,
        number: int,
        state: ImportState | None = None,
        *,
        source: str | None = None,
        session: Session | None = None,
        **changes: Any,
    ) -> None:
        """Change an import: its state, its source, and fields of its document. Raises KeyError."""
        if session is None:
            with self.database.writing() as own:
                self.set(number, state, source=source, session=own, **changes)
            return
        row = session.get(ImportRow, number, with_for_update=True)
        if row is None:
            raise KeyError(number)
        if state is not None:
            row.state = state.value
        if source is not None:
            row.source = source[:200]
        if changes:
            row.document = encode(msgspec.structs.replace(_import(row).document, **changes))

    def delete(self, number: int) -> None:
        """Delete an import that was not applied, with its parts."""
        with self.database.writing() as session:
            self.clear(session, number)
            session.execute(delete(ImportRow).where(ImportRow.number == number))

    def forgotten(self, before: dt.datetime) -> list[int]:
        """Return the imports from before a moment that were never applied."""
        unapplied = (ImportState.COLUMNS, ImportState.PROPOSED, ImportState.FAILED)
        query = select(ImportRow.number).where(
            ImportRow.asked_at < before, ImportRow.state.in_([one.value for one in unapplied])
        )
        with self.database.reading() as session:
            return list(session.scalars(query))

    # The parts of an import

    def clear(self, session: Session, number: int) -> None:
        """Delete the parts of an import."""
        session.execute(delete(ProposedRow).where(ProposedRow.number == number))

    def add_parts(self, session: Session, number: int, parts: Sequence[StoredPart]) -> None:
        """Store parts of an import."""
        if parts:
            rows = [_values(number, part) for part in parts]
            session.connection().execute(insert(ProposedRow), rows)

    def update_parts(self, session: Session, number: int, parts: Sequence[StoredPart]) -> None:
        """Store parts of an import anew."""
        table = ProposedRow
        statement = (
            update(table)
            .where(table.number == number, table.place == bindparam("a_place"))
            .values(taken=bindparam("taken"), document=bindparam("document"))
        )
        rows = [
            {"a_place": part.place, "taken": part.taken, "document": encode(part.proposed)}
            for part in parts
        ]
        if rows:
            session.connection().execute(statement, rows)

    def batches(
        self, session: Session, number: int, *conditions: ColumnElement[bool]
    ) -> Iterator[list[StoredPart]]:
        """Yield the parts of an import that fit, in order, a batch at a time."""
        after = -1
        while True:
            batch = _parts(session, number, BATCH, ProposedRow.place > after, *conditions)
            if batch:
                yield batch
            if len(batch) < BATCH:
                return
            after = batch[-1].place

    def page(
        self, number: int, begin: int, length: int, *conditions: ColumnElement[bool]
    ) -> list[StoredPart]:
        """Return some of the parts of an import that fit, in order, from the one at `begin` on."""
        with self.database.reading() as session:
            return _parts(session, number, length, *conditions, offset=begin)

    def part(self, number: int, place: int) -> StoredPart:
        """Return one part of an import. Raises KeyError."""
        found = self.page(number, 0, 1, ProposedRow.place == place)
        if not found:
            raise KeyError(place)
        return found[0]

    def count(self, number: int, *conditions: ColumnElement[bool]) -> int:
        """Return how many parts of an import fit."""
        query = select(func.count()).where(ProposedRow.number == number, *conditions)
        with self.database.reading() as session:
            return session.scalar(query) or 0

    def counts(self, number: int, *conditions: ColumnElement[bool]) -> dict[Outcome, int]:
        """Return how many parts of an import that fit have each outcome."""
        query = (
            select(ProposedRow.outcome, func.count())
            .where(ProposedRow.number == number, *conditions)
            .group_by(ProposedRow.outcome)
        )
        with self.database.reading() as session:
            found = {Outcome(outcome): count for outcome, count in session.execute(query)}
        return {outcome: found[outcome] for outcome in Outcome if outcome in found}

    # What each source said last

    def said(
        self, session: Session, source: str, kind: PartKind, identifiers: Sequence[str]
    ) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return (key, fields) of what a source said last of at most BATCH parts, by their identifiers."""
        query = select(SaidRow.identifier, SaidRow.key, SaidRow.document).where(
            SaidRow.source == source,
            SaidRow.kind == kind.value,
            SaidRow.identifier.in_(list(identifiers)),
        )
        return {
            identifier: (key, VERSIONS.decode(document, SaidFields).fields)
            for identifier, key, document in session.execute(query)
        }

    def said_by_any(
        self, session: Session, kind: PartKind, keys: Sequence[str]
    ) -> dict[str, dict[str, Any]]:
        """Return the fields that the newest import of any source said of at most BATCH parts, by their keys."""
        query = (
            select(SaidRow.key, SaidRow.document)
            .where(SaidRow.kind == kind.value, SaidRow.key.in_(list(keys)))
            .order_by(SaidRow.number)
        )
        return {
            key: VERSIONS.decode(document, SaidFields).fields
            for key, document in session.execute(query)
        }

    def said_identifiers(
        self, session: Session, source: str
    ) -> Iterator[tuple[PartKind, str, str]]:
        """Yield (kind, identifier, key) of everything that a source has said something of."""
        query = (
            select(SaidRow.kind, SaidRow.identifier, SaidRow.key)
            .where(SaidRow.source == source)
            .order_by(SaidRow.kind, SaidRow.identifier)
        )
        for kind, identifier, key in session.execute(query.execution_options(yield_per=BATCH)):
            yield PartKind(kind), identifier, key

    def remember_said(
        self,
        session: Session,
        source: str,
        number: int,
        parts: Sequence[tuple[PartKind, str, str, Mapping[str, Any]]],
    ) -> None:
        """Store what a source says of at most BATCH parts: (kind, identifier, key, fields). No fields: forget it."""
        for kind in dict.fromkeys(one[0] for one in parts):
            of_kind = [one for one in parts if one[0] is kind]
            session.execute(
                delete(SaidRow).where(
                    SaidRow.source == source,
                    SaidRow.kind == kind.value,
                    SaidRow.identifier.in_([one[1] for one in of_kind]),
                ),
                execution_options={"synchronize_session": False},
            )
            rows = [
                {
                    "source": source,
                    "kind": kind.value,
                    "identifier": identifier,
                    "key": key,
                    "number": number,
                    "document": encode(SaidFields(dict(fields))),
                }
                for _kind, identifier, key, fields in of_kind
                if fields
            ]
            if rows:
                session.connection().execute(insert(SaidRow), rows)

    def restore_said(
        self,
        session: Session,
        source: str,
        number: int,
        parts: Sequence[tuple[PartKind, str, str, Mapping[str, Any]]],
    ) -> None:
        """Make what a source said of at most BATCH parts what it was before import `number`.

        What it said more since stays.
        """
        for kind in dict.fromkeys(one[0] for one in parts):
            of_kind = [one for one in parts if one[0] is kind]
            query = select(SaidRow.identifier, SaidRow.number).where(
                SaidRow.source == source,
                SaidRow.kind == kind.value,
                SaidRow.identifier.in_([one[1] for one in of_kind]),
            )
            newest = {row.identifier: row.number for row in session.execute(query)}
            older = [one for one in of_kind if newest.get(one[1], 0) <= number]
            self.remember_said(session, source, 0, older)

    # What the columns of known spreadsheets hold

    def known_mapping(self, headings_key: str) -> ColumnMapping | None:
        """Return how a spreadsheet with these headings is read, as a person said it, None where no person has."""
        with self.database.reading() as session:
            row = session.get(KnownColumnsRow, headings_key)
        return None if row is None else VERSIONS.decode(row.document, ColumnMapping)

    def know_mapping(self, mapping: ColumnMapping, by: str) -> None:
        """Remember how a spreadsheet with these headings is read. Its first values are not kept."""
        key = mapping.headings_key
        with self.database.writing() as session:
            row = session.get(KnownColumnsRow, key) or KnownColumnsRow(headings=key)
            row.document, row.changed_by = encode(mapping.without_values()), by
            row.changed_at = self.now()
            session.add(row)


def encode(document: Struct) -> str:
    """Return a document of an import as JSON."""
    return VERSIONS.encode(document).decode()


def _import(row: ImportRow) -> Import:
    return Import(
        row.number,
        row.source,
        ImportState(row.state),
        row.asked_by,
        row.asked_at,
        VERSIONS.decode(row.document, ImportDocument),
    )


def _parts(
    session: Session, number: int, length: int, *conditions: ColumnElement[bool], offset: int = 0
) -> list[StoredPart]:
    table = ProposedRow
    query = (
        select(table.place, table.kind, table.key, table.outcome, table.taken, table.document)
        .where(table.number == number, *conditions)
        .order_by(table.place)
        .limit(length)
        .offset(offset)
    )
    return [
        StoredPart(
            place,
            PartKind(kind),
            key,
            Outcome(outcome),
            taken,
            VERSIONS.decode(document, ProposedPart),
        )
        for place, kind, key, outcome, taken, document in session.execute(query)
    ]


def _values(number: int, part: StoredPart) -> dict[str, Any]:
    return {
        "number": number,
        "place": part.place,
        "kind": part.kind.value,
        "key": part.key,
        "outcome": part.outcome.value,
        "has_problems": bool(part.proposed.problems),
        "taken": part.taken,
        "document": encode(part.proposed),
    }

"""Files of translations in the database: each is a proposal, with a row for each of its texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.translations.file_proposal import TAKEN, FileOutcome, FileText
from tour_server.translations.tables import TranslationFileRow, TranslationFileUnit


class FileState(StrEnum):
    """What became of a file."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    UNDONE = "undone"


class TranslationFile(Struct, frozen=True):
    """A file; see the table TranslationFileRow."""

    number: int
    name: str
    source_language: str
    language: str
    translated_by: str
    state: FileState
    asked_by: str
    asked_at: dt.datetime
    ended_by: str
    ended_at: dt.datetime | None


class StoredText(Struct, frozen=True):
    """A text of a file as it is stored. `taken`: staff want it; `written`: it was written."""

    place: int
    text: FileText
    taken: bool
    written: bool


class TranslationFiles:
    """Stores the files."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self.database, self.now = database, now

    def add(
        self,
        name: str,
        source_language: str,
        language: str,
        translated_by: str,
        texts: Sequence[FileText],
        by: str,
    ) -> int:
        """Store a file that was compared with the drafts. Returns its number."""
        with self.database.writing() as session:
            row = TranslationFileRow(
                name=name[:200],
                source_language=source_language,
                language=language,
                translated_by=translated_by[:200],
                state=FileState.PROPOSED.value,
                asked_by=by,
                asked_at=self.now(),
                ended_by="",
                ended_at=None,
            )
            session.add(row)
            session.flush()
            values = [
                {
                    "number": row.number,
                    "place": place,
                    "kind": one.kind,
                    "key": one.key,
                    "path": one.path,
                    "outcome": one.outcome.value,
                    "taken": one.outcome in TAKEN,
                    "source": one.source,
                    "source_changed": one.source_changed,
                    "machine": one.machine,
                    "before": one.before,
                    "after": one.after,
                    "written": False,
                    "left": one.left,
                    "italics": "\n".join(one.italics),
                }
                for place, one in enumerate(texts, start=1)
            ]
            session.connection().execute(insert(TranslationFileUnit), values)
            return row.number

    def listed(self) -> list[TranslationFile]:
        """Return the files, the newest first."""
        table = TranslationFileRow
        with self.database.reading() as session:
            return [_file(row) for row in session.scalars(select(table).order_by(-table.number))]

    def get(self, number: int, session: Session | None = None) -> TranslationFile:
        """Return a file; with `session` nobody else changes it until that ends. Raises KeyError."""
        if session is not None:
            row = session.get(TranslationFileRow, number, with_for_update=True)
        else:
            with self.database.reading() as own:
                row = own.get(TranslationFileRow, number)
        if row is None:
            raise KeyError(number)
        return _file(row)

    def set_state(self, session: Session, number: int, state: FileState, by: str) -> None:
        """Note that a file was applied or undone."""
        row = session.get_one(TranslationFileRow, number)
        row.state, row.ended_by, row.ended_at = state.value, by, self.now()

    def delete(self, number: int) -> None:
        """Delete a file that waits for a decision."""
        with self.database.writing() as session:
            one = self.get(number, session)
            if one.state is not FileState.PROPOSED:
                return
            for table in (TranslationFileUnit, TranslationFileRow):
                session.execute(delete(table).where(table.number == number))

    def counts(self, number: int) -> dict[FileOutcome, int]:
        """Return how many texts of a file have each outcome."""
        table = TranslationFileUnit
        query = select(table.outcome, func.count()).where(table.number == number)
        with self.database.reading() as session:
            rows = session.execute(query.group_by(table.outcome))
            return {FileOutcome(outcome): count for outcome, count in rows}

    def texts(
        self, number: int, outcome: FileOutcome | None, begin: int, length: int
    ) -> tuple[list[StoredText], int]:
        """Return a page of a file's texts, those first that need a decision, and how many there are in all.

        Without an outcome, all but those that are the same.
        """
        table = TranslationFileUnit
        conditions: list[ColumnElement[bool]] = [table.number == number]
        if outcome is None:
            conditions.append(table.outcome != FileOutcome.SAME.value)
        else:
            conditions.append(table.outcome == outcome.value)
        query = select(table).where(*conditions)
        order = (table.outcome != FileOutcome.CONFLICT.value, table.place)
        with self.database.reading() as session:
            count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            rows = session.scalars(query.order_by(*order).offset(begin).limit(length))
            return [_text(row) for row in rows], count

    def choose(self, number: int, shown: Collection[int], taken: Collection[int]) -> None:
        """Store which of the texts that a page showed are wanted."""
        table = TranslationFileUnit
        may_be_taken = table.outcome.in_(
            [*(one.value for one in TAKEN), FileOutcome.CONFLICT.value]
        )
        with self.database.writing() as session:
            if self.get(number, session).state is not FileState.PROPOSED:
                return
            for wanted in (True, False):
                places = [place for place in shown if (place in taken) is wanted]
                session.execute(
                    update(table)
                    .where(table.number == number, table.place.in_(places), may_be_taken)
                    .values(taken=wanted),
                    execution_options={"synchronize_session": False},
                )

    @staticmethod
    def of_parts(
        session: Session, number: int, *, written: bool
    ) -> dict[tuple[str, str], list[StoredText]]:
        """Return the texts to write, or with `written` those that were, by their part."""
        table = TranslationFileUnit
        query = select(table).where(table.number == number, table.kind != "")
        query = query.where(table.written if written else table.taken).order_by(table.place)
        found: dict[tuple[str, str], list[StoredText]] = {}
        for row in session.scalars(query):
            found.setdefault((row.kind, row.key), []).append(_text(row))
        return found

    @staticmethod
    def note(session: Session, number: int, place: int, *, written: bool, left: str) -> None:
        """Note whether a text stands in the drafts, or why it was left alone."""
        table = TranslationFileUnit
        session.execute(
            update(table)
            .where(table.number == number, table.place == place)
            .values(written=written, left=left),
            execution_options={"synchronize_session": False},
        )


def _file(row: TranslationFileRow) -> TranslationFile:
    return TranslationFile(
        row.number,
        row.name,
        row.source_language,
        row.language,
        row.translated_by,
        FileState(row.state),
        row.asked_by,
        row.asked_at,
        row.ended_by,
        row.ended_at,
    )


def _text(row: TranslationFileUnit) -> StoredText:
    text = FileText(
        row.kind,
        row.key,
        row.path,
        FileOutcome(row.outcome),
        row.source,
        row.source_changed,
        row.machine,
        row.before,
        row.after,
        row.left,
        row.italics.splitlines(),
    )
    return StoredText(row.place, text, row.taken, row.written)

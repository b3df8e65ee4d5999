"""Stores visitors' notes, lists them for staff, and deletes them after a set time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from contract.messages import NoteAbout, VisitorNote
from tour_server.database import Database
from tour_server.inserting import insert_new
from tour_server.visitor_notes.tables import VisitorNoteRecord

BEYOND_COLUMN = 2**31  # the first number that no note can have
NOTES_LIMIT = 2000
"""Notes that are kept at a time: what staff can read in a week. Beyond it no note is taken until some are deleted."""


class StoredNote(Struct, frozen=True):
    """A note as staff read it."""

    number: int
    day: dt.date
    about: NoteAbout
    work: str
    block: str | None
    language: str
    sentence: str
    done: bool


class VisitorNotes:
    """The notes in the database. May be called from any thread."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], *, keep_days: int
    ) -> None:
        """`now` is time-zone aware. `keep_days`: see VisitorNotesSettings."""
        self._database, self._now = database, now
        self.keep_days = keep_days

    def add(self, note: VisitorNote) -> bool:
        """Store a note of a phone. Returns False when NOTES_LIMIT are kept."""
        with self._database.writing() as session:
            return self.store(session, [note]) > 0

    def store(self, session: Session, notes: Sequence[VisitorNote]) -> int:
        """Store notes in the caller's transaction, each once. Returns how many were new.

        Those beyond NOTES_LIMIT are dropped: a flood must not fill the disk.
        """
        of = VisitorNoteRecord
        free = NOTES_LIMIT - (session.scalar(select(func.count(of.number))) or 0)
        day = self._now().astimezone(dt.UTC).date()
        rows = [
            {
                "id": note.id,
                "day": day,
                "about": note.about.value,
                "work": note.work,
                "block": note.block,
                "language": note.language,
                "sentence": note.sentence,
                "done": False,
            }
            for note in notes
        ][: max(0, free)]
        return insert_new(session, of, rows) if rows else 0

    def listed(self) -> list[StoredNote]:
        """Returns what visitors said is wrong, those that are not done first, and of these the newest first."""
        return [note for note in self._all() if note.about is not NoteAbout.QUESTION]

    def questions(self) -> list[StoredNote]:
        """Returns the questions that the guide did not know, in the same order."""
        return [note for note in self._all() if note.about is NoteAbout.QUESTION]

    def _all(self) -> list[StoredNote]:
        of = VisitorNoteRecord
        with self._database.reading() as session:
            rows = session.scalars(select(of).order_by(of.done, of.number.desc()))
            return [
                StoredNote(
                    row.number,
                    row.day,
                    NoteAbout(row.about),
                    row.work,
                    row.block,
                    row.language,
                    row.sentence,
                    row.done,
                )
                for row in rows
            ]

    def set_done(self, number: int, *, done: bool) -> None:
        """Mark a note as done, or as not done. A note that was deleted meanwhile changes nothing."""
        of = VisitorNoteRecord
        if number >= BEYOND_COLUMN:
            return
        with self._database.writing() as session:
            session.execute(update(of).where(of.number == number).values(done=done))

    def delete(self, number: int) -> None:
        """Delete a note for ever, before its days are over: a visitor may have typed a name."""
        of = VisitorNoteRecord
        if number >= BEYOND_COLUMN:
            return
        with self._database.writing() as session:
            session.execute(delete(of).where(of.number == number))

    def delete_old(self) -> int:
        """Delete the notes that are older than `keep_days`. Returns how many."""
        oldest = self._now().astimezone(dt.UTC).date() - dt.timedelta(days=self.keep_days)
        with self._database.writing() as session:
            deleted = session.execute(
                delete(VisitorNoteRecord).where(VisitorNoteRecord.day <= oldest)
            )
            return int(deleted.rowcount)  # type: ignore[attr-defined]

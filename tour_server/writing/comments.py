"""Comments on the texts of a museum: said, answered, resolved, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from msgspec import Struct
from sqlalchemy import func, select

from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import Draft
from tour_server.database import Database
from tour_server.recorder import EventKind, Recorder
from tour_server.writing.events import (
    COMMENT_ANSWERED,
    COMMENT_REOPENED,
    COMMENT_RESOLVED,
    COMMENTED,
)
from tour_server.writing.tables import BlockCommentRecord

LONGEST_COMMENT = 2000  # characters


class TextComment(Struct, frozen=True):
    """A comment on a text of a part, with its answers in their order. Moments are in UTC.

    `unit`: which text of the part, see commented_texts.
    """

    number: int
    kind: PartKind
    key: str
    unit: str
    by: str
    at: dt.datetime
    text: str
    resolved_at: dt.datetime | None = None
    resolved_by: str | None = None
    answers: list[TextComment] = []


class Comments:
    """The comments in the database. May be called from any thread."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` is in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def say(self, kind: PartKind, key: str, unit: str, text: str, by: str) -> int:
        """Add a comment on a text. Returns its number. Raises KeyError when there is no such part, ValueError."""
        text = _checked(text)
        with self._database.writing() as session:
            if session.get(Draft, (kind.value, key)) is None:
                raise KeyError(key)
            row = self._row(kind.value, key, unit, text, by)
            session.add(row)
            session.flush()
            self._recorder.record(COMMENTED, by, f"{kind} {key}", unit, session=session)
            return row.number

    def answer(self, number: int, text: str, by: str) -> TextComment:
        """Answer a comment. Returns the comment. Raises KeyError when there is none of that number, ValueError."""
        text = _checked(text)
        with self._database.writing() as session:
            asked = session.get(BlockCommentRecord, number)
            if asked is None or asked.answer_to is not None:
                raise KeyError(number)
            row = self._row(asked.kind, asked.work, asked.block, text, by)
            row.answer_to = number
            session.add(row)
            subject = f"{asked.kind} {asked.work}"
            self._recorder.record(COMMENT_ANSWERED, by, subject, asked.block, session=session)
            return _comment(asked)

    def resolve(self, number: int, by: str) -> TextComment:
        """Mark a comment as resolved. Returns it. Raises KeyError."""
        return self._settle(number, by, COMMENT_RESOLVED)

    def reopen(self, number: int, by: str) -> TextComment:
        """Open a resolved comment again. Returns it. Raises KeyError."""
        return self._settle(number, by, COMMENT_REOPENED)

    def get(self, number: int) -> TextComment:
        """Return a comment without its answers. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(BlockCommentRecord, number)
            if row is None:
                raise KeyError(number)
            return _comment(row)

    def of_part(self, kind: PartKind, key: str) -> dict[str, list[TextComment]]:
        """Return the comments on a part by text, the open ones first, then in their order."""
        of = BlockCommentRecord
        query = select(of).where(of.kind == kind.value, of.work == key).order_by(of.number)
        with self._database.reading() as session:
            rows = list(session.scalars(query))
        found: dict[str, list[TextComment]] = {}
        for comment in _threads(rows):
            found.setdefault(comment.unit, []).append(comment)
        for comments in found.values():
            comments.sort(key=lambda one: (one.resolved_at is not None, one.number))
        return found

    def open(self) -> list[TextComment]:
        """Return every open comment, the newest first, with its answers."""
        of = BlockCommentRecord
        is_open = of.answer_to.is_(None) & of.resolved_at.is_(None)
        numbers = select(of.number).where(is_open)
        query = select(of).where(is_open | of.answer_to.in_(numbers)).order_by(of.number)
        with self._database.reading() as session:
            return list(reversed(list(_threads(list(session.scalars(query))))))

    def count_open(self) -> int:
        """Return how many comments are open."""
        of = BlockCommentRecord
        query = select(func.count(of.number)).where(
            of.answer_to.is_(None), of.resolved_at.is_(None)
        )
        with self._database.reading() as session:
            return session.scalar(query) or 0

    def count_by_work(self) -> dict[str, int]:
        """Return how many comments are open on each work that has any."""
        of = BlockCommentRecord
        is_open = of.answer_to.is_(None) & of.resolved_at.is_(None)
        is_open &= of.kind == PartKind.WORK.value
        query = select(of.work, func.count(of.number)).where(is_open).group_by(of.work)
        with self._database.reading() as session:
            return {row.work: row[1] for row in session.execute(query)}

    def _settle(self, number: int, by: str, event: EventKind) -> TextComment:
        with self._database.writing() as session:
            row = session.get(BlockCommentRecord, number)
            if row is None or row.answer_to is not None:
                raise KeyError(number)
            resolves = event is COMMENT_RESOLVED
            if (row.resolved_at is not None) != resolves:
                row.resolved_at = self._now() if resolves else None
                row.resolved_by = by if resolves else None
                self._recorder.record(
                    event, by, f"{row.kind} {row.work}", row.block, session=session
                )
            return _comment(row)

    def _row(self, kind: str, key: str, unit: str, text: str, by: str) -> BlockCommentRecord:
        return BlockCommentRecord(
            kind=kind, work=key, block=unit, by=by, said_at=self._now(), text=text
        )


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST_COMMENT:
        raise ValueError("a comment has some words, and not too many")
    return text


def _comment(row: BlockCommentRecord) -> TextComment:
    return TextComment(
        row.number,
        PartKind(row.kind),
        row.work,
        row.block,
        row.by,
        row.said_at,
        row.text,
        row.resolved_at,
        row.resolved_by,
        [],
    )


def _threads(rows: Iterable[BlockCommentRecord]) -> list[TextComment]:
    """Return the comments with their answers. `rows` are in the order of their numbers."""
    found: dict[int, TextComment] = {}
    for row in rows:
        if row.answer_to is None:
            found[row.number] = _comment(row)
        elif row.answer_to in found:
            found[row.answer_to].answers.append(_comment(row))
    return list(found.values())

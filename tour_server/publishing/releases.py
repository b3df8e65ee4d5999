"""The releases that were published, and the newest as phones take it.

Note: the signed bundle decides what is published; the table is its index. After a crash between the two, `catch_up`
reads the bundle and completes the table. The newest release is read from the bundle, never from the table, so that
phones and kiosks are answered while the database is away.
"""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contract.bundle import RELEASE_TARGET, Release, read_release, write_release
from contract.museum import Museum
from tour_server.database import Database
from tour_server.publishing.events import PUBLISHED
from tour_server.publishing.repository import Repository
from tour_server.publishing.tables import PublishedRelease
from tour_server.recorder import NoRecorder, Recorder


class ListedRelease(Struct, frozen=True):
    """A release as the desk lists it."""

    number: int
    published_at: dt.datetime
    published_by: str
    note: str


class _Numbered(Struct):
    number: int


def published_museum(database: Database) -> Museum | None:
    """Returns the museum of the newest release, None before the first."""
    table = PublishedRelease
    with database.reading() as session:
        body = session.scalar(select(table.body).order_by(table.number.desc()).limit(1))
    return None if body is None else read_release(body).museum


class Releases:
    """Reads and records releases. Safe to call from many threads."""

    def __init__(
        self, database: Database, repository: Repository, recorder: Recorder | None = None
    ) -> None:
        """`recorder`: where each new release is recorded as an event."""
        self._recorder = recorder or NoRecorder()
        self._database = database
        self._repository = repository
        self._lock = threading.Lock()
        self._newest: tuple[str, Release] | None = None  # its hash, and it

    def newest_number(self) -> int:
        """Returns the number of the newest release, 0 before the first."""
        newest = self.release()
        return 0 if newest is None else newest.number

    def newest(self) -> int | None:
        """Returns the number of the newest release, None before the first."""
        return self.newest_number() or None

    def release(self) -> Release | None:
        """Returns the newest release, None before the first."""
        newest = self._read()
        return None if newest is None else newest[1]

    def museum(self) -> Museum | None:
        """Returns the museum as published, None before the first release."""
        newest = self.release()
        return None if newest is None else newest.museum

    def newest_hash(self) -> str | None:
        """Returns the hash of the newest release as kiosks get it, None before the first."""
        return self._repository.summary().release_hash

    def file(self, target: str) -> Path | None:
        """Returns the file of a target of the newest release as phones get it, None when there is no such file."""
        return self._repository.phone_file(target)

    def listed(self) -> list[ListedRelease]:
        """Returns every release, the newest first."""
        table = PublishedRelease
        query = select(table.number, table.published_at, table.published_by, table.note)
        with self._database.reading() as session:
            rows = session.execute(query.order_by(table.number.desc())).all()
        return [ListedRelease(*row) for row in rows]

    def get(self, number: int) -> Release:
        """Returns one release. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(PublishedRelease, number)
        if row is None:
            raise KeyError(number)
        return read_release(row.body)

    def words_are_approved(self, number: int) -> bool:
        """Returns whether every word of a release was approved, or counts as approved."""
        table = PublishedRelease
        query = select(table.words_approved).where(table.number == number)
        with self._database.reading() as session:
            return bool(session.scalar(query))

    def mark_approved(self, session: Session, number: int) -> bool:
        """Record in this transaction that the words of a release count as approved. Returns False when they did."""
        table = PublishedRelease
        unmarked = update(table).where(table.number == number, ~table.words_approved)
        marked = session.execute(unmarked.values(words_approved=True).returning(table.number))
        return marked.first() is not None

    def record(self, release: Release, by: str, note: str, words_approved: bool = False) -> None:
        """Record a release whose bundle is signed. `words_approved`: nothing in it waits for approval."""
        with self._database.writing() as session:
            session.add(
                PublishedRelease(
                    number=release.number,
                    published_at=dt.datetime.fromtimestamp(release.published_at, dt.UTC),
                    published_by=by,
                    note=note,
                    body=write_release(release).decode(),
                    words_approved=words_approved,
                )
            )
            subject = f"release {release.number}"
            self._recorder.record(PUBLISHED, by, subject, note, session=session)

    def catch_up(self) -> None:
        """Record the bundle's release when a crash came between signing and recording it."""
        body = self._repository.read(RELEASE_TARGET)
        if body is None:
            return
        with self._database.reading() as session:
            recorded = session.scalar(select(func.max(PublishedRelease.number))) or 0
        if msgspec.json.decode(body, type=_Numbered).number > recorded:
            release = read_release(body)
            self.record(release, "unknown", "Recorded after a crash.")

    def _read(self) -> tuple[str, Release] | None:
        digest = self._repository.summary().release_hash
        with self._lock:
            if digest is None or self._newest is None or self._newest[0] != digest:
                body = self._repository.newest_release()
                if digest is None or body is None:
                    return None
                self._newest = digest, read_release(body)
            return self._newest

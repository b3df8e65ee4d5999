"""The releases that were published, and the newest as phones take it.

What a newcomer would get wrong: the signed bundle is the truth, the table its index. A crash between the two is
mended by `catch_up`, which reads the bundle.
"""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import func, select

from contract.bundle import RELEASE_TARGET, Release
from contract.museum import Museum
from tour_server.database import Database
from tour_server.publishing.repository import Repository
from tour_server.publishing.tables import PublishedRelease


class Listed(Struct, frozen=True):
    """One release as the desk lists it."""

    number: int
    published_at: dt.datetime
    published_by: str
    note: str


class Releases:
    """Reads and records releases. Safe to call from many threads."""

    def __init__(self, database: Database, repository: Repository) -> None:
        self._database = database
        self._repository = repository
        self._lock = threading.Lock()
        self._newest: tuple[int, Release, dict[str, Path]] | None = None

    def newest_number(self) -> int:
        """The number of the newest release, 0 before the first."""
        with self._database.reading() as session:
            return session.scalar(select(func.max(PublishedRelease.number))) or 0

    def release(self) -> Release | None:
        """The newest release, None before the first."""
        newest = self._read()
        return None if newest is None else newest[1]

    def museum(self) -> Museum | None:
        """The museum as published, None before the first release."""
        newest = self.release()
        return None if newest is None else newest.museum

    def file(self, target: str) -> Path | None:
        """The file of a target of the newest release, None when it has no such target."""
        newest = self._read()
        return None if newest is None else newest[2].get(target)

    def listed(self) -> list[Listed]:
        """Every release, the newest first."""
        table = PublishedRelease
        query = select(table.number, table.published_at, table.published_by, table.note)
        with self._database.reading() as session:
            rows = session.execute(query.order_by(table.number.desc())).all()
        return [Listed(*row) for row in rows]

    def get(self, number: int) -> Release:
        """One release. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(PublishedRelease, number)
        if row is None:
            raise KeyError(number)
        return msgspec.json.decode(row.body, type=Release)

    def record(self, release: Release, by: str, note: str) -> None:
        """Writes down a release whose bundle is signed."""
        with self._database.writing() as session:
            session.add(
                PublishedRelease(
                    number=release.number,
                    published_at=dt.datetime.fromtimestamp(release.published_at, dt.UTC),
                    published_by=by,
                    note=note,
                    body=msgspec.json.encode(release).decode(),
                )
            )

    def catch_up(self) -> None:
        """Records the bundle's release when a crash came between signing and recording it."""
        body = self._repository.read(RELEASE_TARGET)
        if body is None:
            return
        release = msgspec.json.decode(body, type=Release)
        if release.number > self.newest_number():
            self.record(release, "unknown", "Recorded after a crash.")

    def _read(self) -> tuple[int, Release, dict[str, Path]] | None:
        number = self.newest_number()
        if number == 0:
            return None
        with self._lock:
            if self._newest is None or self._newest[0] != number:
                release = self.get(number)
                self._newest = number, release, self._repository.paths()
            return self._newest

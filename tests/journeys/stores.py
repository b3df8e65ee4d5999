"""The server's database under faults, SQLite or PostgreSQL: it can be locked, crash, recover and have a full disk."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from tests.disks import SmallDisk, may_mount
from tests.postgres import Postgres
from tour_server.database import Database

SUM_OF_CROSSINGS = 'SELECT coalesce(sum(entered), 0) + coalesce(sum("left"), 0) FROM footfall'


class Store(Protocol):
    """A database of the server to which faults can be applied."""

    url: str
    disk: SmallDisk | None

    def crossings(self) -> int:
        """Return the sum of all crossings in and out."""

    def lock(self, seconds: float) -> None:
        """Hold the write lock for `seconds`."""

    def crash(self) -> None:
        """Kill the database server and start it again."""

    def recover(self) -> None:
        """Start the database server if it has ended."""

    def close(self) -> None:
        """Close the database and free its disk."""


class _Store:
    def __init__(self, url: str) -> None:
        self.url = url
        self._database = Database(url)
        self._database.migrate()

    def crossings(self) -> int:
        with self._database.reading() as session:
            return int(session.execute(text(SUM_OF_CROSSINGS)).scalar_one())

    def lock(self, seconds: float) -> None:
        with self._database.writing() as session:  # on SQLite this is BEGIN IMMEDIATE
            if not self.url.startswith("sqlite"):
                session.execute(text("LOCK TABLE footfall IN ACCESS EXCLUSIVE MODE"))
            time.sleep(seconds)

    def close(self) -> None:
        self._database.close()


class SqliteStore(_Store):
    def __init__(self, folder: Path) -> None:
        self.disk = SmallDisk(folder / "server-disk", 24) if may_mount() else None
        where = self.disk.folder if self.disk else folder
        super().__init__(f"sqlite:///{where / 'server.db'}")

    def crash(self) -> None:
        """Do nothing: SQLite has no server process of its own."""

    def recover(self) -> None:
        """Do nothing: SQLite has no server process of its own."""

    def close(self) -> None:
        super().close()
        if self.disk:
            self.disk.unmount()


class PostgresStore(_Store):
    def __init__(self, _folder: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="zaalgids-postgres-"))
        self._folder.chmod(0o755)
        self.disk = SmallDisk(self._folder, 160) if may_mount() else None
        self._server = Postgres(self._folder)
        self._server.start()
        super().__init__(self._server.url("night"))

    def crash(self) -> None:
        self._server.crash()
        self._server.start()

    def recover(self) -> None:
        if not self._server.alive:
            self.crash()

    def close(self) -> None:
        super().close()
        self._server.stop()
        if self.disk:
            self.disk.unmount()
        shutil.rmtree(self._folder, ignore_errors=True)

"""The index as a file of SQLite beside either database: narrow rows to filter and sort by, and the words of FTS5.

It is made from the drafts and holds nothing of its own, so it may be deleted at any time, and no back-up has it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.private_files import private_file, private_folder

FORMAT = "1"  # a file of another one is made anew
_WAIT_SECONDS = 10.0
_SCHEMA = """
CREATE TABLE part (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL, approved INTEGER NOT NULL, number INTEGER NOT NULL, title TEXT NOT NULL,
  maker TEXT NOT NULL, room TEXT NOT NULL, mask INTEGER NOT NULL, rights TEXT NOT NULL, waiting INTEGER NOT NULL,
  hash TEXT NOT NULL, UNIQUE (kind, key));
CREATE INDEX by_facets ON part (kind, room, mask, rights, changed_by);
CREATE INDEX by_number ON part (kind, number, id);
CREATE INDEX by_title ON part (kind, title, number, id);
CREATE INDEX by_maker ON part (kind, maker, title, id);
CREATE INDEX by_change ON part (kind, changed_at, id);
CREATE TABLE stop (work TEXT NOT NULL, tour TEXT NOT NULL, PRIMARY KEY (work, tour)) WITHOUT ROWID;
CREATE INDEX by_tour ON stop (tour, work);
CREATE TABLE published (key TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5(title, maker, names, label, narration, tokenize = 'ascii', prefix = '2 3');
"""


class IndexFile:
    """Opens the file. May be used from any thread: each reads through a connection of its own, one at a time writes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()
        self._writing = threading.RLock()
        self._opened: list[sqlite3.Connection] = []
        self._is_made = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in one transaction: committed at the end, rolled back on any error."""
        with self._writing:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the index."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection. The threads that used them have to have ended."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            with self._writing:
                self._make()
                found = self._local.connection = self._open()
                self._opened.append(found)
        return found

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._file, _WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is read again
        connection.execute("PRAGMA cache_size = -16000")
        return connection

    def _make(self) -> None:
        """Make the file where there is none, or one of another format, or one that can't be read."""
        if self._is_made:
            return
        private_folder(self._file.parent)
        if not self._is_ours():
            for ending in ("", "-wal", "-shm"):
                self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
            private_file(self._file)
            made = self._open()
            made.executescript(_SCHEMA)
            made.execute("INSERT INTO note VALUES ('format', ?)", (FORMAT,))
            made.close()
        self._is_made = True

    def _is_ours(self) -> bool:
        if not self._file.exists():
            return False
        try:
            connection = self._open()
            row = connection.execute("SELECT value FROM note WHERE name = 'format'").fetchone()
            connection.close()
        except sqlite3.DatabaseError:
            return False
        return row is not None and row[0] == FORMAT

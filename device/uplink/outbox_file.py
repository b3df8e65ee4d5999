"""The outbox's file: made, opened, or moved aside.

Note: a file that can't be opened is not always broken. One that is merely locked, or on a failing disk, holds counts
and is left alone. Only a file that is no database, or that is newer than this software, is moved aside, and kept.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE outbox (epoch TEXT NOT NULL);
CREATE TABLE counter (kind TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    kind TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    unplaced_boot TEXT,  -- the boot of a bin whose clock was not trusted
    body BLOB NOT NULL,  -- the message as it will travel
    PRIMARY KEY (kind, sequence)
) WITHOUT ROWID;
"""
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class OutboxError(Exception):
    """The outbox can't be opened, in words for the kiosk's page."""


class _UnusableError(Exception):
    """The file can be moved, but it can't serve as an outbox."""


def open_outbox(path: Path) -> tuple[sqlite3.Connection, str]:
    """Return the open file, and a sentence when another file had to be moved aside for it; raises OutboxError."""
    try:
        return _connect(path), ""
    except _UnusableError as error:
        moved_to = path.with_name(f"{path.name}.aside-{secrets.token_hex(4)}")
        path.rename(moved_to)
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(f"{moved_to}{ending}")
        return _connect(path), f"The outbox {error}. It is kept as {moved_to.name}."


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    try:
        database.execute("PRAGMA locking_mode=EXCLUSIVE")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            epoch = secrets.token_hex(8)
            database.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} INSERT INTO outbox VALUES ('{epoch}');"  # noqa: S608 (our own hex)
                f" PRAGMA user_version={SCHEMA_VERSION}; COMMIT;"
            )
        elif version > SCHEMA_VERSION:
            raise _UnusableError(
                f"was made by newer software (version {version}; this knows {SCHEMA_VERSION})"
            )
        database.execute("SELECT epoch FROM outbox").fetchone()
    except sqlite3.DatabaseError as error:
        database.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            raise _UnusableError(f"could not be read ({error})") from error
        raise OutboxError(f"The outbox {path} can't be opened: {error}.") from error
    except _UnusableError:
        database.close()
        raise
    return database

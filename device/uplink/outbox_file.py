"""Makes and opens the outbox's file; replaces it where it can't serve any more.

Note: a file that can't be opened is not always broken. One that is merely locked, or on a failing disk, holds counts
and is left alone. Only a file that is no database, or that is newer than this software, is renamed and kept, and a new
one takes its place.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path

_UPGRADES: tuple[str, ...] = ()
"""SQL that takes the file from version 1 to 2, and so on. An entry's body is a message and keeps its own version.

Note: this software works with the file of the version before, too: `hold_at` leaves it so while a new slot is tried."""
LOCKED_SECONDS = 5.0  # that a lock of another process is waited for
SCHEMA_VERSION = 1 + len(_UPGRADES)

_SCHEMA = """  -- of version 1
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
_held = SCHEMA_VERSION
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def hold_at(version: int | None) -> None:
    """Bring no file beyond this version, for other software that reads no newer one; None: to the newest again."""
    global _held
    _held = SCHEMA_VERSION if version is None else min(version, SCHEMA_VERSION)


class OutboxError(Exception):
    """The outbox can't be opened, in words for the kiosk's page."""


class _UnusableError(Exception):
    """The file can't serve as an outbox and may be renamed."""


def open_outbox(path: Path, damaged: str = "") -> tuple[sqlite3.Connection, str]:
    """Open the file, or make a new one where it is unusable. `damaged`: why it is. Raises OutboxError, OSError.

    Returns the database, and a plain sentence about the unusable file that was replaced, else "".
    """
    try:
        if damaged:
            raise _UnusableError(damaged)
        return _connect(path), ""
    except _UnusableError as error:
        replaced = path.with_name(f"{path.name}.aside-{secrets.token_hex(4)}")
        path.rename(replaced)
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(f"{replaced}{ending}")
        return _connect(path), f"The outbox {error}. It is kept as {replaced.name}."


def _connect(path: Path) -> sqlite3.Connection:
    """Open the database, and make its tables where it is new. Raises OutboxError, _UnusableError."""
    database = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=LOCKED_SECONDS
    )
    try:
        database.execute("PRAGMA locking_mode=EXCLUSIVE")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            epoch = secrets.token_hex(8)
            database.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} INSERT INTO outbox VALUES ('{epoch}');"  # noqa: S608 (our own hex)
                " PRAGMA user_version=1; COMMIT;"
            )
            version = 1
        elif version > SCHEMA_VERSION:
            raise _UnusableError(
                f"was made by newer software (version {version}; this knows {SCHEMA_VERSION})"
            )
        for number, statements in enumerate(_UPGRADES[version - 1 : _held - 1], version + 1):
            database.executescript(
                f"BEGIN IMMEDIATE; {statements} PRAGMA user_version={number}; COMMIT;"
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

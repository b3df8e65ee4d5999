"""The table of an outbox in its file. The disk may refuse at any time: what fails is noted and changes nothing."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from device.uplink.disk_trouble import DAMAGED, DiskTrouble, sqlite_code
from device.uplink.outbox_file import OutboxError, open_outbox

log = logging.getLogger(__name__)

_PUT = (
    "INSERT INTO entry VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT DO UPDATE SET unplaced_boot = ?3, body = ?4"
)
_NEXT = (
    "INSERT INTO counter VALUES (?, 1) ON CONFLICT DO UPDATE SET next = next + 1 RETURNING next - 1"
)


class OutboxTable:
    """Not thread-safe: used under the outbox's lock."""

    def __init__(self, path: Path, trouble: DiskTrouble, on_open: Callable[[], None]) -> None:
        """`on_open` is called when a file was opened. Raises OutboxError, OSError."""
        self._path, self._trouble, self._on_open = path, trouble, on_open
        self.database: sqlite3.Connection | None = None
        self.epoch = ""
        """Of the file; empty while there is none."""
        self.rows = 0
        """How many rows there are. They are not counted each time: they may be a year's."""
        self._lock_file: IO[str] | None = None
        try:
            self.open()
        except OutboxError:
            self._let_go()
            raise

    @property
    def is_open(self) -> bool:
        """Whether there is a file."""
        return self.database is not None

    def close(self) -> None:
        """Close the file."""
        if self.database is not None:
            self.database.close()
        self._let_go()

    def _held(self) -> IO[str] | None:
        """Hold the outbox for this process; None where the disk does not let it. Raises OutboxError, OSError."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.with_name(f"{self._path.name}.lock").open("a", encoding="ascii")
        except OSError as error:
            if self._trouble.is_disks(error):
                return None
            raise
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise OutboxError(f"Another kiosk holds the outbox {self._path}.") from error
        return file

    def _let_go(self) -> None:
        if self._lock_file is not None:
            self._lock_file.close()

    def open(self, damaged: str = "") -> bool:
        """Open the file. `damaged`: why it has to be replaced. Returns False where the disk does not let it.

        Raises OutboxError.
        """
        if self._lock_file is None:
            self._lock_file = self._held()
        try:
            database, replaced = open_outbox(self._path, damaged)
        except (OutboxError, OSError, sqlite3.Error) as error:
            if self._trouble.is_disks(error):
                return False
            raise
        try:
            (epoch,) = database.execute("SELECT epoch FROM outbox").fetchone()
            (rows,) = database.execute("SELECT count(*) FROM entry").fetchone()
        except sqlite3.Error as error:
            database.close()
            if sqlite_code(error) in DAMAGED and not damaged:
                return self.open(f"could not be read ({error})")
            if self._trouble.is_disks(error):
                return False
            raise
        self.database, self.epoch, self.rows = database, str(epoch), int(rows)
        self._on_open()
        if replaced:
            self._trouble.replaced(replaced)
        return True

    @property
    def _required(self) -> sqlite3.Connection:
        if self.database is None:
            raise LookupError("the outbox has no file now")
        return self.database

    def open_again(self, damaged: str = "") -> None:
        """Open the file if it can be opened now; one that another program holds is for the next time."""
        try:
            self.open(damaged)
        except OutboxError as error:
            log.debug("the outbox is not opened: %s", error)

    def insert(
        self, kind: str, sequence: int, unplaced: str | None, body: bytes, *, is_new: bool = True
    ) -> None:
        """Put a row. Call it within `write`. `is_new`: it was not there before."""
        self._required.execute(_PUT, (kind, sequence, unplaced, body))
        self.rows += is_new

    def run(self, statement: str, rows: list[Any]) -> int:
        """Run a statement for each of `rows`. Call it within `write`. Returns how many rows it changed."""
        return self._required.executemany(statement, rows).rowcount

    def read(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """Returns the rows; none, and a problem, where the disk can't be read."""
        if self.database is None:
            return []
        try:
            return self.database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._take_in(error)
            return []

    def write(self, action: Callable[[], object]) -> bool:
        """Run one transaction. Returns False, with a problem and nothing changed, when the disk can't be written."""
        if self.database is None:
            return False
        rows = self.rows
        try:
            self.database.execute("BEGIN IMMEDIATE")
            action()
            self.database.execute("COMMIT")
        except sqlite3.Error as error:
            self.rows = rows
            self._take_in(error)
            return False
        except BaseException:
            self.rows = rows
            self._roll_back()
            raise
        return True

    def _take_in(self, error: sqlite3.Error) -> None:
        """Note a failure of the disk. Raises any other error."""
        self._roll_back()
        if not self._trouble.is_disks(error):
            raise error
        code = sqlite_code(error)
        if code in DAMAGED:
            self._begin_anew(f"could not be read any more ({error})")
        elif code == sqlite3.SQLITE_IOERR:
            self._overwrite_log()

    def _begin_anew(self, damaged: str) -> None:
        """Keep the damaged file beside its place, and make another one."""
        log.error("the outbox %s", damaged)
        with suppress(sqlite3.Error):
            self._required.close()
        self.database, self.epoch, self.rows = None, "", 0
        self.open_again(damaged)

    def _overwrite_log(self) -> None:
        """Write something that changes nothing over a transaction that failed.

        Where only the sync has failed, the log may have it whole: after a restart it would count beside what was sent
        from memory.
        """
        try:
            self._required.execute("BEGIN IMMEDIATE")
            self.next_sequence("probe")
            self._required.execute("COMMIT")
        except sqlite3.Error:
            self._roll_back()

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            if self.database is not None and self.database.in_transaction:
                self.database.execute("ROLLBACK")

    def next_sequence(self, kind: str) -> int:
        """Returns the next sequence of `kind`. Runs in the caller's transaction, so that no sequence is used twice."""
        return int(self._required.execute(_NEXT, (kind,)).fetchone()[0])

"""What is wrong with the disk under the outbox, since when, and what was lost by it."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from contract.kiosk_alerts import KioskAlert
from device.uplink.outbox_file import OutboxError

log = logging.getLogger(__name__)

LOST_SAID_SECONDS = 24 * 3600.0  # after the last loss

_ERRORS = "has errors"
_REASONS = {
    sqlite3.SQLITE_FULL: "is full",
    sqlite3.SQLITE_IOERR: _ERRORS,
    sqlite3.SQLITE_BUSY: "is held by another program",
    sqlite3.SQLITE_READONLY: "can't be written",
    sqlite3.SQLITE_CANTOPEN: "can't be written",
    sqlite3.SQLITE_CORRUPT: "has damaged the outbox",
    sqlite3.SQLITE_NOTADB: "has damaged the outbox",
}
_REASONS_OF_THE_SYSTEM = {
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full",
    errno.EIO: _ERRORS,
    errno.EROFS: "can't be written",
}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class DiskTrouble:
    """Not thread-safe: used under the outbox's lock."""

    def __init__(self, monotonic: Callable[[], float], folder: Path) -> None:
        self._monotonic, self._folder = monotonic, folder
        self._words: dict[str, str] = {}
        self._since: float | None = None
        self._lost = 0
        self._lost_at = float("-inf")

    def is_disks(self, error: Exception) -> bool:
        """Take an error in. Returns False for one that does not come from the disk; then nothing is noted."""
        reason = _reason(error)
        if reason is None:
            return False
        if reason == _ERRORS and self._is_read_only():
            reason = _REASONS[sqlite3.SQLITE_READONLY]
        if self._since is None:
            self._since = self._monotonic()
        words = f"The disk {reason}: counts are kept in memory and are lost if the power fails."
        if self._words.get("disk") != words:
            self._words["disk"] = words
            log.warning("%s", words)
        return True

    def _is_read_only(self) -> bool:
        """Returns whether the disk is mounted so that it can only be read; SQLite calls that an error."""
        try:
            return bool(os.statvfs(self._folder).f_flag & os.ST_RDONLY)
        except OSError:
            return False

    def over(self) -> None:
        """Take in that the disk takes everything again."""
        self._since = None
        if self._words.pop("disk", None) is not None:
            log.info("the disk takes counts again")

    def replaced(self, words: str) -> None:
        """Note that the outbox's file was replaced, in a sentence."""
        self._words["replaced"] = words
        log.warning("%s", words)

    def lost(self, number: int) -> None:
        """Take in that so many counts were dropped."""
        if number:
            self._lost += number
            self._lost_at = self._monotonic()
            log.warning("%d counts were lost: disk and server took none of them in time", number)

    @property
    def seconds(self) -> float:
        """For how long the disk has taken nothing; 0 while it does."""
        return 0.0 if self._since is None else self._monotonic() - self._since

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong now, and what was lost within a day, in plain sentences."""
        lost = f"{self._lost} counts were lost, the oldest: neither the disk nor the server took them in time."
        return [*self._words.values(), *([lost] if self._was_lost else [])]

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """What of it staff have an alarm of."""
        found = {
            KioskAlert.COUNTS_LOST: self._was_lost,
            KioskAlert.COUNTS_IN_MEMORY: "disk" in self._words,
            KioskAlert.FILES_DAMAGED: "replaced" in self._words,
        }
        return [alert for alert, holds in found.items() if holds]

    @property
    def _was_lost(self) -> bool:
        return self._monotonic() - self._lost_at < LOST_SAID_SECONDS


def sqlite_code(error: BaseException | None) -> int:
    """Returns SQLite's primary code of an error, 0 where it has none: the low byte is the error, the rest says more."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _reason(error: Exception) -> str | None:
    if isinstance(error, OutboxError):
        # A lock that another program holds is for a person to see to.
        code = sqlite_code(error.__cause__)
        return None if code == sqlite3.SQLITE_BUSY else _REASONS.get(code)
    if isinstance(error, sqlite3.Error):
        return _REASONS.get(sqlite_code(error))
    if isinstance(error, OSError):
        return _REASONS_OF_THE_SYSTEM.get(error.errno or 0)
    return None

"""What the kiosk has counted and the server has not confirmed, on disk.

A minute is on disk while it is still open and is updated in place. It is sealed before it is sent, and removed only
when the server says that it has committed it. Every row except the one that this process holds open counts as sealed,
so a crash seals the minute as it stands, and sealing can't fail on a full disk.

Note: a broker's PUBACK is no confirmation, because a broker killed at the wrong moment loses what it confirmed. Only
`forget`, called on the server's Acknowledgement, removes anything.

The database uses WAL with synchronous=FULL: with NORMAL a power cut lost 15 of 22,620 confirmed rows, with FULL it
lost 0 (measured). The file is locked exclusively, because WAL then needs no shared-memory file, and a kiosk starts on a
full disk.

While the disk can't be written, counting goes on in memory: the open minute and at most `UNWRITTEN_LIMIT` sealed ones,
the oldest dropped first, and as many counts of hours. They are written, in order, within seconds of there being room.
When the power fails or the process is killed before that, what was counted in memory is lost.
"""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.acknowledgements import message_digest
from contract.field_limits import clamp
from contract.measures import UnixSeconds
from contract.messages import (
    Bin,
    KeptMessage,
    OfferCounts,
    PlaybackCounts,
    UnknownMessageError,
    VisitorNote,
    ZoneCounts,
    decode,
    encode,
)
from device.uplink.boot import DeviceClock
from device.uplink.outbox_file import OutboxError as OutboxError
from device.uplink.outbox_file import open_outbox

log = logging.getLogger(__name__)

FOOTFALL = "footfall"
PLAYBACK = "told"  # its name in topics and in the file
OFFERS_SHOWN = "offers-shown"
NOTE = "note"
MESSAGES: dict[str, type[KeptMessage]] = {
    FOOTFALL: Bin,
    PLAYBACK: PlaybackCounts,
    OFFERS_SHOWN: OfferCounts,
    NOTE: VisitorNote,
}
HourCounts = PlaybackCounts | OfferCounts
NOTES_LIMIT = (
    100  # visitors' notes that wait for the server: what a crowd of children types in a week
)
UNWRITTEN_LIMIT = 1440  # minutes kept in memory while the disk can't be written: a day

_DISK_PROBLEMS = {
    sqlite3.SQLITE_FULL: "is full",
    sqlite3.SQLITE_IOERR: "has errors",
    sqlite3.SQLITE_BUSY: "is held by another program",
    sqlite3.SQLITE_READONLY: "can't be written",
    sqlite3.SQLITE_CANTOPEN: "can't be written",
}


class Minute(Struct, frozen=True):
    """What footfall knows of one minute; the outbox adds key, boot and clock.

    `monotonic` is the minute's start in seconds since boot. With `observed_seconds` 0 the counts are None.
    """

    monotonic: float
    room: str | None
    observed_seconds: float
    entered: int | None
    left: int | None
    in_view_mean: float | None
    in_view_max: int | None
    zones: dict[str, ZoneCounts] | None = None


class OutboxEntry(Struct, frozen=True):
    """A sealed message, ready to be sent as it is."""

    kind: str
    sequence: int
    body: bytes


class Outbox:
    """The outbox in one file, under one epoch. Safe to use from several threads.

    What a call stores is on disk when the call returns; otherwise `problems` says why not.
    """

    def __init__(self, path: Path, clock: DeviceClock) -> None:
        """Open `path`, or make it. A minute that a crash left open is sealed as it stands.

        A file that is broken, or that newer software made, is renamed and kept, and `problems` says so. A
        file that is merely locked or unreadable, or that another kiosk holds, raises OutboxError and is not
        touched.
        """
        self._clock = clock
        self._lock = threading.RLock()
        self._problems: dict[str, str] = {}
        self._open: tuple[int, float] | None = None  # (sequence, monotonic) of the open minute
        self._unwritten: list[Minute] = []
        self._unwritten_counts: list[HourCounts] = []
        self._in_memory: Minute | None = None  # the open minute that the disk did not take
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock_file = path.with_name(f"{path.name}.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._database, replaced = open_outbox(path)
            if replaced:
                self._problems["replaced"] = replaced
        except BlockingIOError as error:
            self._lock_file.close()
            raise OutboxError(f"Another kiosk holds the outbox {path}.") from error
        except OutboxError:
            self._lock_file.close()
            raise
        self.epoch: str = self._database.execute("SELECT epoch FROM outbox").fetchone()[0]

    def update_open(self, minute: Minute) -> None:
        """Write the open minute as it is now to the disk. Call it within a second of each crossing.

        A `minute` with another start seals the one before. On a full disk it stays in memory and is tried
        again with the next call. Raises ValueError where the counts contradict `observed_seconds`.
        """
        with self._lock:
            self._bin(0, minute)  # refuses a contradiction before anything changes
            before = self._in_memory.monotonic if self._in_memory else self._open and self._open[1]
            if before is not None and before != minute.monotonic:
                self.seal()
            self._in_memory = minute
            self._write_what_waits()

    def seal(self) -> None:
        """Close the open minute: from now on it may be sent and is never changed."""
        with self._lock:
            if self._in_memory is not None:
                self._unwritten = [*self._unwritten, self._in_memory][-UNWRITTEN_LIMIT:]
                self._in_memory = None
                self._write_what_waits()
            elif not self._unwritten:
                # Otherwise the open row belongs to a minute that still waits in memory.
                self._open = None

    def add_counts(self, counts: HourCounts) -> None:
        """Add the counts of one work or offer in one hour; epoch and sequence are set here."""
        with self._lock:
            self._unwritten_counts = [*self._unwritten_counts, counts][-UNWRITTEN_LIMIT:]
            self._write_what_waits()

    def _put_counts(self, counts: HourCounts) -> bool:
        kind = PLAYBACK if isinstance(counts, PlaybackCounts) else OFFERS_SHOWN

        def put() -> None:
            sequence = self._next(kind)
            body = encode(
                msgspec.structs.replace(
                    counts,
                    epoch=self.epoch,
                    sequence=sequence,
                    hour=clamp(counts.hour, UnixSeconds),
                )
            )
            self._database.execute(
                "INSERT INTO entry VALUES (?, ?, NULL, ?)", (kind, sequence, body)
            )

        return self._write(put)

    def add_note(self, note: VisitorNote) -> bool:
        """Write a visitor's note; epoch and sequence are set here.

        Returns False when it was not written: the disk can't be written, or NOTES_LIMIT notes wait.
        """

        def put() -> None:
            sequence = self._next(NOTE)
            body = encode(msgspec.structs.replace(note, epoch=self.epoch, sequence=sequence))
            self._database.execute(
                "INSERT INTO entry VALUES (?, ?, NULL, ?)", (NOTE, sequence, body)
            )

        with self._lock:
            (waiting,) = self._database.execute(
                "SELECT count(*) FROM entry WHERE kind = ?", (NOTE,)
            ).fetchone()
            return waiting < NOTES_LIMIT and self._write(put)

    def waiting(self, kind: str, after: int = -1, limit: int = 100) -> list[OutboxEntry]:
        """Returns at most `limit` sealed entries of one kind with a sequence above `after`, the oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT sequence, body FROM entry"
                " WHERE kind = ? AND sequence > ? AND NOT (kind = ? AND sequence = ?)"
                " ORDER BY sequence LIMIT ?",
                (kind, after, FOOTFALL, self._open_sequence, limit),
            ).fetchall()
        return [OutboxEntry(kind, sequence, body) for sequence, body in rows]

    def digests(self, kind: str, sequences: Iterable[int]) -> dict[int, str]:
        """Returns sequence -> digest of what was counted, of the sealed entries among `sequences`."""
        message = MESSAGES[kind]
        found: dict[int, str] = {}
        with self._lock:
            for sequence in sequences:
                row = self._database.execute(
                    "SELECT body FROM entry WHERE kind = ? AND sequence = ?", (kind, sequence)
                ).fetchone()
                if row is None or (kind == FOOTFALL and sequence == self._open_sequence):
                    continue
                try:
                    found[sequence] = message_digest(decode(row[0], message))
                except UnknownMessageError as error:  # an earlier program had other bounds
                    log.debug("entry %d has no digest: %s", sequence, error)
        return found

    def forget(self, kind: str, epoch: str, sequences: Iterable[int]) -> bool:
        """Remove the entries that the server has committed. Another epoch's are ignored: they are another outbox's.

        Returns False when nothing was removed, because of the epoch or because the disk can't be written; the entries
        are then sent again.
        """
        if epoch != self.epoch:
            return False
        rows = [(kind, sequence) for sequence in sequences]
        with self._lock:
            forgotten = self._write(
                lambda: self._database.executemany(
                    "DELETE FROM entry WHERE kind = ? AND sequence = ?", rows
                )
            )
            if forgotten:
                self._clear_disk_problem()
            return forgotten

    def place(self) -> int:
        """Give this boot's bins their time of day once the clock is trusted. Returns how many got one.

        start = wall now − (monotonic now − monotonic then). While the clock is not trusted, no bin is changed.
        What waits in memory for room on the disk is written first in any case.
        """
        with self._lock:
            self._write_what_waits()
        if not self._clock.trusted():
            return 0
        boot, offset = self._clock.boot, self._clock.wall_clock() - self._clock.monotonic()
        with self._lock:
            rows = self._database.execute(
                "SELECT sequence, body FROM entry"
                " WHERE kind = ? AND unplaced_boot = ? AND sequence != ?",
                (FOOTFALL, boot, self._open_sequence),
            ).fetchall()
            placed = []
            for sequence, body in rows:
                try:
                    found = decode(body, Bin)
                except UnknownMessageError as error:  # an earlier program had other bounds
                    log.debug("bin %d keeps the time it has: %s", sequence, error)
                    continue
                start = clamp(offset + found.monotonic, UnixSeconds)
                body = encode(msgspec.structs.replace(found, start=start, clock_trusted=True))
                placed.append((body, FOOTFALL, sequence))
            if placed and self._write(
                lambda: self._database.executemany(
                    "UPDATE entry SET body = ?, unplaced_boot = NULL WHERE kind = ? AND sequence = ?",
                    placed,
                )
            ):
                return len(placed)
            return 0

    @property
    def depth(self) -> int:
        """How many entries wait for the server, the open minute not counted."""
        with self._lock:
            (number,) = self._database.execute("SELECT count(*) FROM entry").fetchone()
            return (
                int(number)
                - (self._open is not None)
                + len(self._unwritten)
                + len(self._unwritten_counts)
            )

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong now, in plain sentences; empty when nothing is."""
        with self._lock:
            return list(self._problems.values())

    def close(self) -> None:
        """Close the file. The open minute stays as it is and counts as sealed from the next start."""
        with self._lock:
            self._write_what_waits()
            self._database.close()
            self._lock_file.close()

    def _write_what_waits(self) -> None:
        """Write what waits in memory, the oldest first, each in a transaction of its own."""
        if not self._anything_waits():
            return
        while self._unwritten:
            if not self._put(self._unwritten[0], sealed=True):
                return
            self._unwritten.pop(0)
        if self._in_memory is not None and self._put(self._in_memory, sealed=False):
            self._in_memory = None
        while self._unwritten_counts and self._put_counts(self._unwritten_counts[0]):
            self._unwritten_counts.pop(0)
        self._clear_disk_problem()

    def _anything_waits(self) -> bool:
        return bool(self._unwritten or self._unwritten_counts or self._in_memory)

    def _clear_disk_problem(self) -> None:
        """Take back the problem of the disk after a successful write, unless something still waits in memory.

        The write may have been smaller than the minute that waits.
        """
        if "disk" in self._problems and not self._anything_waits():
            del self._problems["disk"]
            log.info("the disk takes counts again")

    def _put(self, minute: Minute, *, sealed: bool) -> bool:
        """Insert or update the row of `minute`. Returns False when the disk can't be written."""
        sequence = self._open_sequence

        def put() -> None:
            nonlocal sequence
            if self._open is None or self._open[1] != minute.monotonic:
                sequence = self._next(FOOTFALL)
            footfall = self._bin(sequence, minute)
            unplaced = None if footfall.clock_trusted else footfall.boot
            self._database.execute(
                "INSERT INTO entry VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT DO UPDATE SET unplaced_boot = ?3, body = ?4",
                (FOOTFALL, sequence, unplaced, encode(footfall)),
            )

        written = self._write(put)
        if written:
            self._open = None if sealed else (sequence, minute.monotonic)
        return written

    def _bin(self, sequence: int, minute: Minute) -> Bin:
        start = self._clock.wall_clock() - self._clock.monotonic() + minute.monotonic
        return Bin(
            epoch=self.epoch,
            sequence=sequence,
            boot=self._clock.boot,
            monotonic=minute.monotonic,
            start=clamp(start, UnixSeconds),
            clock_trusted=self._clock.trusted(),
            room=minute.room,
            observed_seconds=minute.observed_seconds,
            entered=minute.entered,
            left=minute.left,
            in_view_mean=minute.in_view_mean,
            in_view_max=minute.in_view_max,
            zones=minute.zones,
        )

    def _next(self, kind: str) -> int:
        """Returns the next sequence of `kind`. Runs in the caller's transaction, so that no sequence is used twice."""
        (sequence,) = self._database.execute(
            "INSERT INTO counter VALUES (?, 1) ON CONFLICT DO UPDATE SET next = next + 1"
            " RETURNING next - 1",
            (kind,),
        ).fetchone()
        return int(sequence)

    @property
    def _open_sequence(self) -> int:
        return -1 if self._open is None else self._open[0]

    def _write(self, action: Callable[[], object]) -> bool:
        """Run one transaction. Returns False, with a problem and nothing changed, when the disk can't be written."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            action()
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            # The low byte is the error, the rest says more about it.
            reason = _DISK_PROBLEMS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if reason is None:
                raise
            words = f"The disk {reason}: counts are kept in memory and are lost if the power fails."
            if self._problems.get("disk") != words:
                self._problems["disk"] = words
                log.warning("%s", words)
            return False
        except BaseException:
            self._roll_back()
            raise
        return True

    def _roll_back(self) -> None:
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")

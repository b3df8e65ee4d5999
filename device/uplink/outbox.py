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
the oldest dropped first, and as many counts of hours. They are written, in order, within seconds of there being room;
where there is none for a minute, they are sent from memory (memory_entries.py). When the power fails or the process is
killed before that, what was counted in memory is lost. What is dropped is said.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from contract.acknowledgements import message_digest
from contract.field_limits import clamp
from contract.kiosk_alerts import KioskAlert
from contract.measures import UnixSeconds
from contract.messages import (
    Bin,
    PlaybackCounts,
    UnknownMessageError,
    VisitorNote,
    decode,
    encode,
)
from device.uplink.boot import DeviceClock
from device.uplink.disk_trouble import DiskTrouble
from device.uplink.memory_entries import MemoryEntries
from device.uplink.outbox_file import OutboxError as OutboxError
from device.uplink.outbox_messages import FOOTFALL as FOOTFALL
from device.uplink.outbox_messages import MESSAGES as MESSAGES
from device.uplink.outbox_messages import NOTE as NOTE
from device.uplink.outbox_messages import OFFERS_SHOWN as OFFERS_SHOWN
from device.uplink.outbox_messages import PLAYBACK as PLAYBACK
from device.uplink.outbox_messages import HourCounts
from device.uplink.outbox_messages import Minute as Minute
from device.uplink.outbox_messages import OutboxEntry as OutboxEntry
from device.uplink.outbox_table import OutboxTable

log = logging.getLogger(__name__)

NOTES_LIMIT = (
    100  # visitors' notes that wait for the server: what a crowd of children types in a week
)
UNWRITTEN_LIMIT = 1440  # minutes kept in memory while the disk can't be written: a day
# Without the disk for so long, sealed minutes are sent from memory. A disk that was full for a moment needs none of it.
MEMORY_AFTER_SECONDS = 60.0


_DELETE = "DELETE FROM entry WHERE kind = ? AND sequence = ?"
_PLACE = "UPDATE entry SET body = ?, unplaced_boot = NULL WHERE kind = ? AND sequence = ?"


class Outbox:
    """The outbox in one file, under one epoch. Safe to use from several threads.

    What a call stores is on disk when the call returns; otherwise `problems` says why not.
    """

    def __init__(self, path: Path, clock: DeviceClock) -> None:
        """Open `path`, or make it. A minute that a crash left open is sealed as it stands.

        A file that is broken, or that newer software made, is renamed and kept, and `problems` says so. A
        file that is locked, or that another kiosk holds, raises OutboxError and is not touched. Where the disk takes
        nothing, counts are kept in memory, and the file is opened as soon as it can be.
        """
        self._clock = clock
        self._lock = threading.RLock()
        self._trouble = DiskTrouble(clock.monotonic, path.parent)
        self._open: tuple[int, float] | None = None  # (sequence, monotonic) of the open minute
        self._unwritten: list[Minute] = []
        self._unwritten_counts: list[HourCounts] = []
        self._in_memory: Minute | None = None  # the open minute that the disk did not take
        self._memory = MemoryEntries(UNWRITTEN_LIMIT)
        self._unplaced = True  # whether there may be bins of this boot without a time of day
        self._table = OutboxTable(path, self._trouble, self._opened)

    def _opened(self) -> None:
        """Take in that the table is another one than before."""
        self._open, self._unplaced = None, True

    @property
    def epoch(self) -> str:
        """The epoch of the file; without one, that of what is sent from memory."""
        return self._table.epoch or self._memory.epoch

    def has_epoch(self, epoch: str) -> bool:
        """Returns whether messages of this epoch are, or were, here."""
        return epoch in (self._table.epoch, self._memory.epoch)

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
                self._unwritten.append(self._in_memory)
                self._drop_beyond_limit(self._unwritten)
                self._in_memory = None
                self._write_what_waits()
            elif not self._unwritten:
                # Otherwise the open row belongs to a minute that still waits in memory.
                self._open = None

    def add_counts(self, counts: HourCounts) -> None:
        """Add the counts of one work or offer in one hour; epoch and sequence are set here."""
        with self._lock:
            self._unwritten_counts.append(counts)
            self._drop_beyond_limit(self._unwritten_counts)
            self._write_what_waits()

    def add_note(self, note: VisitorNote) -> bool:
        """Write a visitor's note; epoch and sequence are set here.

        Returns False when it was not written: the disk can't be written, or NOTES_LIMIT notes wait.
        """

        def put() -> None:
            sequence = self._table.next_sequence(NOTE)
            body = encode(msgspec.structs.replace(note, epoch=self._table.epoch, sequence=sequence))
            self._table.insert(NOTE, sequence, None, body)

        with self._lock:
            waiting = self._table.read("SELECT count(*) FROM entry WHERE kind = ?", (NOTE,))
            return bool(waiting) and waiting[0][0] < NOTES_LIMIT and self._table.write(put)

    def waiting(
        self, kind: str, after: int = -1, limit: int = 100, after_in_memory: int | None = None
    ) -> list[OutboxEntry]:
        """Returns at most `limit` sealed entries of one kind with a sequence above `after`, the oldest first.

        `after_in_memory`: in place of `after` for those that are sent from memory.
        """
        with self._lock:
            rows = self._table.read(
                "SELECT sequence, body FROM entry"
                " WHERE kind = ? AND sequence > ? AND NOT (kind = ? AND sequence = ?)"
                " ORDER BY sequence LIMIT ?",
                (kind, after, FOOTFALL, self._open_sequence, limit),
            )
            first = after if after_in_memory is None else after_in_memory
            rows += self._memory.waiting(kind, first, limit - len(rows))
        return [OutboxEntry(kind, sequence, body) for sequence, body in rows]

    def digests(self, kind: str, sequences: Iterable[int]) -> dict[int, str]:
        """Returns sequence -> digest of what was counted, of the sealed entries among `sequences`."""
        message = MESSAGES[kind]
        found: dict[int, str] = {}
        with self._lock:
            for sequence in sequences:
                body = self._body(kind, sequence)
                if body is None:
                    continue
                try:
                    found[sequence] = message_digest(decode(body, message))
                except UnknownMessageError as error:  # an earlier program had other bounds
                    log.debug("entry %d has no digest: %s", sequence, error)
        return found

    def _body(self, kind: str, sequence: int) -> bytes | None:
        if (body := self._memory.body(kind, sequence)) is not None:
            return body
        if kind == FOOTFALL and sequence == self._open_sequence:
            return None
        rows = self._table.read(
            "SELECT body FROM entry WHERE kind = ? AND sequence = ?", (kind, sequence)
        )
        return bytes(rows[0][0]) if rows else None

    def forget(self, kind: str, epoch: str, sequences: Iterable[int]) -> bool:
        """Remove the entries that the server has committed. Another epoch's are ignored: they are another outbox's.

        Returns False when nothing was removed, because of the epoch or because the disk can't be written; the entries
        are then sent again.
        """
        with self._lock:
            if epoch == self._memory.epoch:
                self._memory.forget(kind, sequences)
                return True
            if epoch != self._table.epoch:
                return False
            rows = [(kind, sequence) for sequence in sequences]

            def delete() -> None:
                self._table.rows -= self._table.run(_DELETE, rows)

            forgotten = self._table.write(delete)
            if forgotten:
                self._clear_disk_problem()
            return forgotten

    def place(self) -> int:
        """Give this boot's bins their time of day once the clock is trusted. Returns how many got one.

        start = wall now − (monotonic now − monotonic then). While the clock is not trusted, no bin is changed.
        What waits in memory for room on the disk is written first in any case.
        """
        with self._lock:
            if not self._table.is_open:
                self._table.open_again()
            self._write_what_waits()
        if not self._clock.trusted():
            return 0
        boot, offset = self._clock.boot, self._clock.wall_clock() - self._clock.monotonic()

        def placed(body: bytes) -> bytes | None:
            try:
                found = decode(body, Bin)
            except UnknownMessageError as error:  # an earlier program had other bounds
                log.debug("a bin keeps the time it has: %s", error)
                return None
            if found.clock_trusted:
                return None
            start = clamp(offset + found.monotonic, UnixSeconds)
            return encode(msgspec.structs.replace(found, start=start, clock_trusted=True))

        with self._lock:
            number = self._memory.replace_bodies(FOOTFALL, placed)
            if not self._unplaced:  # the search would read every row, which may be a year's
                return number
            rows = self._table.read(
                "SELECT sequence, body FROM entry"
                " WHERE kind = ? AND unplaced_boot = ? AND sequence != ?",
                (FOOTFALL, boot, self._open_sequence),
            )
            new = [(body, FOOTFALL, one) for one, old in rows if (body := placed(old)) is not None]
            if new and not self._table.write(lambda: self._table.run(_PLACE, new)):
                return number
            self._unplaced = self._open is not None
            return number + len(new)

    @property
    def depth(self) -> int:
        """How many entries wait for the server, the open minute not counted."""
        with self._lock:
            in_memory = len(self._memory) + len(self._unwritten) + len(self._unwritten_counts)
            return self._table.rows - (self._open is not None) + in_memory

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong now, in plain sentences; empty when nothing is."""
        with self._lock:
            return self._trouble.problems

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """What of it staff have an alarm of."""
        with self._lock:
            return self._trouble.alerts

    def close(self) -> None:
        """Close the file. The open minute stays as it is and counts as sealed from the next start."""
        with self._lock:
            self._write_what_waits()
            self._table.close()

    def _write_what_waits(self) -> None:
        """Write what waits in memory, the oldest first, each in a transaction of its own."""
        if not self._anything_waits():
            return
        if not self._write_all():
            if self._trouble.seconds >= MEMORY_AFTER_SECONDS or not self._table.is_open:
                self._send_from_memory()
        elif self._memory.has_unsent:  # the disk is back, and the server was away
            for source in self._memory.take_unsent():
                if isinstance(source, Minute):
                    self._unwritten.append(source)
                elif isinstance(source, HourCounts):
                    self._unwritten_counts.append(source)
            self._write_all()

    def _write_all(self) -> bool:
        """Write what waits. Returns whether all of it is on the disk."""
        while self._unwritten:
            if not self._put(self._unwritten[0], sealed=True):
                return False
            self._unwritten.pop(0)
        if self._in_memory is not None:
            if not self._put(self._in_memory, sealed=False):
                return False
            self._in_memory = None
        while self._unwritten_counts:
            if not self._table.write(partial(self._put_counts, self._unwritten_counts[0])):
                return False
            self._unwritten_counts.pop(0)
        self._clear_disk_problem()
        return True

    def _send_from_memory(self) -> None:
        """Let what is sealed be sent from memory, but for a minute of which a part is on the disk."""
        on_disk = None if self._open is None else self._open[1]
        staying = [minute for minute in self._unwritten if minute.monotonic == on_disk]
        dropped = 0
        for minute in self._unwritten:
            if minute.monotonic != on_disk:
                dropped += self._memory.add(FOOTFALL, minute, partial(self._bin_in_memory, minute))
        for counts in self._unwritten_counts:
            dropped += self._memory.add(
                _kind_of(counts), counts, partial(_keyed, counts, self._memory.epoch)
            )
        self._unwritten, self._unwritten_counts = staying, []
        self._trouble.lost(dropped)

    def _bin_in_memory(self, minute: Minute, sequence: int) -> bytes:
        return encode(
            msgspec.structs.replace(self._bin(sequence, minute), epoch=self._memory.epoch)
        )

    def _anything_waits(self) -> bool:
        waits = self._unwritten or self._unwritten_counts or self._in_memory
        return bool(waits) or self._memory.has_unsent

    def _drop_beyond_limit(self, waiting: list[Any]) -> None:
        beyond = max(0, len(waiting) - UNWRITTEN_LIMIT)
        del waiting[:beyond]
        self._trouble.lost(beyond)

    def _clear_disk_problem(self) -> None:
        """Take back the problem of the disk after a successful write, unless something still waits in memory.

        The write may have been smaller than the minute that waits.
        """
        if not (self._unwritten or self._unwritten_counts or self._in_memory):
            self._trouble.over()

    def _put(self, minute: Minute, *, sealed: bool) -> bool:
        """Insert or update the row of `minute`. Returns False when the disk can't be written."""
        sequence = self._open_sequence
        is_new = self._open is None or self._open[1] != minute.monotonic

        def put() -> None:
            nonlocal sequence
            if is_new:
                sequence = self._table.next_sequence(FOOTFALL)
            footfall = self._bin(sequence, minute)
            unplaced = None if footfall.clock_trusted else footfall.boot
            self._unplaced = self._unplaced or unplaced is not None
            self._table.insert(FOOTFALL, sequence, unplaced, encode(footfall), is_new=is_new)

        written = self._table.write(put)
        if written:
            self._open = None if sealed else (sequence, minute.monotonic)
        return written

    def _put_counts(self, counts: HourCounts) -> None:
        kind = _kind_of(counts)
        sequence = self._table.next_sequence(kind)
        self._table.insert(kind, sequence, None, _keyed(counts, self._table.epoch, sequence))

    def _bin(self, sequence: int, minute: Minute) -> Bin:
        start = self._clock.wall_clock() - self._clock.monotonic() + minute.monotonic
        return Bin(
            epoch=self._table.epoch or self._memory.epoch,
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

    @property
    def _open_sequence(self) -> int:
        return -1 if self._open is None else self._open[0]


def _kind_of(counts: HourCounts) -> str:
    return PLAYBACK if isinstance(counts, PlaybackCounts) else OFFERS_SHOWN


def _keyed(counts: HourCounts, epoch: str, sequence: int) -> bytes:
    hour = clamp(counts.hour, UnixSeconds)
    return encode(msgspec.structs.replace(counts, epoch=epoch, sequence=sequence, hour=hour))

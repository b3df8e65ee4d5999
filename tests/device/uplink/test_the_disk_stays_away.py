"""The disk takes nothing for long: counts are sent from memory, none twice, and what is dropped is said."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from contract.kiosk_alerts import KioskAlert
from contract.messages import Bin, PlaybackCounts, decode
from device.uplink import memory_entries, outbox
from device.uplink.memory_entries import FIRST_IN_MEMORY
from device.uplink.outbox import FOOTFALL, MEMORY_AFTER_SECONDS, PLAYBACK, Minute, Outbox
from device.uplink.send_position import SendPosition


class Disk:
    """An outbox whose disk can be taken away. `counted` counts a minute with so many people."""

    def __init__(self, folder: Path, clock) -> None:
        self.clock, self.path = clock, folder / "outbox.db"
        self.open()
        self.number = 0

    def open(self) -> None:
        self.outbox = Outbox(self.path, self.clock)

    def take_away(self) -> None:
        self.outbox._table.database.execute("PRAGMA max_page_count = 1")
        self.outbox._table.database.execute("PRAGMA query_only = 1")

    def give_back(self) -> None:
        self.outbox._table.database.execute("PRAGMA query_only = 0")
        self.outbox._table.database.execute("PRAGMA max_page_count = 100000")

    def counted(self, *people: int) -> None:
        for entered in people:
            self.number += 1
            self.clock.since_boot += 60.0
            start = 60.0 * self.number
            self.outbox.update_open(Minute(start, "hall", 60.0, entered, 0, 0.5, 2))
            self.outbox.seal()

    def waiting(self, kind: str = FOOTFALL) -> list[Bin]:
        return [decode(one.body, Bin) for one in self.outbox.waiting(kind, limit=9999)]

    def entered(self) -> list[int | None]:
        return [one.entered for one in self.waiting()]


@pytest.fixture
def disk(tmp_path, clock):
    made = Disk(tmp_path, clock)
    yield made
    made.outbox.close()


def test_what_is_sent_from_memory_is_not_sent_again_from_the_disk(disk):
    disk.counted(1, 2)
    disk.take_away()
    disk.counted(3, 4, 5)
    assert disk.outbox.alerts == [KioskAlert.COUNTS_IN_MEMORY]
    sent = disk.waiting()
    assert [one.entered for one in sent] == [1, 2, 3, 4, 5]
    of_the_file, in_memory = {one.epoch for one in sent[:2]}, {one.epoch for one in sent[2:]}
    assert len(of_the_file) == len(in_memory) == 1
    assert of_the_file != in_memory
    disk.give_back()
    disk.counted(6)
    assert disk.entered() == [1, 2, 6, 3, 4, 5], "those that may have been sent stay where they are"
    assert disk.outbox.alerts == []
    (epoch,) = in_memory
    assert disk.outbox.forget(FOOTFALL, epoch, [one.sequence for one in sent[2:]])
    assert disk.entered() == [1, 2, 6]
    assert disk.outbox.depth == 3


def test_what_was_never_sent_goes_to_the_disk(disk):
    """The server was away, too."""
    disk.counted(1)
    disk.take_away()
    disk.counted(2, 3)
    disk.outbox.add_counts(PlaybackCounts("0" * 16, 0, 3600.0, "kolam", "nl", 3, 2, 1, 0))
    assert disk.outbox.depth == 4
    disk.give_back()
    disk.outbox.place()
    disk.outbox.close()
    disk.open()
    assert disk.entered() == [1, 2, 3]
    assert len(disk.outbox.waiting(PLAYBACK)) == 1


def test_a_minute_of_which_a_part_is_on_the_disk_waits_for_it(disk):
    disk.outbox.update_open(Minute(30.0, "hall", 60.0, 1, 0, 0.5, 2))
    disk.take_away()
    disk.outbox.update_open(Minute(30.0, "hall", 60.0, 2, 0, 0.5, 2))
    disk.counted(3, 4)
    assert disk.entered() == [3, 4]
    disk.give_back()
    disk.outbox.place()
    assert sorted(disk.entered()) == [2, 3, 4], "completed, and not beside its part"


def test_what_is_dropped_is_said(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(outbox, "UNWRITTEN_LIMIT", 3)
    disk = Disk(tmp_path, clock)
    disk.take_away()
    disk.counted(*range(10))
    assert disk.entered() == [7, 8, 9]
    assert "7 counts were lost" in disk.outbox.problems[-1]
    assert disk.outbox.alerts == [KioskAlert.COUNTS_LOST, KioskAlert.COUNTS_IN_MEMORY]
    clock.since_boot += 25 * 3600.0
    assert KioskAlert.COUNTS_LOST not in disk.outbox.alerts, "a day later somebody knows"
    disk.outbox.close()


def test_a_short_time_without_the_disk_needs_no_memory(disk):
    disk.take_away()
    disk.outbox.update_open(Minute(60.0, "hall", 60.0, 1, 0, 0.5, 2))
    disk.outbox.seal()
    disk.clock.since_boot += MEMORY_AFTER_SECONDS / 2
    disk.outbox.place()
    assert disk.waiting() == []
    disk.give_back()
    disk.outbox.place()
    assert disk.entered() == [1]


def test_the_file_is_damaged_while_it_is_open(disk):
    """Another file takes its place, the damaged one is kept, and counting goes on."""
    disk.counted(1)
    statement = disk.outbox._table.database

    class Damaged:
        def execute(self, *_):
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error

        in_transaction = False

        def close(self):
            statement.close()

    disk.outbox._table.database = Damaged()
    disk.counted(2)
    disk.counted(3)
    assert disk.entered() == [2, 3]
    assert any("could not be read any more" in one for one in disk.outbox.problems)
    assert KioskAlert.FILES_DAMAGED in disk.outbox.alerts
    (aside,) = disk.path.parent.glob("outbox.db.aside-????????")
    with sqlite3.connect(aside) as kept:
        assert kept.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    kept.close()


def test_the_clock_is_set_while_counts_are_in_memory(disk):
    disk.take_away()
    disk.counted(1, 2)
    assert not any(one.clock_trusted for one in disk.waiting())
    disk.clock.set_right(1_800_000_000.0)
    assert disk.outbox.place() == 2
    placed = disk.waiting()
    assert all(one.clock_trusted for one in placed)
    assert placed[1].start - placed[0].start == 60.0


def test_positions_in_file_and_memory_are_apart():
    position = SendPosition([FOOTFALL])
    position.reached(FOOTFALL, FIRST_IN_MEMORY + 4)
    assert position.after(FOOTFALL) == (-1, FIRST_IN_MEMORY + 4)
    position.reached(FOOTFALL, 7)
    position.back_to(FOOTFALL, FIRST_IN_MEMORY + 2)
    position.back_to(FOOTFALL, 9)
    assert position.after(FOOTFALL) == (7, FIRST_IN_MEMORY + 1)
    position.restart()
    assert position.after(FOOTFALL) == (-1, FIRST_IN_MEMORY - 1)


def test_a_year_of_minutes_is_looked_after_at_once(tmp_path, clock):
    """Neither the depth nor the search for minutes without a time reads every row, each some seconds."""
    disk = Disk(tmp_path, clock)
    disk.counted(1)
    (row,) = disk.outbox._table.database.execute("SELECT body FROM entry").fetchone()
    rows = (("footfall", number, None, row) for number in range(1, 100_000))
    disk.outbox._table.database.execute("BEGIN")
    disk.outbox._table.database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", rows)
    disk.outbox._table.database.execute("COMMIT")
    disk.outbox.close()
    disk.open()
    clock.set_right(1_800_000_000.0)
    disk.outbox.place()  # the first one searches
    steps: list[int] = []
    disk.outbox._table.database.set_progress_handler(lambda: steps.append(1), 1000)
    disk.outbox.place()
    assert disk.outbox.depth == 100_000
    assert len(disk.outbox.waiting(FOOTFALL)) == 100
    assert len(steps) < 20, "thousand steps of SQLite each"
    disk.outbox.close()
    assert memory_entries.FIRST_IN_MEMORY > 100_000


def test_a_page_of_the_file_is_damaged_at_the_start(tmp_path, clock):
    disk = Disk(tmp_path, clock)
    disk.counted(*range(200))
    disk.outbox.close()
    with disk.path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(b"\xff" * (disk.path.stat().st_size - 2 * 4096))
    disk.open()
    assert KioskAlert.FILES_DAMAGED in disk.outbox.alerts
    disk.counted(7)
    assert disk.entered() == [7]
    assert len(list(tmp_path.glob("outbox.db.aside-????????"))) == 1
    disk.outbox.close()

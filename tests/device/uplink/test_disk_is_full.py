"""A full or failing disk under the outbox: counting goes on, nothing that was stored is lost."""

from __future__ import annotations

import sqlite3

import pytest

from contract.messages import Bin, PlaybackCounts, decode
from device.uplink import outbox_file
from device.uplink.outbox import FOOTFALL, PLAYBACK, Outbox, OutboxError


def entered(outbox):
    return [decode(entry.body, Bin).entered for entry in outbox.waiting(FOOTFALL, limit=9999)]


def fill(outbox, minute):
    """Counts a person each minute from minute 40 on until the disk is full; returns the minute after the last."""
    for number in range(40, 2000):
        outbox.update_open(minute(60.0 * number, entered=1))
        if outbox.problems:
            return number + 1
    raise AssertionError("the disk never filled")


@pytest.fixture
def full(tmp_path, clock, minute):
    """An outbox whose disk fills: SQLite gets a maximum of pages and returns SQLITE_FULL."""
    outbox = Outbox(tmp_path / "outbox.db", clock)
    for number in range(40):
        outbox.update_open(minute(60.0 * number, entered=1))
    outbox.seal()

    def room(pages: int) -> None:
        outbox._table.database.execute(f"PRAGMA max_page_count = {pages}")

    yield outbox, room
    outbox.close()


def test_counts_stay_in_memory_and_are_written_when_there_is_room(full, minute):
    outbox, room = full
    room(1)  # SQLite takes it as "as many as there are now"
    number = fill(outbox, minute)
    assert "full" in outbox.problems[0]
    stored = len(entered(outbox))
    for further in range(3):  # three more minutes while it is full, the last with two crossings
        outbox.update_open(minute(60.0 * (number + further), entered=1))
    outbox.update_open(minute(60.0 * (number + 2), entered=2))
    outbox.seal()
    assert len(entered(outbox)) >= stored
    room(10_000)
    outbox.seal()
    outbox.update_open(minute(60.0 * (number + 3), entered=0))
    assert outbox.problems == []
    outbox.seal()
    assert sum(entered(outbox)) == number + 2 + 2
    assert outbox.depth == number + 4


def test_an_open_minute_that_the_disk_took_in_part_is_completed_not_doubled(full, minute):
    outbox, _room = full
    outbox.update_open(minute(60.0 * 40, entered=1))
    real, outbox._table.write = outbox._table.write, lambda action: False
    outbox.update_open(minute(60.0 * 40, entered=2))
    outbox.seal()
    outbox.update_open(minute(60.0 * 41, entered=3))
    outbox._table.write = real
    outbox.update_open(minute(60.0 * 41, entered=4))
    outbox.seal()
    assert entered(outbox)[40:] == [2, 4]


def test_playback_counts_wait_for_room_too(full, minute):
    outbox, room = full
    room(1)
    fill(outbox, minute)
    outbox.seal()
    depth = outbox.depth
    works = ["kolam", "girih"] * 9
    for work in works:
        outbox.add_counts(PlaybackCounts("0" * 16, 0, 3600.0, work, "nl", 3, 2, 1, 0))
    assert outbox.waiting(PLAYBACK) == [], "the minutes before them come first"
    assert outbox.depth == depth + len(works)
    room(10_000)
    outbox.place()  # as the link does every few seconds, crossing or not
    assert outbox.problems == []
    assert [decode(one.body, PlaybackCounts).work for one in outbox.waiting(PLAYBACK)] == works


def test_an_acknowledgement_that_can_not_be_written_down_forgets_nothing(full, monkeypatch):
    outbox, _room = full
    monkeypatch.setattr(outbox._table, "write", lambda action: False)
    assert not outbox.forget(FOOTFALL, outbox.epoch, [0, 1])
    monkeypatch.undo()
    assert len(outbox.waiting(FOOTFALL)) == 40
    assert outbox.forget(FOOTFALL, outbox.epoch, [0, 1])
    assert len(outbox.waiting(FOOTFALL)) == 38


def test_it_is_a_problem_for_as_long_as_a_minute_waits(full, minute):
    """Forgetting needs no room; that it works does not say that all is well."""
    outbox, room = full
    room(1)
    fill(outbox, minute)
    assert outbox.forget(FOOTFALL, outbox.epoch, [0])
    assert "full" in outbox.problems[0]
    room(10_000)
    outbox.place()
    assert outbox.problems == []


def test_the_log_says_it_once_and_says_when_it_is_over(full, minute, caplog):
    outbox, room = full
    room(1)
    number = 40
    with caplog.at_level("INFO"):
        for minutes in range(number, number + 2000):
            outbox.update_open(minute(60.0 * minutes, entered=1))
            if len(outbox._unwritten) == 3:
                break
        room(10_000)
        outbox.place()
    said = [one.getMessage() for one in caplog.records]
    assert [words[:16] for words in said] == ["The disk is full", "the disk takes c"]


def test_a_locked_outbox_is_not_thrown_away_as_broken(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(outbox_file, "LOCKED_SECONDS", 0.2)
    Outbox(tmp_path / "outbox.db", clock).close()
    other = sqlite3.connect(tmp_path / "outbox.db", isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("INSERT INTO counter VALUES ('x', 1)")
    with pytest.raises(OutboxError, match="locked"):
        Outbox(tmp_path / "outbox.db", clock)
    other.execute("ROLLBACK")
    other.close()
    outbox = Outbox(tmp_path / "outbox.db", clock)
    assert outbox.problems == []
    outbox.close()


def test_a_broken_file_is_kept_aside_and_counting_begins_anew(tmp_path, clock, minute):
    path = tmp_path / "outbox.db"
    path.write_bytes(b"this was a database once " * 400)
    outbox = Outbox(path, clock)
    assert "could not be read" in outbox.problems[0]
    (moved_to,) = tmp_path.glob("outbox.db.aside-*")
    assert moved_to.read_bytes().startswith(b"this was")
    outbox.update_open(minute(60, entered=1))
    outbox.seal()
    assert entered(outbox) == [1]
    outbox.close()


def test_a_file_from_newer_software_is_kept_aside(tmp_path, clock):
    path = tmp_path / "outbox.db"
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version=9")
    newer.close()
    outbox = Outbox(path, clock)
    assert "newer software" in outbox.problems[0]
    assert len(list(tmp_path.glob("outbox.db.aside-*"))) == 1
    outbox.close()


def test_counts_without_evidence_are_refused_before_anything_changes(tmp_path, clock, minute):
    import msgspec

    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60, entered=1))
    with pytest.raises(ValueError, match="nothing was observed"):
        outbox.update_open(msgspec.structs.replace(minute(120, entered=4), observed_seconds=0.0))
    outbox.seal()
    assert entered(outbox) == [1]
    outbox.close()

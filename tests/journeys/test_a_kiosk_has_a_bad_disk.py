"""A real kiosk whose disk fails: it goes on counting and showing, says what is lost, and recovers with the disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import disks
from tests.disks import SmallDisk, small_disk
from tests.journeys.counting_kiosk import DOORWAY, CountingKiosk, bins, seen
from tests.journeys.failing_calls import SYNCS, WRITES, calls_fail
from tests.waiting import until
from zaalgids.processes import stop_all

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(300)]

Starts = Callable[..., CountingKiosk]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Starts]:
    """Starts kiosks and ends them after the test."""
    started: list[CountingKiosk] = []

    def start(data: Path) -> CountingKiosk:
        started.append(CountingKiosk(tmp_path, data, DOORWAY, own_speech_megabytes=0))
        started[-1].until_up()
        return started[-1]

    yield start
    stop_all([one.child for one in started])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if not disks.may_mount():
        pytest.skip(f"needs {disks.NEEDS}")
    with small_disk(tmp_path / "disk", 32) as mounted:
        yield mounted


def test_it_starts_on_a_disk_that_can_only_be_read(kiosk: Starts, disk: SmallDisk) -> None:
    data = disk.folder / "data"
    first = kiosk(data)
    until(lambda: seen(data), 90, first.said)
    stop_all([first.child])
    before = bins(data)
    disk.make_read_only()
    second = kiosk(data)
    assert second.shows_its_screen()
    assert "The disk can't be written: counts are kept in memory" in second.problems()
    assert "counts-in-memory" in second.alerts()
    disk.make_read_only(read_only=False)
    until(lambda: "counts-in-memory" not in second.alerts(), 60, second.said)
    assert "Traceback" not in second.said()
    stop_all([second.child])
    after = bins(data)
    assert after[: len(before)] == before, "what was stored before is there, unchanged"
    assert len(after) > len(before)
    assert len({(one.boot, one.monotonic) for one in after}) == len(after), "none twice"


@pytest.mark.long
@pytest.mark.strace
@pytest.mark.parametrize(
    ("calls", "error"),
    [(SYNCS, "EIO"), (WRITES, "EIO"), (WRITES, "EROFS"), ((*SYNCS, *WRITES, "pread64"), "EIO")],
    ids=["sync", "write", "read-only", "all"],
)
def test_the_disk_fails_while_it_counts(
    kiosk: Starts, tmp_path: Path, calls: tuple[str, ...], error: str
) -> None:
    data = tmp_path / "data"
    running = kiosk(data)
    until(lambda: seen(data), 90, running.said)
    files = [data / f"outbox.db{ending}" for ending in ("", "-wal")]
    with calls_fail(running.child.process.pid, files, calls, error):
        until(lambda: "counts-in-memory" in running.alerts(), 60, running.said)
        began = time.monotonic()
        assert running.shows_its_screen()
        time.sleep(3)
        failed_for = time.monotonic() - began
    until(lambda: "counts-in-memory" not in running.alerts(), 90, running.said)
    assert "the disk takes counts again" in running.said()
    assert "Traceback" not in running.said()
    stop_all([running.child])
    kept = bins(data)
    assert sum(one.observed_seconds for one in kept) > failed_for
    assert [one.sequence for one in kept] == sorted({one.sequence for one in kept})
    assert len({one.monotonic for one in kept}) == len(kept), "no minute twice"

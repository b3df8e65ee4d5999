"""A real kiosk has a full disk, no camera or no model files: it reports the problem and keeps running."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import disks
from tests.disks import SmallDisk, small_disk
from tests.journeys.counting_kiosk import DOORWAY, CountingKiosk, bins, seen
from tests.journeys.page_queries import json_of
from tests.waiting import until
from zaalgids.processes import stop_all

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]

Starts = Callable[..., CountingKiosk]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Starts]:
    """Starts kiosks and ends them after the test."""
    started: list[CountingKiosk] = []

    def start(data: Path, camera: dict[str, object], path: str = "") -> CountingKiosk:
        started.append(CountingKiosk(tmp_path, data, camera, path))
        return started[-1]

    yield start
    stop_all([one.child for one in started])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if not disks.may_mount():
        pytest.skip(f"needs {disks.NEEDS}")
    with small_disk(tmp_path / "disk", 16) as mounted:
        yield mounted


@pytest.mark.long
def test_the_disk_fills_while_it_counts(kiosk: Starts, disk: SmallDisk) -> None:
    data = disk.folder / "data"
    running = kiosk(data, DOORWAY)
    running.until_up()
    until(lambda: seen(data), 90, running.said)
    disk.fill()
    until(lambda: "The disk is full" in running.problems(), 60, running.said)
    assert "counts are kept in memory and are lost if the power fails" in running.problems()
    assert "The disk is full" in running.said(), "its log says so too"
    assert running.shows_its_screen()
    full_since = time.monotonic()
    time.sleep(4)
    disk.free()
    until(lambda: "disk" not in running.problems().lower(), 60, running.said)
    assert "the disk takes counts again" in running.said()
    full_for = time.monotonic() - full_since
    stop_all([running.child])
    kept = bins(data)
    # The minutes include what was counted while the disk was full.
    assert sum(one.observed_seconds for one in kept) > full_for
    assert [one.sequence for one in kept] == list(range(len(kept)))


@pytest.mark.long
def test_it_starts_on_a_full_disk(kiosk: Starts, disk: SmallDisk) -> None:
    data = disk.folder / "data"
    first = kiosk(data, DOORWAY)
    first.until_up()
    until(lambda: seen(data), 90, first.said)
    first.child.process.kill()
    first.child.process.wait(10)
    disk.fill()
    second = kiosk(data, DOORWAY)
    second.until_up()
    assert second.shows_its_screen()
    until(lambda: "The disk is full" in second.problems(), 60, second.said)
    disk.free()
    until(lambda: "disk" not in second.problems().lower(), 60, second.said)
    stop_all([second.child])
    kept = bins(data)
    assert len({one.monotonic for one in kept}) >= 2, "the first one's minute, and the second one's"
    assert all(one.observed_seconds for one in kept)


def test_there_is_no_room_for_a_new_outbox(kiosk: Starts, disk: SmallDisk) -> None:
    """A kiosk that has never run counts in memory, and on the disk as soon as there is room."""
    data = disk.folder / "data"
    data.mkdir(mode=0o700)
    disk.fill()
    running = kiosk(data, DOORWAY)
    running.until_up()
    assert "The disk is full: counts are kept in memory" in running.problems()
    assert "counts-in-memory" in running.alerts()
    disk.free()
    until(lambda: seen(data), 90, running.said)
    assert "counts are kept in memory" not in running.problems()
    assert "Traceback" not in running.said()


def test_the_camera_is_missing(kiosk: Starts, tmp_path: Path) -> None:
    running = kiosk(tmp_path / "data", {"type": "device", "device": "/dev/video99"})
    running.until_up()
    until(lambda: "/dev/video99" in running.problems(), 60, running.said)
    assert running.shows_its_screen()
    assert json_of(f"{running.address}/health")["cameras"] == {"camera-1": "trouble"}
    # The stream begins with what there is, which on a busy machine is nothing yet.
    until(lambda: (running.scene() or {}).get("seeing") is False, 20, "it invites nobody")
    assert "Traceback" not in running.said()


def test_the_model_files_are_missing(kiosk: Starts, tmp_path: Path) -> None:
    """The installation is complete except for the model files."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for package in ("contract", "narration", "web", "runtime", "device", "tour_server", "zaalgids"):
        (tree / package).symlink_to(ROOT / package)
    shutil.copytree(
        ROOT / "models", tree / "models", ignore=shutil.ignore_patterns("*.tflite", "__pycache__")
    )
    running = kiosk(tmp_path / "data", DOORWAY, str(tree))
    running.until_up()
    until(lambda: "is missing" in running.problems(), 60, running.said)
    assert re.search(
        r"model file \S+\.tflite is missing from \S+ Install Zaalgids again", running.problems()
    )
    assert running.shows_its_screen()
    assert "Traceback" not in running.said()

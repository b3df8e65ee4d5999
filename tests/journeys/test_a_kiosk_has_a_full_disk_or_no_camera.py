"""A real kiosk has a full disk, no camera or no model files: it reports the problem and keeps running."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from contract.messages import Bin, decode
from tests import disks
from tests.brokers import free_port
from tests.disks import SmallDisk, small_disk
from tests.journeys.page_queries import json_of
from tests.waiting import until
from zaalgids.processes import Child, stop_all

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
DOORWAY = {"type": "virtual-doorway", "people_per_minute": 30.0}
UNUSED_PORT = 9  # discard, RFC 863: no program listens on it


class Kiosk:
    """One `zaalgids kiosk` with a counting camera and without a broker."""

    def __init__(self, folder: Path, data: Path, camera: dict[str, object], path: str = "") -> None:
        self.port = free_port()
        settings = folder / "kiosk.toml"
        written = {
            "name": "hall",
            "data": str(data),
            "broker": f"mqtt://127.0.0.1:{UNUSED_PORT}",
            "screen": {"port": self.port},
            "eyes": [{"camera": camera, "recognise": True, "count": True, "line": [320.0, 0.0, 320.0, 480.0]}],
        }  # fmt: skip
        settings.write_text(tomli_w.dumps(written), encoding="utf-8")
        more = {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"} if path else {}
        self.child = Child("hall", ["kiosk", "--settings", str(settings)], folder / "log", **more)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def until_up(self) -> None:
        def answers() -> bool:
            assert self.child.process.poll() is None, self.said()
            try:
                return bool(json_of(f"{self.address}/health"))
            except OSError:
                return False

        until(answers, 90, self.said)

    def problems(self) -> str:
        return " ".join(json_of(f"{self.address}/health")["trouble"])

    def said(self) -> str:
        return self.child.last_words(40)

    def shows_its_screen(self) -> bool:
        with urllib.request.urlopen(self.address, timeout=20) as page:
            return page.status == 200 and b"<html" in page.read()

    def scene(self) -> dict[str, Any]:
        """The scene that a page gets when it connects."""
        with urllib.request.urlopen(f"{self.address}/events", timeout=20) as events:
            while not (line := events.readline()).startswith(b"data: "):
                pass
        scene: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return scene


Starts = Callable[..., Kiosk]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Starts]:
    """Starts kiosks and ends them after the test."""
    started: list[Kiosk] = []

    def start(data: Path, camera: dict[str, object], path: str = "") -> Kiosk:
        started.append(Kiosk(tmp_path, data, camera, path))
        return started[-1]

    yield start
    stop_all([one.child for one in started])


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if not disks.may_mount():
        pytest.skip(f"needs {disks.NEEDS}")
    with small_disk(tmp_path / "disk", 16) as mounted:
        yield mounted


def bins(data: Path) -> list[Bin]:
    """Return the bins in the outbox of a kiosk that has ended, oldest first."""
    with closing(sqlite3.connect(data / "outbox.db")) as database:
        rows = database.execute("SELECT body FROM entry WHERE kind = 'footfall' ORDER BY sequence")
        return [decode(bytes(body), Bin) for (body,) in rows]


@pytest.mark.long
def test_the_disk_fills_while_it_counts(kiosk: Starts, disk: SmallDisk) -> None:
    data = disk.folder / "data"
    running = kiosk(data, DOORWAY)
    running.until_up()
    until(lambda: _seen(data), 90, running.said)
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
    until(lambda: _seen(data), 90, first.said)
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
    """A kiosk that has never run ends with one sentence, and the service starts it again."""
    disk.fill()
    running = kiosk(disk.folder / "data", DOORWAY)
    assert running.child.process.wait(60) == 1
    (said,) = [line for line in running.said().splitlines() if line.startswith("Error: ")]
    assert "full" in said or "No space left" in said
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


def _seen(data: Path) -> bool:
    """Return True when the open minute with people in view is on disk.

    The kiosk has locked the outbox, so the write-ahead log is read.
    """
    written = data / "outbox.db-wal"
    return written.exists() and bool(re.search(rb'"in_view_max":[1-9]', written.read_bytes()))

"""A kiosk is killed at a random moment of a switch to another release: it has the old one or the new one, whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.bundle import RELEASE_TARGET
from device.content.damaged_files import is_whole
from device.content.store import ContentStore
from device.content.stored_releases import needed_targets
from tests.device.content.conftest import BundleSite

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("ZAALGIDS_FAULT_SEED", "20261130"))


class KilledKiosk:
    """A content store that is a process, on a site that publishes."""

    def __init__(self, folder: Path) -> None:
        self.site = BundleSite(folder).open()
        self.folder, self.root = folder / "content", folder / "root.json"
        self.root.write_bytes(self.site.repository.trusted_root)
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        arguments = (str(self.folder), self.site.address, str(self.root))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.content_kiosk", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.answer() == "ready"

    def ask(self) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def held(self) -> int:
        """Return the number of the release on the disk, once every file of it is found whole."""
        store = ContentStore(self.folder, self.site.address, self.root.read_bytes())
        assert store.release is not None
        for target in (RELEASE_TARGET, *needed_targets(store.release)):
            assert is_whole(store.path(target)), target
        return store.release.number

    def publish(self, number: int) -> None:
        """A release of which every file is another than before, some of them large."""
        words = f"release {number} " * 20_000
        self.site.publish(number, picture=words, opus=f"o{words}", features=f"f{words}")

    def close(self) -> None:
        self.kill()
        self.site.close()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KilledKiosk]:
    made = KilledKiosk(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(2, id="2"),
        pytest.param(10, marks=pytest.mark.long, id="10"),
        pytest.param(30, marks=pytest.mark.slow, id="30"),
    ],
)
def test_it_has_the_old_release_or_the_new_one(kiosk: KilledKiosk, rounds: int) -> None:
    rng = random.Random(SEED)
    kiosk.publish(1)
    kiosk.start()
    began = time.monotonic()
    kiosk.ask()
    assert kiosk.answer() == "1"
    whole_seconds = time.monotonic() - began
    new = 0
    for number in range(2, rounds + 2):
        before = kiosk.held()
        kiosk.publish(number)
        kiosk.ask()
        time.sleep(rng.uniform(0.0, 1.2 * whole_seconds))
        kiosk.kill()
        after = kiosk.held()
        assert after in (before, number), f"seed {SEED}, round {number}"
        new += after == number
        kiosk.start()
    kiosk.ask()
    assert kiosk.answer() == str(rounds + 1), "it takes the newest in the end"
    print(f"\nseed {SEED}: {rounds} kills, {new} had the new release, {rounds - new} the old one")

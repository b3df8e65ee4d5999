"""A bad night, again and again: whatever is killed, cut, filled, doubled or poisoned, the total is what was fed in.

Real processes, a real Mosquitto, real disks that are full. `ZAALGIDS_FAULT_ROUNDS` (10) rounds in all, half of them on
SQLite (`make test`) and half on PostgreSQL (`make test-long`), from seed `ZAALGIDS_FAULT_SEED`; a failure names its
seed and its faults. A kill of the kiosk may cut one crossing in two; how many were is printed apart.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import disks
from tests.journeys.night import Night
from tests.journeys.stores import PostgresStore, SqliteStore, Store

ROUNDS = int(os.environ.get("ZAALGIDS_FAULT_ROUNDS", "10"))
SEED = int(os.environ.get("ZAALGIDS_FAULT_SEED", "20261123"))
CROSSINGS = 150


@pytest.mark.journey
@pytest.mark.mosquitto
@pytest.mark.timeout(300 + 60 * ROUNDS)
@pytest.mark.parametrize(
    ("store", "rounds"),
    [
        pytest.param(SqliteStore, ROUNDS - ROUNDS // 2, id="sqlite"),
        pytest.param(
            PostgresStore, ROUNDS // 2, id="postgresql", marks=pytest.mark.postgresql
        ),
    ],
)  # fmt: skip
def test_the_total_is_what_was_fed_in_whatever_fails(
    store: Callable[[Path], Store], rounds: int, tmp_path: Path
) -> None:
    began = time.monotonic()
    struck: Counter[str] = Counter()
    night = Night(tmp_path, SEED, store)
    try:
        for number in range(1, rounds + 1):
            faults = [night.next_strike() for _ in range(night.chance.randint(2, 4))]
            struck.update(faults)
            story = night.story = f"seed {SEED}, round {number}: {', '.join(faults)}"
            before, kills = night.fed()[0], night.kiosk_kills
            night.feed(CROSSINGS)
            for fault in faults:
                time.sleep(night.chance.uniform(0.05, 0.5))
                night.strike(fault)
            if (
                night.kiosk_kills > kills
            ):  # it did not come to feed everything, and owes a word on what it did
                night.feed(max(0, CROSSINGS - (night.fed()[0] - before)))
            night.drain()
            begun, safe = night.fed()
            total = night.store.crossings()
            story += f"; fed {begun}, safe {safe}, total {total}\n{night.words()}"
            assert safe <= total <= begun, story
            assert begun - total <= night.kiosk_kills, story
            assert begun - before >= CROSSINGS, story
        begun, _ = night.fed()
        print(
            f"\n{store.__name__}, seed {SEED}: {rounds} rounds, {sum(struck.values())} faults in "
            f"{time.monotonic() - began:.0f} s; {begun} crossings fed, {night.store.crossings()} in the database; "
            f"{night.kiosk_kills} kills of the kiosk cut {begun - night.store.crossings()} crossings in two"
        )
        for name, times in sorted(struck.items()):
            print(f"  {times:4d} × {name}")
    finally:
        night.over()


def test_there_are_real_disks_to_fill(tmp_path: Path) -> None:
    """The disks that the rounds fill refuse to take more; left out by name where this machine can't mount one."""
    if not disks.may_mount():
        pytest.skip(f"the rounds with a full disk need {disks.NEEDS}")
    with disks.small_disk(tmp_path / "disk", 1) as disk:
        disk.fill()
        with pytest.raises(OSError, match="No space left"):
            (disk.folder / "more").write_bytes(b"more")
        disk.free()
        (disk.folder / "more").write_bytes(b"more")

"""Faults are injected into a kiosk, a broker and a server; the total in the database equals what was fed in.

The processes, Mosquitto and the full disks are real. `ZAALGIDS_FAULT_ROUNDS` (10) rounds are run, half of them on
SQLite (`make test`) and half on PostgreSQL (`make test-long`), from seed `ZAALGIDS_FAULT_SEED`; a failure names its
seed and its faults. A kill of the kiosk may lose the crossing being recorded; the number of these is printed.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import disks
from tests.journeys.fault_scenario import FaultScenario
from tests.journeys.stores import PostgresStore, SqliteStore, Store

pytestmark = pytest.mark.long

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
def test_the_total_equals_what_was_fed_in_after_any_faults(
    store: Callable[[Path], Store], rounds: int, tmp_path: Path
) -> None:
    began = time.monotonic()
    injected: Counter[str] = Counter()
    scenario = FaultScenario(tmp_path, SEED, store)
    try:
        for number in range(1, rounds + 1):
            faults = [scenario.next_fault() for _ in range(scenario.rng.randint(2, 4))]
            injected.update(faults)
            description = scenario.description = f"seed {SEED}, round {number}: {', '.join(faults)}"
            before, kills = scenario.fed()[0], scenario.kiosk_kills
            scenario.feed(CROSSINGS)
            for fault in faults:
                time.sleep(scenario.rng.uniform(0.05, 0.5))
                scenario.inject(fault)
            if scenario.kiosk_kills > kills:  # a killed kiosk has not fed all and will not answer
                scenario.feed(max(0, CROSSINGS - (scenario.fed()[0] - before)))
            scenario.drain()
            begun, safe = scenario.fed()
            total = scenario.store.crossings()
            report = (
                f"{description}; fed {begun}, safe {safe}, total {total}\n{scenario.log_ends()}"
            )
            assert safe <= total <= begun, report
            assert begun - total <= scenario.kiosk_kills, report
            assert begun - before >= CROSSINGS, report
        begun, _ = scenario.fed()
        print(
            f"\n{store.__name__}, seed {SEED}: {rounds} rounds, {sum(injected.values())} faults in "
            f"{time.monotonic() - began:.0f} s; {begun} crossings fed, {scenario.store.crossings()} in the database; "
            f"{scenario.kiosk_kills} kills of the kiosk lost {begun - scenario.store.crossings()} crossings"
        )
        for name, times in sorted(injected.items()):
            print(f"  {times:4d} × {name}")
    finally:
        scenario.close()


def test_there_are_real_disks_to_fill(tmp_path: Path) -> None:
    """A filled disk refuses further writes. Skipped with a reason where this machine can't mount a disk."""
    if not disks.may_mount():
        pytest.skip(f"the rounds with a full disk need {disks.NEEDS}")
    with disks.small_disk(tmp_path / "disk", 1) as disk:
        disk.fill()
        with pytest.raises(OSError, match="No space left"):
            (disk.folder / "more").write_bytes(b"more")
        disk.free()
        (disk.folder / "more").write_bytes(b"more")

"""A whole kiosk, with its voice and pages, takes software from a stick; only RAUC and the restart are twins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from contract.software import SoftwareStep
from device.health.machine_state import MachineReader
from device.kiosk_run import KioskRun
from device.settings import KioskSettings
from device.updates import rauc_updater, software_updates
from device.updates.kept_update import FOLDER, REBOOT, KeptUpdate, read_update, write_update
from runtime.worker import Worker
from tests.device.updates.machine_twin import SlotsTwin, bundle
from tests.waiting import until

pytestmark = pytest.mark.long


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> SlotsTwin:
    twin = SlotsTwin()
    monkeypatch.setattr(rauc_updater, "updater_of_this_machine", lambda: twin)
    monkeypatch.setattr(MachineReader, "slot", lambda _self: twin.booted)
    monkeypatch.setattr(software_updates, "CALM_SECONDS", 1.0)
    return twin


@contextmanager
def running(folder: Path) -> Iterator[Path]:
    """Run a kiosk. Gives the folder of its updates."""
    settings = msgspec.convert(
        {
            "data": str(folder / "data"),
            "server": "http://127.0.0.1:9",
            "broker": "",
            "screen": {"port": 0},
            "aim": {"port": 0, "host": "127.0.0.1"},
            "updates": {"sticks": [str(folder / "stick/*.raucb")]},
        },
        KioskSettings,
    )
    run = KioskRun(lambda: settings, None, lambda _address: None)
    worker = Worker("kiosk-of-a-test", run.run)
    worker.start()
    try:
        yield folder / "data" / FOLDER
    finally:
        run.stop()
        worker.stop()


def kept(updates: Path) -> KeptUpdate:
    return read_update(updates)[0]


def test_from_a_stick_to_a_good_slot(tmp_path: Path, system: SlotsTwin) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick/new.raucb").write_bytes(bundle("1.5.0"))
    with running(tmp_path) as updates:
        until((updates / REBOOT).exists, 120, lambda: str(kept(updates)))
    trial = kept(updates).trial
    assert trial is not None
    assert "uplink" in trial.ill_before, "it has no broker"
    assert not {"speech", "camera", "memory", "data"} & set(trial.ill_before)
    assert trial.reads["outbox"] >= 1
    write_update(updates, replace(kept(updates), trial=replace(trial, minutes=0, boot="before")))
    (updates / REBOOT).unlink()
    system.boot(restart=True)
    assert system.booted == "B"
    with running(tmp_path):
        until(lambda: kept(updates).step is SoftwareStep.GOOD, 120, lambda: str(kept(updates)))
    assert "B" in system.good
    assert kept(updates).trial is None

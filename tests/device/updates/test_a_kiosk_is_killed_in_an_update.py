"""A kill or a power cut between any two writes of an update: it ends, the kiosk works, and the server hears the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.software import SoftwareState, SoftwareStep
from device.updates import update_ledger
from tests.device.updates.machine_twin import KilledError, MachineTwin, WriteKiller

MOMENTS = 15  # more writes and calls than an update has; the last ones kill nothing


def until_end(machine: MachineTwin, *, power: bool) -> tuple[SoftwareState, int]:
    """Go on after each kill until the order has ended. The server sends the order again, as it does."""
    kills = 0
    for _ in range(200):
        try:
            machine.updates.heard(machine.order())
            machine.turns()
            state = machine.updates.state()
            if state is not None and state.step.is_end and machine.told[-1] == state:
                return state, kills
        except KilledError:
            kills += 1
            if power or machine.restart_asked:
                machine.boot(restart=not power)
            else:
                machine.start_kiosk()
    raise AssertionError(f"no end: {machine.updates.kept}")


@pytest.mark.parametrize("how", ["killed", "power-cut", "power-cut-with-tryboot"])
@pytest.mark.parametrize("number", range(1, MOMENTS))
def test_an_update_ends_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, how: str
) -> None:
    machine = MachineTwin(tmp_path / "updates")
    machine.system.arms = how.endswith("tryboot")
    monkeypatch.setattr(update_ledger, "write_update", WriteKiller(machine, number))
    end, _ = until_end(machine, power=how != "killed")
    assert (end.step, end.running) == (SoftwareStep.GOOD, "1.5.0")
    assert machine.told[-1] == end
    machine.boot()
    assert machine.system.booted == "B"


@pytest.mark.parametrize("how", ["killed", "power-cut", "power-cut-with-tryboot"])
@pytest.mark.parametrize("number", range(1, MOMENTS))
def test_a_broken_update_is_given_back_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, how: str
) -> None:
    machine = MachineTwin(tmp_path / "updates")
    machine.system.arms = how.endswith("tryboot")
    machine.wrong = {"camera": "No camera delivers pictures."}
    monkeypatch.setattr(update_ledger, "write_update", WriteKiller(machine, number))
    end, _ = until_end(machine, power=how != "killed")
    assert (end.step, end.running) == (SoftwareStep.ROLLED_BACK, "1.4.0")
    assert end.words == "No camera delivers pictures."
    machine.boot()
    assert machine.system.booted == "A"


def test_the_kills_reach_every_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer moments than are tried: the last numbers kill nothing."""
    kills = []
    for number in (1, MOMENTS // 2, MOMENTS - 1):
        machine = MachineTwin(tmp_path / str(number))
        killer = WriteKiller(machine, number)
        with monkeypatch.context() as patch:
            patch.setattr(update_ledger, "write_update", killer)
            kills.append(until_end(machine, power=False)[1])
    assert kills == [1, 1, 0]

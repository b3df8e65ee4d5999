"""A kiosk reports the state of its parts and of its machine."""

from __future__ import annotations

from pathlib import Path

from contract.messages import Blindness
from device.health.machine import Machine, temperature


class ClockTwin:
    def wall_clock(self) -> float:
        return -5.0  # a board without a battery whose clock was not set

    def trusted(self) -> bool:
        return False


def test_health_holds_the_parts_and_the_machine(tmp_path: Path) -> None:
    times = iter([100.0, 160.5])
    health = Machine(tmp_path, ClockTwin(), lambda: next(times)).health(
        release=3,
        room="hal",
        outbox_depth=2,
        cameras={"camera-1": "ok"},
        problems=["No network.", "No network.", "x" * 500, *(f"{n}" for n in range(40))],
        blind={"camera-1": Blindness.DARK},
    )
    assert (health.release, health.room, health.outbox_depth) == (3, "hal", 2)
    assert (health.at, health.clock_trusted) == (0.0, False)
    assert health.uptime_seconds == 60.5
    assert health.disk_free_bytes > 0
    assert health.trouble[:2] == ["No network.", "x" * 200]
    assert len(health.trouble) == 20
    assert health.blind == {"camera-1": Blindness.DARK}


def test_the_temperature_is_read(tmp_path: Path) -> None:
    zone = tmp_path / "temp"
    assert temperature(zone) is None
    zone.write_text("nonsense")
    assert temperature(zone) is None
    zone.write_text("48250\n")
    assert temperature(zone) == 48.25

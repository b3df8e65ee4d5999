"""Clocks that a test sets, and minutes to put in an outbox."""

from __future__ import annotations

import pytest

from device.uplink.outbox import Minute


class ClockTwin:
    """A kiosk's clocks, standing in for the machine's. `set_right` is what NTP does."""

    def __init__(self) -> None:
        self.boot = "b" * 16
        self.since_boot = 100.0
        self.offset = 1_000_000.0  # wall − monotonic: a clock without a battery starts in the past
        self.is_set = False

    def wall_clock(self) -> float:
        return self.offset + self.since_boot

    def monotonic(self) -> float:
        return self.since_boot

    def trusted(self) -> bool:
        return self.is_set

    def set_right(self, wall: float) -> None:
        self.offset = wall - self.since_boot
        self.is_set = True

    def restart(self, boot: str) -> None:
        self.boot, self.since_boot, self.is_set = boot, 5.0, False


@pytest.fixture
def clock() -> ClockTwin:
    return ClockTwin()


def minute(start: float, entered: int = 0, left: int = 0) -> Minute:
    return Minute(
        monotonic=start,
        room="tile-room",
        observed_seconds=60.0,
        entered=entered,
        left=left,
        in_view_mean=0.5,
        in_view_max=2,
    )


@pytest.fixture(name="minute")
def _minute():
    return minute

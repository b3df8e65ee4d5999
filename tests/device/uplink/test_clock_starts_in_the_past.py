"""Bins made before the clock was set are placed afterwards, by the monotonic clock of the same boot."""

from __future__ import annotations

import time

from contract.messages import Bin, decode
from device.uplink.boot import SystemClock
from device.uplink.outbox import FOOTFALL, Outbox


def bins(outbox):
    return [decode(entry.body, Bin) for entry in outbox.waiting(FOOTFALL)]


def test_placed_once_the_clock_is_set(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60, entered=1))
    outbox.update_open(minute(120, entered=2))
    outbox.seal()
    assert [found.clock_trusted for found in bins(outbox)] == [False, False]
    assert outbox.place() == 0
    clock.since_boot = 200.0
    clock.set_right(1_800_000_200.0)
    assert outbox.place() == 2
    assert [(found.start, found.clock_trusted) for found in bins(outbox)] == [
        (1_800_000_060.0, True),
        (1_800_000_120.0, True),
    ]
    assert outbox.place() == 0
    outbox.close()


def test_the_open_minute_is_left_alone_and_gets_its_time_with_the_next_crossing(
    tmp_path, clock, minute
):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60, entered=1))
    clock.set_right(1_800_000_000.0)
    assert outbox.place() == 0
    outbox.update_open(minute(60, entered=2))
    outbox.seal()
    (found,) = bins(outbox)
    assert (found.clock_trusted, found.entered) == (True, 2)
    outbox.close()


def test_an_earlier_boot_can_not_be_placed(tmp_path, clock, minute):
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60))
    outbox.seal()
    clock.restart("c" * 16)
    clock.set_right(1_800_000_000.0)
    assert outbox.place() == 0
    assert bins(outbox)[0].clock_trusted is False
    outbox.close()


def test_the_machines_own_clock():
    clock = SystemClock()
    assert len(clock.boot) == 16
    int(clock.boot, 16)
    assert abs(clock.wall_clock() - time.time()) < 5
    assert 0 < clock.monotonic() <= clock.monotonic()
    assert clock.trusted() in (True, False)

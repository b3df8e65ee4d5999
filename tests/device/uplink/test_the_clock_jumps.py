"""The wall clock is set to another time while the kiosk runs: no minute gets a wrong time, or is counted twice."""

from __future__ import annotations

import pytest

from contract.kiosk_alerts import KioskAlert
from contract.messages import Bin, decode
from device.guide.hour_tally import HourTally
from device.uplink.outbox import FOOTFALL, Outbox
from device.uplink.steady_clock import SteadyClock

NOW = 1_800_000_000.0
JUMPS = {"20 years on": 20 * 365.25 * 86_400.0, "an hour back": -3600.0, "to 2001": -800_000_000.0}


@pytest.fixture
def steady(clock) -> SteadyClock:
    return SteadyClock(clock)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_minutes_after_a_jump_have_no_time_until_the_server_confirms_one(
    tmp_path, clock, minute, steady, jump
):
    clock.set_right(NOW)
    outbox = Outbox(tmp_path / "outbox.db", steady)

    def counted() -> Bin:
        outbox.update_open(minute(clock.since_boot, entered=1))
        outbox.seal()
        clock.since_boot += 60.0
        return decode(outbox.waiting(FOOTFALL, limit=999)[-1].body, Bin)

    first = counted()
    assert (first.clock_trusted, first.start) == (True, NOW)
    clock.offset += jump
    assert not counted().clock_trusted
    assert steady.alerts == [KioskAlert.CLOCK_JUMPED]
    assert "was set to" in steady.problems[0]
    assert len(steady.problems[0]) <= 200
    assert outbox.place() == 0, "the wrong time is given to no minute"
    steady.heard(NOW + 120.0)
    assert steady.has_jumped, "the server has another time"
    clock.offset -= jump  # as its time service does
    assert steady.trusted()
    assert steady.problems == []
    assert outbox.place() == 1
    found = [decode(one.body, Bin) for one in outbox.waiting(FOOTFALL)]
    assert [(one.start, one.entered) for one in found] == [(NOW, 1), (NOW + 60.0, 1)]
    outbox.close()


def test_a_correction_that_the_server_confirms_is_believed(clock, steady):
    """After a year without a network the time service sets the clock ten minutes on."""
    clock.set_right(NOW)
    assert steady.trusted()
    clock.offset += 600.0
    assert not steady.trusted()
    steady.heard(clock.wall_clock() + 2.0)
    assert steady.trusted()
    assert steady.alerts == []


def test_a_wrong_clock_from_the_beginning_is_found_by_the_servers(clock, steady):
    clock.set_right(NOW + JUMPS["20 years on"])
    assert steady.trusted(), "nothing speaks against it"
    steady.heard(NOW)
    assert not steady.trusted()
    assert steady.best() == pytest.approx(NOW)
    clock.since_boot += 5.0
    assert steady.best() == pytest.approx(NOW + 5.0)


def test_a_clock_is_corrected_bit_by_bit(clock, steady):
    clock.set_right(NOW)
    for _ in range(100):
        clock.offset += 20.0
        assert steady.trusted()


def test_a_clock_that_was_never_set_is_not_believed_and_has_not_jumped(clock, steady):
    assert not steady.trusted()
    assert not steady.is_known
    assert steady.known() is None
    assert steady.problems == []
    steady.heard(NOW)
    assert not steady.trusted(), "the kernel does not call it set"
    clock.since_boot += 5.0
    assert steady.known() == pytest.approx(NOW + 5.0)


def test_the_hour_is_known_by_the_server_while_the_clock_is_wrong(clock, steady):
    clock.set_right(NOW)
    assert steady.trusted()
    clock.offset += JUMPS["20 years on"]
    assert steady.known() == pytest.approx(NOW), "where it stood before the jump"
    steady.heard(NOW + 2.0)
    assert steady.known() == pytest.approx(NOW + 2.0)


def test_what_was_told_before_the_clock_is_set_gets_the_hour_in_which_it_is(clock, steady):
    handed: list[tuple[float, str, int]] = []
    tally: HourTally[str] = HourTally(
        steady.best,
        lambda hour, name, counts: handed.append((hour, name, counts["told"])),
        lambda: steady.is_known,
    )
    tally.count("told", "kolam")
    clock.since_boot += 2 * 3600.0
    tally.hand_over_past_hour()
    assert handed == [], "an hour of 2001 is no hour of the museum's"
    clock.set_right(NOW)
    tally.count("told", "kolam")
    clock.since_boot += 3600.0
    tally.hand_over_past_hour()
    assert handed == [(NOW // 3600 * 3600, "kolam", 2)]
    clock.offset += JUMPS["20 years on"]
    tally.count("told", "girih")
    clock.since_boot += 3600.0
    tally.hand_over_past_hour()
    assert handed[1:] == [(NOW // 3600 * 3600 + 3600, "girih", 1)]

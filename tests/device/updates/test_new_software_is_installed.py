"""A server orders new software: the kiosk fetches it, installs it by night, tries it, and keeps it or goes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.kiosk_alerts import KioskAlert
from contract.software import InstallHours, SoftwareReason, SoftwareStep
from device.message_trouble import FORGED_SOFTWARE
from device.updates.kept_update import VERDICT
from device.updates.system_updater import NoSystemUpdater, UpdaterError
from tests.device.updates.machine_twin import DAY_AT, MachineTwin, bundle


@pytest.fixture
def machine(tmp_path: Path) -> MachineTwin:
    return MachineTwin(tmp_path / "updates")


def test_a_kiosk_takes_new_software_by_night(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.running, end.slot) == (SoftwareStep.GOOD, "1.5.0", "B")
    assert machine.system.good == {"A", "B"}
    assert machine.goods == 1
    assert machine.told[-1].step is SoftwareStep.GOOD
    assert [*dict.fromkeys(one.step for one in machine.told)] == [
        SoftwareStep.WAITING,
        SoftwareStep.FETCHING,
        SoftwareStep.INSTALLING,
        SoftwareStep.TRYING,
        SoftwareStep.GOOD,
    ]
    assert not [*machine.folder.glob("*.raucb")]
    machine.boot()
    assert machine.system.booted == "B"


def test_nothing_is_installed_while_the_museum_is_open(machine: MachineTwin) -> None:
    machine.at = DAY_AT
    machine.updates.heard(machine.order(sent=DAY_AT))
    machine.turns(20)
    assert (machine.step, machine.state.reason) == (SoftwareStep.WAITING, "outside-hours")
    assert [*machine.folder.glob("*.raucb")], "it was fetched all the same"
    assert machine.system.installs == 0
    machine.turns(22, seconds=1800)
    assert machine.state.reason == "outside-hours", "it is 22:40 in Amsterdam"
    assert machine.until_end().step is SoftwareStep.GOOD


def test_the_hours_need_time_for_the_trial(machine: MachineTwin) -> None:
    machine.at += 4.9 * 3600  # six minutes before five
    machine.updates.heard(machine.order())
    machine.turns(5)
    assert machine.state.reason == "outside-hours"


def test_a_visitor_is_not_disturbed(machine: MachineTwin) -> None:
    machine.calm = False
    machine.updates.heard(machine.order())
    machine.turns(20)
    assert (machine.step, machine.state.reason) == (SoftwareStep.WAITING, "visitor")
    machine.calm = True
    assert machine.until_end().step is SoftwareStep.GOOD


def test_a_visitor_who_comes_while_it_installs_delays_the_restart(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order())
    while machine.step is not SoftwareStep.TRYING:
        machine.turns()
    machine.calm = False
    machine.turns(20)
    assert machine.system.booted == "A"
    assert machine.state.reason == "visitor"
    machine.calm = True
    assert machine.until_end().step is SoftwareStep.GOOD


def test_a_restart_that_does_not_come(machine: MachineTwin) -> None:
    """The unit that restarts the machine is broken: the kiosk goes on with its visitors, and asks again."""
    machine.updates.heard(machine.order())
    asked, shown = [], []
    for _ in range(30):
        machine.at += 30
        machine.updates.turn()
        asked.append(machine.restart_asked)
        shown.append(machine.updates.restarting)
        machine.restart_asked = False
    assert asked.count(True) > 2
    assert 0 < shown.count(True) <= 2 * asked.count(True)
    machine.calm = False
    machine.turns(10)
    assert (machine.step, machine.updates.restarting) == (SoftwareStep.TRYING, False)
    assert machine.state.reason == "visitor"


def test_a_kiosk_without_a_clock_waits_for_the_hours_of_the_night(machine: MachineTwin) -> None:
    machine.clock_set = False
    hours = InstallHours("01:00", "05:00", "Europe/Amsterdam")
    machine.updates.heard(machine.order(hours=hours))
    machine.turns(5)
    assert machine.state.reason == "clock"


def test_a_kiosk_without_a_clock_installs_what_may_be_installed_all_day(
    machine: MachineTwin,
) -> None:
    machine.clock_set = False
    machine.updates.heard(machine.order(hours=InstallHours("00:00", "00:00", "Europe/Amsterdam")))
    assert machine.until_end().step is SoftwareStep.GOOD


def test_its_turn_comes_later(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order(not_before=machine.at + 600))
    machine.turns(5)
    assert machine.state.reason == "not-yet"
    assert machine.until_end().step is SoftwareStep.GOOD


def test_a_time_zone_that_the_kiosk_does_not_know(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order(hours=InstallHours("00:00", "00:00", "Europe/Atlantis")))
    machine.turns(5)
    assert machine.state.words == "This kiosk does not know the time zone Europe/Atlantis."


def test_an_ill_slot_is_given_back_with_its_reason(machine: MachineTwin) -> None:
    machine.wrong = {"camera": "No camera delivers pictures."}
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.ROLLED_BACK, "unhealthy")
    assert end.words == "No camera delivers pictures."
    assert (end.running, end.slot) == ("1.4.0", "A")
    assert machine.system.good == {"A"}
    assert machine.goods == 0


def test_what_was_ill_before_is_not_asked_for(machine: MachineTwin) -> None:
    machine.wrong = {"camera": "No camera delivers pictures."}
    machine.ill_versions = {"1.4.0", "1.5.0"}
    machine.updates.heard(machine.order())
    assert machine.until_end().step is SoftwareStep.GOOD


def test_a_slot_that_recovers_in_time_is_kept(machine: MachineTwin) -> None:
    machine.wrong = {"camera": "No camera delivers pictures."}
    machine.updates.heard(machine.order())
    while machine.system.booted == "A":
        machine.turns()
    machine.turns(6)
    assert machine.state.reason == "unhealthy"
    machine.wrong = {}
    assert machine.until_end().step is SoftwareStep.GOOD


def test_a_slot_that_never_starts(machine: MachineTwin) -> None:
    machine.system.never_starts = True
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.ROLLED_BACK, "not-started")
    assert "did not come up" in end.words


def test_the_trial_unit_gave_the_slot_up(machine: MachineTwin) -> None:
    """Its kiosk never ran, so nothing marked the slot: zaalgids-trial wrote its verdict and restarted the machine."""
    machine.updates.heard(machine.order())
    while machine.updates.kept.trial is None or not machine.updates.kept.trial.boot:
        machine.at += 30
        machine.updates.turn()
    machine.system.boot(restart=True)
    (machine.folder / VERDICT).write_text("timeout")
    machine.system.mark_bad()
    machine.boot()
    end = machine.until_end()
    assert (end.step, end.reason, end.slot) == (SoftwareStep.ROLLED_BACK, "not-started", "A")
    assert "did not call the new slot good in time" in end.words
    assert not (machine.folder / VERDICT).exists()


def test_a_power_cut_in_the_trial_is_no_failure_of_the_software(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order())
    while machine.system.booted == "A":
        machine.turns()
    machine.turns(2)
    machine.boot()
    assert machine.system.booted == "A", "a slot that was not marked good starts once"
    assert machine.until_end().step is SoftwareStep.GOOD
    assert machine.system.installs == 1


def test_two_power_cuts_in_the_trial_are_one(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order())
    for _ in range(2):
        while machine.system.booted == "A":
            machine.turns()
        machine.turns(1)
        machine.boot()
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.ROLLED_BACK, "not-started")


def test_what_failed_is_not_tried_again_until_the_desk_asks(machine: MachineTwin) -> None:
    machine.wrong = {"camera": "No camera delivers pictures."}
    machine.updates.heard(machine.order())
    machine.until_end()
    machine.wrong = {}
    machine.updates.heard(machine.order(id="b" * 16))
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, "failed-before")
    assert "No camera delivers pictures." in end.words
    machine.updates.heard(machine.order(id="c" * 16, again=True))
    assert machine.until_end().step is SoftwareStep.GOOD


def test_older_software_only_when_the_desk_asks(machine: MachineTwin) -> None:
    assert machine.door is not None
    machine.door.body = bundle("1.2.0")
    machine.updates.heard(machine.order(version="1.2.0"))
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, "older")
    assert machine.door.fetched_bytes == 0
    machine.updates.heard(machine.order(id="b" * 16, version="1.2.0", older=True))
    end = machine.until_end()
    assert (end.step, end.running) == (SoftwareStep.GOOD, "1.2.0")


def test_what_runs_already_is_good(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order(version="1.4.0"))
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.GOOD, "same")


REFUSED = {
    "a wrong signature": (bundle("1.5.0", signer="stranger"), SoftwareReason.WRONG_SIGNATURE),
    "another machine's": (bundle("1.5.0", compatible="toaster"), SoftwareReason.WRONG_COMPATIBLE),
    "another version": (bundle("1.5.1"), SoftwareReason.WRONG_VERSION),
    "no bundle": (b"<html>" + b"x" * 500, SoftwareReason.TRUNCATED),
    "cut off": (bundle("1.5.0")[:-20], SoftwareReason.TRUNCATED),
    "the end of it": (bundle("1.5.0")[20:], SoftwareReason.TRUNCATED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bundle_that_is_refused(machine: MachineTwin, name: str) -> None:
    assert machine.door is not None
    machine.door.body, reason = REFUSED[name]
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, reason.value)
    assert end.words.endswith(".") or "RAUC" in end.words
    assert machine.system.installs == 0
    assert not [*machine.folder.glob("*.part"), *machine.folder.glob("*.raucb")]


def test_a_swapped_bundle_is_fetched_once_more_and_then_refused(machine: MachineTwin) -> None:
    assert machine.door is not None
    order = machine.order()
    machine.door.body = bundle("1.5.1")
    machine.updates.heard(order)
    machine.turns(1)
    assert (machine.step, machine.state.reason) == (SoftwareStep.WAITING, "wrong-hash")
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, "wrong-hash")
    assert machine.door.fetched_bytes == 2 * len(machine.door.body)


def test_a_bundle_that_rots_on_the_disk_is_fetched_anew(machine: MachineTwin) -> None:
    machine.at = DAY_AT
    machine.updates.heard(machine.order(sent=DAY_AT))
    machine.turns(3)
    (file,) = machine.folder.glob("*.raucb")
    body = bytearray(file.read_bytes())
    body[100] ^= 1
    file.write_bytes(body)
    machine.at += 12.5 * 3600
    assert machine.until_end().step is SoftwareStep.GOOD


def test_a_disk_without_room(machine: MachineTwin) -> None:
    machine.free = 150_000_000
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, "too-large")
    assert "the disk has 150 MB left" in end.words
    machine.free = 10**10
    machine.updates.heard(machine.order(id="b" * 16))
    assert machine.until_end().step is SoftwareStep.GOOD, "it is not the bundle's fault"


def test_a_connection_that_breaks_goes_on_where_it_was(machine: MachineTwin) -> None:
    assert machine.door is not None
    machine.door.breaks_after = 500
    machine.updates.heard(machine.order())
    machine.turns(1)
    assert (machine.step, machine.state.reason) == (SoftwareStep.WAITING, "no-connection")
    assert machine.until_end().step is SoftwareStep.GOOD
    assert machine.door.fetched_bytes == len(machine.door.body)


def test_an_installer_that_fails(machine: MachineTwin) -> None:
    machine.system.fails = UpdaterError(SoftwareReason.INSTALLER, "RAUC: failed to write the slot")
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, "installer")
    assert machine.system.booted == "A"


def test_a_machine_without_a_second_slot(machine: MachineTwin) -> None:
    machine.system.slots = NoSystemUpdater().slots  # type: ignore[method-assign]
    machine.updates.heard(machine.order())
    end = machine.until_end()
    assert (end.step, end.reason) == (SoftwareStep.REFUSED, "no-updater")


def test_an_order_that_is_withdrawn(machine: MachineTwin) -> None:
    machine.at = DAY_AT
    machine.sent = DAY_AT
    machine.updates.heard(machine.order())
    machine.turns(3)
    machine.updates.heard(machine.order(withdrawn=True))
    assert (machine.step, machine.state.reason) == (SoftwareStep.REFUSED, "withdrawn")
    machine.turns(3)
    assert machine.told[-1].step is SoftwareStep.REFUSED


def test_an_order_of_a_stranger(machine: MachineTwin) -> None:
    order = machine.order()
    machine.updates.heard(
        type(order)(
            **{name: getattr(order, name) for name in order.__struct_fields__} | {"mac": None}
        )
    )
    assert machine.updates.state() is None


def test_an_order_that_was_recorded_is_not_taken_again(machine: MachineTwin) -> None:
    recorded = machine.order(id="e" * 16, version="1.2.0", older=True)
    machine.updates.heard(machine.order())
    machine.until_end()
    machine.updates.heard(recorded)
    assert machine.state.id == "a" * 16
    machine.boot()
    machine.updates.heard(recorded)
    assert machine.state.id == "a" * 16


def test_a_newer_order_waits_for_the_end_of_what_was_begun(machine: MachineTwin) -> None:
    machine.updates.heard(machine.order())
    while machine.step is not SoftwareStep.TRYING:
        machine.turns()
    machine.updates.heard(machine.order(id="b" * 16, version="1.6.0"))
    assert machine.state.id == "a" * 16
    assert machine.until_end().step is SoftwareStep.GOOD
    machine.updates.heard(machine.order(id="b" * 16, version="1.6.0"))
    assert machine.state.id == "b" * 16


def test_the_server_hears_again_after_a_silence(machine: MachineTwin) -> None:
    machine.connected = False
    machine.updates.heard(machine.order())
    machine.until_end()
    assert machine.told == []
    machine.connected = True
    machine.turns()
    assert machine.told[-1].step is SoftwareStep.GOOD


def test_a_stick_brings_newer_software_by_day(machine: MachineTwin) -> None:
    machine.at = DAY_AT
    stick = machine.folder.parent / "stick"
    stick.mkdir()
    (stick / "new.raucb").write_bytes(bundle("1.5.0"))
    end = machine.until_end()
    assert (end.step, end.running, end.id) == (SoftwareStep.GOOD, "1.5.0", None)
    machine.turns(20)
    assert machine.system.installs == 1, "the stick is still there"


@pytest.mark.parametrize(
    ("body", "words", "alarms"),
    [
        (bundle("1.2.0"), "is older than what runs", False),
        (bundle("1.5.0", signer="stranger"), "signature verification failed", True),
        (bundle("1.5.0")[:-30], "no whole bundle", True),
    ],
)
def test_a_stick_that_is_refused(
    machine: MachineTwin, body: bytes, words: str, alarms: bool
) -> None:
    stick = machine.folder.parent / "stick"
    stick.mkdir()
    (stick / "new.raucb").write_bytes(body)
    machine.turns(5)
    (problem,) = machine.updates.problems
    assert words in problem
    assert machine.system.installs == 0
    (stick / "new.raucb").unlink()
    machine.turns(2)
    assert not machine.updates.problems
    said = [KioskAlert.SOFTWARE_REFUSED] if alarms else []
    assert machine.updates.alerts == said, "an hour, although the stick is gone"
    machine.at += 3600
    assert machine.updates.alerts == []


def test_a_stick_for_another_machine_is_an_alarm(machine: MachineTwin) -> None:
    stick = machine.folder.parent / "stick"
    stick.mkdir()
    (stick / "new.raucb").write_bytes(bundle("1.5.0", compatible="another"))
    machine.turns(5)
    assert machine.system.installs == 0
    assert machine.updates.alerts == [KioskAlert.SOFTWARE_REFUSED]


def test_a_forged_order_is_an_alarm(machine: MachineTwin) -> None:
    order = machine.order()
    machine.updates.heard(replace(order, version="9.9.9"))
    assert machine.updates.state() is None
    assert machine.trouble.alerts == [KioskAlert.MESSAGES_FORGED]
    assert machine.trouble.problems == [FORGED_SOFTWARE]


def test_an_order_that_comes_again_long_after_is_an_alarm(machine: MachineTwin) -> None:
    first = machine.order()
    machine.sent += 300
    machine.updates.heard(machine.order())
    machine.updates.heard(first)
    assert machine.trouble.alerts == [], "a broker delivers again what is minutes old"
    machine.sent += 700
    machine.updates.heard(machine.order(withdrawn=True))
    machine.updates.heard(first)
    assert machine.trouble.alerts == [KioskAlert.MESSAGES_REPLAYED]


def test_an_ordered_bundle_is_taken_from_a_stick(machine: MachineTwin) -> None:
    assert machine.door is not None
    order = machine.order(version="1.2.0", older=True)
    stick = machine.folder.parent / "stick"
    stick.mkdir()
    (stick / "old.raucb").write_bytes(machine.door.body)
    machine.updates.heard(machine.order())
    del order
    assert machine.until_end().step is SoftwareStep.GOOD
    assert machine.door.fetched_bytes == 0

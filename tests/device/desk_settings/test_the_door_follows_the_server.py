"""A claimed kiosk's door follows the desk's change of the server's address, or is set by the desk itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from contract.kiosk_messages import SettingState
from contract.kiosk_settings import read_setting
from device.desk_link import as_it_runs, start_with_desk
from device.desk_settings.door_address import door_address
from device.settings import KioskSettings
from tests.device.desk_settings.desk_twin import DeskTwin, KioskTwin

BY_ADDRESS = {
    "server": "http://10.0.0.7",
    "broker": "mqtts://10.0.0.7:8883",
    "door": "https://10.0.0.7:8444",
}
PUBLIC = BY_ADDRESS | {"server": "https://guide.example.org"}
CLAIMED = msgspec.convert(BY_ADDRESS, KioskSettings)
MOVED = {"server": "http://10.0.0.9", "broker": "mqtts://10.0.0.9:8883"}


@pytest.mark.parametrize(
    ("own", "desk", "door"),
    [
        (BY_ADDRESS, {}, "https://10.0.0.7:8444"),
        (BY_ADDRESS, MOVED, "https://10.0.0.9:8444"),
        (BY_ADDRESS, {"server": "https://guide.lan:8443/x"}, "https://guide.lan:8444"),
        (BY_ADDRESS, {"server": "http://[fd00::9]"}, "https://[fd00::9]:8444"),
        (BY_ADDRESS, {"broker": "mqtts://10.0.0.9:8883"}, "https://10.0.0.7:8444"),
        (BY_ADDRESS, {**MOVED, "door": "https://10.0.0.9:443"}, "https://10.0.0.9:443"),
        (PUBLIC, {"server": "https://new.example.org"}, "https://10.0.0.7:8444"),
        (PUBLIC, {"broker": "mqtts://10.0.0.9:8883"}, "https://10.0.0.9:8444"),
        ({**PUBLIC, "broker": "mqtts://mq.lan:8883"}, MOVED, "https://10.0.0.7:8444"),
        ({**BY_ADDRESS, "door": "https://10.0.0.7"}, MOVED, "https://10.0.0.9"),
        ({**BY_ADDRESS, "door": ""}, {**MOVED, "door": "https://10.0.0.9:8444"}, ""),
    ],
)
def test_where_the_door_is(own: dict[str, str], desk: dict[str, str], door: str) -> None:
    assert door_address(own, desk) == door


@pytest.mark.parametrize(
    "text",
    ["http://10.0.0.9:8444", "https://10.0.0.9/path", "https://", "https://a@10.0.0.9", "10.0.0.9"],
)
def test_what_is_no_door_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="an address as https"):
        read_setting("door", text)


@pytest.fixture
def desk() -> DeskTwin:
    return DeskTwin()


@pytest.fixture
def kiosk(tmp_path: Path) -> KioskTwin:
    return KioskTwin(tmp_path, own=CLAIMED)


def door(kiosk: KioskTwin) -> str:
    """Where the kiosk asks that starts now."""
    settings, _start = start_with_desk(CLAIMED, kiosk.folder, ())
    return settings.door


def ended(kiosk: KioskTwin, *, proved: bool) -> None:
    trial = kiosk.settings.kept.trial
    assert trial is not None
    kiosk.settings.settle(trial, proved=proved)


def test_it_is_tried_kept_and_given_back_with_the_server(desk: DeskTwin, kiosk: KioskTwin) -> None:
    kiosk.settings.heard(desk.wants(**MOVED))
    assert door(kiosk) == "https://10.0.0.9:8444"
    ended(kiosk, proved=False)
    assert door(kiosk) == "https://10.0.0.7:8444"
    kiosk.settings.heard(desk.wants())
    kiosk.settings.heard(desk.wants(**MOVED))
    ended(kiosk, proved=True)
    assert door(kiosk) == "https://10.0.0.9:8444"
    assert as_it_runs(CLAIMED, kiosk.folder).door == "https://10.0.0.9:8444"
    assert kiosk.settings.report().own["door"] == "https://10.0.0.9:8444"
    assert kiosk.settings.kept.proved == MOVED, "software of before reads the file, too"


def test_it_is_set_and_taken_away(desk: DeskTwin, kiosk: KioskTwin) -> None:
    other = {"door": "https://10.0.0.9:9444"}
    kiosk.settings.heard(desk.wants(**MOVED, **other))
    assert kiosk.settings.report().states["door"] is SettingState.TRYING
    ended(kiosk, proved=True)
    assert kiosk.settings.report().states["door"] is SettingState.APPLIED
    assert door(kiosk) == other["door"]
    kiosk.settings.heard(desk.wants(**MOVED))
    trial = kiosk.settings.kept.trial
    assert trial is not None
    assert trial.values == {"door": "https://10.0.0.9:8444"}
    ended(kiosk, proved=True)
    assert kiosk.settings.kept.proved == MOVED
    assert door(kiosk) == "https://10.0.0.9:8444"


def test_one_that_the_desk_holds_stays_when_the_server_moves(
    desk: DeskTwin, kiosk: KioskTwin
) -> None:
    stays = {"door": "https://10.0.0.7:8444"}
    kiosk.settings.heard(desk.wants(**MOVED, **stays))
    ended(kiosk, proved=True)
    assert door(kiosk) == stays["door"]


def test_another_door_lets_the_other_addresses_be_tried_again(
    desk: DeskTwin, kiosk: KioskTwin
) -> None:
    """They were given back together: the server was right, and its door has another port."""
    kiosk.settings.heard(desk.wants(**MOVED))
    ended(kiosk, proved=False)
    kiosk.settings.heard(desk.wants(**MOVED, language="nl"))
    assert kiosk.settings.kept.trial is None, "nothing of them has changed"
    kiosk.settings.heard(desk.wants(**MOVED, door="https://10.0.0.9:9444"))
    trial = kiosk.settings.kept.trial
    assert trial is not None
    assert trial.values == {**MOVED, "door": "https://10.0.0.9:9444"}


def test_it_is_settled_when_what_it_runs_with_holds(desk: DeskTwin, kiosk: KioskTwin) -> None:
    assert kiosk.settings.settled
    kiosk.settings.heard(desk.wants(**MOVED))
    assert kiosk.settings.settled, "it still runs with its own"
    kiosk.start()
    assert not kiosk.settings.settled
    ended(kiosk, proved=False)
    assert not kiosk.settings.settled, "until it has started anew"
    kiosk.start()
    assert kiosk.settings.settled


def test_addresses_that_are_given_up_for_a_file_are_not_tried_again(
    desk: DeskTwin, kiosk: KioskTwin
) -> None:
    kiosk.settings.heard(desk.wants(**MOVED))
    ended(kiosk, proved=True)
    kiosk.settings.give_up_addresses()
    assert door(kiosk) == "https://10.0.0.7:8444"
    kiosk.start()
    kiosk.settings.heard(desk.wants(**MOVED, language="nl"))
    assert kiosk.settings.kept.trial is None
    assert kiosk.settings.report().states["server"] is SettingState.RETURNED


def test_a_kiosk_that_was_set_up_by_hand_has_no_door(desk: DeskTwin, tmp_path: Path) -> None:
    kiosk = KioskTwin(tmp_path)
    kiosk.settings.heard(desk.wants(door="https://10.0.0.9:8444"))
    report = kiosk.settings.report()
    assert report.states == {"door": SettingState.REFUSED}
    assert "by hand" in report.reasons["door"]
    assert "door" not in report.own
    assert kiosk.settings.kept.trial is None

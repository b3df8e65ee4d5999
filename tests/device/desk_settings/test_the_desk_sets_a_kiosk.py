"""Settings come from the desk: what can be used is used, the rest is refused with a reason, and the old value stays."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from contract.kiosk_alerts import KioskAlert
from contract.kiosk_messages import SettingState
from contract.kiosk_settings import CentralSettings
from contract.museum import Level
from device.desk_link import start_with_desk
from device.desk_settings.kept_settings import FILE
from device.recognition.placement import Placement
from device.settings import KioskSettings
from tests.device.desk_settings.desk_twin import OWN, DeskTwin, KioskTwin


@pytest.fixture
def desk() -> DeskTwin:
    return DeskTwin()


@pytest.fixture
def kiosk(tmp_path: Path) -> KioskTwin:
    return KioskTwin(tmp_path)


def test_a_value_is_used_at_once_or_after_a_restart(desk: DeskTwin, kiosk: KioskTwin) -> None:
    assert kiosk.settings.heard(desk.wants(room="attic", level="child", threads="2"))
    assert kiosk.applied == [("room", "attic"), ("level", Level.CHILD)]
    states = kiosk.settings.report().states
    assert states == {
        "room": SettingState.APPLIED,
        "level": SettingState.APPLIED,
        "threads": SettingState.NEEDS_RESTART,
    }
    kiosk.start()
    assert kiosk.settings.report().states["threads"] is SettingState.APPLIED


def test_what_the_desk_takes_away_is_the_kiosks_own_again(desk: DeskTwin, kiosk: KioskTwin) -> None:
    kiosk.settings.heard(desk.wants(room="attic", threads="2"))
    kiosk.start()
    kiosk.settings.heard(desk.wants())
    assert kiosk.applied[-1] == ("room", "hall")
    assert kiosk.settings.report().states == {"threads": SettingState.NEEDS_RESTART}
    kiosk.start()
    assert kiosk.settings.report().states == {}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("colour", "red", "Nothing is called colour."),
        ("threads", "99", "a number from 1 to 16"),
        ("threads", "", "empty"),
        ("threads", "null", "a number from 1 to 16"),
        ("level", "toddler", "adult, child"),
        ("room", "The Hall", "the key of a room"),
        ("server", "ftp://guide.example", "an address as https"),
        ("server", "http://guide.example:99999", "an address as https"),
        ("broker", "guide.example", "an address as mqtts"),
        ("wifi_password", "correct horse", "without wifi_name"),
    ],
)
def test_what_can_not_be_used_is_refused_and_the_old_value_stays(
    desk: DeskTwin, kiosk: KioskTwin, name: str, text: str, reason: str
) -> None:
    kiosk.settings.heard(desk.wants(language="nl"))
    assert kiosk.settings.heard(desk.wants(**{"language": "nl", name: text}))
    report = kiosk.settings.report()
    assert report.states == {"language": SettingState.APPLIED, name: SettingState.REFUSED}
    assert reason in report.reasons[name]
    assert kiosk.applied == [("language", "nl")]


def test_what_was_given_at_the_start_holds(desk: DeskTwin, tmp_path: Path) -> None:
    kiosk = KioskTwin(tmp_path, fixed=("room",))
    kiosk.settings.heard(desk.wants(room="attic"))
    report = kiosk.settings.report()
    assert report.states == {"room": SettingState.REFUSED}
    assert "started" in report.reasons["room"]
    assert not kiosk.applied


def test_a_strangers_settings_are_not_used(kiosk: KioskTwin) -> None:
    assert not kiosk.settings.heard(DeskTwin(key=b"x" * 32).wants(room="attic"))
    assert kiosk.settings.report().states == {}
    assert "not made with this kiosk's key" in kiosk.settings._parts.trouble.problems[0]


def test_forged_and_old_settings_are_an_alarm(desk: DeskTwin, kiosk: KioskTwin) -> None:
    old = desk.wants(room="attic")
    kiosk.settings.heard(old)
    desk.sent += 1_000.0
    newest = desk.wants(room="cellar")
    kiosk.settings.heard(newest)
    trouble = kiosk.settings._parts.trouble
    assert not kiosk.settings.heard(newest), "a broker may deliver it again"
    assert trouble.alerts == []
    assert not kiosk.settings.heard(old)
    assert trouble.alerts == [KioskAlert.MESSAGES_REPLAYED]
    kiosk.settings.heard(msgspec.structs.replace(newest, settings={"room": "attic"}))
    assert set(trouble.alerts) == {KioskAlert.MESSAGES_REPLAYED, KioskAlert.MESSAGES_FORGED}
    assert kiosk.settings.kept.wanted == {"room": "cellar"}


def test_a_recorded_message_can_not_be_sent_again(desk: DeskTwin, kiosk: KioskTwin) -> None:
    recorded = desk.wants(room="attic")
    kiosk.settings.heard(recorded)
    kiosk.settings.heard(desk.wants(room="cellar"))
    kiosk.start()
    assert not kiosk.settings.heard(recorded)
    assert kiosk.settings.kept.wanted == {"room": "cellar"}


def test_a_server_whose_clock_is_far_ahead_does_not_shut_out_later_ones(
    desk: DeskTwin, kiosk: KioskTwin
) -> None:
    kiosk.now = lambda: 2_000.0
    desk.sent = 4e9
    assert not kiosk.settings.heard(desk.wants(room="attic"))
    desk.sent = 2_000.0
    assert kiosk.settings.heard(desk.wants(room="cellar"))


def test_the_password_is_not_legible_on_the_way(desk: DeskTwin, kiosk: KioskTwin) -> None:
    message = desk.wants(wifi_name="Museum", wifi_password="four quiet rooms")
    assert b"quiet" not in msgspec.json.encode(message)
    kiosk.settings.heard(message)
    assert kiosk.settings.kept.wanted["wifi_password"] == "four quiet rooms"
    assert (kiosk.folder / FILE).stat().st_mode & 0o077 == 0
    assert b"quiet" not in msgspec.json.encode(kiosk.settings.report())


@pytest.mark.parametrize("damage", [b"", b"{", b'{"v":99}', b"\xff", b'{"v":1,"wanted":3}'])
def test_a_damaged_file_leaves_the_kiosk_its_own_settings(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    settings, start = start_with_desk(OWN, tmp_path, ())
    assert settings == OWN
    assert "damaged" in start.problem


def test_a_full_disk_is_said_and_the_settings_hold_until_the_restart(
    desk: DeskTwin, kiosk: KioskTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("device.desk_settings.desk_settings.write_kept", full)
    assert kiosk.settings.heard(desk.wants(room="attic"))
    assert kiosk.applied == [("room", "attic")]
    assert "No space left" in kiosk.settings.problems[0]


def test_the_kept_settings_lie_over_its_own_at_the_start(
    desk: DeskTwin, kiosk: KioskTwin, tmp_path: Path
) -> None:
    kiosk.settings.heard(
        desk.wants(
            placement="carried", bundle_seconds="60", threads="3", server="http://new.example"
        )
    )
    settings, _start = start_with_desk(OWN, tmp_path, ())
    assert settings.placement is Placement.CARRIED
    assert (settings.bundle_seconds, settings.threads) == (60.0, 3)
    assert settings.room == "hall"


def test_desk_and_kiosk_name_the_same_settings() -> None:
    """The Wi-Fi is the machine's and no setting of the program; the rest has the kiosk's own name and type."""
    own = {one.name: one for one in msgspec.structs.fields(KioskSettings)}
    names = [name for name in CentralSettings.__struct_fields__ if not name.startswith("wifi")]
    assert set(names) <= own.keys()
    assert [one.value for one in Placement] == ["held-up", "facing-a-wall", "carried"]

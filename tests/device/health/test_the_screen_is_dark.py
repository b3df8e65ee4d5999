"""A kiosk's own browser shows its page no more: staff have an alarm, and not for a kiosk that has no browser."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.kiosk_alerts import KioskAlert
from contract.museum import Hours
from contract.opening import is_closed
from device.health import own_screen
from device.health.own_screen import DARK, DARK_SECONDS, FILE, STARTING_SECONDS, OwnScreen
from tests.tiny_museum import tiny_museum


class ScreenTwin:
    """A kiosk whose browser comes and goes. `pass_minutes` lets time pass, looking all the while."""

    def __init__(self, folder: Path, *, expected: bool | None = None) -> None:
        self.folder, self.expected = folder, expected
        self.at, self.watched, self.closed = 0.0, True, False
        self.restart()

    def restart(self) -> None:
        self.screen = OwnScreen(
            self.folder / FILE,
            lambda: self.watched,
            lambda: self.closed,
            lambda: self.at,
            self.expected,
        )

    def pass_minutes(self, minutes: float) -> None:
        for _ in range(round(minutes * 12)):
            self.at += 5.0
            self.screen.look()

    @property
    def dark(self) -> bool:
        alerts = self.screen.alerts
        assert (alerts == [KioskAlert.SCREEN_DARK]) == (self.screen.problems == [DARK])
        return bool(alerts)


@pytest.fixture
def kiosk(tmp_path: Path) -> ScreenTwin:
    return ScreenTwin(tmp_path)


def test_the_browser_is_stopped(kiosk: ScreenTwin) -> None:
    kiosk.pass_minutes(10)
    kiosk.watched = False
    kiosk.pass_minutes(DARK_SECONDS / 60 - 1)
    assert not kiosk.dark, "its service starts it again"
    kiosk.pass_minutes(2)
    assert kiosk.dark
    kiosk.pass_minutes(600)
    assert kiosk.dark
    kiosk.watched = True
    kiosk.pass_minutes(0.1)
    assert not kiosk.dark


def test_it_never_comes_up_after_new_software(kiosk: ScreenTwin) -> None:
    kiosk.pass_minutes(10)
    kiosk.watched, kiosk.closed = False, True
    kiosk.restart()
    kiosk.pass_minutes(STARTING_SECONDS / 60 - 1)
    assert not kiosk.dark, "its first minutes"
    kiosk.pass_minutes(2)
    assert kiosk.dark, "also by night"


def test_a_kiosk_without_a_browser_of_its_own(kiosk: ScreenTwin) -> None:
    kiosk.watched = False
    kiosk.pass_minutes(600)
    assert not kiosk.dark
    kiosk.watched = True
    kiosk.pass_minutes(2)  # a technician looks at its page
    kiosk.watched = False
    kiosk.pass_minutes(600)
    assert not kiosk.dark
    kiosk.restart()
    kiosk.pass_minutes(600)
    assert not kiosk.dark


def test_a_screen_that_is_switched_off_by_hours(kiosk: ScreenTwin) -> None:
    kiosk.pass_minutes(60)
    kiosk.watched, kiosk.closed = False, True
    kiosk.pass_minutes(300)
    assert not kiosk.dark
    kiosk.restart()  # new software comes by night
    kiosk.pass_minutes(300)
    assert not kiosk.dark
    kiosk.closed = False
    kiosk.pass_minutes(1)
    assert kiosk.dark, "the museum is open"
    kiosk.closed = True
    kiosk.pass_minutes(300)
    assert kiosk.dark, "it was dark by day"


def test_settings_say_whether_it_has_one(tmp_path: Path) -> None:
    without = ScreenTwin(tmp_path, expected=False)
    without.pass_minutes(60)
    without.watched = False
    without.pass_minutes(60)
    assert not without.dark
    having = ScreenTwin(tmp_path / "other", expected=True)
    having.watched = False
    having.pass_minutes(60)
    assert having.dark, "it never came up at all"


def test_a_disk_that_takes_nothing(kiosk: ScreenTwin, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(own_screen, "write_durably", full)
    kiosk.pass_minutes(10)
    kiosk.watched = False
    kiosk.pass_minutes(10)
    assert kiosk.dark


def test_what_is_kept_is_damaged(kiosk: ScreenTwin) -> None:
    (kiosk.folder / FILE).write_bytes(b"\x00")
    kiosk.restart()
    kiosk.watched = False
    kiosk.pass_minutes(60)
    assert not kiosk.dark


def test_closed_is_by_stated_hours() -> None:
    site = replace(tiny_museum().site, opening=[Hours(dt.time(10), dt.time(17))] * 7, exceptions=[])
    night, day = (dt.datetime(2026, 3, 3, hour, tzinfo=dt.UTC).timestamp() for hour in (2, 12))
    assert is_closed(site, night)
    assert not is_closed(site, day)
    assert not is_closed(replace(site, opening=[None] * 7), night), "it has stated none"

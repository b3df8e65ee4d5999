"""A real kiosk tells systemd while it serves its screen, and no longer when it hangs."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

from device.kiosk import STILL_SECONDS, Kiosk
from device.kiosk_run import KioskRun
from device.screen.settings import ScreenSettings
from device.settings import KioskSettings
from runtime.service_watchdog import SHARE, ServiceWatchdog
from tests.brokers import free_port
from tests.waiting import stays, until
from zaalgids.processes import Child, stop_all

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
WATCHDOG_SECONDS = 2.0


class SystemdTwin:
    """The socket of systemd, as the environment of a service names it, and how many messages came."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(self.path))
        self._line.settimeout(0.05)

    def heard(self) -> int:
        """Return how many messages have come since the last call."""
        number = 0
        while True:
            try:
                number += self._line.recv(4096) == b"WATCHDOG=1"
            except TimeoutError:
                return number

    def close(self) -> None:
        self._line.close()

    def environment(self, **more: str) -> dict[str, str]:
        microseconds = str(int(WATCHDOG_SECONDS * 1e6))
        return {"NOTIFY_SOCKET": str(self.path), "WATCHDOG_USEC": microseconds, **more}


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[SystemdTwin]:
    made = SystemdTwin(tmp_path)
    yield made
    made.close()


def written_settings(folder: Path) -> Path:
    file = folder / "kiosk.toml"
    settings = {
        "name": "hall",
        "data": str(folder / "data"),
        "broker": "",
        "screen": {"port": free_port()},
        "own_speech_megabytes": 0,
    }
    file.write_text(tomli_w.dumps(settings), encoding="utf-8")
    return file


def test_a_process_that_stands_still_says_nothing(tmp_path: Path, systemd: SystemdTwin) -> None:
    arguments = ["kiosk", "--settings", str(written_settings(tmp_path))]
    child = Child("hall", arguments, tmp_path / "log", **systemd.environment())
    try:
        until(systemd.heard, 90, child.last_words)
        until(lambda: systemd.heard() >= 1, 30, "it goes on saying that it serves")
        os.kill(child.process.pid, signal.SIGSTOP)
        systemd.heard()  # the last ones
        stays(
            lambda: systemd.heard() == 0, 2 * WATCHDOG_SECONDS, "it stands still and says nothing"
        )
        os.kill(child.process.pid, signal.SIGCONT)
        until(systemd.heard, 30, "it serves again")
    finally:
        stop_all([child])


def test_the_unit_waits_longer_than_the_kiosk_does_for_its_guide() -> None:
    unit = (ROOT / "deploy" / "systemd" / "zaalgids-kiosk.service").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"^WatchdogSec=([0-9]+)$", unit, re.MULTILINE)
    assert STILL_SECONDS + 2 * int(seconds) / SHARE <= int(seconds)


def test_nobody_asks_for_messages() -> None:
    asked_of_another = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"}
    for environment in ({}, {"NOTIFY_SOCKET": "/run/x"}, asked_of_another):
        assert not ServiceWatchdog(environment).is_asked


def test_the_guide_hangs_and_the_main_thread_does_not(
    tmp_path: Path, systemd: SystemdTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that never gives the guide's lock back: the page's frame still answers, the guide does not."""
    monkeypatch.setattr("device.kiosk.STILL_SECONDS", 1.5)
    settings = KioskSettings(
        name="hall",
        data=str(tmp_path / "data"),
        broker="",
        own_speech_megabytes=0,
        screen=ScreenSettings(port=free_port()),
    )
    kiosks: list[Kiosk] = []
    made = KioskRun._kiosk

    def kept(self: KioskRun, *arguments: object) -> Kiosk:
        kiosks.append(made(self, *arguments))  # type: ignore[arg-type]
        return kiosks[-1]

    monkeypatch.setattr(KioskRun, "_kiosk", kept)
    environment = systemd.environment()
    run = KioskRun(lambda: settings, None, lambda _: None, watchdog=ServiceWatchdog(environment))
    thread = threading.Thread(target=run.run)
    thread.start()
    try:
        until(lambda: kiosks and systemd.heard() and kiosks[0].serves, 60, "it serves")
        for _ in range(2):  # the second message is surely of a look at which it served
            systemd.heard()
            until(systemd.heard, 60, "it says that it serves")
        with kiosks[0]._lock:  # the hung thread is this one
            until(lambda: not kiosks[0].serves, 20, "the guide stands still")
            time.sleep(WATCHDOG_SECONDS / 2)
            systemd.heard()
            stays(lambda: systemd.heard() == 0, WATCHDOG_SECONDS, "systemd hears nothing")
        until(systemd.heard, 30, "the guide moves again")
    finally:
        run.stop()
        thread.join(30)

"""A page that hangs keeps its stream and says no more that it runs: the kiosk knows it, and its browser restarts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from contract.bundle import Release
from device.screen import scene_streams
from device.screen.scene_streams import ALIVE_HIDDEN_SECONDS, ALIVE_SECONDS, SceneStreams
from tests.brokers import free_port, wait_for_port
from tests.device.screen.conftest import Kiosk
from tests.waiting import until

SCRIPT = Path(__file__).resolve().parents[3] / "deploy" / "zaalgids-screen"
HEADLESS = """#!/bin/sh
exec {chromium} --headless=new --no-sandbox --disable-gpu --remote-debugging-port={port} "$@"
"""


class Now:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_page_that_says_nothing_more_does_not_watch() -> None:
    now = Now()
    streams = SceneStreams(now)
    streams.alive()
    assert not streams.own_page_watches, "a sign without a stream"
    streams.watch("page")
    assert streams.own_page_watches
    now.seconds += ALIVE_SECONDS - 1
    streams.alive()
    now.seconds += ALIVE_SECONDS - 1
    assert streams.own_page_watches
    now.seconds += 1
    assert not streams.own_page_watches, "its stream is open, and it hangs"
    streams.alive()
    assert streams.own_page_watches


def test_a_page_that_is_not_in_view_speaks_once_a_minute() -> None:
    now = Now()
    streams = SceneStreams(now)
    streams.watch("page")
    streams.alive(hidden=True)
    now.seconds += ALIVE_HIDDEN_SECONDS - 1
    assert streams.own_page_watches
    streams.alive()
    now.seconds += ALIVE_SECONDS
    assert not streams.own_page_watches


def test_another_machines_page_is_no_sign() -> None:
    now = Now()
    streams = SceneStreams(now)
    streams.watch("page")
    now.seconds += ALIVE_SECONDS
    streams.watch("other", own=False)
    assert not streams.own_page_watches


class HealthyKiosk(Kiosk):
    """A kiosk whose health says whether its page watches, as the real one's does."""

    def health(self) -> dict[str, Any]:
        return {"ready": True, "watched": self._streams.own_page_watches}


@pytest.fixture
def kiosk(bundle: tuple[Path, Release], monkeypatch: pytest.MonkeyPatch) -> Iterator[HealthyKiosk]:
    monkeypatch.setattr(scene_streams, "ALIVE_SECONDS", 8.0)
    made = HealthyKiosk(bundle[0], bundle[1], "http://127.0.0.1:9", 15.6)
    yield made
    made.stop()


@pytest.mark.long
@pytest.mark.browser
def test_the_service_starts_a_browser_whose_page_hangs_again(
    kiosk: HealthyKiosk, tmp_path: Path
) -> None:
    port = free_port()
    wrapper = tmp_path / "chromium"
    wrapper.write_text(HEADLESS.format(chromium=shutil.which("chromium"), port=port))
    wrapper.chmod(0o755)
    service = subprocess.Popen(
        ["sh", str(SCRIPT), kiosk.address],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "XDG_RUNTIME_DIR": str(tmp_path),
            "ZAALGIDS_PYTHON": sys.executable,
            "ZAALGIDS_SCREEN_PAUSE": "1",
        },
    )
    try:
        wait_for_port(port, 60)
        until(lambda: kiosk.health()["watched"], 60)
        options = webdriver.ChromeOptions()
        options.debugger_address = f"127.0.0.1:{port}"
        driver = webdriver.Chrome(
            options=options, service=Service(str(shutil.which("chromedriver")))
        )
        driver.execute_script("setTimeout(() => { for (;;) {} }, 200)")
        until(lambda: not kiosk.health()["watched"], 40)
        assert kiosk._streams._open, "its stream is still there"
        assert service.wait(60) == 137  # its own service starts it again
        threading.Thread(target=driver.service.stop, daemon=True).start()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(service.pid, signal.SIGKILL)
        service.wait(20)


def test_the_browsers_policy_lets_nothing_but_the_kiosk_in() -> None:
    """Chromium's names: https://chromeenterprise.google/policies/"""
    policy = json.loads((SCRIPT.parent / "chromium" / "zaalgids.json").read_text("utf-8"))
    assert policy["URLBlocklist"] == ["*"]
    assert all(
        "127.0.0.1" in one or "localhost" in one or "::1" in one for one in policy["URLAllowlist"]
    )
    assert policy["AllowFileSelectionDialogs"] is False
    assert policy["DeveloperToolsAvailability"] == 2
    assert policy["DownloadRestrictions"] == 3
    script = SCRIPT.read_text("utf-8")
    assert "--disable-pinch" in script
    assert "--overscroll-history-navigation=0" in script
    install = (SCRIPT.parent / "lib" / "kiosk.sh").read_text("utf-8")
    assert "/etc/chromium/policies/managed/zaalgids.json" in install

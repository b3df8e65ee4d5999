"""A kiosk whose settings name no broker works, and says so in its health; its counts stay."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest

from device.kiosk import Kiosk
from device.settings import KioskSettings
from tests.waiting import until


def test_a_kiosk_without_a_broker_shows_its_page_and_logs_nothing_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = msgspec.convert(
        {
            "data": str(tmp_path / "data"),
            "server": "http://127.0.0.1:9",
            "broker": "",
            "own_speech_megabytes": 0,
            "screen": {"port": 0},
            "aim": {"port": 0, "host": "127.0.0.1"},
        },
        KioskSettings,
    )
    kiosk = Kiosk(settings)
    kiosk.start()
    try:
        with urlopen(f"{kiosk.screen_url}?diagonal=7", timeout=10) as page:
            assert 'data-diagonal="7.0" data-distance="40"' in page.read().decode()

        def problems() -> list[str]:
            with urlopen(f"{kiosk.screen_url}health", timeout=10) as answer:
                found: list[str] = json.load(answer)["trouble"]
            return found

        until(lambda: any("settings name none" in one for one in problems()))
    finally:
        kiosk.stop()
    assert not [one for one in caplog.messages if "broker" in one]

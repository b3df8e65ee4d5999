"""The kiosk is built from the list of its capabilities: another one is an entry of that list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest
from flask import Blueprint
from msgspec.structs import replace

from contract.bundle import Release
from contract.museum import Pronunciation
from device import kiosk as kiosk_module
from device.capabilities import CAPABILITIES
from device.capability import KioskCapability, KioskContribution, StartAndStop
from device.kiosk import Kiosk
from device.settings import KioskSettings
from device.speech.live_speech import LiveSpeech
from device.uplink.outbox import Outbox
from device.wiring import KioskWiring
from tests.tiny_museum import tiny_museum
from tour_server.capabilities import CAPABILITIES as SERVER_CAPABILITIES
from zaalgids.commands.command_line import DEVICE


@pytest.fixture
def settings(tmp_path: Path) -> KioskSettings:
    return msgspec.convert(
        {
            "data": str(tmp_path / "data"),
            "server": "http://127.0.0.1:9",
            "broker": "mqtt://127.0.0.1:9",
            "own_speech_megabytes": 0,
            "screen": {"port": 0},
            "aim": {"port": 0, "host": "127.0.0.1"},
        },
        KioskSettings,
    )


def test_a_sixth_capability(settings: KioskSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def build(wiring: KioskWiring) -> KioskContribution:
        assert wiring.require(Outbox).depth == 0  # built before
        pages = Blueprint("barometer", __name__)
        pages.add_url_rule("/pressure", view_func=lambda: "1013 hPa")
        return KioskContribution(
            parts=(StartAndStop(lambda: seen.append("started"), lambda: seen.append("stopped")),),
            pages=(pages,),
            problems=lambda: ["The barometer is wet."],
            on_touch=lambda: seen.append("touched"),
        )

    added = (*CAPABILITIES, KioskCapability("barometer", build))
    monkeypatch.setattr(kiosk_module, "CAPABILITIES", added)
    kiosk = Kiosk(settings)
    kiosk.start()
    try:
        with urlopen(f"{kiosk.screen_url}pressure", timeout=20) as answer:
            assert answer.read() == b"1013 hPa"
        with urlopen(f"{kiosk.screen_url}health", timeout=20) as answer:
            assert "The barometer is wet." in json.load(answer)["trouble"]
        kiosk.touched("larger", "")
    finally:
        kiosk.stop()
    assert seen == ["started", "touched", "stopped"]


def test_a_release_brings_the_museums_own_pronunciations(
    settings: KioskSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Sequence[Pronunciation]] = []
    monkeypatch.setattr(LiveSpeech, "pronounce", lambda _self, lexicon: said.append(lexicon))
    entry = Pronunciation("Escher", "nl", "Esjer")
    museum = tiny_museum()
    museum = replace(museum, site=replace(museum.site, lexicon=[entry]))
    kiosk = Kiosk(settings)
    kiosk.start()
    try:
        kiosk._released(Release(1, 0.0, museum, [], {}, None))
    finally:
        kiosk.stop()
    assert said == [[entry]]


def test_camera_setup_that_can_t_start_is_a_problem_and_no_reason_not_to(
    settings: KioskSettings, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "aim").write_text("a file where the folder should be", "utf-8")
    kiosk = Kiosk(settings)
    kiosk.start()
    try:
        problems = kiosk.health()["trouble"]
    finally:
        kiosk.stop()
    assert any(one.startswith("No technician can look through") for one in problems)


def test_commands_on_the_device_come_from_the_list() -> None:
    of_the_kiosk = {command.name for one in CAPABILITIES for command in one.commands}
    of_the_server = {one.name for each in SERVER_CAPABILITIES for one in each.device_commands}
    assert set(DEVICE) == of_the_kiosk | of_the_server
    assert not of_the_kiosk & of_the_server

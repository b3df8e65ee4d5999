"""The report of a self test may be sent on: what names persons, places, machines and secrets is in none of it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import msgspec
import numpy as np
import pytest
from flask import Flask

from contract.selftest import VERSIONS, CheckState, SelftestCheck, SelftestReport, worst
from device.camera.settings import UsbCamera, VideoFile
from device.camera.shared_frames import SharedFrames
from device.claim.settings import ClaimSettings
from device.orders.selftest_order import SelftestOrder
from device.selftest.pages import SelftestPages
from device.selftest.running_kiosk import RunningKiosk
from device.selftest.selftest import SelftestParts, run_selftest
from device.settings import CameraSettings, KioskSettings
from tests.device.selftest.test_each_part_is_tried import StillCamera
from tests.waiting import until

pytestmark = pytest.mark.long

SECRETS = ("anna", "de-vries", "hunter2", "geheim", "museumnet", "0612345678", "10.77.88.99")


def hostile_settings(folder: Path) -> KioskSettings:
    """Settings that have a secret or a name wherever one can stand, and of which nothing works."""
    return KioskSettings(
        name="anna-de-vries",
        site="anna",
        room="geheim",
        data=str(folder),
        server="http://geheim.anna.invalid:9",
        broker="mqtts://hunter2.invalid:8883",
        broker_ca=str(folder / "anna.pem"),
        credentials=str(folder / "geheim.toml"),
        trusted_root=str(folder / "anna.json"),
        claim=ClaimSettings(files=(str(folder / "geheim*.toml"),)),
        cameras=(
            CameraSettings(source=UsbCamera(device="/dev/anna-0612345678")),
            CameraSettings(source=VideoFile(path=str(folder / "de-vries.mp4"))),
        ),
    )


def boom() -> SelftestCheck:
    raise ValueError("anna hunter2 at 10.77.88.99")


def report_of(settings: KioskSettings, folder: Path, kiosk: RunningKiosk) -> SelftestReport:
    return run_selftest(
        SelftestParts(
            settings=settings,
            data=folder,
            kiosk=kiosk,
            works=[("recognition", boom)],
            machine="a board\0\n",
            cores=4,
            say=lambda _: None,
        )
    )


def test_nothing_that_names_leaves_in_the_report(tmp_path: Path) -> None:
    folder = tmp_path / "anna-geheim"
    folder.mkdir()
    said = {
        "name": "anna",
        "trouble": ["The Wi-Fi museumnet of anna does not take hunter2."],
        "connected": False,
        "machine": {"speech_works": None},
    }
    silent = RunningKiosk("http://127.0.0.1:9", lambda _: None)
    asked = RunningKiosk("http://127.0.0.1:9", lambda _: said)
    for kiosk in (silent, asked):
        report = report_of(hostile_settings(folder), folder, kiosk)
        body = VERSIONS.encode(report).decode().lower()
        assert [secret for secret in SECRETS if secret in body] == []
        assert worst(report) is CheckState.FAILED
        assert VERSIONS.decode(body.encode(), SelftestReport).checks
        by_part = {one.part: one for one in report.checks}
        assert by_part["camera-1"].state is CheckState.FAILED
        assert by_part["recognition"].words == "The trial itself failed (ValueError)."
        assert by_part["broker"].state is CheckState.FAILED


def test_every_number_and_word_fits_the_message(tmp_path: Path) -> None:
    report = report_of(
        KioskSettings(), tmp_path, RunningKiosk("http://127.0.0.1:9", lambda _: None)
    )
    body = msgspec.json.encode(report)
    assert msgspec.json.decode(body, type=SelftestReport) == report  # its bounds are checked here
    assert len(body) < 20_000
    assert len({one.part for one in report.checks}) == len(report.checks)


def test_the_running_kiosk_measures_its_cameras_for_its_own_machine_alone() -> None:
    frames = SharedFrames(StillCamera())
    frames.start()
    app = Flask("x")
    app.register_blueprint(SelftestPages(lambda: [frames, None], "127.0.0.1").blueprint())
    client = app.test_client()
    try:
        assert (
            client.get("/selftest/cameras", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code
            == 403
        )
        found = client.get("/selftest/cameras").get_json()
        again = client.get("/selftest/cameras").get_json()
    finally:
        frames.stop()
    assert again == found  # measured once
    assert found["cameras"][0]["width"] == 320
    assert found["cameras"][1]["fps"] == 0
    kiosk = RunningKiosk("x", lambda address: found if address.endswith("cameras") else {})
    measured = kiosk.camera(0)
    assert measured is not None
    assert measured.width == 320
    assert np.isfinite(measured.fps)


def outcome_of(order: SelftestOrder) -> SelftestReport | None:
    found: list[SelftestReport | None] = []
    ended = threading.Event()
    order.run(lambda report: (found.append(report), ended.set()))  # type: ignore[func-returns-value]
    assert ended.wait(30)
    return found[0]


def test_the_kiosk_gives_the_program_its_settings_and_takes_its_report(tmp_path: Path) -> None:
    report = report_of(
        KioskSettings(), tmp_path, RunningKiosk("http://127.0.0.1:9", lambda _: None)
    )
    (tmp_path / "report.json").write_bytes(VERSIONS.encode(report))
    program = f"import sys; assert sys.stdin.read() == 'x'; print(open({str(tmp_path / 'report.json')!r}).read())"
    order = SelftestOrder(lambda: b"x", ("-c", program))
    assert outcome_of(order) == report
    until(lambda: not order._worker.running)  # type: ignore[union-attr]
    assert outcome_of(order) == report  # and once more
    order.stop()


@pytest.mark.parametrize("program", ["print('{')", "import sys; sys.exit(3)", "print('[1]')"])
def test_a_program_without_a_report_makes_none(program: str) -> None:
    assert outcome_of(SelftestOrder(lambda: b"", ("-c", program))) is None


def test_a_test_ends_when_the_kiosk_stops() -> None:
    order = SelftestOrder(lambda: b"", ("-c", "import time; time.sleep(60)"))
    found: list[SelftestReport | None] = []
    order.run(found.append)
    order.run(found.append)  # one at a time
    assert found == [None]
    until(lambda: order._process is not None)
    order.stop()
    assert found == [None, None]
    assert sys.executable

"""`zaalgids device selftest`: on the command line, as a file, and as the kiosk starts it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from contract.selftest import VERSIONS, CheckState, SelftestReport
from device.camera.settings import UsbCamera
from device.screen.settings import ScreenSettings
from device.selftest.finding import well
from device.selftest.running_kiosk import CAMERAS_PATH
from device.settings import CameraSettings, KioskSettings
from tests.brokers import free_port
from zaalgids.commands import selftest as command
from zaalgids.commands.command_line import device

SLOW_SECONDS = 2.5  # longer than the demo waits for an answer


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the models out: tests/journeys has them."""
    monkeypatch.setattr(command, "_works", lambda _quick: [("speed", lambda: well("speed", "x"))])
    monkeypatch.setattr(command.os, "nice", lambda _by: 0)


class KioskPage:
    """A kiosk's page: its health, and what it measures at its camera."""

    def __init__(self) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera = {"fps": 14.0, "width": 1280, "height": 720, "grey": 120.0}
                answers = {
                    "/health": {"watched": True, "connected": True},
                    CAMERAS_PATH: {"cameras": [camera | {"sharpness": 30.0, "fault": None}]},
                }
                if self.path == CAMERAS_PATH:
                    threading.Event().wait(SLOW_SECONDS)
                body = json.dumps(answers[self.path]).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def page() -> Iterator[int]:
    made = KioskPage()
    yield made.server.server_port
    made.server.shutdown()
    made.server.server_close()


def settings(folder: Path, port: int) -> KioskSettings:
    return KioskSettings(
        data=str(folder),
        broker="",
        server=f"http://127.0.0.1:{port}",
        screen=ScreenSettings(port=port),
        cameras=(CameraSettings(source=UsbCamera(device="/dev/video-of-nobody")),),
    )


def test_the_running_kiosk_is_asked_for_its_camera(tmp_path: Path, page: int) -> None:
    given = msgspec.json.encode(settings(tmp_path, page))
    done = CliRunner().invoke(device, ["selftest", "--from-kiosk", "--json"], input=given)
    report = VERSIONS.decode(done.stdout, SelftestReport)
    found = {one.part: one for one in report.checks}
    assert found["camera-1"].state is CheckState.WELL
    assert found["camera-1"].values["fps"] == 14
    assert found["screen"].state is CheckState.WELL
    assert found["server"].state is CheckState.WELL
    assert done.exit_code == int(any(one.state is CheckState.FAILED for one in report.checks))


def test_a_file_and_lines_for_people(tmp_path: Path) -> None:
    file, out = tmp_path / "kiosk.toml", tmp_path / "report.json"
    port = free_port()
    file.write_text(
        f'data = "{tmp_path}"\nbroker = ""\nserver = "http://127.0.0.1:{port}"\n'
        f"[screen]\nport = {port}\n"
    )
    done = CliRunner().invoke(device, ["selftest", "--settings", str(file), "--out", str(out)])
    assert done.exit_code == 1  # no page and no server answers
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "screen FAILED The kiosk's page does not answer." in lines
    assert "→ Start the kiosk: systemctl status zaalgids-kiosk" in lines
    report = VERSIONS.decode(out.read_bytes(), SelftestReport)
    assert {"screen", "disk", "speed", "temperature"} <= {one.part for one in report.checks}
    assert str(tmp_path) not in out.read_text("utf-8")


@pytest.mark.parametrize("given", [b"", b"{", b'{"data": 3}'])
def test_settings_that_are_none(given: bytes) -> None:
    done = CliRunner().invoke(device, ["selftest", "--from-kiosk", "--json"], input=given)
    assert done.exit_code == 78
    assert "not understood" in done.output


def test_a_report_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    out = tmp_path / "a file" / "report.json"
    data = ["--data", str(tmp_path)]
    done = CliRunner().invoke(device, ["selftest", *data, "--out", str(out)])
    assert done.exit_code == 1
    assert "can't be written" in done.output

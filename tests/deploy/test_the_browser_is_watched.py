"""The service of the screen, with a twin of Chromium: it waits for the kiosk, and ends a browser without its page."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.waiting import stays, until

pytestmark = pytest.mark.long
SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "zaalgids-screen"
# It writes down that it has started, and ends with the status in its file, when there is one.
CHROMIUM = """#!/bin/sh
echo "$@" >> "$STARTED"
while [ ! -e "$ENDS" ]; do sleep 0.1; done
exit 3
"""


class HealthTwin:
    """A kiosk's page of health."""

    def __init__(self) -> None:
        self.watched, self.listens, self.looks = True, False, 0
        twin = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                twin.looks += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(
                    b'{"ready":true,"watched":%s}' % str(twin.watched).lower().encode()
                )

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False)
        self.server.server_bind()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def listen(self) -> None:
        self.listens = True
        self.server.server_activate()
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        if self.listens:
            self.server.shutdown()
        self.server.server_close()


class Running:
    def __init__(self, folder: Path) -> None:
        self.kiosk = HealthTwin()
        self.started, self.ends = folder / "started", folder / "ends"
        chromium = folder / "chromium"
        chromium.write_text(CHROMIUM)
        chromium.chmod(0o755)
        self.folder = folder
        self.process = subprocess.Popen(
            ["sh", str(SCRIPT), self.kiosk.address],
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={
                **os.environ,
                "PATH": f"{folder}:{os.environ['PATH']}",
                "STARTED": str(self.started),
                "ENDS": str(self.ends),
                "XDG_RUNTIME_DIR": str(folder),
                "ZAALGIDS_PYTHON": sys.executable,
                "ZAALGIDS_SCREEN_PAUSE": "0.1",
            },
        )


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    try:
        yield running
        running.ends.touch()
        running.process.wait(20)
    finally:
        with suppress(ProcessLookupError):  # a script that still waits for its kiosk
            os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait(20)
        assert running.process.stderr is not None
        running.process.stderr.close()
        running.kiosk.close()
    assert not list(tmp_path.glob("zaalgids-screen.*")), "the profile is gone"


def test_it_waits_for_the_kiosk_and_ends_with_the_browser(screen: Running) -> None:
    stays(lambda: not screen.started.exists(), 1.0, "no browser before the kiosk answers")
    screen.kiosk.listen()
    until(screen.started.exists, 20)
    assert "--kiosk" in screen.started.read_text()
    stays(lambda: screen.process.poll() is None, 1.5, "a page that is watched stays")
    screen.ends.touch()
    assert screen.process.wait(20) == 3


def test_a_browser_that_lost_its_page_is_ended(screen: Running) -> None:
    screen.kiosk.listen()
    until(screen.started.exists, 20)
    looks = screen.kiosk.looks
    until(lambda: screen.kiosk.looks > looks + 1, 20, "a look at a page that is watched")
    screen.kiosk.watched, looks = False, screen.kiosk.looks
    assert screen.process.wait(30) == 137
    assert screen.kiosk.looks - looks <= 6
    assert screen.process.stderr is not None  # a pipe
    assert b"not shown any more" in screen.process.stderr.read()


def test_a_page_that_comes_late_is_waited_for_and_one_that_never_comes_is_not(
    screen: Running,
) -> None:
    screen.kiosk.watched = False
    screen.kiosk.listen()
    until(screen.started.exists, 20)
    until(lambda: screen.kiosk.looks > 10, 20, "ten looks")
    assert screen.process.poll() is None
    assert screen.process.wait(60) == 137

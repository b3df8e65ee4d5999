"""A real kiosk that counts at a simulated doorway, without a broker and a server."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import tomli_w

from contract.messages import Bin, decode
from tests.brokers import free_port
from tests.journeys.page_queries import json_of
from tests.waiting import until
from zaalgids.processes import Child

DOORWAY = {"type": "virtual-doorway", "people_per_minute": 30.0}
UNUSED_PORT = 9  # discard, RFC 863: no program listens on it


class CountingKiosk:
    """One `zaalgids kiosk` with a counting camera and without a broker."""

    def __init__(
        self, folder: Path, data: Path, camera: dict[str, object], path: str = "", **more: Any
    ) -> None:
        """`more`: of the settings."""
        self.port = free_port()
        settings = folder / "kiosk.toml"
        written = {
            "name": "hall",
            "data": str(data),
            "broker": f"mqtt://127.0.0.1:{UNUSED_PORT}",
            "screen": {"port": self.port},
            "eyes": [{"camera": camera, "recognise": True, "count": True, "line": [320.0, 0.0, 320.0, 480.0]}],
            **more,
        }  # fmt: skip
        settings.write_text(tomli_w.dumps(written), encoding="utf-8")
        python = {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"} if path else {}
        self.child = Child("hall", ["kiosk", "--settings", str(settings)], folder / "log", **python)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def until_up(self) -> None:
        def answers() -> bool:
            assert self.child.process.poll() is None, self.said()
            try:
                return bool(json_of(f"{self.address}/health"))
            except OSError:
                return False

        until(answers, 90, self.said)

    def problems(self) -> str:
        return " ".join(json_of(f"{self.address}/health")["trouble"])

    def alerts(self) -> list[str]:
        found: list[str] = json_of(f"{self.address}/health")["alerts"]
        return found

    def said(self) -> str:
        return self.child.last_words(40)

    def shows_its_screen(self) -> bool:
        with urllib.request.urlopen(self.address, timeout=20) as page:
            return page.status == 200 and b"<html" in page.read()

    def scene(self) -> dict[str, Any]:
        """The scene that a page gets when it connects."""
        with urllib.request.urlopen(f"{self.address}/events", timeout=20) as events:
            while not (line := events.readline()).startswith(b"data: "):
                pass
        scene: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return scene


def bins(data: Path) -> list[Bin]:
    """Return the bins in the outbox of a kiosk that has ended, oldest first."""
    with closing(sqlite3.connect(data / "outbox.db")) as database:
        rows = database.execute("SELECT body FROM entry WHERE kind = 'footfall' ORDER BY sequence")
        return [decode(bytes(body), Bin) for (body,) in rows]


def seen(data: Path) -> bool:
    """Return True when the open minute with people in view is on disk.

    The kiosk has locked the outbox, so the write-ahead log is read.
    """
    written = data / "outbox.db-wal"
    return written.exists() and bool(re.search(rb'"in_view_max":[1-9]', written.read_bytes()))

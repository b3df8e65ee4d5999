"""The kiosk of a preview as a process beside the server: with the twin of a camera, and without a broker.

It is started by the command `zaalgids kiosk`, as on a device, so that the preview shows what visitors get. It ends with
the server, however that ends.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import tomli_w

from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.with_parent import command

STOP_SECONDS = 8.0  # for the end of what it does; then it is killed
HOUSE = "house"  # folder with what the server tells kiosks, within the kiosk's own
HELD = "held.jpg"  # the picture before its camera, in the same place
HELD_FPS = (
    4.0  # of that camera: few, because recognition takes a part of each second while the kiosk runs
)
LAST_LINES = 12  # of its log, for the server's log when it ended by itself
OF_THE_SERVER = "ZAALGIDS_"  # such variables are the server's, and some are secret
_SCREEN = re.compile(r"^Screen: http://127\.0\.0\.1:(\d+)/", re.MULTILINE)


class KioskProcess:
    """One kiosk that runs. Start it in a thread that lives as long as it may run: see runtime.with_parent."""

    def __init__(self, folder: Path, server: str, trusted_root: Path) -> None:
        """Start it. `folder`: for its data and its log. `server`: where it finds its bundle. Raises OSError."""
        file, self._log = folder / "kiosk.toml", folder / "kiosk.log"
        settings = kiosk_settings(folder, server, trusted_root)
        write_durably(file, tomli_w.dumps(settings).encode(), READABLE_BY_OWNER)
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(OF_THE_SERVER)
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command("-m", "zaalgids", "kiosk", "--settings", str(file)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**kept, "PYTHONUNBUFFERED": "1"},
            )

    @property
    def number(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def port(self) -> int | None:
        """Returns the port of its page, None while it starts."""
        found = _SCREEN.search(self._log.read_text(encoding="utf-8", errors="replace"))
        return None if found is None else int(found[1])

    def last_words(self) -> str:
        """Returns the end of its log."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])

    def stop(self) -> None:
        """End it, and what it has started."""
        if self.runs:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # its session, of which it was the first
        self._process.wait()


def kiosk_settings(folder: Path, server: str, trusted_root: Path) -> dict[str, object]:
    """Returns the settings of a preview's kiosk, as its file has them. `folder`: its own, an absolute path."""
    return {
        "name": "preview",
        "data": str(folder / "data"),
        "server": server,
        "broker": (folder / HOUSE).as_uri(),
        "trusted_root": str(trusted_root),
        "bundle_seconds": 2.0,
        "eyes": [{"camera": {"type": "held-picture", "path": str(folder / HELD), "fps": HELD_FPS}}],
        "screen": {"host": "127.0.0.1", "port": 0},
        "aim": {"host": "127.0.0.1", "port": 0},
        "access": {"headphones": {"watch": False}},
    }

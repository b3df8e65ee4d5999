"""Print the share of a core that a kiosk takes while nothing happens: `python -m tests.bench_kiosk_at_rest`.

The kiosk has no camera, no network and no visitor. Its release has 300 works with a title in five languages and a
picture each, so the screen pans over all of them. The share is processor time over wall-clock time of this process.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from contract.bundle import RELEASE_TARGET, Release
from contract.museum import Medium, Museum, Room, Site, Work
from device.kiosk import Kiosk
from device.settings import KioskSettings

WORKS = 300
WARM_UP_SECONDS = 3.0
MEASURED_SECONDS = 20.0
LANGUAGES = ["en", "nl", "fr", "es", "de"]


def main() -> None:
    """Print one line."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else MEASURED_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        _put_release(Path(folder) / "content")
        settings = msgspec.convert(
            {
                "data": folder,
                "server": "http://127.0.0.1:9",
                "broker": "mqtt://127.0.0.1:9",
                "own_speech_megabytes": 0,
                "bundle_seconds": 3600.0,
                "screen": {"port": 0},
                "aim": {"port": 0, "host": "127.0.0.1"},
            },
            KioskSettings,
        )
        kiosk = Kiosk(settings)
        kiosk.start()
        try:
            time.sleep(WARM_UP_SECONDS)
            began, used = time.monotonic(), time.process_time()
            time.sleep(seconds)
            used, took = time.process_time() - used, time.monotonic() - began
        finally:
            kiosk.stop()
    print(f"a kiosk at rest, {WORKS} works: {used / took:.2%} of a core ({took:.0f} s)")


def _put_release(folder: Path) -> None:
    """Lay a release into `folder` as the content store would have left it."""
    works = [
        Work(
            f"work-{number}",
            number,
            {language: f"Work {number} ({language})" for language in LANGUAGES},
            "room",
            media=[Medium(f"{number}.jpg", {"en": f"A picture of work {number}"})],
        )
        for number in range(1, WORKS + 1)
    ]
    site = Site("house", {"en": "House"}, "Europe/Amsterdam", LANGUAGES, [None] * 7)
    museum = Museum(site, [Room("room", {"en": "Room"}, 0, 20)], works)
    body = msgspec.json.encode(Release(1, 0.0, museum, [], {}, None))
    name = f"{hashlib.sha256(body).hexdigest()}.json"
    (folder / "targets").mkdir(parents=True)
    (folder / "targets" / name).write_bytes(body)
    held = {"releases": [{RELEASE_TARGET: name}]}
    (folder / "current.json").write_bytes(msgspec.json.encode(held))


if __name__ == "__main__":
    main()

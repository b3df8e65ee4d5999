"""The real processes get real photographs and a real film: a work is recognised and people are counted.

Note: a count reaches the server only after its minute is over and sealed, so the
journey can't be shorter than that minute.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from selenium import webdriver

from tests.brokers import free_ports
from tests.journeys.page_queries import json_of, text
from tests.signing_in import sign_in_as
from tests.waiting import until
from zaalgids.processes import Child, stop_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.shared,
    pytest.mark.long,
    pytest.mark.timeout(300),
]

SHOWN = "est-1"
WORDS = (
    "This is a panel of the wall that the catalogue calls {work}. It hangs in a gilded frame. "
    "The panels beside it have nearly the same frame. So look at what is inside it. "
    "Each of them shows a scene of its own."
)
SOURCE = "references.csv and SOURCE.md of the photographs"
PASSWORD = "a long password for one journey"
VIDEO = "intel_one-by-one-person-detection.mp4"
# crossings.csv: each visitor leaves over x=600 to the right. Drawn upwards, to the right is `in`.
LINE = (600.0, 432.0, 600.0, 0.0)


@pytest.fixture
def museum(shared: Path, tmp_path: Path) -> Path:
    """A museum folder that the import command made from the photographs' catalogue and a short text."""
    with (shared / "artwork/references.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    table = tmp_path / "references.csv"
    with table.open("w", encoding="utf-8", newline="") as out:
        columns = ["path", "work", "title", "language", "text", "source"]
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {
                    "path": (shared / "artwork" / row["path"]).resolve(),
                    "work": row["work"],
                    "title": f"Panel {row['work']}",
                    "language": "en",
                    "text": WORDS.format(work=row["work"]) if row["work"] == SHOWN else "",
                    "source": SOURCE,
                }
            )
    folder = tmp_path / "museum"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "zaalgids", "museum", "import", str(table.parent)),
            *("--csv", str(table), "--output", str(folder)),
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    works = len({row["work"] for row in rows})
    assert f"{works} works with {len(rows)} pictures." in done.stdout
    return folder


class Installation:
    """A server and kiosks as processes, on free ports."""

    def __init__(self, museum: Path, eyes: dict[str, dict[str, Any]], folder: Path) -> None:
        web, broker, *screens = free_ports(2 + len(eyes))
        self.server = f"http://127.0.0.1:{web}"
        self.screens = {
            name: f"http://127.0.0.1:{port}" for name, port in zip(eyes, screens, strict=True)
        }
        self.children: list[Child] = []
        self._folder = folder
        self._run(
            "server",
            [
                *("server", "--museum", str(museum), "--data", str(folder / "server")),
                *("--port", str(web), "--broker-port", str(broker)),
            ],
        )
        self.children[0].wait_until_up(f"{self.server}/health", 120, enough=lambda _answer: True)
        for (name, eye), port in zip(eyes.items(), screens, strict=True):
            credentials = self._register(name)
            settings = folder / f"{name}.toml"
            written = {
                "name": name,
                "room": "gallery",
                "data": str(folder / name),
                "server": self.server,
                "broker": f"mqtt://127.0.0.1:{broker}",
                "credentials": str(credentials),
                "language": "en",
                "bundle_seconds": 2.0,
                "screen": {"port": port},
                "eyes": [eye],
            }
            settings.write_text(tomli_w.dumps(written), encoding="utf-8")
            self._run(name, ["kiosk", "--settings", str(settings)])

    def _register(self, name: str) -> Path:
        file = self._folder / f"{name}-credentials.toml"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "zaalgids", "device", "add", name),
                *("--data", str(self._folder / "server"), "--out", str(file)),
            ],
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return file

    def wait_until_up(self) -> None:
        for child, address in zip(
            self.children, [self.server, *self.screens.values()], strict=True
        ):
            child.wait_until_up(f"{address}/health", 120)

    def last_words(self) -> str:
        return "\n".join(f"{child.name}: {child.last_words()}" for child in self.children)

    def _run(self, name: str, arguments: list[str]) -> None:
        log = self._folder / f"{name}.log"
        self.children.append(Child(name, arguments, log, ZAALGIDS_SERVER_FIRST_PASSWORD=PASSWORD))


@pytest.fixture
def installation(museum: Path, shared: Path, tmp_path: Path) -> Iterator[Installation]:
    held_up = tmp_path / "held up"
    held_up.mkdir()
    with (shared / "artwork/queries.csv").open(encoding="utf-8") as lines:
        photographs = [row["path"] for row in csv.DictReader(lines) if row["work"] == SHOWN]
    for photograph in photographs[:2]:
        shutil.copy(shared / "artwork" / photograph, held_up)
    video = str((shared / "video" / VIDEO).resolve())
    running = Installation(
        museum,
        {
            "wall": {"camera": {"type": "folder", "path": str(held_up)}},
            "door": {
                "camera": {"type": "file", "path": video, "loop": True},
                "recognise": False,
                "count": True,
                "line": list(LINE),
            },
        },
        tmp_path,
    )
    try:
        running.wait_until_up()
        yield running
    finally:
        stop_all(running.children)


def test_a_work_is_recognised_and_people_are_counted(
    installation: Installation, browser: webdriver.Chrome
) -> None:
    wall, log_ends = installation.screens["wall"], installation.last_words
    browser.get(wall)
    until(lambda: text(browser, "#telling-title") == f"Panel {SHOWN}", 60, log_ends)
    first = until(lambda: text(browser, "#subtitle p"), 30, log_ends)
    assert " ".join(first.split()) in WORDS.format(work=SHOWN)
    until(lambda: text(browser, "#subtitle p") not in ("", first), 30, log_ends)
    assert not json_of(f"{wall}/health")["trouble"]

    sign_in_as(browser, installation.server, "museum", password=PASSWORD)
    browser.get(f"{installation.server}/desk/rooms")
    # Visitors only walk in over the line, so the number of people in the room only rises.
    counted = until(
        lambda: re.search(r"([1-9]\d*)[^,]*, room for 30", text(browser, "main")), 150, log_ends
    )
    assert int(counted[1]) <= 12
    assert not json_of(f"{installation.screens['door']}/health")["trouble"]

"""A kiosk whose software is one version older than the server's counts people, and shows what is published.

The kiosk of that version signs in with credentials, and knows neither certificates nor settings or orders from the
desk. It looks at a real film of people the whole time.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import tomli_w

from tests.journeys.older_software import ONE_VERSION_BACK, ROOT, Program, unpack
from tests.journeys.test_old_and_new_software_together import FROZEN, KIOSK, SITE, Site, once
from tests.waiting import stays, until

FILM = "intel_one-by-one-person-detection.mp4"
LINE = (600.0, 432.0, 600.0, 0.0)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.mosquitto,
    pytest.mark.shared,
    pytest.mark.long,
    pytest.mark.timeout(1800),
]


class SiteWithFilm(Site):
    """A site whose kiosk counts the people of a film, and has a key of its own."""

    def __init__(self, folder: Path, film: Path) -> None:
        super().__init__(folder)
        self._settings = folder / "kiosk.toml"
        eye = {
            "camera": {"type": "file", "path": str(film.resolve()), "loop": True},
            "recognise": False,
            "count": True,
            "line": LINE,
        }
        self._settings.write_text(tomli_w.dumps({"room": "zaal", "eyes": [eye]}), encoding="utf-8")

    def kiosk(self, software: Path) -> Program:
        """Start a kiosk on the kiosk's data, with its film and its key."""
        program = Program(
            software,
            self._folder / "kiosk.log",
            *("kiosk", "--settings", str(self._settings), "--data", str(self.kiosk_data)),
            *("--port", str(self._screen), "--name", KIOSK, "--site", SITE),
            *("--broker", self.broker, "--server", f"http://127.0.0.1:{self._port}"),
            ZAALGIDS_KIOSK_CREDENTIALS=str(self.key),
        )
        self._running.append(program)
        return program.until_up(f"http://127.0.0.1:{self._screen}/health")

    def command(self, software: Path, *words: str) -> None:
        """Run a command of the server to its end."""
        program = Program(software, self._folder / "command.log", *words)
        assert program.process.wait(600) == 0, program.said()

    def titles(self) -> str:
        """Every label that a visitor can choose on the kiosk's screen."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._screen}/works", timeout=10) as page:
            return json.dumps(json.load(page), ensure_ascii=False)

    def add_a_work(self, title: str) -> None:
        """Bring a work more in, from a museum folder."""
        more = self._folder / "more"
        shutil.copytree(FROZEN / "museums" / "full", more)
        # An import asks for the names that this folder leaves empty.
        museum = (more / "museum.toml").read_text(encoding="utf-8")
        museum = museum.replace("name = {}", 'name = { nl = "Kijken" }')
        museum = museum.replace("[rooms.name]\n\n", '[rooms.name]\nnl = "Zolder"\n\n')
        (more / "museum.toml").write_text(museum, encoding="utf-8")
        work = f'key = "nieuw"\nnumber = 4711\nroom = "zolder"\n\n[title]\nnl = "{title}"\n'
        (more / "works" / "nieuw.toml").write_text(work, encoding="utf-8")
        self.command(ROOT, "museum", "import", str(more), "--yes", "--into", str(self.server_data))

    def walked_in(self) -> int:
        """How many people the server knows to have walked over the line."""
        file = self.server_data / "zaalgids.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            query = (
                "SELECT COALESCE(SUM(entered), 0) FROM footfall WHERE device = ? AND sequence > 5"
            )
            (people,) = database.execute(query, (KIOSK,)).fetchone()
        return int(people)


@pytest.fixture
def site(tmp_path: Path, shared: Path) -> Iterator[SiteWithFilm]:
    opened = SiteWithFilm(tmp_path, shared / "video" / FILM)
    yield opened
    opened.close()


def test_the_server_is_updated_under_a_running_kiosk(
    site: SiteWithFilm, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = unpack(ONE_VERSION_BACK, tmp_path_factory.mktemp("software"))
    server = site.server(before)
    data = ("--data", str(site.server_data))
    site.command(before, "device", "add", KIOSK, *data, "--out", str(site.key))
    kiosk = site.kiosk(before)
    first = until(lambda: site.of_kiosk(kiosk).get("release"), 120, kiosk.said)
    server.stop()

    server = site.server(ROOT)
    until(site.arrived, 120, lambda: f"{site.stored('footfall')} {kiosk.said()} {server.said()}")
    until(lambda: site.walked_in() > 0, 240, lambda: f"{kiosk.said()} {server.said()}")

    server.stop()
    site.add_a_work("Een nieuw werk")
    site.command(ROOT, "publish", "--note", "again", *data)
    server = site.server(ROOT)
    until(lambda: site.of_kiosk(kiosk).get("release", 0) > first, 120, kiosk.said)
    until(lambda: "Een nieuw werk" in site.titles(), 60, site.titles)
    until(lambda: site.of_kiosk(kiosk).get("outbox_depth") == 0, 120, kiosk.said)
    stays(lambda: once(site), 2)
    assert not [one for one in site.of_kiosk(kiosk)["trouble"] if "key" in one or "broker" in one]

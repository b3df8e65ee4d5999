"""A rolling upgrade with real processes: an old kiosk with a new server, and a new kiosk with an old one.

Counts arrive once and are not lost; a release is taken, or refused in words while the kiosk keeps what it has. The
kiosks begin with the outbox of tests/frozen/v1, which holds counts of 44a276a's software. A new kiosk demands
acknowledgements signed with its key, which only a new server has: until then it sends its counts and keeps them, too.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.brokers import RealMosquitto, free_port
from tests.journeys.older_software import ROOT, Program, unpack
from tests.waiting import stays, until

FROZEN = ROOT / "tests" / "frozen" / "v1"
SITE, KIOSK = "huis", "kiosk-1"  # the site of the museum folder `full`
MINUTES, TOLD = (
    {0, 1, 2, 4, 5},
    {0, 2},
)  # sequences of the frozen outbox; 5 is the minute that was open
# The older one belongs to `make test-slow`.
OLD = [pytest.param("44a276a", marks=pytest.mark.slow), "9e088ddd"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.mosquitto,
    pytest.mark.long,
    pytest.mark.timeout(900),
]


class Site:
    """A server and a kiosk, each of any software, at a real broker; their data folders outlive them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[Program] = []
        (folder / "broker").mkdir()
        self._broker = RealMosquitto(folder / "broker")
        self._broker.start()
        self._port, self._screen = free_port(), free_port()
        self.server_data, self.kiosk_data = folder / "server", folder / "kiosk"
        self.key = folder / "credentials.toml"
        self.kiosk_data.mkdir()
        shutil.copy(FROZEN / "kiosk" / "outbox.db", self.kiosk_data / "outbox.db")
        self.broker = f"mqtt://127.0.0.1:{self._broker.port}"

    def server(self, software: Path) -> Program:
        """Start a server on the server's data, and wait until it has a release with all its speech."""
        arguments = ("--data", str(self.server_data), "--port", str(self._port))
        museum = ("--museum", str(FROZEN / "museums" / "full"))
        program = Program(
            software,
            self._folder / "server.log",
            "server",
            *arguments,
            "--broker",
            self.broker,
            *museum,
        )
        self._running.append(program)
        address = f"http://127.0.0.1:{self._port}/health"
        program.until_up(address)

        def complete() -> bool:
            said = program.asked(address) or {}
            return bool(said.get("release")) and not said.get("speech_to_come")

        until(complete, 300, program.said)
        return program

    def kiosk(self, software: Path) -> Program:
        """Start a kiosk on the kiosk's data, with its key where it has one."""
        arguments = ("--data", str(self.kiosk_data), "--port", str(self._screen), "--name", KIOSK)
        program = Program(
            software,
            self._folder / "kiosk.log",
            *("kiosk", *arguments, "--site", SITE, "--broker", self.broker),
            *("--server", f"http://127.0.0.1:{self._port}"),
            **({"ZAALGIDS_KIOSK_CREDENTIALS": str(self.key)} if self.key.exists() else {}),
        )
        self._running.append(program)
        return program.until_up(f"http://127.0.0.1:{self._screen}/health")

    def give_key(self) -> None:
        """Register the kiosk at the server, which is a new one."""
        arguments = (
            "device",
            "add",
            KIOSK,
            "--data",
            str(self.server_data),
            "--out",
            str(self.key),
        )
        program = Program(ROOT, self._folder / "add.log", *arguments)
        assert program.process.wait(120) == 0, program.said()

    def publish(self, software: Path) -> None:
        """Publish once more, by the command line."""
        arguments = ("publish", "--data", str(self.server_data), "--note", "again")
        program = Program(software, self._folder / "publish.log", *arguments)
        assert program.process.wait(120) == 0, program.said()

    def of_kiosk(self, kiosk: Program) -> dict[str, Any]:
        """What the kiosk says of itself."""
        return kiosk.asked(f"http://127.0.0.1:{self._screen}/health") or {}

    def stored(self, table: str) -> list[int]:
        """The sequences that the server has stored of the kiosk's counts."""
        file = self.server_data / "zaalgids.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            query = f"SELECT sequence FROM {table} WHERE device = ? ORDER BY sequence"  # noqa: S608
            return [number for (number,) in database.execute(query, (KIOSK,))]

    def waiting(self) -> set[tuple[str, int]]:
        """What is in the outbox of the kiosk, which is not running."""
        with closing(sqlite3.connect(self.kiosk_data / "outbox.db")) as outbox:
            rows = outbox.execute("SELECT kind, sequence FROM entry").fetchall()
        return {(kind, number) for kind, number in rows if number in MINUTES | TOLD}

    def arrived(self) -> bool:
        """Whether every count of the frozen outbox is stored."""
        return set(self.stored("footfall")) >= MINUTES and set(self.stored("told")) >= TOLD

    def close(self) -> None:
        """Stop everything."""
        for program in self._running[::-1]:
            if program.process.poll() is None:
                program.stop()
        self._broker.stop()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = Site(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=OLD)
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The software of an earlier commit."""
    return unpack(request.param, tmp_path_factory.mktemp("software"))


def once(site: Site) -> bool:
    """No count is there twice, and none of the frozen outbox is missing."""
    stored = [site.stored(table) for table in ("footfall", "told")]
    return site.arrived() and all(len(one) == len(set(one)) for one in stored)


@pytest.mark.slow  # of the long ones, test_a_kiosk_one_version_back.py upgrades the server first
def test_the_server_is_upgraded_first(site: Site, old: Path) -> None:
    site.server(old).stop()
    server = site.server(ROOT)
    kiosk = site.kiosk(old)
    until(site.arrived, 120, lambda: f"{site.stored('footfall')} {kiosk.said()} {server.said()}")
    first = until(lambda: site.of_kiosk(kiosk).get("release"), 120, kiosk.said)
    until(lambda: site.of_kiosk(kiosk).get("outbox_depth") == 0, 120, kiosk.said)

    server.stop()
    site.publish(ROOT)
    server = site.server(ROOT)
    until(lambda: site.of_kiosk(kiosk).get("release", 0) > first, 120, kiosk.said)
    newest = site.of_kiosk(kiosk)["release"]
    kiosk.stop()
    assert site.waiting() == set()

    server.stop()
    kiosk = site.kiosk(ROOT)
    assert site.of_kiosk(kiosk)["release"] == newest, "it goes on with what the old one fetched"
    site.server(ROOT)
    until(lambda: site.of_kiosk(kiosk).get("connected"), 120, kiosk.said)
    stays(lambda: once(site), 2)


def test_the_kiosk_is_upgraded_first(site: Site, old: Path) -> None:
    server = site.server(old)
    kiosk = site.kiosk(ROOT)
    until(site.arrived, 120, lambda: f"{site.stored('footfall')} {kiosk.said()} {server.said()}")

    def release_or_words() -> Any:
        said = site.of_kiosk(kiosk)
        return said.get("release") or any("release" in one for one in said.get("trouble", []))

    until(release_or_words, 120, kiosk.said)
    assert any("it keeps its counts" in one for one in site.of_kiosk(kiosk)["trouble"])
    kiosk.stop()
    everything = {("footfall", one) for one in MINUTES} | {("told", one) for one in TOLD}
    assert site.waiting() == everything, (
        "sent, and kept: the old server's acknowledgement is not signed"
    )

    server.stop()
    server = site.server(ROOT)
    site.give_key()
    kiosk = site.kiosk(ROOT)
    until(lambda: site.of_kiosk(kiosk).get("release"), 120, kiosk.said)

    def report() -> str:
        return f"{site.of_kiosk(kiosk)}\n{kiosk.said()}\n{server.said()}"

    # Longer than the longest pause between two probes of a server that was silent.
    until(lambda: site.of_kiosk(kiosk).get("outbox_depth") == 0, 300, report)
    stays(lambda: once(site), 2)

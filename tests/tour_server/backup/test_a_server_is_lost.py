"""A real server is lost and restored into nothing, while a kiosk goes on counting."""

from __future__ import annotations

import http.client
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.bins import KEY
from tests.brokers import free_ports
from tests.desk import PASSWORD, Desk
from tests.waiting import until
from tour_server.backup.back_up import back_up_everything
from tour_server.backup.data_folder import LEFT_OUT, kept_files
from tour_server.devices.tables import DeviceRecord
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role
from zaalgids.processes import Child, stop_all

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
COUNTED, AFTER_BACKUP, WHILE_AWAY = 30, 20, 10


class Kiosk:
    """A kiosk's outbox and uplink, in a process of its own."""

    def __init__(self, folder: Path, broker: int) -> None:
        self._log = (folder / "kiosk.log").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.journeys.fault_kiosk", f"mqtt://127.0.0.1:{broker}"),
                *(str(folder / "outbox.db"), str(folder / "ledger"), "7"),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )

    def feed(self, crossings: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"feed {crossings}\n".encode())
        self._process.stdin.flush()

    def wait_until_acknowledged(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"drained\n"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            assert pipe is not None
            pipe.close()


class Place:
    """A server's data folder and the ports at which its process answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "server"
        self.web, self.broker = free_ports(2)
        self.children: list[Child] = []

    def start(self) -> Child:
        child = Child(
            "server",
            [
                *("server", "--data", str(self.data), "--port", str(self.web)),
                *("--broker-port", str(self.broker)),
            ],
            self.folder / "server.log",
            ZAALGIDS_SERVER_SITE="museum",
        )
        self.children.append(child)
        child.wait_until_up(f"http://127.0.0.1:{self.web}/health", 90)
        return child

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "zaalgids", *words, "--data", str(self.data)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def crossings(self) -> int:
        with closing(sqlite3.connect(self.data / "zaalgids.db")) as database:
            (found,) = database.execute('SELECT sum(entered) + sum("left") FROM footfall')
        return int(found[0] or 0)

    def visit(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=30)
        try:
            connection.request("GET", "/visit?l=nl")
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Iterator[Place]:
    shutil.copytree(prepared, tmp_path / "server")
    found = Place(tmp_path)
    desk = Desk(found.data)
    desk.parts.accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
    desk.parts.publisher.publish("Noor")
    with desk.parts.database.writing() as session:
        now = desk.clock()
        session.add(
            DeviceRecord(
                name="kiosk-1",
                key=KEY,
                room=None,
                wanted="{}",
                made_at=now,
                made_by="Noor",
                key_made_at=now,
            )
        )
    desk.close()
    yield found
    stop_all(found.children)


def contents(folder: Path) -> dict[str, bytes]:
    return {one.path: one.source.read_bytes() for one in kept_files(folder)}


@pytest.mark.long
def test_counts_and_content_after_the_loss(place: Place) -> None:
    server = place.start()
    kiosk = Kiosk(place.folder, place.broker)
    file = place.folder / "b.tar"
    try:
        kiosk.feed(COUNTED)
        kiosk.wait_until_acknowledged()
        assert place.crossings() == COUNTED
        said = place.command("backup", str(file))
        assert "rows of" in said
        files = contents(place.data)

        kiosk.feed(AFTER_BACKUP)
        kiosk.wait_until_acknowledged()
        assert place.crossings() == COUNTED + AFTER_BACKUP
        desk = Desk(place.data)
        desk.parts.publisher.publish("Noor", "the release that is lost")
        desk.close()

        server.process.kill()
        server.process.wait()
        shutil.rmtree(place.data)
        kiosk.feed(WHILE_AWAY)

        said = place.command("restore", str(file))
        assert "Everybody has to sign in again" in said
        assert contents(place.data) == files
        assert not {one.name for one in place.data.iterdir()} & {*LEFT_OUT} - {"zaalgids.db"}
        restored = place.start()
        kiosk.wait_until_acknowledged()
        assert place.crossings() == COUNTED + WHILE_AWAY
        assert place.visit() == 200
        restored.process.terminate()
        restored.process.wait()
    finally:
        kiosk.stop()

    desk = Desk(place.data)
    try:
        assert desk.parts.releases.newest_number() == 1
        assert len(desk.parts.drafts.museum().works) == 3
        kinds = [one.kind for one in desk.parts.events.export(EventFilter())]
        assert kinds.count("restored") == 1
        assert "backed-up" not in kinds
        browser = desk.stranger()
        browser.get("/desk/sign-in")
        answer = browser.post("/desk/sign-in", name="Noor", password=PASSWORD, next="/desk")
        assert answer.status_code == 302, answer.text
        page = browser.get("/desk/back-ups").text
        assert "was restored from the back-up of" in page
        desk.parts.publisher.publish("Noor")
        assert desk.parts.releases.newest_number() > 1
    finally:
        desk.close()


@pytest.mark.parametrize(("during", "number"), [("draft", 2), ("files", 1)])
def test_a_publish_during_the_back_up(place: Place, during: str, number: int) -> None:
    """The back-up has a bundle that is whole, and the restored server has its release."""
    desk = Desk(place.data)
    published: list[str] = []

    def publish_once(doing: str, _done: int, _of: int) -> None:
        if doing == during and not published:
            published.append(doing)
            desk.parts.publisher.publish("Noor", "meanwhile")

    other = Desk(place.data)
    file = place.folder / "b.tar"
    back_up_everything(other.parts.database, place.data, None, file, desk.clock(), publish_once)
    other.close()
    assert desk.parts.releases.newest_number() == 2
    desk.close()
    shutil.rmtree(place.data)
    place.command("restore", str(file))
    restored = Desk(place.data)
    try:
        assert restored.parts.releases.newest_number() == number
        for target in restored.parts.repository.paths().values():
            assert target.is_file(), target
        restored.parts.releases.catch_up()
        assert [one.number for one in restored.parts.releases.listed()] == [2, 1][-number:]
    finally:
        restored.close()


@pytest.mark.long
def test_a_waiting_publish_is_restored(place: Place) -> None:
    desk = Desk(place.data)
    assert desk.parts.publisher.ask("Noor", "asked for, not done")
    file = place.folder / "b.tar"
    desk.close()
    place.command("backup", str(file))
    shutil.rmtree(place.data)
    place.command("restore", str(file))
    restored = Desk(place.data)
    try:
        with restored.parts.running():
            until(lambda: restored.parts.releases.newest_number() == 2, what="the release")
        assert restored.parts.releases.listed()[0].note == "asked for, not done"
    finally:
        restored.close()

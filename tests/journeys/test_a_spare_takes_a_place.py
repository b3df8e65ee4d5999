"""From a card to a certificate, to a spare in its place, to a revoked thief: server, Mosquitto and kiosks as processes.

A thread does what zaalgids-broker-lists.path does on an installed server: when the list of revoked kiosks changes,
Mosquitto gets it and restarts.
"""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import threading
import time
import tomllib
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from click.testing import CliRunner

from contract.prepared_kiosk import FILE_NAME
from runtime.clocks import utc_now
from tests.brokers import free_port, free_ports
from tests.desk import Desk, prepare
from tests.tour_server.claims.mosquitto_house import MosquittoHouse
from tests.waiting import until
from zaalgids.commands.command_line import zaalgids
from zaalgids.processes import Child, ask, stop_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.mosquitto,
    pytest.mark.long,
    pytest.mark.timeout(600),
]
PASSWORD = "only-for-a-test"
LINE = [320.0, 0.0, 320.0, 480.0]


class DeskAtAServer:
    """A browser of the person who looks after everything, as far as forms go."""

    def __init__(self, address: str) -> None:
        self._address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self.send("/desk/sign-in", name="museum", password=PASSWORD)

    def get(self, path: str) -> str:
        with self._opener.open(self._address + path, timeout=60) as answer:
            page: str = answer.read().decode()
            return page

    def send(self, path: str, page: str = "", **fields: str) -> str:
        """Send a form to `path`. `page`: where it stands, if not there."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page or path))
        assert found
        body = urllib.parse.urlencode({"csrf_token": found[1], "_password": PASSWORD, **fields})
        with self._opener.open(self._address + path, body.encode(), timeout=60) as answer:
            page: str = answer.read().decode()
            return page


class ClaimedHouse:
    """A server with Mosquitto, and kiosks that are claimed.

    `host`: how kiosks reach it; `ports`: of its door and its broker, otherwise free ones; `more`: its settings.
    """

    def __init__(
        self,
        folder: Path,
        host: str = "127.0.0.1",
        ports: tuple[int, int] | None = None,
        **more: Any,
    ) -> None:
        self.folder, self.data, self.host = folder, folder / "server", host
        self._more = more
        self.web, self.door, broker = free_ports(3)
        if ports:
            self.door, broker = ports
        self.address = f"http://127.0.0.1:{self.web}"
        self.children: dict[str, Child] = {}
        self.ports: dict[str, int] = {}
        prepare(self.data)
        self.publish()
        names = ",".join(dict.fromkeys(("127.0.0.1", host)))
        self.mosquitto = MosquittoHouse(folder / "mosquitto", self.data / "devices", names, broker)
        self._watching = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        self._start_server()

    def publish(self) -> None:
        """Publish a release."""
        desk = Desk(self.data)
        desk.clock.at = utc_now()  # kiosks look at the end of its signatures
        desk.parts.take_on_rights("Noor")
        desk.parts.publisher.publish("Noor")
        desk.close()

    def _start_server(self) -> None:
        site = self.mosquitto.site
        settings = {
            "data": str(self.data),
            "site": "museum",
            "port": self.web,
            "public_url": self.address,
            "device_host": "127.0.0.1",
            "device_port": self.door,
            "public_bundles": False,
            "broker": f"mqtts://127.0.0.1:{self.mosquitto.broker.port}",
            "broker_ca": str(site / "ca.crt"),
            "broker_certificate": str(site / "tour-server.crt"),
            "broker_key": str(site / "tour-server.key"),
            **self._more,
        }
        file = self.folder / "server.toml"
        file.write_text(tomli_w.dumps(settings), encoding="utf-8")
        server = Child(
            "server",
            ["server", "--settings", str(file)],
            self.folder / "log" / "server.log",
            ZAALGIDS_SERVER_FIRST_PASSWORD=PASSWORD,
        )
        self.children["server"] = server
        server.wait_until_up(f"{self.address}/health", 180, enough=lambda _: True)

    def _watch(self) -> None:
        while not self._watching.wait(0.3):
            if (self.data / "devices" / "crl.pem").exists() and self.mosquitto.take_lists():
                self.mosquitto.restart()

    def leave(self) -> None:
        """Stop the server and its broker."""
        stop_all([self.children.pop("server")])
        self.mosquitto.broker.stop()

    def come_back(self) -> None:
        """Start both again."""
        self.mosquitto.broker.start()
        self._start_server()

    def card(self, name: str, *words: str) -> Path:
        """Prepare a card's boot partition by the command."""
        card = self.folder / "cards" / name
        server = f"https://{self.host}:{self.door}"
        command = ["device", "prepare", str(card), "--server", server, *words]
        done = CliRunner().invoke(zaalgids, [*command, "--data", str(self.data)])
        assert done.exit_code == 0, done.output
        return card

    def start(self, machine: str, card: Path, line: list[float] | None, **environment: str) -> None:
        """Start a kiosk's machine with a card."""
        file = self.folder / f"{machine}.toml"
        self.ports.setdefault(machine, free_port())
        counting = {"count": True, "line": line} if line else {}
        settings = {
            "claimed": True,
            "claim": {"files": [str(card / FILE_NAME)], "seconds": 1.0, "state_seconds": 2.0},
            "data": str(self.folder / machine),
            "bundle_seconds": 2.0,
            "own_speech_megabytes": 0,
            "screen": {"port": self.ports[machine]},
            "aim": {"port": 0, "host": "127.0.0.1"},
            "eyes": [{"camera": {"type": "virtual-doorway"}, "recognise": False, **counting}],
        }
        if not file.exists():
            file.write_text(tomli_w.dumps(settings), encoding="utf-8")
        log = self.folder / "log" / f"{machine}.log"
        command = ["kiosk", "--settings", str(file)]
        self.children[machine] = Child(machine, command, log, **environment)

    def health(self, machine: str) -> dict[str, Any]:
        return ask(f"http://127.0.0.1:{self.ports[machine]}/health") or {}

    def works_as(self, machine: str, name: str) -> bool:
        """Returns whether a machine is this kiosk: with a connection to the broker, and content."""
        health = self.health(machine)
        return bool(health.get("name") == name and health.get("connected") and health.get("ready"))

    def wait_for(self, machine: str, name: str, seconds: float) -> None:
        log = self.children[machine].last_words
        until(
            lambda: self.works_as(machine, name),
            seconds,
            lambda: f"{machine} is not {name}: {self.health(machine)}\n{log(30)}",
        )

    def step(self, machine: str) -> str:
        return str(self.health(machine).get("step", ""))

    def close(self) -> None:
        self._watching.set()
        self._watcher.join()
        stop_all(list(self.children.values()))
        with suppress(AssertionError):
            self.mosquitto.broker.stop()


@pytest.fixture(name="house")
def claimed_house(tmp_path: Path) -> Iterator[ClaimedHouse]:
    made = ClaimedHouse(tmp_path)
    try:
        yield made
    finally:
        made.close()


def test_a_spare_takes_a_place_and_the_thief_is_refused(house: ClaimedHouse) -> None:
    card = house.card("hall", "--name", "hall-1", "--room", "hal")
    copy = Path(shutil.copytree(card, house.folder / "cards" / "copy"))
    house.start("first", card, LINE)
    house.wait_for("first", "hall-1", 120)
    until(lambda: _placed(house), 30, "the server knows the line")

    # A copy of the card is no second hall-1: its screen waits for a technician.
    house.start("spare", copy, None)
    until(lambda: house.step("spare") == "waiting", 60, lambda: str(house.health("spare")))
    code = house.health("spare")["code"]

    house.children["first"].process.kill()
    house.children["first"].process.wait(30)
    desk, began = DeskAtAServer(house.address), time.monotonic()
    page = desk.get("/desk/claims/replace/hall-1")
    chosen = re.search(rf'value="([0-9a-f]{{64}})"[^>]*>[^<]*{code}', page)
    assert chosen, page
    desk.send("/desk/claims/replace/hall-1", spare=chosen[1])
    house.wait_for("spare", "hall-1", 120)
    took = time.monotonic() - began
    assert took < 120
    print(f"the spare worked after {took:.1f} s")
    (eye,) = tomllib.loads((house.folder / "spare.toml").read_text(encoding="utf-8"))["eyes"]
    assert eye["line"] == LINE
    assert eye["count"] is True
    assert house.health("spare")["room"] == "hal"

    # The dead one comes back and is nobody.
    house.start("first", card, LINE)
    until(lambda: house.step("first") == "revoked", 60, lambda: str(house.health("first")))
    assert not (house.folder / "first" / "identity" / "identity.json").exists()

    # The spare is stolen.
    began = time.monotonic()
    desk.send("/desk/claims/revoke/hall-1")
    until(lambda: house.step("spare") == "revoked", 60, lambda: str(house.health("spare")))
    print(f"the stolen kiosk was refused after {time.monotonic() - began:.1f} s")
    with urllib.request.urlopen(f"http://127.0.0.1:{house.ports['spare']}/", timeout=10) as screen:
        assert "was taken out of service" in screen.read().decode()


def _placed(house: ClaimedHouse) -> bool:
    """Returns whether the server has heard what was set up at hall-1's place."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(house.data / "zaalgids.db")) as database:
        rows = database.execute("SELECT placing FROM kiosk_key").fetchall()
    return any(placing is not None and "320" in placing for (placing,) in rows)

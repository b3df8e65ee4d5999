"""Every door, tried from another machine of the network: what is open, and to whom."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from contract.credentials import read_credentials
from device.kiosk import Kiosk
from device.screen.door import FOLDER
from device.screen.scene_streams import STRANGER_STREAMS
from device.screen.settings import ScreenSettings
from device.settings import KioskSettings
from runtime.broker_address import BrokerAddress, BrokerLogin, TlsFiles
from tests.brokers import CONFIGURATION, RealMosquitto, answer_of
from tests.two_machines import HOUSE, STREET, TwoMachines
from tests.waiting import until
from zaalgids.processes import Child, ask, stop_all

pytestmark = [pytest.mark.journey, pytest.mark.two_machines, pytest.mark.long]

EVERYWHERE = "0.0.0.0"  # noqa: S104 - of a machine that is ours alone
PAGES, BROKER, SCREEN = 8080, 1883, 8090


def reaches(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(20)
        return probe.connect_ex((host, port)) == 0


@contextmanager
def server(
    machines: TwoMachines, folder: Path, *arguments: str, **environment: str
) -> Iterator[Child]:
    """The real server at HOUSE, as `make demo HOST=0.0.0.0` starts it."""
    with machines.at(HOUSE):
        child = Child(
            "server",
            ["server", "--host", EVERYWHERE, "--data", str(folder / "server"), *arguments],
            folder / "server.log",
            **environment,
        )
        try:
            health = f"http://127.0.0.1:{PAGES}/health"
            child.wait_until_up(health, 100, enough=lambda _: True)
            yield child
        finally:
            stop_all([child])


def test_phones_are_let_in_and_the_broker_stays_inside(
    machines: TwoMachines, tmp_path: Path
) -> None:
    with server(machines, tmp_path):
        with machines.at(HOUSE) as house:
            assert reaches("127.0.0.1", BROKER)
        with machines.at(STREET):
            assert ask(f"http://{house}:{PAGES}/health") is not None
            assert not reaches(house, BROKER)


def test_without_credentials_the_broker_does_not_open(
    machines: TwoMachines, tmp_path: Path
) -> None:
    with server(machines, tmp_path, ZAALGIDS_SERVER_BROKER_HOST=EVERYWHERE) as child:
        with machines.at(HOUSE) as house, machines.at(STREET):
            assert ask(f"http://{house}:{PAGES}/health") is not None
            assert not reaches(house, BROKER)
        assert "zaalgids device add" in child.log.read_text("utf-8")


def lets_in(address: BrokerAddress) -> bool:
    return answer_of(address) == "in"


def device(folder: Path, *words: str) -> None:
    """Type `zaalgids device …` on the server's machine, while the server runs."""
    command = [sys.executable, "-m", "zaalgids", "device", *words, "--data", str(folder / "server")]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)


@pytest.mark.long
def test_the_open_broker_takes_tls_and_a_registered_device(
    machines: TwoMachines, tmp_path: Path
) -> None:
    with server(machines, tmp_path, ZAALGIDS_SERVER_BROKER_HOST=EVERYWHERE):
        device(tmp_path, "add", "hall")
        device(tmp_path, "add", "door")
        credentials = read_credentials(tmp_path / "hall-credentials.toml")

        def address(password: str | None = None, *, encrypted: bool = True) -> BrokerAddress:
            login = BrokerLogin("hall", password or credentials.broker_password)
            tls = TlsFiles(authority_pem=credentials.broker_ca) if encrypted else None
            return BrokerAddress(house, BROKER, tls, login)

        with machines.at(HOUSE) as house, machines.at(STREET):
            until(lambda: reaches(house, BROKER))
            until(lambda: lets_in(address()))
            assert not lets_in(address("guessed"))
            assert not lets_in(msgspec.structs.replace(address(), login=None))
            assert not lets_in(address(encrypted=False))
            device(tmp_path, "revoke", "hall")
            until(lambda: not lets_in(address()))


@pytest.fixture
def mosquitto(machines: TwoMachines, tmp_path: Path) -> Iterator[RealMosquitto]:
    """The broker of an installed server at HOUSE, as other machines reach it."""
    script = ["sh", str(CONFIGURATION / "certificates.sh")]
    with machines.at(HOUSE) as house:
        for folder, names in (
            ("site", (house, "tour-server", "hall")),
            ("foreign", (house, "hall")),
        ):
            subprocess.run(
                [*script, str(tmp_path / folder), *names], check=True, capture_output=True
            )
        made = RealMosquitto(tmp_path / "broker", 8883, tmp_path / "site", house)
        made.start()
    yield made
    made.stop()


@pytest.mark.mosquitto
def test_mosquitto_takes_certificates_of_the_site_alone(
    machines: TwoMachines, mosquitto: RealMosquitto, tmp_path: Path
) -> None:
    own = mosquitto.address("hall")
    authority = str(tmp_path / "site" / "ca.crt")
    foreign = TlsFiles(
        authority, *(str(tmp_path / "foreign" / f"hall.{e}") for e in ("crt", "key"))
    )
    with machines.at(STREET):
        assert lets_in(own)
        assert not lets_in(msgspec.structs.replace(own, tls=None)), "without TLS"
        assert not lets_in(msgspec.structs.replace(own, tls=TlsFiles(authority))), "anonymous"
        assert not lets_in(msgspec.structs.replace(own, tls=foreign)), "another authority's"
        guessed = BrokerLogin("tour-server", "guessed")
        anonymous = msgspec.structs.replace(own, tls=TlsFiles(authority), login=guessed)
        assert not lets_in(anonymous), "with a password instead"


@pytest.fixture
def kiosk(machines: TwoMachines, tmp_path: Path) -> Iterator[Kiosk]:
    """A kiosk at HOUSE whose screen another machine may show."""
    with machines.at(HOUSE):
        made = Kiosk(
            KioskSettings(
                data=str(tmp_path),
                screen=ScreenSettings(host=EVERYWHERE, port=SCREEN),
                server="http://127.0.0.1:9",
                broker="mqtt://127.0.0.1:9",
            )
        )
        made.start()
    yield made
    made.stop()


class Browser:
    """Connections from one machine to the kiosk's screen, as a browser makes them."""

    def __init__(self, machines: TwoMachines, machine: str, host: str) -> None:
        self._machines, self._machine, self._host = machines, machine, host
        self._lines: list[http.client.HTTPConnection] = []

    def ask(
        self, path: str, method: str = "GET", body: object = None, **headers: str
    ) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection(self._host, SCREEN, timeout=30)
        self._lines.append(line)
        with self._machines.at(self._machine):
            line.request(method, path, json.dumps(body) if body else None, headers)
            return line.getresponse()

    def close(self) -> None:
        for line in self._lines:
            line.close()


@pytest.fixture
def browser_at(machines: TwoMachines) -> Iterator[Callable[[str], Browser]]:
    """A browser at a machine; at HOUSE it uses loopback, as the kiosk's own does."""
    made: list[Browser] = []

    def at(machine: str) -> Browser:
        with machines.at(HOUSE) as house:
            host = "127.0.0.1" if machine == HOUSE else house
        made.append(Browser(machines, machine, host))
        return made[-1]

    yield at
    for browser in made:
        browser.close()


def test_the_screen_is_shut_to_a_stranger(
    kiosk: Kiosk, browser_at: Callable[[str], Browser]
) -> None:
    stranger, own = browser_at(STREET), browser_at(HOUSE)
    for path, status in (("/", 401), ("/health", 401), ("/events", 401), ("/viewfinder", 403)):
        assert stranger.ask(path).status == status
    for path in ("/touch", "/played"):
        assert stranger.ask(path, "POST", {"what": "stay"}).status == 401
    for path, status in (("/", 200), ("/health", 200), ("/viewfinder", 204), ("/events", 200)):
        assert own.ask(path).status == status
    assert own.ask("/touch", "POST", {"what": "stay"}).status == 200


def test_the_screen_opens_with_its_token_and_the_kiosk_keeps_its_own(
    kiosk: Kiosk, browser_at: Callable[[str], Browser], tmp_path: Path
) -> None:
    stranger, own = browser_at(STREET), browser_at(HOUSE)
    token = (tmp_path / FOLDER / "token").read_text("ascii")
    entered = stranger.ask("/enter", "POST", {"token": token})
    assert entered.status == 204
    cookie = {"Cookie": str(entered.headers["Set-Cookie"]).partition(";")[0]}
    assert stranger.ask("/", **cookie).status == 200
    assert stranger.ask("/viewfinder", **cookie).status == 403
    with ThreadPoolExecutor(20) as pool:
        streams = list(pool.map(lambda n: stranger.ask(f"/events?page={n}", **cookie), range(20)))
    assert [one.status for one in streams].count(200) == STRANGER_STREAMS
    scenes = own.ask("/events?page=own")
    assert scenes.status == 200
    own.ask("/touch", "POST", {"what": "stay"})
    until(lambda: b'"screen"' in scenes.readline())

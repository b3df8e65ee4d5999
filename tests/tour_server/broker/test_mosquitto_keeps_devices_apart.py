"""The Mosquitto of an installed server: who gets in, and which topics each device has."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.messages import ACKNOWLEDGED_BY
from contract.topics import EVERY_DEVICE, topic
from runtime.broker_address import BrokerAddress, tls_context
from tests.brokers import CONFIGURATION, RealMosquitto, leave
from tests.waiting import stays, until

pytestmark = pytest.mark.mosquitto

CONNECT = b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x01x"  # MQTT 5 §3.1
SAID_BY_DEVICES = (
    "footfall",
    "told",
    "offers-shown",
    "health",
    "presence",
    "note",
    "speaking",
)


def certificates(folder: Path, *words: str) -> None:
    subprocess.run(
        ["sh", str(CONFIGURATION / "certificates.sh"), str(folder), *words],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    certificates(folder, "127.0.0.1,localhost", "tour-server", "hall", "door", "stolen")
    return folder


@pytest.fixture(scope="module")
def broker(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMosquitto]:
    made = RealMosquitto(tmp_path_factory.mktemp("broker"), tls=site)
    made.start()
    yield made
    made.stop()


class Client:
    """A client that has a certificate; records what it hears and how its publishes were answered."""

    def __init__(self, address: BrokerAddress, name: str, *hears: str) -> None:
        self.heard: list[str] = []
        self.answers: list[str] = []
        self._subscribed = threading.Event()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, name, protocol=paho.MQTTv5)
        context = tls_context(address)
        assert context is not None
        self._client.tls_set_context(context)
        # A kiosk with credentials sends them here, too; its certificate alone counts.
        self._client.username_pw_set("tour-server", "guessed")
        self._client.on_connect = lambda client, *_: client.subscribe([(one, 1) for one in hears])
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = lambda _c, _d, message: self.heard.append(message.topic)
        self._client.on_publish = lambda _c, _d, _mid, reason, _p: self.answers.append(str(reason))
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        assert self._subscribed.wait(20)

    def says(self, name: str) -> str:
        before = len(self.answers)
        self._client.publish(name, b"1", 1)
        until(lambda: len(self.answers) > before)
        return self.answers[-1]

    def leave(self) -> None:
        leave(self._client)


@pytest.fixture
def client(broker: RealMosquitto) -> Iterator[type[Client]]:
    made: list[Client] = []

    def join(name: str, *hears: str) -> Client:
        made.append(Client(broker.address(name), name, *hears))
        return made[-1]

    yield join  # type: ignore[misc]
    for one in made:
        one.leave()


@pytest.mark.long
def test_a_device_says_its_own_and_nothing_else(client) -> None:
    server = client("tour-server", "zaalgids/v1/museum/#")
    hall = client("hall", "zaalgids/v1/museum/hall/#")
    for kind in SAID_BY_DEVICES:
        assert hall.says(topic("museum", "hall", kind)) == "Success"
        assert hall.says(topic("museum", "door", kind)) == "Not authorized"
        assert hall.says(topic("elsewhere", "hall", kind)) == "Not authorized"
    for kind in ACKNOWLEDGED_BY.values():
        assert hall.says(topic("museum", "hall", kind)) == "Not authorized"
        assert hall.says(topic("museum", "door", kind)) == "Not authorized"
    for kind in ("release", "offers"):
        assert hall.says(topic("museum", EVERY_DEVICE, kind)) == "Not authorized"
    assert hall.says(topic("museum", "door", "room-speech")) == "Not authorized"
    own = [topic("museum", "hall", kind) for kind in SAID_BY_DEVICES]
    until(lambda: len(server.heard) >= len(own))
    assert server.heard == own


def test_every_kind_that_devices_acknowledge_is_in_the_access_list() -> None:
    assert set(ACKNOWLEDGED_BY) < set(SAID_BY_DEVICES)


def test_a_device_hears_its_own_and_what_is_for_all(client) -> None:
    hall = client("hall", "zaalgids/v1/museum/#", "zaalgids/v1/+/door/#", "#")
    server = client("tour-server", "zaalgids/v1/museum/#")
    for device in ("hall", "door", EVERY_DEVICE):
        assert server.says(topic("museum", device, "acknowledgement")) == "Success"
    wanted = {topic("museum", one, "acknowledgement") for one in ("hall", EVERY_DEVICE)}
    until(lambda: set(hall.heard) == wanted)
    door = client("door", "zaalgids/v1/museum/#")
    assert door.says(topic("museum", "door", "footfall")) == "Success"
    stays(lambda: set(hall.heard) == wanted, 0.3)


def shakes_hands(port: int, context: ssl.SSLContext) -> bool:
    """Returns whether the broker lets a client in, which has said CONNECT."""
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 20) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
        ):
            line.sendall(CONNECT)
            answer = line.recv(64)
            return answer[:1] == b"\x20" and answer[3:4] == b"\x00"  # CONNACK, success
    except (ssl.SSLError, ConnectionError):
        return False


def context_of(site: Path, name: str = "") -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(site / "ca.crt"))
    if name:
        context.load_cert_chain(site / f"{name}.crt", site / f"{name}.key")
    return context


def test_who_gets_in(broker: RealMosquitto, site: Path, tmp_path: Path) -> None:
    assert shakes_hands(broker.port, context_of(site, "hall"))
    assert not shakes_hands(broker.port, context_of(site)), "without a certificate"
    certificates(tmp_path, "127.0.0.1", "hall")
    stranger = context_of(site)
    stranger.load_cert_chain(tmp_path / "hall.crt", tmp_path / "hall.key")
    assert not shakes_hands(broker.port, stranger), "a certificate of another authority"
    assert not shakes_hands(broker.port, context_of(site, "127.0.0.1")), "the broker's own"
    assert not hears_connack_without_tls(broker.port)


def hears_connack_without_tls(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 20) as plain:
            plain.sendall(CONNECT)
            return plain.recv(64)[:1] == b"\x20"
    except ConnectionError:
        return False


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(broker: RealMosquitto, site: Path) -> None:
    context = context_of(site, "hall")
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert not shakes_hands(broker.port, context)


def test_a_revoked_certificate_is_refused_and_the_device_can_have_another(
    site: Path, tmp_path: Path
) -> None:
    stolen = context_of(site, "stolen")
    broker = RealMosquitto(tmp_path / "broker", tls=site)
    broker.start()
    assert shakes_hands(broker.port, stolen)
    certificates(site, "--revoke", "stolen")
    broker.stop()
    broker.start()
    try:
        assert not shakes_hands(broker.port, stolen)
        assert shakes_hands(broker.port, context_of(site, "hall"))
        certificates(site, "127.0.0.1,localhost", "stolen")
        assert shakes_hands(broker.port, context_of(site, "stolen"))
        assert not shakes_hands(broker.port, stolen)
    finally:
        broker.stop()


def test_certificates_are_kept_until_they_end_or_the_broker_moves(tmp_path: Path) -> None:
    def read(name: str) -> bytes:
        return (tmp_path / name).read_bytes()

    certificates(tmp_path, "127.0.0.1", "hall")
    broker, hall = read("127.0.0.1.crt"), read("hall.crt")
    certificates(tmp_path, "127.0.0.1", "hall")
    assert (read("127.0.0.1.crt"), read("hall.crt")) == (broker, hall)
    certificates(tmp_path, "127.0.0.1,broker.museum.example", "hall")
    assert read("127.0.0.1.crt") != broker
    assert read("hall.crt") == hall
    short = ["openssl", "x509", "-req", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "30"]
    request = subprocess.run(
        ["openssl", "req", "-new", "-key", "hall.key", "-subj", "/CN=hall"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [*short, "-out", "hall.crt"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        input=request.stdout,
    )
    ending = read("hall.crt")
    certificates(tmp_path, "127.0.0.1,broker.museum.example", "hall")
    assert read("hall.crt") != ending
    assert (tmp_path / "hall.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["all", "Hall", "../hall", "hall 1"])
def test_a_name_that_no_device_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        certificates(tmp_path, "127.0.0.1", name)

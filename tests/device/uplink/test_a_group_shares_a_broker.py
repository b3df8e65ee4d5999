"""Two museums on one Mosquitto, a listener each, as docs/group.md says: neither reads the other's messages."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.topics import topic
from runtime.broker_address import BrokerAddress, TlsFiles
from tests.brokers import CONFIGURATION, RealMosquitto, free_port, leave, wait_for_port
from tests.waiting import stays, until

pytestmark = pytest.mark.mosquitto

LISTENER = """
listener {port} 127.0.0.1
cafile {folder}/ca.crt
crlfile {folder}/crl.pem
certfile {folder}/127.0.0.1.crt
keyfile {folder}/127.0.0.1.key
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file {folder}/zaalgids.acl
"""


class Museum:
    """One museum's certificates, access list and listener."""

    def __init__(self, folder: Path, site: str) -> None:
        self.site, self.folder, self.port = site, folder, free_port()
        names = ("127.0.0.1", "tour-server", f"{site}-hall")
        subprocess.run(
            [str(CONFIGURATION / "certificates.sh"), str(folder), *names],
            check=True,
            capture_output=True,
        )
        rights = (CONFIGURATION / "zaalgids.acl").read_text(encoding="utf-8")
        (folder / "zaalgids.acl").write_text(
            rights.replace("v1/museum/", f"v1/{site}/"), encoding="utf-8"
        )

    @property
    def listener(self) -> str:
        return LISTENER.format(port=self.port, folder=self.folder)

    def address(self, name: str, port: int | None = None) -> BrokerAddress:
        files = (self.folder / one for one in ("ca.crt", f"{name}.crt", f"{name}.key"))
        return BrokerAddress("127.0.0.1", port or self.port, TlsFiles(*map(str, files)))


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[tuple[Museum, Museum]]:
    noord, zuid = Museum(tmp_path / "noord", "noord"), Museum(tmp_path / "zuid", "zuid")
    configuration = tmp_path / "mosquitto.conf"
    configuration.write_text(
        "per_listener_settings true\nuser root\n" + noord.listener + zuid.listener, encoding="utf-8"
    )
    with (tmp_path / "log").open("wb") as log:
        broker = subprocess.Popen(
            [RealMosquitto._program(), "-c", str(configuration)], stdout=log, stderr=log
        )
    try:
        for museum in (noord, zuid):
            wait_for_port(museum.port)
        yield noord, zuid
    finally:
        broker.terminate()
        broker.wait(10)


@pytest.fixture
def joins() -> Iterator[Callable[..., tuple[paho.Client, list[str], list[str]]]]:
    """Connect a client; return it, the topics it receives and the answers to its publishes."""
    joined: list[paho.Client] = []

    def join(
        address: BrokerAddress, name: str, hears: str
    ) -> tuple[paho.Client, list[str], list[str]]:
        heard: list[str] = []
        answers: list[str] = []
        client = paho.Client(CallbackAPIVersion.VERSION2, name, protocol=paho.MQTTv5)
        assert address.tls is not None
        client.tls_set(address.tls.authority, address.tls.certificate, address.tls.key)
        subscribed = threading.Event()
        client.on_connect = lambda client, *_: client.subscribe(hears, 1)
        client.on_subscribe = lambda *_: subscribed.set()
        client.on_message = lambda _c, _d, message: heard.append(message.topic)
        client.on_publish = lambda _c, _d, _mid, reason, _p: answers.append(str(reason))
        client.connect(address.host, address.port)
        client.loop_start()
        joined.append(client)
        assert subscribed.wait(20)
        return client, heard, answers

    yield join
    for client in joined:
        leave(client)


def test_each_museum_hears_its_own(museums, joins) -> None:
    noord, zuid = museums
    _, at_noord, _ = joins(
        noord.address("tour-server"), "ingest-noord-1", "zaalgids/v1/+/+/footfall"
    )
    _, at_zuid, _ = joins(zuid.address("tour-server"), "ingest-zuid-1", "zaalgids/v1/+/+/footfall")
    kiosk, _, answers = joins(noord.address("noord-hall"), "noord-hall", "zaalgids/v1/noord/all/#")
    own, theirs = topic("noord", "noord-hall", "footfall"), topic("zuid", "noord-hall", "footfall")
    kiosk.publish(own, b"1", 1)
    kiosk.publish(theirs, b"1", 1)
    until(lambda: len(answers) == 2 and at_noord)
    assert sorted(answers) == ["Not authorized", "Success"]
    stays(lambda: (at_noord, at_zuid) == ([own], []), 0.3, "each hears its own")


def test_a_certificate_of_one_museum_opens_no_other_door(museums) -> None:
    noord, zuid = museums

    def lets_in(certificate: Museum) -> bool:
        """Return True when zuid's listener accepts a client that trusts it and presents this museum's certificate."""
        context = ssl.create_default_context(cafile=str(zuid.folder / "ca.crt"))
        name = str(certificate.folder / f"{certificate.site}-hall")
        context.load_cert_chain(f"{name}.crt", f"{name}.key")
        try:
            with (
                socket.create_connection(("127.0.0.1", zuid.port), 20) as plain,
                context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
            ):
                line.sendall(
                    b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x01x"
                )  # CONNECT, MQTT 5 §3.1
                return line.recv(64)[:1] == b"\x20"  # CONNACK
        except (ssl.SSLError, ConnectionError):
            return False

    assert lets_in(zuid)
    assert not lets_in(noord)

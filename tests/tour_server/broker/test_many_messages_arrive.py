"""The MQTT client under load: split packets, TLS, and packets with unusual content."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from runtime.broker_address import BrokerAddress
from tests.brokers import CONFIGURATION, RealIotcore, RealMosquitto, leave
from tour_server.broker.mqtt_client import Delivery, MqttClient

CONNACK = b"\x20\x03\x00\x00\x00"


def publish_packet(topic: bytes, body: bytes, packet: int, properties: bytes = b"\x00") -> bytes:
    """A PUBLISH of QoS 1, MQTT 5 §3.3, written from the standard."""
    rest = len(topic).to_bytes(2, "big") + topic + packet.to_bytes(2, "big") + properties + body
    length = len(rest)
    head = bytearray(b"\x32")
    while True:
        length, digit = divmod(length, 128)
        head.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(head) + rest


class BrokerTwin:
    """Sends prepared bytes on one connection and records what it receives."""

    def __init__(self) -> None:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        self.port = int(self._listening.getsockname()[1])
        self.heard = bytearray()
        self._ended = threading.Event()

    def send(self, pieces: list[bytes], pause: float = 0.0) -> None:
        """Accept a connection and send the pieces, in a thread of its own."""

        def serve() -> None:
            connection, _ = self._listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(CONNACK)
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)
                connection.settimeout(0.05)
                while not self._ended.is_set():
                    try:
                        self.heard += connection.recv(65_536)
                    except TimeoutError:
                        continue
                    except OSError:
                        return

        self._thread = threading.Thread(target=serve)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join(10)
        self._listening.close()


@pytest.fixture
def twin() -> Iterator[BrokerTwin]:
    made = BrokerTwin()
    yield made
    made.end()


@pytest.fixture
def client_to() -> Iterator[Callable[..., tuple[MqttClient, list[Delivery]]]]:
    made: list[MqttClient] = []

    def connect(
        address: BrokerAddress, *subscribe: str, wait: bool = True
    ) -> tuple[MqttClient, list[Delivery]]:
        got: list[Delivery] = []
        made.append(MqttClient(address, "server", list(subscribe), got.append, 1000))
        made[-1].connect()
        if wait:
            step_until(made[-1], lambda: made[-1].connected)
        return made[-1], got

    yield connect
    for client in made:
        client.close()
        client.dispose()


def step_until(client: MqttClient, true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not in time; {client.problem}"
        client.step(0.05)


def test_a_message_comes_byte_by_byte_and_the_next_two_at_once(twin, client_to):
    slow = publish_packet(b"a/b", b"one", 7)
    twin.send(
        [
            *(slow[at : at + 1] for at in range(len(slow))),
            publish_packet(b"a/b", b"two" * 50_000, 8) + publish_packet(b"a/b", b"", 9),
        ],
        0.005,
    )
    client, got = client_to(BrokerAddress("127.0.0.1", twin.port))
    step_until(client, lambda: len(got) == 3)
    assert [one.body for one in got] == [b"one", b"two" * 50_000, b""]
    for one in got:
        client.acknowledge(one.token)
    step_until(client, lambda: len(twin.heard) >= 12)
    assert bytes(twin.heard) == b"".join(
        b"\x40\x02" + n.to_bytes(2, "big") for n in (7, 8, 9)
    )  # PUBACK, in order


def test_properties_are_skipped_and_a_topic_that_is_not_utf8_is_shown(twin, client_to):
    long = b"\x26" + b"\x00\x01k" + (200).to_bytes(2, "big") + b"v" * 200  # a user property
    length = bytes([len(long) % 128 | 0x80, len(long) // 128])
    twin.send(
        [
            publish_packet(b"a/b", b"body", 1, length + long),
            publish_packet(b"a/\xff", b"body", 2),
            b"\x30\x0a\x00\x03a/b\x00body",  # QoS 0: no packet number, needs no acknowledgement
        ]
    )
    client, got = client_to(BrokerAddress("127.0.0.1", twin.port))
    step_until(client, lambda: len(got) == 3)
    assert [one.body for one in got] == [b"body"] * 3
    assert [one.topic for one in got] == ["a/b", "b'a/\\xff'", "a/b"]
    for one in got:
        client.acknowledge(one.token)
    step_until(client, lambda: len(twin.heard) >= 8)
    assert bytes(twin.heard) == b"\x40\x02\x00\x01\x40\x02\x00\x02"


@pytest.mark.parametrize(
    "broken",
    [b"\x32\x02\x00\x09", b"\x32\x00", publish_packet(b"a", b"", 1, b"\xff"), b"\x32\xff\xff\xff\xff\xff"],
    ids=["truncated topic", "empty", "truncated properties", "no length"],
)  # fmt: skip
def test_a_malformed_packet_ends_the_connection_with_a_reason(twin, client_to, broken):
    twin.send([broken])
    client, got = client_to(BrokerAddress("127.0.0.1", twin.port), wait=False)
    step_until(client, lambda: not client.open)
    assert got == []
    assert "was lost" in client.problem


def test_properties_of_a_real_client(tmp_path, client_to):
    broker = RealIotcore(tmp_path / "broker")
    broker.start()
    try:
        client, got = client_to(broker.address(), "a/b")
        step_until(client, lambda: True)
        sender = paho.Client(CallbackAPIVersion.VERSION2, "sender", protocol=paho.MQTTv5)
        sender.connect("127.0.0.1", broker.port)
        sender.loop_start()
        properties = Properties(PacketTypes.PUBLISH)
        properties.UserProperty = ("who", "somebody")
        properties.ContentType = "application/json"
        sender.publish("a/b", b"quick", 0)
        sender.publish("a/b", b"sure", 1, properties=properties).wait_for_publish(10)
        step_until(client, lambda: len(got) == 2)
        leave(sender)
        assert sorted(one.body for one in got) == [b"quick", b"sure"]
    finally:
        broker.stop()


@pytest.mark.mosquitto
def test_over_tls_all_decrypted_messages_are_read(tmp_path, client_to):
    """TLS decrypts more than was requested, and `select` does not see these bytes."""
    certificates = tmp_path / "certificates"
    subprocess.run(
        [str(CONFIGURATION / "certificates.sh"), str(certificates), "127.0.0.1", "tour-server"],
        check=True,
        capture_output=True,
    )
    broker = RealMosquitto(tmp_path / "broker", tls=certificates)
    broker.start()
    try:
        client, got = client_to(broker.address("tour-server"), "zaalgids/v1/museum/#")
        sent = [bytes([65 + number % 26]) * (number * 97 % 9000) for number in range(400)]
        acknowledged = 0

        def all_there() -> bool:
            nonlocal acknowledged
            for one in got[acknowledged:]:
                client.acknowledge(one.token)
            acknowledged = len(got)
            return acknowledged == len(sent)

        step_until(client, lambda: True)
        for body in sent:
            client.publish("zaalgids/v1/museum/kiosk-1/footfall", body)
        step_until(client, all_there)
        assert [one.body for one in got] == sent
    finally:
        broker.stop()

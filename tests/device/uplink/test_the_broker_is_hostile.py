"""What answers as the broker is none, is another's, or sends junk: the uplink says so and keeps its counts."""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.kiosk_alerts import KioskAlert
from contract.messages import Health
from contract.topics import topic
from device.message_trouble import MANY, MessageTrouble
from device.uplink.mqtt_client import PACKET_LIMIT, KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from runtime.broker_address import BrokerAddress, TlsFiles
from tests.bins import KEY
from tests.brokers import RealMosquitto, leave
from tests.device.certified_house import NOW, CertifiedHouse
from tests.waiting import stays, until
from tour_server.broker.certificates import own_authority, own_certificate

pytestmark = pytest.mark.long

SITE, DEVICE = "museum", "k1"
CONNACK = bytes([0x20, 3, 0, 0, 0])
Make = Callable[..., tuple[Uplink, Outbox]]


class FalseBroker:
    """Listens on a port and answers each connection with the same bytes, `begins` and then `junk` without end."""

    def __init__(self, begins: bytes, junk: bytes = b"", tls: ssl.SSLContext | None = None) -> None:
        self.begins, self.junk, self.connections, self.sent = begins, junk, 0, 0
        self._tls, self._door = tls, socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        self.connections += 1
        try:
            with line:
                stream = self._tls.wrap_socket(line, server_side=True) if self._tls else line
                with stream:
                    stream.settimeout(5)
                    stream.recv(4096)
                    stream.sendall(self.begins)
                    while self.junk:
                        stream.sendall(self.junk)
                        self.sent += len(self.junk)
        except OSError:
            return

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def uplink_of(tmp_path, clock, minute) -> Iterator[Make]:
    made: list[Uplink] = []
    outbox = Outbox(tmp_path / "outbox.db", clock)
    outbox.update_open(minute(60.0, entered=1))
    outbox.seal()

    class RealTime(type(clock)):
        def monotonic(self) -> float:
            return time.monotonic()

    def make(address: BrokerAddress) -> tuple[Uplink, Outbox]:
        client = KioskMqttClient(address, DEVICE, subscriptions(SITE, DEVICE), will(SITE, DEVICE))
        uplink = Uplink(
            outbox,
            client,
            RealTime(),
            site=SITE,
            device=DEVICE,
            key=KEY,
            health=lambda: Health(1.0, False, "t", None, None, 1.0, 0, 1, None, {}, []),
            on_release=lambda _number: None,
            rng=random.Random(1),
            timing=UplinkTiming(longest_pause=0.2, idle=0.02, answer_within=1.0),
        )
        uplink.start()
        made.append(uplink)
        return uplink, outbox

    yield make
    for uplink in made:
        uplink.stop()
    outbox.close()


GARBAGE = {
    "a web server": b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n<html>",
    "zeros": bytes(500),
    "ones": b"\xff" * 500,
    "an answer cut short": CONNACK[:3],
    "an answer of another version": bytes([0x20, 2, 0, 1]),
    "letters that are none in a topic": CONNACK + bytes([0x30, 6, 0, 2, 0xFF, 0xFE, 0, 0]),
    "a publish without a topic": CONNACK + bytes([0x30, 1, 0]),
    "properties without end": CONNACK + bytes([0x30, 8, 0, 1, 65, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
    "nothing": b"",
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_what_answers_is_no_broker(uplink_of, garbage) -> None:
    false = FalseBroker(garbage)
    uplink, outbox = uplink_of(BrokerAddress("127.0.0.1", false.port))
    until(lambda: false.connections >= 3, 60, "it tries again and again")
    until(lambda: uplink.problems, 20)
    assert all(len(words) <= 200 for words in uplink.problems)
    assert outbox.depth == 1, "it keeps its counts"
    false.close()


@pytest.mark.mosquitto
def test_it_comes_back_when_the_broker_does(tmp_path, uplink_of) -> None:
    false = FalseBroker(GARBAGE["letters that are none in a topic"])
    uplink, _ = uplink_of(BrokerAddress("127.0.0.1", false.port))
    until(lambda: false.connections >= 2, 60)
    false.close()
    broker = RealMosquitto(tmp_path / "broker", false.port)
    broker.start()
    until(lambda: uplink.connected and not uplink.problems, 60, lambda: str(uplink.problems))
    broker.stop()


@pytest.mark.mosquitto
def test_ten_megabytes_are_retained_on_its_topics(tmp_path, uplink_of) -> None:
    """The broker keeps them to itself, because the kiosk says how much it takes."""
    broker = RealMosquitto(tmp_path / "broker")
    configuration = broker.folder / "conf.d" / "zaalgids.conf"
    lines = configuration.read_text().splitlines()
    configuration.write_text("\n".join(one for one in lines if "size" not in one))
    broker.start()
    writer = paho.Client(CallbackAPIVersion.VERSION2, client_id="stranger", protocol=paho.MQTTv5)
    writer.connect("127.0.0.1", broker.port)
    writer.loop_start()
    for kind in ("settings", "order", "round-trip-answer"):
        sent = writer.publish(topic(SITE, DEVICE, kind), bytes(10_000_000), 1, retain=True)
        sent.wait_for_publish(60)
    uplink, _ = uplink_of(BrokerAddress("127.0.0.1", broker.port))
    until(lambda: uplink.connected, 60)
    stays(lambda: uplink.connected, 2.0, "nothing of it reaches the kiosk")
    leave(writer)
    broker.stop()


def test_a_packet_is_larger_than_any_message(uplink_of) -> None:
    """It is not taken into memory: the connection is given up at its announcement."""
    announced = bytes([0x30, 0xFF, 0xFF, 0xFF, 0x7F])  # 256 MB
    false = FalseBroker(CONNACK + announced, bytes(65536))
    uplink, outbox = uplink_of(BrokerAddress("127.0.0.1", false.port))
    until(lambda: false.connections >= 3, 60)
    assert false.sent < 3 * 16 * PACKET_LIMIT + 20_000_000, "what the system holds for a connection"
    until(lambda: uplink.problems, 20)
    assert outbox.depth == 1
    false.close()


def test_messages_that_are_none_are_ignored_and_many_are_said(uplink_of) -> None:
    name = topic(SITE, DEVICE, "acknowledgement").encode()
    junk = bytes([0, len(name)]) + name + b"\x00" + b'{"junk":'
    packet = bytes([0x30, len(junk)]) + junk
    false = FalseBroker(CONNACK + MANY * packet)
    uplink, outbox = uplink_of(BrokerAddress("127.0.0.1", false.port))
    until(lambda: KioskAlert.MESSAGES_UNREADABLE in uplink.alerts, 60)
    assert any("no message" in words for words in uplink.problems)
    assert outbox.depth == 1
    false.close()


@pytest.mark.parametrize("stranger", ["another authority's", "a kiosk's"])
def test_another_machine_answers_in_the_brokers_place(tmp_path, uplink_of, stranger) -> None:
    house = CertifiedHouse(tmp_path / "house")
    other = house if stranger == "a kiosk's" else CertifiedHouse(tmp_path / "other")
    files = (
        (str(house.kiosk), str(house.kiosk_key))
        if stranger == "a kiosk's"
        else (other.server.certificate, other.server.key)
    )
    false = FalseBroker(CONNACK, tls=house.context(*files))
    tls = TlsFiles(str(house.folder / "ca.crt"), str(house.kiosk), str(house.kiosk_key))
    uplink, outbox = uplink_of(BrokerAddress("127.0.0.1", false.port, tls))
    until(lambda: uplink.alerts == [KioskAlert.ANOTHER_SERVER], 60)
    assert any("Another machine answers in the broker's place" in one for one in uplink.problems)
    assert all(len(words) <= 200 for words in uplink.problems)
    assert outbox.depth == 1
    false.close()


def test_the_brokers_certificate_does_not_hold_yet(tmp_path, uplink_of) -> None:
    """As to a kiosk whose clock says 2001."""
    folder = tmp_path / "later"
    later = NOW.replace(year=NOW.year + 4, day=1)
    own_authority(folder, later)
    server = own_certificate(folder, "127.0.0.1", later)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.certificate, server.key)
    false = FalseBroker(CONNACK, tls=context)
    tls = TlsFiles(str(folder / "ca.crt"))
    uplink, _ = uplink_of(BrokerAddress("127.0.0.1", false.port, tls))
    until(lambda: any("By this kiosk's clock" in one for one in uplink.problems), 60)
    assert uplink.alerts == []
    false.close()


def test_what_is_wrong_with_messages_is_said_for_an_hour_and_logged_once(caplog) -> None:
    now = [0.0]
    trouble = MessageTrouble(lambda: now[0])
    for _ in range(1000):
        trouble.forged("Forged.")
        trouble.replayed("Replayed.")
        trouble.unreadable("a/topic", "junk")
    assert trouble.alerts == [
        KioskAlert.MESSAGES_FORGED,
        KioskAlert.MESSAGES_REPLAYED,
        KioskAlert.MESSAGES_UNREADABLE,
    ]
    assert len(caplog.records) == 2 + MANY
    now[0] = 3601.0
    assert (trouble.problems, trouble.alerts) == ([], [])
    trouble.unreadable("a/topic", "one alone, as from newer software")
    assert trouble.problems == []

"""The uplink against real brokers: it waits, comes back, sends what waited, and forgets only what is acknowledged."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import text

from contract.acknowledgements import message_digest, signed_acknowledgement
from contract.messages import (
    Bin,
    Health,
    Presence,
    ReleaseAnnounced,
    decode,
    encode,
)
from contract.topics import EVERY_DEVICE, topic
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from tests.bins import KEY
from tests.brokers import CONFIGURATION, RealIotcore, RealMosquitto, leave
from tests.waiting import until
from tour_server.crowd.messages import store_bins
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.ingest.ingest import Ingest

pytestmark = pytest.mark.long

SITE, DEVICE = "museum", "kiosk-1"
WELL = Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {}, [])


class RealClock:
    boot = "b" * 16
    wall_clock = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)

    @staticmethod
    def trusted():
        return False


class ServerTwin:
    """The server's end: records what arrives, and acknowledges when a test asks for it."""

    def __init__(self, address, acknowledges=True):
        self.bins, self.presence, self.acknowledges = [], [], acknowledges
        self.client = paho.Client(CallbackAPIVersion.VERSION2, "server", protocol=paho.MQTTv5)
        if address.tls:
            self.client.tls_set(address.tls.authority, address.tls.certificate, address.tls.key)
        self.client.on_connect = lambda client, *_: client.subscribe(f"zaalgids/v1/{SITE}/+/+", 1)
        self.client.on_message = self._arrived
        self.client.reconnect_delay_set(1, 1)
        self.client.connect(address.host, address.port)
        self.client.loop_start()
        until(self.client.is_connected)

    def _arrived(self, client, _data, message):
        kind = message.topic.rsplit("/", 1)[-1]
        if kind == "footfall":
            found = decode(bytes(message.payload), Bin)
            self.bins.append(found)
            if self.acknowledges:
                self.acknowledge(found.epoch, [found.sequence])
        elif kind == "presence":
            self.presence.append(decode(bytes(message.payload), Presence).online)

    def acknowledge(self, epoch, sequences):
        digests = {one.sequence: message_digest(one) for one in self.bins}
        signed = signed_acknowledgement(
            KEY,
            SITE,
            DEVICE,
            "acknowledgement",
            epoch,
            [(sequence, digests[sequence]) for sequence in sequences],
        )
        self.client.publish(topic(SITE, DEVICE, "acknowledgement"), encode(signed), 1)

    def leave(self):
        leave(self.client)


@pytest.fixture(params=["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request, tmp_path):
    kind = RealIotcore if request.param == "iotcore" else RealMosquitto
    made = kind(tmp_path / "broker")
    yield made
    made.stop()


@pytest.fixture
def uplink_of(tmp_path):
    """Makes an uplink over one outbox; stops what it made."""
    made = []
    outbox = Outbox(tmp_path / "outbox.db", RealClock())

    def make(address, device=DEVICE, on_release=lambda _number: None, **timing):
        client = KioskMqttClient(address, device, subscriptions(SITE, device), will(SITE, device))
        uplink = Uplink(
            outbox,
            client,
            RealClock(),
            site=SITE,
            device=device,
            key=KEY,
            health=lambda: WELL,
            on_release=on_release,
            rng=random.Random(1),
            timing=UplinkTiming(**{"again_after": 1.0, "idle": 0.05, **timing}),
        )
        uplink.start()
        made.append(uplink)
        return uplink, outbox

    yield make
    for uplink in made:
        uplink.stop()
    outbox.close()


def fill(outbox, minute, number, start=0):
    for index in range(start, start + number):
        outbox.update_open(minute(60.0 * index, entered=1))
    outbox.seal()


@pytest.mark.both_kinds
def test_what_waited_arrives_in_order_and_is_forgotten(broker, uplink_of, minute):
    uplink, outbox = uplink_of(broker.address())
    fill(outbox, minute, 120)
    until(lambda: bool(uplink.problems))
    assert "can't be reached" in uplink.problems[0]
    assert outbox.depth == 120
    broker.start()
    server = ServerTwin(broker.address())
    until(lambda: outbox.depth == 0)
    # The uplink may reconnect before the server; then the broker has no subscriber for the first messages.
    assert {one.sequence for one in server.bins} == set(range(120))
    server.bins.clear()
    fill(outbox, minute, 60, start=120)
    until(lambda: outbox.depth == 0)
    # On a busy machine some are sent again, since their acknowledgement takes longer than a second.
    assert list(dict.fromkeys(one.sequence for one in server.bins if one.sequence >= 120)) == list(
        range(120, 180)
    )
    assert uplink.problems == []
    server.leave()


@pytest.mark.long
def test_nothing_is_forgotten_until_the_server_has_it(broker, uplink_of, minute):
    broker.start()
    server = ServerTwin(broker.address(), acknowledges=False)
    _link, outbox = uplink_of(broker.address())
    fill(outbox, minute, 3)
    until(lambda: len(server.bins) >= 6)  # sent again after a second
    assert outbox.depth == 3
    server.acknowledge(outbox.epoch, [0, 2])
    server.acknowledge("0" * 16, [1])
    until(lambda: outbox.depth == 1)
    server.acknowledges = True
    until(lambda: outbox.depth == 0)
    server.leave()


def test_the_server_is_silent_for_a_night_and_is_not_flooded(broker, uplink_of, minute):
    """New messages are sent once, and one probe at a time; when it is acknowledged, everything goes out."""
    broker.start()
    server = ServerTwin(broker.address(), acknowledges=False)
    _link, outbox = uplink_of(broker.address(), again_after=0.5, longest_silence=0.5)
    fill(outbox, minute, 80)
    until(lambda: len(server.bins) >= 85)
    came = [one.sequence for one in server.bins[:85]]
    # Where filling is slow, the first probe comes before the last new message.
    asked = [number for at, number in enumerate(came) if number in came[:at]]
    assert asked == sorted(set(asked)), (
        "each in its turn, so that none that is never acknowledged is in the way"
    )
    began, before = time.monotonic(), len(server.bins)
    fill(outbox, minute, 1, start=80)
    until(lambda: any(one.sequence == 80 for one in server.bins), 5)
    until(lambda: len(server.bins) - before >= 7)
    # At 0.25 to 0.5 s a question; all 80 every half second would be here at once.
    assert len(server.bins) - before <= (time.monotonic() - began) / 0.25 + 3
    server.acknowledges = True
    until(lambda: outbox.depth == 0)
    assert {one.sequence for one in server.bins} == set(range(81))
    server.leave()


def test_a_message_that_is_never_acknowledged_holds_up_no_other(broker, uplink_of, minute):
    """A server older than the kiosk keeps the message as a dead letter and does not acknowledge it."""
    broker.start()
    server = ServerTwin(broker.address(), acknowledges=False)
    uplink, outbox = uplink_of(broker.address(), again_after=0.3, longest_silence=60.0)
    fill(outbox, minute, 1)
    until(lambda: server.bins and uplink._silent, what="the server to count as silent")
    for number in range(1, 4):
        fill(outbox, minute, 1, start=number)
        until(lambda number=number: any(one.sequence == number for one in server.bins), 10)
        server.acknowledge(outbox.epoch, [number])
        until(lambda: outbox.depth == 1)
    server.leave()


@pytest.mark.both_kinds
def test_the_broker_is_killed_and_forgets_everything(broker, uplink_of, minute):
    broker.start()
    server = ServerTwin(broker.address(), acknowledges=False)
    uplink, outbox = uplink_of(broker.address())
    fill(outbox, minute, 10)
    until(lambda: len(server.bins) >= 10)
    broker.kill()
    until(lambda: not uplink.connected)
    fill(outbox, minute, 10, start=10)
    broker.start()
    server.acknowledges = True
    until(lambda: outbox.depth == 0, 30)
    assert {one.sequence for one in server.bins} == set(range(20))
    server.leave()


def test_presence_and_the_last_will(broker, uplink_of):
    broker.start()
    server = ServerTwin(broker.address())
    uplink, _outbox = uplink_of(broker.address())
    until(lambda: server.presence == [True])
    uplink.stop()
    until(lambda: server.presence == [True, False])
    server.leave()


def test_a_release_and_a_message_that_can_not_be_read(broker, uplink_of):
    broker.start()
    server = ServerTwin(broker.address())
    numbers = []
    uplink, _outbox = uplink_of(broker.address(), on_release=numbers.append)
    until(lambda: uplink.connected)
    server.client.publish(topic(SITE, DEVICE, "acknowledgement"), b"\xff{", 1)
    name = topic(SITE, EVERY_DEVICE, "release")
    until(lambda: server.client.publish(name, encode(ReleaseAnnounced(7)), 1) and numbers)
    assert set(numbers) == {7}
    assert uplink.connected
    server.leave()


@pytest.mark.mosquitto
def test_a_week_offline_drains_in_seconds_while_live_ones_arrive(tmp_path, minute):
    """10,080 bins; the target is 5 s on a quiet machine, so a busy one gets 20."""
    broker = RealMosquitto(tmp_path / "broker")
    broker.start()
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    database.migrate()
    ingest = Ingest(
        database,
        broker.address(),
        SITE,
        {"footfall": store_bins},
        rng=random.Random(2),
        keys=lambda: {DEVICE: DeviceKey(KEY, revoked=False)},
    )
    ingest.start()
    until(lambda: ingest.connected)
    outbox = Outbox(tmp_path / "week.db", RealClock())
    body = minute(0.0, entered=1)
    outbox.update_open(body)
    outbox.seal()
    (first,) = outbox.waiting("footfall")
    # A week of minutes at once: ten thousand commits would take longer than the test.
    with outbox._lock:
        outbox._table.database.execute("BEGIN")
        outbox._table.database.executemany(
            "INSERT INTO entry VALUES ('footfall', ?, NULL, ?)",
            [
                (number, first.body.replace(b'"sequence":0,', b'"sequence":%d,' % number))
                for number in range(1, 10_080)
            ],
        )
        outbox._table.database.execute("UPDATE counter SET next = 10080")
        outbox._table.database.execute("COMMIT")
    outbox.close()
    outbox = Outbox(tmp_path / "week.db", RealClock())  # which counts what waits
    client = KioskMqttClient(
        broker.address(), DEVICE, subscriptions(SITE, DEVICE), will(SITE, DEVICE)
    )
    uplink = Uplink(
        outbox,
        client,
        RealClock(),
        site=SITE,
        device=DEVICE,
        key=KEY,
        health=lambda: WELL,
        on_release=lambda _number: None,
        rng=random.Random(1),
        timing=UplinkTiming(),
    )
    began = time.monotonic()
    uplink.start()
    until(lambda: uplink.connected)
    outbox.update_open(minute(60.0, entered=1))  # a live one
    outbox.seal()
    until(lambda: outbox.depth == 0, 60)
    took = time.monotonic() - began
    uplink.stop()
    ingest.stop()
    outbox.close()
    with database.reading() as session:
        total = session.execute(text("SELECT count(*), sum(entered) FROM footfall")).one()
        came = session.scalars(text("SELECT received_at FROM footfall ORDER BY sequence")).all()
    database.close()
    broker.stop()
    print(f"10,081 bins in {took:.1f} s")
    assert tuple(total) == (10_081, 10_081)
    assert list(came) == sorted(came), "in order"
    assert took < 20


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    subprocess.run(
        [
            str(CONFIGURATION / "certificates.sh"),
            str(folder),
            "127.0.0.1",
            "tour-server",
            "kiosk-1",
            "kiosk-2",
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.mosquitto
def test_with_a_certificate_a_device_reaches_its_own_topics_alone(
    tmp_path, certificates, uplink_of, minute
):
    broker = RealMosquitto(tmp_path / "tls", tls=certificates)
    broker.start()
    server = ServerTwin(broker.address("tour-server"))
    uplink, outbox = uplink_of(broker.address("kiosk-1"))
    fill(outbox, minute, 2)
    until(lambda: outbox.depth == 0)
    assert uplink.problems == []
    uplink.stop()
    # The same certificate, under another device's name: refused, seen, and nothing lost.
    thief, _ = uplink_of(broker.address("kiosk-1"), device="kiosk-2")
    before = len(server.bins)
    fill(outbox, minute, 1, start=5)
    until(lambda: any("refuses messages" in words for words in thief.problems))
    assert "Not authorized" in " ".join(thief.problems)
    assert outbox.depth == 1
    assert len(server.bins) == before
    server.leave()
    broker.stop()


@pytest.mark.mosquitto
def test_without_a_certificate_no_client_gets_in(tmp_path, certificates, uplink_of):
    broker = RealMosquitto(tmp_path / "tls", tls=certificates)
    broker.start()
    address = broker.address("kiosk-1")
    bare = msgspec.structs.replace(
        address, tls=msgspec.structs.replace(address.tls, certificate="", key="")
    )
    uplink, _outbox = uplink_of(bare)
    until(lambda: bool(uplink.problems))
    assert not uplink.connected
    broker.stop()

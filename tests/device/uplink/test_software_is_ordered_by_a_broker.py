"""An order of software reaches a kiosk by a real broker; its answer waits there for a server that comes later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from contract.messages import Health, decode, encode
from contract.software import (
    InstallHours,
    SoftwareOrder,
    SoftwareState,
    SoftwareStep,
)
from contract.topics import topic
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import ServerHooks, Uplink, subscriptions, will
from tests.bins import KEY
from tests.brokers import RealIotcore, leave
from tests.device.uplink.test_the_desk_hears_of_a_change import TIMING, RealClock
from tests.waiting import until

SITE, DEVICE = "museum", "kiosk-1"
ORDER = SoftwareOrder(
    id="a" * 16,
    version="1.5.0",
    bytes=700_000_000,
    sha256="b" * 64,
    path="software/1.5.0.raucb",
    sent=3600.0,
    not_before=7200.0,
    hours=InstallHours("23:00", "05:00", "Europe/Amsterdam"),
)
STATE = SoftwareState(
    id="a" * 16, step=SoftwareStep.WAITING, version="1.5.0", running="1.4.0", at=3600.0
)
HEALTH = Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {}, [])


@contextmanager
def client(broker: RealIotcore, subscribed: str = "") -> Iterator[tuple[paho.Client, list[bytes]]]:
    heard: list[bytes] = []
    made = paho.Client(
        CallbackAPIVersion.VERSION2, f"server-{subscribed[-5:]}", protocol=paho.MQTTv5
    )
    made.on_message = lambda _client, _data, one: heard.append(one.payload)
    connected: list[bool] = []
    made.on_connect = lambda *_: connected.append(True)
    made.connect("127.0.0.1", broker.port)
    made.loop_start()
    try:
        until(lambda: connected)
        if subscribed:
            made.subscribe(subscribed, 1)
        yield made, heard
    finally:
        leave(made)


def test_an_order_comes_and_its_answer_is_kept(tmp_path: Path) -> None:
    broker = RealIotcore(tmp_path / "broker")
    broker.start()
    clock, heard = RealClock(), list[SoftwareOrder]()
    outbox = Outbox(tmp_path / "outbox.db", clock)
    uplink = Uplink(
        outbox,
        KioskMqttClient(broker.address(), DEVICE, subscriptions(SITE, DEVICE), will(SITE, DEVICE)),
        clock,
        site=SITE,
        device=DEVICE,
        key=KEY,
        health=lambda: HEALTH,
        on_release=lambda _number: None,
        hears=ServerHooks(software=heard.append),
        rng=random.Random(1),
        timing=TIMING,
    )
    uplink.start()
    try:
        until(lambda: uplink.connected)
        with client(broker) as (server, _):
            server.publish(topic(SITE, DEVICE, "software"), encode(ORDER), 1, retain=True)
            until(lambda: heard == [ORDER])
        uplink.tell(STATE)
        uplink.tell(STATE)
        with client(broker, topic(SITE, DEVICE, "software-state")) as (_, states):
            until(lambda: states)
            assert decode(states[-1], SoftwareState) == STATE
    finally:
        uplink.stop()
        outbox.close()
        broker.stop()

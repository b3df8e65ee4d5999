"""A kiosk reports its health when it connects, soon after a change, and otherwise once a minute."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from msgspec.structs import replace
from paho.mqtt.enums import CallbackAPIVersion

from contract.messages import Health, decode
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from tests.bins import KEY
from tests.brokers import RealIotcore, leave
from tests.device.uplink.conftest import ClockTwin
from tests.waiting import stays, until

SITE, DEVICE = "museum", "kiosk-1"
STARTING = Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {"door": "no pictures"}, [])
# A comparison after each tenth of a second, and no other report for an hour.
TIMING = UplinkTiming(health_every=3600.0, health_compared=0.1, idle=0.02)


class RealClock(ClockTwin):
    """The machine's monotonic clock."""

    def monotonic(self) -> float:
        return time.monotonic()


class Kiosk:
    """An uplink whose health a test sets, and what arrives of it at the broker."""

    def __init__(self, folder: Path, broker: RealIotcore) -> None:
        self.health, self.heard = STARTING, list[Health]()
        self._listener = paho.Client(CallbackAPIVersion.VERSION2, "desk", protocol=paho.MQTTv5)
        self._listener.on_message = lambda _c, _d, one: self.heard.append(
            decode(one.payload, Health)
        )
        subscribed: list[bool] = []
        self._listener.on_subscribe = lambda *_: subscribed.append(True)
        self._listener.on_connect = lambda client, *_: client.subscribe("zaalgids/v1/+/+/health", 1)
        self._listener.connect("127.0.0.1", broker.port)
        self._listener.loop_start()
        until(lambda: subscribed)
        clock = RealClock()
        self._outbox = Outbox(folder / "outbox.db", clock)
        names = SITE, DEVICE
        self._uplink = Uplink(
            self._outbox,
            KioskMqttClient(broker.address(), DEVICE, subscriptions(*names), will(*names)),
            clock,
            site=SITE,
            device=DEVICE,
            key=KEY,
            health=lambda: self.health,
            on_release=lambda _number: None,
            rng=random.Random(1),
            timing=TIMING,
        )
        self._uplink.start()

    def stop(self) -> None:
        self._uplink.stop()
        self._outbox.close()
        leave(self._listener)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    broker = RealIotcore(tmp_path / "broker")
    broker.start()
    made = Kiosk(tmp_path, broker)
    yield made
    made.stop()
    broker.stop()


def test_a_camera_that_comes_up_is_reported_soon_and_numbers_alone_are_not(kiosk: Kiosk) -> None:
    until(lambda: kiosk.heard == [STARTING])
    up = replace(STARTING, cameras={"door": "ok"}, release=4)
    kiosk.health = up
    until(lambda: kiosk.heard == [STARTING, up])
    kiosk.health = replace(up, uptime_seconds=9.0, disk_free_bytes=7, at=2.0)
    stays(lambda: kiosk.heard == [STARTING, up], 1.0)
    kiosk.health = replace(up, trouble=["The disk is full."])
    until(lambda: len(kiosk.heard) == 3)

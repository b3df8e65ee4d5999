"""What the desk wants of a kiosk reaches it by a real broker, signed, also after the broker has lost everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.kiosk_messages import (
    KioskOrder,
    OrderKind,
    RoundTrip,
    RoundTripAnswer,
    SettingsWanted,
)
from contract.messages import decode, encode
from contract.signed_notices import (
    is_authentic_answer,
    is_authentic_order,
    is_authentic_settings,
    unsealed,
)
from contract.topics import topic
from tests.brokers import RealIotcore, RealMosquitto, leave
from tests.waiting import until
from tour_server.devices.registry import DeviceKey
from tour_server.fleet.device_notices import REPEAT_SECONDS, DeviceNotices

SITE, DEVICE, KEY = "museum", "kiosk-1", b"k" * 32
NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


class Heard:
    """A kiosk's end of the broker: the last message of each kind."""

    def __init__(self, broker: RealIotcore | RealMosquitto) -> None:
        self.bodies: dict[str, bytes] = {}
        self.client = paho.Client(CallbackAPIVersion.VERSION2, DEVICE, protocol=paho.MQTTv5)
        self.client.on_connect = lambda client, *_: client.subscribe(
            f"zaalgids/v1/{SITE}/{DEVICE}/#"
        )
        self.client.on_message = self._arrived
        address = broker.address(DEVICE)
        self.client.connect(address.host, address.port)
        self.client.loop_start()

    def _arrived(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        self.bodies[message.topic.rsplit("/", 1)[1]] = bytes(message.payload)

    def leave(self) -> None:
        leave(self.client)


@pytest.fixture(params=["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealIotcore | RealMosquitto]:
    kind = RealIotcore if request.param == "iotcore" else RealMosquitto
    made = kind(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


def test_settings_orders_and_round_trips(broker: RealIotcore | RealMosquitto) -> None:
    settings = {"level": "child", "wifi_name": "Museum", "wifi_password": "four quiet rooms"}
    wanted = {DEVICE: SettingsWanted(settings, 0.0)}
    orders = {DEVICE: KioskOrder("a" * 16, OrderKind.IDENTIFY, 0.0, NOW.timestamp() + 600, 7)}
    keys = {DEVICE: DeviceKey(KEY, revoked=False), "gone": DeviceKey(KEY, revoked=True)}
    clock = [NOW]
    notices = DeviceNotices(
        lambda: broker.address("tour-server"), lambda: SITE, lambda: keys, lambda: clock[0]
    )
    notices.add_source("settings", lambda: wanted)
    notices.add_source("order", lambda: orders)
    notices.start()
    kiosk = Heard(broker)
    try:
        until(lambda: {"settings", "order"} <= kiosk.bodies.keys(), 20)
        message = decode(kiosk.bodies["settings"], SettingsWanted)
        assert is_authentic_settings(message, KEY, SITE, DEVICE)
        assert message.sent == NOW.timestamp()
        assert unsealed(KEY, message.settings["wifi_password"]) == "four quiet rooms"
        assert is_authentic_order(decode(kiosk.bodies["order"], KioskOrder), KEY, SITE, DEVICE)

        kiosk.bodies.clear()  # its outcome does not come: it is sent again, by itself
        clock[0] += dt.timedelta(seconds=REPEAT_SECONDS["order"])
        until(lambda: "order" in kiosk.bodies, 20)
        assert "settings" not in kiosk.bodies
        clock[0] += dt.timedelta(seconds=REPEAT_SECONDS["settings"])
        until(lambda: "settings" in kiosk.bodies, 20)

        del orders[DEVICE]
        until(lambda: kiosk.bodies["order"] == b"", 20)  # a new connection does not hear it
        wanted[DEVICE] = SettingsWanted({"level": "adult"}, 0.0)
        until(lambda: b"adult" in kiosk.bodies["settings"], 20)

        asked = RoundTrip("b" * 16)
        kiosk.client.publish(topic(SITE, DEVICE, "round-trip"), encode(asked))
        until(lambda: "round-trip-answer" in kiosk.bodies, 20)
        answer = decode(kiosk.bodies["round-trip-answer"], RoundTripAnswer)
        assert answer.nonce == asked.nonce
        assert is_authentic_answer(answer, KEY, SITE, DEVICE)
        assert notices.answer("gone", "b" * 16) is None
        assert notices.answer("nobody", "b" * 16) is None
    finally:
        kiosk.leave()
        notices.stop()

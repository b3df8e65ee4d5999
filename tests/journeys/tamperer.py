"""Overhears the kiosk, and sends what it heard again, in another order, with rubbish between."""

from __future__ import annotations

import random

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from contract.topics import topic
from tests.brokers import leave

REMEMBERS = 2000


class Tamperer:
    def __init__(self, port: int, site: str, device: str) -> None:
        self._heard: list[bytes] = []
        self._name = topic(site, device, "footfall")
        self._health = topic(site, device, "health")
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "tamperer", protocol=paho.MQTTv5)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe(self._name, 1)
        self._client.on_message = self._overhear
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def _overhear(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        self._heard = [*self._heard[-REMEMBERS:], bytes(message.payload)]

    def again(self, chance: random.Random) -> None:
        for body in chance.sample(self._heard, min(60, len(self._heard))):
            self._client.publish(self._name, body, 1)

    def poison(self, chance: random.Random) -> None:
        for _ in range(5):
            self._client.publish(self._name, chance.randbytes(chance.randint(0, 400)), 1)
        body = chance.choice(self._heard) if self._heard else b"{}"
        self._client.publish(self._name, body.replace(b'"v":1', b'"v":9'), 1)
        self._client.publish(self._name, body[: len(body) // 2], 1)
        self._client.publish(self._health, b"{}", 1)

    def leave(self) -> None:
        leave(self._client)

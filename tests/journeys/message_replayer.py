"""A broker client that publishes a kiosk's messages again, in another order, and malformed ones between them."""

from __future__ import annotations

import random

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from contract.topics import topic
from tests.brokers import leave

MAX_REMEMBERED = 2000  # messages


class MessageReplayer:
    """Subscribes to the footfall topic of a kiosk and remembers its last messages."""

    def __init__(self, port: int, site: str, device: str) -> None:
        self._messages: list[bytes] = []
        self._name = topic(site, device, "footfall")
        self._health = topic(site, device, "health")
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "replayer", protocol=paho.MQTTv5)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe(self._name, 1)
        self._client.on_message = self._remember
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def _remember(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        self._messages = [*self._messages[-MAX_REMEMBERED:], bytes(message.payload)]

    def replay(self, rng: random.Random) -> None:
        """Publish up to 60 of the remembered messages again, in random order."""
        for body in rng.sample(self._messages, min(60, len(self._messages))):
            self._client.publish(self._name, body, 1)

    def publish_malformed(self, rng: random.Random) -> None:
        """Publish random bytes, a message of another version, half a message and an empty one."""
        for _ in range(5):
            self._client.publish(self._name, rng.randbytes(rng.randint(0, 400)), 1)
        body = rng.choice(self._messages) if self._messages else b"{}"
        self._client.publish(self._name, body.replace(b'"v":1', b'"v":9'), 1)
        self._client.publish(self._name, body[: len(body) // 2], 1)
        self._client.publish(self._health, b"{}", 1)

    def leave(self) -> None:
        leave(self._client)

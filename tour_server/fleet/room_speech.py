"""Passes on which kiosk speaks, to the kiosks of the same room. Nothing of it is stored or logged.

The broker lets no device write to another's topics (docs/decisions/0016), so the server does. Its clock orders the
turns: see device.speaking_turns.turns.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from contract.messages import RoomSpeech, Speaking, UnknownMessageError, decode, encode
from contract.museum import Key
from contract.topics import everyone, parse, topic
from runtime.broker_address import BrokerAddress
from tour_server.broker.mqtt_client import Delivery
from tour_server.broker.reconnecting_client import ReconnectingClient
from tour_server.devices.registry import DeviceKey

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
ROOMS_SECONDS = 10.0  # between two looks at which kiosks a room has


class RoomSpeechRelay:
    """Owns one MQTT client and its thread, between `start` and `stop`."""

    def __init__(
        self,
        address: Callable[[], BrokerAddress],
        site: Callable[[], Key],
        rooms: Callable[[], Mapping[Key, Key]],
        keys: Callable[[], Mapping[Key, DeviceKey]],
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """`address` and `site` are asked at the start. `rooms` returns kiosk -> its room, for those heard lately.

        `keys` returns those of the registered devices: who was revoked is not listened to.
        """
        self._address, self._site_of = address, site
        self._rooms, self._keys = rooms, keys
        self._wall_clock = wall_clock
        self._site: Key = ""
        self._known: dict[Key, Key] = {}
        self._looked_at = float("-inf")
        self._client: ReconnectingClient | None = None

    def start(self) -> None:
        """Begin to connect. Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self._site = self._site_of()
        self._client = ReconnectingClient(
            self._address(),
            f"room-speech-{self._site}",
            on_lost=lambda: None,
            on_turn=lambda: None,
            turn_seconds=TURN_SECONDS,
            rng=random.Random(),  # noqa: S311 - scatters pauses, guards nothing
            subscribe=[everyone(self._site, "speaking")],
            on_delivery=self._pass_on,
        )
        self._client.start()

    def stop(self) -> None:
        """Disconnect and end the thread."""
        if self._client is not None:
            self._client.stop()

    def _pass_on(self, delivery: Delivery) -> None:
        try:
            device = parse(delivery.topic).device
            said = decode(delivery.body, Speaking)
        except (UnknownMessageError, ValueError) as error:
            log.warning("ignored a message on %s: %s", delivery.topic, error)
            return
        known = self._keys().get(device)
        if known is not None and known.revoked:
            return
        self._look()
        self._known[device] = said.room
        listening = sorted(name for name, room in self._known.items() if room == said.room)
        begun = said.begun if said.begun is not None else self._wall_clock() - said.running
        passed = RoomSpeech(
            device, said.room, said.turn, max(begun, 0.0), said.seconds, len(listening)
        )
        body = encode(passed)
        client = self._client
        if client is not None:
            for name in listening:
                client.publish(topic(self._site, name, "room-speech"), body)

    def _look(self) -> None:
        """Take the kiosks and their rooms from their reports, from time to time."""
        now = time.monotonic()
        if now < self._looked_at + ROOMS_SECONDS:
            return
        self._looked_at = now
        try:
            self._known = dict(self._rooms())
        except SQLAlchemyError:
            log.warning("The kiosks of each room can't be read now; those known are used.")

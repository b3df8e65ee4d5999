"""Announces the newest release to all kiosks of a site, by one retained message; and tells one kiosk something.

Note: a retained message is not safe with the broker. The embedded broker loses it when it restarts, so it is published
again on each connection.
"""

from __future__ import annotations

import random
from collections import deque

from contract.messages import ReleaseAnnounced, encode
from contract.topics import EVERY_DEVICE, topic
from runtime.broker_address import BrokerAddress
from tour_server.broker.reconnecting_client import ReconnectingClient

TURN_SECONDS = 0.2
WAITING_LIMIT = 1000  # messages


class Announcer:
    """Owns one MQTT client and its thread, between `start` and `stop`."""

    def __init__(self, address: BrokerAddress, site: str, rng: random.Random) -> None:
        """`rng` scatters the pauses. Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self._topic = topic(site, EVERY_DEVICE, "release")
        self._client = ReconnectingClient(
            address,
            f"announcer-{site}",
            on_lost=self._forget,
            on_turn=self._publish,
            turn_seconds=TURN_SECONDS,
            rng=rng,
        )
        self._newest: ReleaseAnnounced | None = None
        self._published: ReleaseAnnounced | None = None  # on this connection
        # The oldest are dropped: what a kiosk is told is said again while it holds.
        self._to_tell: deque[tuple[str, bytes]] = deque(maxlen=WAITING_LIMIT)

    def announce(self, newest: ReleaseAnnounced) -> None:
        """Set the newest release. May be called from any thread."""
        self._newest = newest

    def tell(self, name: str, body: bytes) -> None:
        """Publish a message on the topic `name`, once, while connected. May be called from any thread."""
        self._to_tell.append((name, body))

    def start(self) -> None:
        """Begin to connect."""
        self._client.start()

    def stop(self) -> None:
        """Disconnect and end the thread."""
        self._client.stop()

    def _forget(self) -> None:
        self._published = None

    def _publish(self) -> None:
        newest = self._newest
        if newest is not None and newest != self._published:
            self._client.publish(self._topic, encode(newest), retain=True)
            self._published = newest
        while self._to_tell:
            self._client.publish(*self._to_tell.popleft())

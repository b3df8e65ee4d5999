"""Publishes the state of rooms and kiosks for Home Assistant: at each change, each minute, and when it starts.

Note: a retained message is not safe with the broker (the embedded one loses it when it restarts), so configurations are
published again on each connection. A configuration of a room that is gone stays in the broker until an empty message
replaces it.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from contract.museum import Museum
from runtime.broker_address import BrokerAddress
from tour_server.broker.mqtt_client import Delivery
from tour_server.broker.reconnecting_client import ReconnectingClient
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.fleet.kiosk_list import kiosk_list
from tour_server.home_assistant.discovery import configurations, states

log = logging.getLogger(__name__)

TURN_SECONDS = 0.5
READ_SECONDS = 5.0  # between two reads of rooms and kiosks
REPEAT_SECONDS = 60.0  # every state is published again, changed or not
BIRTH = b"online"  # what Home Assistant publishes on <prefix>/status when it starts


class HomeAssistantPublisher:
    """Owns one MQTT client and its thread, between `start` and `stop`."""

    def __init__(
        self,
        address: BrokerAddress,
        site: str,
        prefix: str,
        rooms: RoomsNow,
        database: Database,
        museum: Callable[[], Museum | None],
        newest_release: Callable[[], int | None],
        now: Callable[[], dt.datetime],
        rng: random.Random,
        newest_hash: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`prefix`: Home Assistant's discovery prefix, by default `homeassistant`. `rng` scatters the pauses.

        Raises OSError or ssl.SSLError on an unreadable TLS file.
        """
        self._site, self._prefix = site, prefix
        self._rooms, self._database = rooms, database
        self._museum, self._newest_release, self._now = museum, newest_release, now
        self._newest_hash = newest_hash
        self._client = ReconnectingClient(
            address,
            f"home-{site}",
            on_lost=self._forget,
            on_turn=self._publish_if_readable,
            turn_seconds=TURN_SECONDS,
            rng=rng,
            subscribe=[f"{prefix}/status"],
            on_delivery=self._receive,
        )
        self._configurations: dict[str, bytes] = {}  # topic -> what the broker has
        self._states: dict[str, bytes] = {}  # topic -> what was published last
        self._read_at = self._repeated_at = float("-inf")  # Unix seconds

    def start(self) -> None:
        """Begin to connect."""
        self._client.start()

    def stop(self) -> None:
        """End the thread. The published states stay, and become "unavailable" when they expire."""
        self._client.stop()

    def _receive(self, delivery: Delivery) -> None:
        self._client.acknowledge(delivery)
        if delivery.body == BIRTH:
            self._forget()

    def _forget(self) -> None:
        """Publish everything again in the next turn."""
        self._configurations = dict.fromkeys(self._configurations, b"")
        self._states = {}
        self._read_at = float("-inf")

    def _publish_if_readable(self) -> None:
        try:
            self._publish()
        except SQLAlchemyError as error:  # the next turn tries again
            log.warning("Rooms and kiosks can't be read for Home Assistant: %s", error)

    def _publish(self) -> None:
        now = self._now().timestamp()
        if 0 <= now - self._read_at < READ_SECONDS:
            return
        self._read_at = now
        museum = self._museum()
        if museum is None:
            return
        rooms = self._rooms.rooms()
        with self._database.reading() as session:
            kiosks = kiosk_list(session, now, self._newest_release(), self._newest_hash())
        wanted = configurations(museum, rooms, kiosks, self._prefix)
        for topic in self._configurations.keys() - wanted.keys():
            self._client.publish(topic, b"", retain=True)  # removes the sensor
        for topic, body in wanted.items():
            if self._configurations.get(topic) != body:
                self._client.publish(topic, body, retain=True)
        self._configurations = wanted
        if not 0 <= now - self._repeated_at < REPEAT_SECONDS:
            self._states, self._repeated_at = {}, now
        for topic, body in states(self._site, rooms, kiosks).items():
            if self._states.get(topic) != body:
                self._client.publish(topic, body)
                self._states[topic] = body

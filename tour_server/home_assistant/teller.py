"""Says over MQTT how rooms and kiosks are: at each change, each minute, and whenever Home Assistant starts.

The one thing a newcomer would get wrong: a retained message is not safe with the broker (the embedded one forgets
it when it restarts), so configurations are said again on each connection; and one that is no longer true stays in
the broker until an empty one takes its place.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from contract.broker_address import BrokerAddress
from contract.museum import Museum
from tour_server.broker.mqtt_client import Delivery, Line
from tour_server.broker.reconnecting_client import KeptLine
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.fleet.kiosk_list import roll
from tour_server.home_assistant.discovery import configurations, states

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
LOOK_SECONDS = 5.0  # between two looks at rooms and kiosks
AGAIN_SECONDS = 60.0  # everything, changed or not
BIRTH = b"online"  # what Home Assistant says on <prefix>/status when it starts


class HomeAssistant:
    """Owns one thread and one line, between `start` and `stop`."""

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
        chance: random.Random,
    ) -> None:
        """`prefix`: Home Assistant's own, `homeassistant` unless it was changed there.

        Raises OSError or ssl.SSLError on an unreadable TLS file.
        """
        self._site, self._prefix = site, prefix
        self._rooms, self._database = rooms, database
        self._museum, self._newest_release, self._now = museum, newest_release, now
        self._line = Line(address, f"home-{site}", [f"{prefix}/status"], self._heard)
        self._kept = KeptLine(
            self._line,
            name="home-assistant",
            idle_seconds=IDLE_SECONDS,
            lost=self._forget,
            say=self._say_what_can_be_read,
            chance=chance,
        )
        self._configured: dict[str, bytes] = {}
        self._said: dict[str, bytes] = {}
        self._looked = self._said_all = float("-inf")  # Unix seconds

    def start(self) -> None:
        """Begins to connect."""
        self._kept.start()

    def stop(self) -> None:
        """Ends the thread. What was said stays, and is "unavailable" after a while."""
        self._kept.stop()

    def _heard(self, delivery: Delivery) -> None:
        self._line.acknowledge(delivery.token)
        if delivery.body == BIRTH:
            self._forget()

    def _forget(self) -> None:
        """Whoever listens knows nothing: everything is said again with the next look."""
        self._configured = dict.fromkeys(self._configured, b"")
        self._said = {}
        self._looked = float("-inf")

    def _say_what_can_be_read(self) -> None:
        try:
            self._say()
        except SQLAlchemyError as error:  # the next look tries again
            log.warning("Rooms and kiosks can't be told just now: %s", error)

    def _say(self) -> None:
        now = self._now().timestamp()
        if 0 <= now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        museum = self._museum()
        if museum is None:
            return
        rooms = self._rooms.rooms()
        with self._database.reading() as session:
            kiosks = roll(session, now, self._newest_release())
        wanted = configurations(museum, rooms, kiosks, self._prefix)
        for topic in self._configured.keys() - wanted.keys():
            self._line.tell(topic, b"", retain=True)  # gone: its sensor goes too
        for topic, body in wanted.items():
            if self._configured.get(topic) != body:
                self._line.tell(topic, body, retain=True)
        self._configured = wanted
        if not 0 <= now - self._said_all < AGAIN_SECONDS:
            self._said, self._said_all = {}, now
        for topic, body in states(self._site, rooms, kiosks).items():
            if self._said.get(topic) != body:
                self._line.tell(topic, body)
                self._said[topic] = body

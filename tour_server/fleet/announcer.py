"""Tells every kiosk of a site that there is a release: one retained message on the branch that all may read.

The one thing a newcomer would get wrong: a retained message is not safe with the broker. The embedded one forgets
it when it restarts, so it is published again on each connection.
"""

from __future__ import annotations

import random

from contract.broker_address import BrokerAddress
from contract.messages import ReleaseAnnounced, encode
from contract.topics import EVERY_DEVICE, topic
from tour_server.broker.mqtt_client import Line
from tour_server.broker.reconnecting_client import KeptLine

IDLE_SECONDS = 0.2


class Announcer:
    """Owns one thread and one line, between `start` and `stop`."""

    def __init__(self, address: BrokerAddress, site: str, chance: random.Random) -> None:
        """Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self._topic = topic(site, EVERY_DEVICE, "release")
        self._line = Line(address, f"announcer-{site}", [], lambda _delivery: None)
        self._kept = KeptLine(
            self._line,
            name="announcer",
            idle_seconds=IDLE_SECONDS,
            lost=self._forget,
            say=self._say,
            chance=chance,
        )
        self._wanted: int | None = None
        self._said: int | None = None

    def announce(self, number: int) -> None:
        """From any thread: this is the newest release now."""
        self._wanted = number

    def start(self) -> None:
        """Begins to connect."""
        self._kept.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._kept.stop()

    def _forget(self) -> None:
        self._said = None

    def _say(self) -> None:
        wanted = self._wanted
        if wanted is not None and wanted != self._said:
            self._line.tell(self._topic, encode(ReleaseAnnounced(wanted)), retain=True)
            self._said = wanted

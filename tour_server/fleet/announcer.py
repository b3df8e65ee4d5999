"""Tells every kiosk of a site that there is a release: one retained message on the branch that all may read.

The one thing a newcomer would get wrong: a retained message is not safe with the broker. The embedded one forgets
it when it restarts, so it is published again on each connection.
"""

from __future__ import annotations

import logging
import random
import threading

from contract.broker_address import BrokerAddress
from contract.messages import ReleaseAnnounced, encode
from contract.pauses import Pauses
from contract.topics import EVERY_DEVICE, topic
from tour_server.broker.line import Line

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.2


class Announcer:
    """Owns one thread and one line, between `start` and `stop`."""

    def __init__(self, address: BrokerAddress, site: str, chance: random.Random) -> None:
        """Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self._topic = topic(site, EVERY_DEVICE, "release")
        self._line = Line(address, f"announcer-{site}", [], lambda _delivery: None)
        self._pauses = Pauses(chance, most=30.0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
        self._wanted: int | None = None
        self._said: int | None = None

    def announce(self, number: int) -> None:
        """From any thread: this is the newest release now."""
        self._wanted = number

    def start(self) -> None:
        """Begins to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        coming_back = False
        while not self._stop.is_set():
            try:
                if not self._line.open:
                    self._said = None
                    if coming_back and self._stop.wait(self._pauses.next()):
                        break
                    coming_back = True
                    self._line.connect()
                self._line.step(IDLE_SECONDS)
                if self._line.up:
                    self._pauses.reset()
                    self._say()
            except OSError as error:
                log.warning("The broker can't be reached: %s.", error.strerror or error)
        self._line.close()
        self._line.free()

    def _say(self) -> None:
        wanted = self._wanted
        if wanted is not None and wanted != self._said:
            self._line.tell(self._topic, encode(ReleaseAnnounced(wanted)), retain=True)
            self._said = wanted

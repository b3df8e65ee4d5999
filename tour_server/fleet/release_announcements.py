"""The announcements of new releases to kiosks, over the broker that the server has when it runs."""

from __future__ import annotations

import random
from collections.abc import Callable

from contract.messages import ReleaseAnnounced
from tour_server.broker.service import BrokerService
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.fleet.announcer import Announcer


class ReleaseAnnouncements:
    """Owns an announcer between `start` and `stop`."""

    def __init__(
        self,
        broker: BrokerService,
        museum: CurrentMuseum,
        newest: Callable[[], int | None],
        newest_hash: Callable[[], str | None],
    ) -> None:
        """`newest`, `newest_hash` return the number and the hash of the newest release, None before the first."""
        self._broker, self._museum = broker, museum
        self._newest, self._newest_hash = newest, newest_hash
        self._announcer: Announcer | None = None

    def announce(self, number: int) -> None:
        """Announce `number`, the newest release now. May be called from any thread."""
        if self._announcer is not None:
            self._announcer.announce(ReleaseAnnounced(number, self._newest_hash()))

    def start(self) -> None:
        """Connect, and announce the newest release. Raises OSError, ssl.SSLError on an unreadable TLS file."""
        jitter = random.Random()  # noqa: S311 - scatters pauses, guards nothing
        self._announcer = Announcer(self._broker.address, self._museum.site(), jitter)
        newest = self._newest()
        if newest is not None:
            self._announcer.announce(ReleaseAnnounced(newest, self._newest_hash()))
        self._announcer.start()

    def stop(self) -> None:
        """Disconnect."""
        if self._announcer is not None:
            self._announcer.stop()

"""What the server says to kiosks by itself, over the broker that it has when it runs: new releases, and conflicts."""

from __future__ import annotations

import random
from collections.abc import Callable

from contract.acknowledgements import signed_conflict
from contract.messages import ReleaseAnnounced, encode
from contract.topics import topic
from tour_server.broker.service import BrokerService
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.announcer import Announcer


class ReleaseAnnouncements:
    """Owns an announcer between `start` and `stop`."""

    def __init__(
        self,
        broker: BrokerService,
        museum: CurrentMuseum,
        registry: DeviceRegistry,
        newest: Callable[[], int | None],
        newest_hash: Callable[[], str | None],
    ) -> None:
        """`newest`, `newest_hash` return the number and the hash of the newest release, None before the first."""
        self._broker, self._museum, self._registry = broker, museum, registry
        self._newest, self._newest_hash = newest, newest_hash
        self._announcer: Announcer | None = None

    def announce(self, number: int) -> None:
        """Announce `number`, the newest release now. May be called from any thread."""
        if self._announcer is not None:
            self._announcer.announce(ReleaseAnnounced(number, self._newest_hash()))

    def say_conflict(self, device: str, boots: list[str]) -> None:
        """Tell the machines of one name that they are two. `boots`: their starts. May be called from any thread."""
        if self._announcer is not None:
            site, known = self._museum.site(), self._registry.keys().get(device)
            message = signed_conflict(None if known is None else known.key, site, device, boots)
            self._announcer.tell(topic(site, device, "conflict"), encode(message))

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

"""The ingest workers of the server, as many as its settings say."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from tour_server.broker.service import BrokerService
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.database import Database
from tour_server.devices.registry import DeviceRegistry
from tour_server.ingest.ingest import Ingest
from tour_server.ingest.message_handler import MessageHandler


class IngestWorkers:
    """Owns the workers between `start` and `stop`."""

    def __init__(
        self,
        database: Database,
        broker: BrokerService,
        museum: CurrentMuseum,
        registry: DeviceRegistry,
        handlers: Mapping[str, MessageHandler],
        count: int,
    ) -> None:
        """`registry`: the devices whose keys sign the acknowledgements, and which of them are revoked.

        `handlers`: kind of message -> the function that stores it; read at the start, when all are known.
        `count`: workers that share the messages.
        """
        self._database, self._broker, self._museum = database, broker, museum
        self._registry = registry
        self._handlers, self._count = handlers, count
        self._listeners: list[Callable[[set[str]], None]] = []
        self.running: list[Ingest] = []

    def on_committed(self, listener: Callable[[set[str]], None]) -> None:
        """Call `listener` after each commit with the kinds of its messages, on a worker's thread."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Start the workers. Raises OSError or ssl.SSLError on an unreadable TLS file."""
        jitter = random.Random()  # noqa: S311 - scatters pauses, guards nothing
        for number in range(1, self._count + 1):
            worker = Ingest(
                self._database,
                self._broker.address,
                self._museum.site(),
                self._handlers,
                worker=number,
                workers=self._count,
                window=self._broker.window,
                rng=jitter,
                keys=self._registry.keys,
                on_committed=self._committed,
            )
            self.running.append(worker)
            worker.start()

    def stop(self) -> None:
        """Stop the workers, the last started first. Messages that they had not stored are delivered or sent again."""
        for worker in reversed(self.running):
            worker.stop()

    def _committed(self, kinds: set[str]) -> None:
        for listener in self._listeners:
            listener(kinds)

"""The broker of this server, whichever was chosen: where it is, and its start and stop."""

from __future__ import annotations

from pathlib import Path

from runtime.broker_address import BrokerAddress
from tour_server.broker.embedded import Embedded
from tour_server.broker.mosquitto import Mosquitto
from tour_server.broker.settings import BrokerChoice, EmbeddedBroker, Window, broker_settings


class BrokerService:
    """The embedded broker, or a client's view of another one."""

    def __init__(self, choice: BrokerChoice, host: str, folder: Path) -> None:
        """`host`: what the embedded broker listens on. `folder`: for its configuration.

        Raises ValueError on an address that can't be read.
        """
        chosen = broker_settings(
            choice.broker,
            host,
            choice.broker_port,
            choice.broker_ca,
            choice.broker_certificate,
            choice.broker_key,
        )
        self.window: Window = chosen.window
        self._broker: Embedded | Mosquitto = (
            Embedded(chosen, folder) if isinstance(chosen, EmbeddedBroker) else Mosquitto(chosen)
        )

    @property
    def address(self) -> BrokerAddress:
        """Where clients reach it; with port 0 known after the start."""
        return self._broker.address

    def start(self) -> None:
        """Start the embedded broker. Raises BrokerStartError."""
        self._broker.start()

    def stop(self) -> None:
        """Stop the embedded broker."""
        self._broker.stop()

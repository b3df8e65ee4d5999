"""Mosquitto, or any other MQTT 5 broker or cluster that runs without the server.

Note: Mosquitto's defaults lose messages: a queue of 1,000 overflows even for a connected subscriber.
deploy/mosquitto has the right limits and their arithmetic.
"""

from __future__ import annotations

import socket

from runtime.broker_address import BrokerAddress
from tour_server.broker.settings import ExternalBroker

CONNECT_TIMEOUT_SECONDS = 5.0


class Mosquitto:
    """A broker that the server does not start. Has the same `start` and `stop` as the embedded one."""

    def __init__(self, settings: ExternalBroker) -> None:
        self.address: BrokerAddress = settings.address

    def start(self) -> None:
        """Do nothing: the clients connect by themselves, with growing pauses until the broker answers."""

    def stop(self) -> None:
        """Do nothing."""

    def problem(self) -> str | None:
        """Return why the broker can't be reached now, as a plain sentence; None when it answers."""
        try:
            with socket.create_connection(
                (self.address.host, self.address.port), CONNECT_TIMEOUT_SECONDS
            ):
                return None
        except OSError as error:
            return f"The broker {self.address} can't be reached: {error.strerror or error}."

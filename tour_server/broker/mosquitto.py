"""Mosquitto, or any MQTT 5 broker or cluster: starts nothing, only says plainly whether it is there.

The one thing a newcomer would get wrong: Mosquitto's defaults lose messages. A queue of 1,000 overflows for a
*connected* subscriber; deploy/mosquitto sets it right and holds the arithmetic.
"""

from __future__ import annotations

import socket
import ssl

from contract.broker_address import BrokerAddress
from tour_server.broker.settings import OwnBroker

ANSWER_SECONDS = 5.0


class Mosquitto:
    """A broker that others run. `start` and `stop` as the embedded one has, so that either can be wired."""

    def __init__(self, settings: OwnBroker) -> None:
        self.address: BrokerAddress = settings.address

    def start(self) -> None:
        """Nothing to start: the clients connect when it is there, and wait with growing pauses until then."""

    def stop(self) -> None:
        """Nothing to stop."""

    def trouble(self) -> str | None:
        """Why it can't be reached now, in a plain sentence; None when it answers."""
        try:
            with socket.create_connection((self.address.host, self.address.port), ANSWER_SECONDS):
                return None
        except OSError as error:
            return f"The broker {self.address} can't be reached: {error.strerror or error}."


def tls_context(address: BrokerAddress) -> ssl.SSLContext | None:
    """What paho needs for mqtts://; None for mqtt://. Raises OSError or ssl.SSLError on unreadable files."""
    if address.tls is None:
        return None
    context = ssl.create_default_context(cafile=address.tls.authority or None)
    if address.tls.certificate:
        context.load_cert_chain(address.tls.certificate, address.tls.key)
    return context

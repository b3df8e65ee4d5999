"""The broker of this server, whichever was chosen: where it is, and its start and stop."""

from __future__ import annotations

from pathlib import Path

from runtime.broker_address import BrokerAddress
from runtime.certificate_end import certificate_problem
from runtime.clocks import utc_now
from tour_server.broker.certificates import own_authority
from tour_server.broker.embedded import BrokerUsers, Embedded
from tour_server.broker.mosquitto import Mosquitto
from tour_server.broker.settings import BrokerChoice, EmbeddedBroker, Window, broker_settings

FOLDER = "broker"  # in the server's data folder


class BrokerService:
    """The embedded broker, or a client's view of another one."""

    def __init__(self, choice: BrokerChoice, folder: Path) -> None:
        """`folder`: for the embedded broker's configuration. Raises ValueError on an address that can't be read."""
        chosen = broker_settings(
            choice.broker,
            choice.broker_host,
            choice.broker_port,
            choice.broker_ca,
            choice.broker_certificate,
            choice.broker_key,
        )
        self.window: Window = chosen.window
        self._certificate = choice.broker_certificate
        self._broker: Embedded | Mosquitto = (
            Embedded(chosen, folder) if isinstance(chosen, EmbeddedBroker) else Mosquitto(chosen)
        )

    @property
    def address(self) -> BrokerAddress:
        """Where the server's clients reach it; with port 0 known after the start."""
        return self._broker.address

    @property
    def address_for_devices(self) -> str:
        """The address of the broker as its settings have it, for devices: beyond loopback the one with TLS."""
        if isinstance(self._broker, Embedded):
            return self._broker.address_for_devices
        return str(self._broker.address)

    def let_in(self, users: BrokerUsers) -> None:
        """Let these devices use the embedded broker beyond loopback; call this before `start`.

        `users` is called again and again, so a device that was added or revoked counts within seconds. Mosquitto
        knows its devices by their certificates.
        """
        if isinstance(self._broker, Embedded):
            self._broker.users = users

    def warning(self) -> str | None:
        """Returns what keeps devices or the server from the broker, or soon will, as a plain sentence; or None."""
        if isinstance(self._broker, Embedded) and self._broker.problem:
            return self._broker.problem
        return certificate_problem(self._certificate, utc_now())

    def start(self) -> None:
        """Start the embedded broker. Raises BrokerStartError."""
        self._broker.start()

    def stop(self) -> None:
        """Stop the embedded broker."""
        self._broker.stop()


def broker_authority(choice: BrokerChoice, data: Path) -> str:
    """Returns the authority (PEM) by which a device knows this server's broker; empty where the machine's list does.

    `data`: the server's data folder. The embedded broker's own authority is made where there is none yet. Raises
    BrokerCertificateError, or OSError when a file can't be read or written.
    """
    if choice.broker_ca:
        return Path(choice.broker_ca).read_text(encoding="ascii")
    if choice.broker or choice.broker_certificate:
        return ""
    return own_authority(data / FOLDER, utc_now())

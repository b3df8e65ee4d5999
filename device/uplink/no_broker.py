"""A kiosk without a broker: it shows and says all that others do, keeps its counts, and hears nothing of the house."""

from __future__ import annotations

from device.uplink.broker_client import BrokerClient, BrokerListener


class NoBroker(BrokerClient):
    """A broker client that can't be opened, so nothing else of it is ever called with success."""

    def open(self, listener: BrokerListener) -> None:
        """Raise OSError."""
        raise OSError("the settings name none")

    def step(self, seconds: float) -> None:
        """Do nothing."""

    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> int:
        """Raise OSError: nothing may take a message for sent."""
        raise OSError("the settings name no broker")

    def publish_once(self, topic: str, body: bytes) -> None:
        """Do nothing: what is said once may be lost."""

    def wake(self) -> None:
        """Do nothing."""

    def close(self, last_topic: str, last_body: bytes) -> None:
        """Do nothing."""

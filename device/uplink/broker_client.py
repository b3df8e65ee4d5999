"""The interface between the kiosk and a message broker: connect, publish, receive, disconnect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol


class BrokerListener(Protocol):
    """What a `BrokerClient` reports to its owner. Called from `step` only, so no lock is needed."""

    def connected_to_broker(self, *, kept: bool) -> None:
        """Called when the connection is up; `kept`: the broker still has the session."""

    def disconnected(self, reason: str, *, taken_over: bool = False) -> None:
        """Called when the connection is down, or was refused; `reason` is a plain sentence.

        `taken_over`: the broker says that another client has come under this kiosk's name.
        """

    def received(self, topic: str, body: bytes) -> None:
        """Called with a message for this kiosk."""

    def answered(self, token: int, refused: str | None) -> None:
        """Called when the broker has answered a publish; `refused` says why it refused the message."""


class BrokerClient(ABC):
    """A connection to a broker, used by one thread, but for `wake`: all happens in `open`, `step` and `close`."""

    @abstractmethod
    def open(self, listener: BrokerListener) -> None:
        """Begin to connect; a `step` then calls `connected_to_broker` or `disconnected`. Raises OSError."""

    @abstractmethod
    def step(self, seconds: float) -> None:
        """Send and receive, waiting `seconds` at most."""

    @abstractmethod
    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> int:
        """Send a message at least once. Returns a token, which `answered` is called with."""

    @abstractmethod
    def publish_once(self, topic: str, body: bytes) -> None:
        """Send a message at most once, for what is worth nothing when it comes late. Only while connected."""

    @abstractmethod
    def wake(self) -> None:
        """End the waiting of a `step`. May be called from any thread."""

    @abstractmethod
    def close(self, last_topic: str, last_body: bytes) -> None:
        """Send a last, retained message and disconnect. May be called when the connection is down."""

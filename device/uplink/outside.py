"""The one seam to everything outside the kiosk: connect, publish, hear, let go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol


class Hears(Protocol):
    """What an `Outside` tells its owner. Called from `step` alone, so no lock is needed."""

    def came_up(self, *, kept: bool) -> None:
        """The line is up; `kept`: the broker still has what it was given for us."""

    def lost(self, reason: str) -> None:
        """The line is down, or was refused; `reason` is a plain sentence."""

    def arrived(self, topic: str, body: bytes) -> None:
        """A message for us."""

    def taken(self, token: int, refused: str | None) -> None:
        """The broker answered a publish: it took the message, or says why not."""


class Outside(ABC):
    """A line to a broker, worked by one thread: nothing happens outside `open`, `step` and `close`."""

    @abstractmethod
    def open(self, hears: Hears) -> None:
        """Begins to connect; `hears.came_up` or `.lost` follows from a `step`. Raises OSError."""

    @abstractmethod
    def step(self, seconds: float) -> None:
        """Moves what can be moved, waiting `seconds` at most."""

    @abstractmethod
    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> int:
        """Gives a message away, at least once; the token comes back in `hears.taken`."""

    @abstractmethod
    def close(self, last_topic: str, last_body: bytes) -> None:
        """Says a last, retained word and lets go. Fine to call when the line is down."""

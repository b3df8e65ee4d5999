"""A message from a device that could be read, and what is done with it."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct
from sqlalchemy.orm import Session


class Arrival(Struct, frozen=True, gc=False):
    """Whose it is (from the topic, never from the message), what it says, and when it came (Unix seconds)."""

    device: str
    message: Struct
    at: float


class Keeper(Protocol):
    """Stores the messages of one kind. A capability brings one; the composition root wires it to the kind."""

    def __call__(self, session: Session, arrivals: list[Arrival]) -> int:
        """Stores all of them, in this order, in the caller's transaction. A second delivery changes nothing.

        Returns how many were new.
        """

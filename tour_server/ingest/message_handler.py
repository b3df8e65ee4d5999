"""A decoded message from a device, and the interface of what stores it."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct
from sqlalchemy.orm import Session


class ReceivedMessage(Struct, frozen=True, gc=False):
    """`device`: from the topic, never from the message. `at`: when it came, Unix seconds."""

    device: str
    message: Struct
    at: float


class MessageHandler(Protocol):
    """Stores the messages of one kind. A capability provides it; the composition root maps the kind to it."""

    def __call__(self, session: Session, received: list[ReceivedMessage], /) -> int:
        """Store all of them, in this order, in the caller's transaction. Must be idempotent.

        Returns how many were new.
        """

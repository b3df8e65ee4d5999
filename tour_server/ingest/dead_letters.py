"""Messages that could not be read, kept with the reason; the newest `LIMIT`, so that a broken device fills no disk.

Unless such a message is put aside *and* acknowledged, the broker delivers it again for ever.
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tour_server.crowd.tables import PutAside

LIMIT = 1000
BODY_LIMIT = 4096
REASON_LIMIT = 500
TOPIC_LIMIT = 512


class Unreadable(Struct, frozen=True):
    """A message, why it was put aside, and when it came (Unix seconds)."""

    topic: str
    body: bytes
    reason: str
    at: float


def put_aside(session: Session, messages: list[Unreadable]) -> None:
    """Keeps them, cut to a size that someone can still look at, and drops the oldest over the limit."""
    session.add_all(
        PutAside(
            topic=_printable(message.topic, TOPIC_LIMIT),
            body=message.body[:BODY_LIMIT],
            reason=_printable(message.reason, REASON_LIMIT),
            received_at=message.at,
        )
        for message in messages
    )
    session.flush()
    newest = session.scalar(select(func.max(PutAside.id))) or 0
    session.execute(delete(PutAside).where(PutAside.id <= newest - LIMIT))


def _printable(words: str, limit: int) -> str:
    """PostgreSQL takes no NUL in a text."""
    return words.replace("\x00", "␀")[:limit]

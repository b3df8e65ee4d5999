"""Dead letters: messages that can't be stored, kept with the reason.

A message that is neither stored nor acknowledged would be delivered again for ever. Only the newest MAX_DEAD_LETTERS
are kept, so that a broken device does not fill the disk.
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from contract.topics import parse
from tour_server.ingest.tables import DeadLetterRecord

MAX_DEAD_LETTERS = 1000
MAX_BODY_BYTES = 4096
MAX_REASON_CHARACTERS = 500
MAX_TOPIC_CHARACTERS = 512
REVOKED = "this device is revoked"
"""The reason for each message of a revoked device; `refused_devices` finds them by it."""


class DeadLetter(Struct, frozen=True):
    """A message, why it can't be stored, and when it came (Unix seconds)."""

    topic: str
    body: bytes
    reason: str
    at: float


def store_dead_letters(session: Session, letters: list[DeadLetter]) -> None:
    """Store the letters, truncated to the limits above, and delete the oldest over MAX_DEAD_LETTERS."""
    session.add_all(
        DeadLetterRecord(
            topic=_without_nul(letter.topic, MAX_TOPIC_CHARACTERS),
            body=letter.body[:MAX_BODY_BYTES],
            reason=_without_nul(letter.reason, MAX_REASON_CHARACTERS),
            received_at=letter.at,
        )
        for letter in letters
    )
    session.flush()
    newest = session.scalar(select(func.max(DeadLetterRecord.id))) or 0
    session.execute(
        delete(DeadLetterRecord).where(DeadLetterRecord.id <= newest - MAX_DEAD_LETTERS)
    )


def refused_devices(session: Session) -> dict[str, float]:
    """Return revoked device -> when its newest message came that was not stored, Unix seconds."""
    of = DeadLetterRecord
    rows = session.execute(
        select(of.topic, func.max(of.received_at)).where(of.reason == REVOKED).group_by(of.topic)
    )
    found: dict[str, float] = {}
    for name, at in rows:
        device = parse(name).device
        found[device] = max(at, found.get(device, at))
    return found


def _without_nul(text: str, limit: int) -> str:
    """PostgreSQL refuses NUL in a text."""
    return text.replace("\x00", "␀")[:limit]

"""Sees that two machines report under one name.

Each start of a kiosk has a random name, `boot`, and a start that another has followed never comes back. When one does
(A, B, A), two machines report in turn. Note: a broker may deliver an old message again, so a start counts as back only
with an uptime that is new.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Health
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.message_handler import ReceivedMessage

STARTS_LIMIT = (
    8  # a kiosk that starts again and again for a fault of its own needs no longer memory
)
CONFLICT_SECONDS = 600.0
"""For so long after two machines were last heard in turn the desk says so."""


class KioskStart(Struct, frozen=True, array_like=True):
    """One start of a kiosk, and the newest uptime in seconds that was heard of it."""

    boot: str
    uptime_seconds: float


_DECODER = msgspec.json.Decoder(list[KioskStart])


class FoundConflict(Struct, frozen=True):
    """Two machines of one name. `boots`: their starts, the newest last. `is_new`: staff were not told lately."""

    boots: list[str]
    is_new: bool


def note_starts(session: Session, received: list[ReceivedMessage]) -> dict[str, FoundConflict]:
    """Note the starts in health messages that are stored already. Returns device -> conflict, where two are in turn."""
    conflicts: dict[str, FoundConflict] = {}
    by_device: dict[str, list[ReceivedMessage]] = {}
    for one in received:
        by_device.setdefault(one.device, []).append(one)
    records = session.scalars(select(KioskRecord).where(KioskRecord.device.in_(by_device)))
    for record in records:
        starts, before, found = _read(record.starts), record.conflict_at, False
        for one in by_device[record.device]:
            health = one.message
            if not isinstance(health, Health) or health.boot is None:
                continue
            if _came_back(starts, health):
                record.conflict_at, found = one.at, True
            starts = _with(starts, health)
        record.starts = msgspec.json.encode(starts).decode()
        if found:
            is_new = before is None or (record.conflict_at or 0.0) - before > CONFLICT_SECONDS
            conflicts[record.device] = FoundConflict([start.boot for start in starts], is_new)
    session.flush()
    return conflicts


def _read(body: str | None) -> list[KioskStart]:
    try:
        return _DECODER.decode(body or "[]")
    except msgspec.DecodeError:
        return []


def _came_back(starts: list[KioskStart], health: Health) -> bool:
    return any(
        start.boot == health.boot and health.uptime_seconds > start.uptime_seconds
        for start in starts[:-1]
    )


def _with(starts: list[KioskStart], health: Health) -> list[KioskStart]:
    """Return the starts with this one as the newest, unless the message is an old one that came again."""
    for start in starts:
        if start.boot == health.boot and start.uptime_seconds >= health.uptime_seconds:
            return starts
    rest = [start for start in starts if start.boot != health.boot]
    return [*rest, KioskStart(health.boot or "", health.uptime_seconds)][-STARTS_LIMIT:]

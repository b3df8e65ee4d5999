"""Stores what kiosks report about themselves: presence and health.

Note: `Health.at` is the kiosk's clock and may be years off, so the time a kiosk was last seen is the server's, when the
message came. And a retained Presence that is delivered again after a restart of the server is no sign of life.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import Session

from contract.messages import Health, Presence, encode
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.inserting import insert_into


def store_presence(session: Session, received: list[ReceivedMessage]) -> int:
    """Store the last presence of each kiosk; messages come in order. See MessageHandler.

    An unknown kiosk that is off stays unknown: a broker keeps the last will of one that was taken off the list.
    """
    for device, one in _newest(received).items():
        presence = one.message
        if not isinstance(presence, Presence):
            raise TypeError(f"{type(presence).__name__} is not Presence")
        if not presence.online and session.get(KioskRecord, device) is None:
            continue
        changed = KioskRecord.online != presence.online
        _upsert(
            session,
            device,
            one.at,
            {"online": presence.online},
            last_seen=case((changed, one.at), else_=KioskRecord.last_seen),
        )
    return len(received)


def store_health(session: Session, received: list[ReceivedMessage]) -> int:
    """Store the last health of each kiosk, which is online then. See MessageHandler."""
    for device, one in _newest(received).items():
        health = one.message
        if not isinstance(health, Health):
            raise TypeError(f"{type(health).__name__} is not Health")
        _upsert(
            session,
            device,
            one.at,
            {
                "online": True,
                "room": health.room,
                "release": health.release,
                "health": encode(health).decode(),
            },
        )
    return len(received)


def _newest(received: list[ReceivedMessage]) -> dict[str, ReceivedMessage]:
    """Return device -> its last message."""
    return {one.device: one for one in received}


def _upsert(
    session: Session,
    device: str,
    at: float,
    values: dict[str, Any],
    last_seen: ColumnElement[float] | None = None,
) -> None:
    """Insert or update one kiosk.

    `last_seen`: its new value where the kiosk is known; by default `at` (Unix seconds), but never earlier than before.
    """
    row = {"device": device, "first_seen": at, "last_seen": at, **values}
    if last_seen is None:
        last_seen = case((KioskRecord.last_seen > at, KioskRecord.last_seen), else_=at)
    changes = {**values, "last_seen": func.coalesce(last_seen, at)}
    session.execute(
        insert_into(session, KioskRecord)
        .values(row)
        .on_conflict_do_update(index_elements=[KioskRecord.device], set_=changes)
    )

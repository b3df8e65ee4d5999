"""What the kiosks say about themselves: online or not, and how the machine is.

The one thing a newcomer would get wrong: `Health.at` is the kiosk's clock and may be years off. When a kiosk was
seen is told by the server's clock, when its message came; and a retained Presence that is delivered again after
a restart of the server is no sign of life.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contract.messages import Health, Presence, encode
from tour_server.broker.arrival import Arrival
from tour_server.fleet.tables import Kiosk


def keep_presence(session: Session, arrivals: list[Arrival]) -> int:
    """The last word of each kiosk counts: they arrive in order."""
    for device, arrival in {arrival.device: arrival for arrival in arrivals}.items():
        presence = arrival.message
        if not isinstance(presence, Presence):
            raise TypeError(f"{type(presence).__name__} is no presence")
        changed = Kiosk.online != presence.online
        _upsert(
            session,
            device,
            arrival.at,
            {"online": presence.online},
            seen=case((changed, arrival.at), else_=Kiosk.last_seen),
        )
    return len(arrivals)


def keep_health(session: Session, arrivals: list[Arrival]) -> int:
    """The last word of each kiosk counts. A kiosk that says how it is, is online."""
    for device, arrival in {arrival.device: arrival for arrival in arrivals}.items():
        health = arrival.message
        if not isinstance(health, Health):
            raise TypeError(f"{type(health).__name__} is no health")
        _upsert(
            session,
            device,
            arrival.at,
            {
                "online": True,
                "room": health.room,
                "release": health.release,
                "health": encode(health).decode(),
            },
            seen=None,
        )
    return len(arrivals)


def _upsert(
    session: Session,
    device: str,
    at: float,
    values: dict[str, Any],
    seen: ColumnElement[float] | None,
) -> None:
    """`seen`: what last_seen becomes where the kiosk is known; None is `at`, never going back."""
    dialect = session.get_bind().dialect.name
    row = {"device": device, "first_seen": at, "last_seen": at, **values}
    later = case((Kiosk.last_seen > at, Kiosk.last_seen), else_=at) if seen is None else seen
    changes = {**values, "last_seen": func.coalesce(later, at)}
    if dialect == "sqlite":
        session.execute(
            sqlite.insert(Kiosk)
            .values(row)
            .on_conflict_do_update(index_elements=[Kiosk.device], set_=changes)
        )
    else:
        session.execute(
            postgresql.insert(Kiosk)
            .values(row)
            .on_conflict_do_update(index_elements=[Kiosk.device], set_=changes)
        )

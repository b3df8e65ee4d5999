"""Storing how often works were told: per hour, work, language and kiosk. Never about a person."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contract.messages import PlaybackCounts
from tour_server.broker.arrival import Arrival
from tour_server.fleet.tables import ToldCount


def keep_told(session: Session, arrivals: list[Arrival]) -> int:
    """Stores told counts; a second delivery meets its key and changes nothing."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    rows = []
    for arrival in arrivals:
        told = arrival.message
        if not isinstance(told, PlaybackCounts):
            raise TypeError(f"{type(told).__name__} is no told count")
        rows.append(
            {
                "device": arrival.device,
                "epoch": told.epoch,
                "sequence": told.sequence,
                "hour": told.hour,
                "work": told.work,
                "language": told.language,
                "told": told.told,
                "finished": told.finished,
                "stopped": told.stopped,
                "refused": told.refused,
            }
        )
    done = session.execute(insert(ToldCount).values(rows).on_conflict_do_nothing())
    return int(done.rowcount)  # type: ignore[attr-defined]

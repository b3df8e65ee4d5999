"""Stores playback counts: per hour, work, language and kiosk."""

from __future__ import annotations

from msgspec.structs import asdict
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contract.messages import PlaybackCounts
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.usage.tables import PlaybackCountsRecord


def store_playback_counts(session: Session, received: list[ReceivedMessage]) -> int:
    """Insert playback counts; a duplicate meets its own key and changes nothing. See MessageHandler.

    Returns how many were new.
    """
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    rows = []
    for one in received:
        if not isinstance(one.message, PlaybackCounts):
            raise TypeError(f"{type(one.message).__name__} is not PlaybackCounts")
        counts = asdict(one.message)
        del counts["v"]
        rows.append({"device": one.device, **counts})
    done = session.execute(
        insert(PlaybackCountsRecord).values(rows).on_conflict_do_nothing(),
        execution_options={"preserve_rowcount": True},  # otherwise -1 on PostgreSQL
    )
    return int(done.rowcount)  # type: ignore[attr-defined]

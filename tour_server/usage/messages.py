"""Stores playback counts: per hour, work, language and kiosk."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from contract.acknowledgements import message_digest
from contract.messages import PlaybackCounts
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.inserting import insert_new
from tour_server.usage.tables import DifferingPlaybackCounts, PlaybackCountsRecord


def store_playback_counts(session: Session, received: list[ReceivedMessage]) -> int:
    """Insert playback counts; a duplicate meets its own key and changes nothing. See MessageHandler.

    Counts whose key other counts had already are kept in a table of their own. Returns how many were new.
    """
    rows: list[dict[str, Any]] = []
    for one in received:
        if not isinstance(one.message, PlaybackCounts):
            raise TypeError(f"{type(one.message).__name__} is not PlaybackCounts")
        counts = asdict(one.message)
        del counts["v"]
        rows.append({"device": one.device, **counts})
    new = insert_new(session, PlaybackCountsRecord, rows)
    return new if new == len(rows) else new + _store_differing(session, received, rows)


def _store_differing(
    session: Session, received: list[ReceivedMessage], rows: list[dict[str, Any]]
) -> int:
    """Keep the counts that differ from what their key has already. Returns how many were new."""
    of = PlaybackCountsRecord
    keys = [(row["device"], row["epoch"], row["sequence"]) for row in rows]
    stored = {
        (one.device, one.epoch, one.sequence): one
        for one in session.scalars(
            select(of).where(tuple_(of.device, of.epoch, of.sequence).in_(keys))
        )
    }
    differing = [
        {**row, "digest": message_digest(one.message)}
        for one, row, key in zip(received, rows, keys, strict=True)
        if isinstance(one.message, PlaybackCounts)
        and any(getattr(stored[key], name) != value for name, value in row.items())
    ]
    return insert_new(session, DifferingPlaybackCounts, differing) if differing else 0

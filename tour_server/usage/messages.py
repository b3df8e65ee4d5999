"""Stores playback counts: per hour, work, language and kiosk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from contract.messages import PlaybackCounts
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.usage.keyed_counts import CountTables, store_keyed_counts
from tour_server.usage.tables import DifferingPlaybackCounts, PlaybackCountsRecord

_TABLES = CountTables(PlaybackCounts, PlaybackCountsRecord, DifferingPlaybackCounts)


def store_playback_counts(session: Session, received: list[ReceivedMessage]) -> int:
    """Insert playback counts. See store_keyed_counts."""
    return store_keyed_counts(session, received, _TABLES)

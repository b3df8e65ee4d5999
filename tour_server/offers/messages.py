"""Stores what kiosks showed of offers: per hour, offer and kiosk."""

from __future__ import annotations

from sqlalchemy.orm import Session

from contract.messages import OfferCounts
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.offers.tables import DifferingOfferCounts, OfferCountsRecord
from tour_server.usage.keyed_counts import CountTables, store_keyed_counts

_TABLES = CountTables(OfferCounts, OfferCountsRecord, DifferingOfferCounts)


def store_offer_counts(session: Session, received: list[ReceivedMessage]) -> int:
    """Insert counts of offers. See store_keyed_counts."""
    return store_keyed_counts(session, received, _TABLES)

"""Finds the kiosks that can't see, with the reason, for the occupancy of the rooms in which they count."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tour_server.fleet.health import blindness_in_words, decoded_health
from tour_server.fleet.tables import KioskRecord


def blind_kiosks(session: Session) -> dict[str, str]:
    """Return device -> why it can't see, by its newest health message; kiosks that see are absent."""
    rows = session.execute(select(KioskRecord.device, KioskRecord.health))
    reasons = {device: blindness_in_words(decoded_health(body)) for device, body in rows}
    return {device: words for device, words in reasons.items() if words}

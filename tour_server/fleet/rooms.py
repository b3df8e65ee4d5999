"""Finds which kiosks stand in which room, by their own reports."""

from __future__ import annotations

from sqlalchemy import select

from contract.museum import Key
from tour_server.database import Database
from tour_server.fleet.kiosk_list import SILENT_SECONDS
from tour_server.fleet.tables import KioskRecord


def kiosk_rooms(database: Database, now: float) -> dict[Key, Key]:
    """Returns kiosk -> its room, of those heard lately. `now`: Unix seconds."""
    wanted = select(KioskRecord.device, KioskRecord.room).where(
        KioskRecord.room.is_not(None), KioskRecord.last_seen >= now - SILENT_SECONDS
    )
    with database.reading() as session:
        return {device: room for device, room in session.execute(wanted) if room is not None}

"""Finds which kiosks stand in which room, by their own reports, and what the rooms are called."""

from __future__ import annotations

from sqlalchemy import select

from contract.museum import Key, Museum, worded
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


def room_names(museum: Museum | None) -> dict[Key, str]:
    """Return room -> its name in the first of the museum's languages that has one."""
    if museum is None:
        return {}
    languages = museum.site.languages
    return {room.key: worded(room.name, languages)[0] or room.key for room in museum.rooms}

"""Where kiosks stand on the plan, as staff put them there."""

from __future__ import annotations

import math

from msgspec import Struct
from sqlalchemy import select

from tour_server.database import Database
from tour_server.house.events import KIOSK_PLACED
from tour_server.house.tables import KioskPlaceRow
from tour_server.recorder import Recorder

MOST_METRES = 10_000.0  # from the plan's upper left, as of works


class KioskPlace(Struct, frozen=True):
    """A kiosk's floor, and its point of the plan in metres."""

    floor: int
    x: float
    y: float


class KioskPlaces:
    """The places in the database. May be called from any thread."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self._database, self._recorder = database, recorder

    def all(self) -> dict[str, KioskPlace]:
        """Return the place of each kiosk that has one, by its name."""
        with self._database.reading() as session:
            rows = session.scalars(select(KioskPlaceRow))
            return {row.device: KioskPlace(row.floor, row.x, row.y) for row in rows}

    def put(self, device: str, place: KioskPlace | None, by: str) -> None:
        """Put a kiosk at a place; None takes it off the plan. Raises ValueError for a place far outside."""
        if place is not None and not all(
            math.isfinite(one) and abs(one) <= MOST_METRES for one in (place.x, place.y)
        ):
            raise ValueError(place)
        with self._database.writing() as session:
            row = session.get(KioskPlaceRow, device)
            if place is None:
                if row is not None:
                    session.delete(row)
            elif row is None:
                session.add(KioskPlaceRow(device=device, floor=place.floor, x=place.x, y=place.y))
            else:
                row.floor, row.x, row.y = place.floor, place.x, place.y
            self._recorder.record(KIOSK_PLACED, by, device, session=session)

"""Tells a preview's kiosk what the server tells the museum's kiosks: the offers that hold, the rooms that are closed.

They are files in a folder of that kiosk (device.uplink.message_folder), so that no broker is needed. As on a preview's
phone, the drafts' offers can be seen at whatever hour: where none holds now, all are said to.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from contract.messages import (
    CLOSED_ROOMS_LIMIT,
    OFFERS_LIMIT,
    ClosedRoomsNow,
    OffersNow,
    encode,
)
from contract.museum import Key, Museum
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from tour_server.crowd.room_closures import RoomClosures
from tour_server.database import DATABASE_AWAY
from tour_server.fleet.kiosk_notice import REPEAT_SECONDS
from tour_server.offers.offer_board import OfferBoard
from tour_server.offers.offers import Obstacle, PublicFacts, why_not

READ_SECONDS = 2.0  # between two looks at what holds


class _Said(Struct):
    """What was written last, and when: Unix seconds."""

    what: object
    at: float


class KioskHouse:
    """What holds in the house, written for one kiosk. Belongs to one thread."""

    def __init__(
        self,
        board: OfferBoard,
        closures: RoomClosures,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """`wall_clock`: that of the machine, which the kiosk compares with, whatever clock the server was given."""
        self._board, self._closures, self._wall_clock = board, closures, wall_clock
        self._said: dict[str, _Said] = {}
        self._read_at = float("-inf")

    def forget(self) -> None:
        """Write everything again at the next call: the kiosk is a new one."""
        self._said.clear()
        self._read_at = float("-inf")

    def tell(self, folder: Path, museum: Museum) -> None:
        """Write what has changed, and all of it each minute. `museum`: as drafted. Raises OSError."""
        now = self._wall_clock()
        if 0 <= now - self._read_at < READ_SECONDS:
            return
        self._read_at = now
        try:
            closed = self._closed()
            offers = _offers(museum, self._board.facts(museum))[:OFFERS_LIMIT]
        except DATABASE_AWAY:
            return  # the kiosk takes what it heard for nothing after three minutes
        self._write(folder, "closed-rooms", closed, ClosedRoomsNow(closed, now), now)
        self._write(folder, "offers", offers, OffersNow(offers, now), now)

    def _closed(self) -> dict[Key, float | None]:
        rooms = list(self._closures.closed().items())[:CLOSED_ROOMS_LIMIT]
        return {room: None if until is None else until.timestamp() for room, until in rooms}

    def _write(self, folder: Path, kind: str, what: object, message: Struct, now: float) -> None:
        said = self._said.get(kind)
        if said is not None and said.what == what and 0 <= now - said.at < REPEAT_SECONDS:
            return
        write_durably(folder / f"{kind}.json", encode(message), READABLE_BY_OWNER)
        self._said[kind] = _Said(what, now)


def _offers(museum: Museum, facts: PublicFacts) -> list[Key]:
    """Returns the drafts' offers that hold now, approved or not; where none does, all but those into a closed room."""
    reasons = {
        offer.key: {one.obstacle for one in why_not(offer, museum.site, facts)}
        for offer in museum.offers
    }
    holding = [key for key, found in reasons.items() if not found - {Obstacle.NOT_APPROVED}]
    return holding or [key for key, found in reasons.items() if Obstacle.ROOM_CLOSED not in found]

"""Chooses the one offer that visitors see now. Pure: the time and the rooms are arguments.

Note: a room whose occupancy is not known is not quiet, and an offer that is not approved is never shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from contract.museum import LastMinutes, Museum, Offer, RoomQuiet, Site
from contract.opening import closing
from tour_server.crowd.room_now import RoomNow


def offer_now(museum: Museum, now: dt.datetime, rooms: Mapping[str, RoomNow]) -> Offer | None:
    """Return the first approved offer, in staff's order, whose condition holds; or None.

    `now`: aware. `rooms`: room key -> its people. Raises ValueError for a naive time.
    """
    for offer in museum.offers:
        if offer.approved_by is None:
            continue
        if holds(offer.condition, museum.site, now, rooms):
            return offer
    return None


def holds(
    condition: RoomQuiet | LastMinutes, site: Site, now: dt.datetime, rooms: Mapping[str, RoomNow]
) -> bool:
    """Returns whether one condition holds at `now`. Raises ValueError for a naive time."""
    if isinstance(condition, RoomQuiet):
        room = rooms.get(condition.room)
        if room is None or room.people is None:
            return False
        return room.people <= condition.share * room.capacity
    closes = closing(site, now)
    return closes is not None and closes - now <= dt.timedelta(minutes=condition.minutes)

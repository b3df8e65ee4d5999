"""Draws the hours in which an offer is held back, and counts the people in its room in all hours in which it holds.

An hour is one trial. It begins when the offer first holds in it, and from then on every minute counts, also
one in which the offer holds no more: what moves visitors into a room ends the condition that the room is quiet, so to
count only while it holds would hide the effect (intention to treat).
"""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.museum import Offer
from tour_server.database import Database
from tour_server.offers.counts import insert_once
from tour_server.offers.offers import PublicFacts
from tour_server.offers.tables import OfferHour

HOUR_SECONDS = 3600


def hour_of(moment: dt.datetime) -> int:
    """Returns the start of the hour in Unix seconds."""
    return int(moment.timestamp()) // HOUR_SECONDS * HOUR_SECONDS


def is_held_back(offer: Offer, site: str, moment: dt.datetime, share: float) -> bool:
    """Returns whether an offer is held back in the hour of `moment`: always the same for an hour and an offer.

    An offer that leads to no room is never held back, because nothing is counted that it could change.
    """
    if offer.target is None:
        return False
    drawn = hashlib.sha256(f"{site} {offer.key} {hour_of(moment)}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64 < share


def note_minute(
    database: Database, site: str, holding: list[Offer], facts: PublicFacts, share: float
) -> None:
    """Count one minute of the hour of `facts`. `holding`: the offers that hold, those that are held back too."""
    hour = hour_of(facts.now)
    with database.writing() as session:
        for offer in holding:
            if offer.target is not None:
                held_back = is_held_back(offer, site, facts.now, share)
                row = {"offer": offer.key, "hour": float(hour), "room": offer.target}
                begun = {**row, "held_back": held_back, "people": 0, "minutes": 0}
                insert_once(session, OfferHour, begun)
        _add_people(session, hour, facts)


def _add_people(session: Session, hour: int, facts: PublicFacts) -> None:
    for row in session.scalars(select(OfferHour).where(OfferHour.hour == float(hour))):
        room = facts.rooms.get(row.room)
        if room is not None and room.people is not None:
            row.people += room.people
            row.minutes += 1

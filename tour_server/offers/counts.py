"""Counts how often each offer was shown, taken and redeemed on a day. A count is all that is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tour_server.database import Base, Database
from tour_server.inserting import insert_new
from tour_server.offers.tables import OfferDayCounts


class OfferDay(Struct, frozen=True):
    """The counts of one offer on one day."""

    offer: str
    day: dt.date
    shown: int
    taken: int
    redeemed: int


def insert_once(session: Session, table: type[Base], row: dict[str, Any]) -> bool:
    """Insert a row whose key is not there yet. Returns whether it was inserted."""
    return insert_new(session, table, [row]) == 1


def add_to_counts(
    session: Session, offer: str, day: dt.date, *, shown: int = 0, taken: int = 0, redeemed: int = 0
) -> None:
    """Add to the counts of an offer on a day, in the caller's transaction."""
    of = OfferDayCounts
    insert_once(session, of, {"offer": offer, "day": day, "shown": 0, "taken": 0, "redeemed": 0})
    session.execute(
        update(of)
        .where(of.offer == offer, of.day == day)
        .values(shown=of.shown + shown, taken=of.taken + taken, redeemed=of.redeemed + redeemed)
    )


def counts_between(database: Database, first: dt.date, last: dt.date) -> list[OfferDay]:
    """Returns the counts of the days from `first` to `last`, both included, the newest day first."""
    of = OfferDayCounts
    with database.reading() as session:
        rows = session.scalars(
            select(of).where(of.day >= first, of.day <= last).order_by(of.day.desc(), of.offer)
        )
        return [OfferDay(row.offer, row.day, row.shown, row.taken, row.redeemed) for row in rows]

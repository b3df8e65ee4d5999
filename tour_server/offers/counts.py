"""Counts how often each offer was shown, taken and redeemed on a day. A count is all that is kept.

Phones are counted here as they ask; kiosks send their counts of each hour (tour_server.offers.messages).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tour_server.database import Base, Database
from tour_server.inserting import insert_new
from tour_server.offers.tables import OfferCountsRecord, OfferDayCounts


class OfferDay(Struct, frozen=True):
    """The counts of one offer on one day. `at_kiosks`: how often kiosks showed it; None is not known."""

    offer: str
    day: dt.date
    shown: int
    taken: int
    redeemed: int
    at_kiosks: int | None = None


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


def counts_between(
    database: Database, first: dt.date, last: dt.date, tz: dt.tzinfo
) -> list[OfferDay]:
    """Returns the counts of the days from `first` to `last`, both included, the newest day first.

    `tz`: of the museum, whose days they are.
    """
    of = OfferDayCounts
    with database.reading() as session:
        rows = session.scalars(select(of).where(of.day >= first, of.day <= last))
        found = {
            (row.offer, row.day): OfferDay(row.offer, row.day, row.shown, row.taken, row.redeemed)
            for row in rows
        }
        at_kiosks = _at_kiosks(session, first, last, tz)
    for (offer, day), shown in at_kiosks.items():
        by_phones = found.get((offer, day), OfferDay(offer, day, 0, 0, 0))
        found[offer, day] = replace(by_phones, at_kiosks=shown)
    return sorted(found.values(), key=lambda one: (-one.day.toordinal(), one.offer))


def counting_kiosks(database: Database, first: dt.date, tz: dt.tzinfo) -> set[str]:
    """Returns the kiosks that have sent a count of any offer since `first`, also of 0."""
    of = OfferCountsRecord
    with database.reading() as session:
        query = select(of.device).where(of.hour >= _begin(first, tz)).distinct()
        return set(session.scalars(query))


def _at_kiosks(
    session: Session, first: dt.date, last: dt.date, tz: dt.tzinfo
) -> dict[tuple[str, dt.date], int]:
    """Returns how often kiosks showed each offer on each day of which a kiosk has sent a count."""
    of = OfferCountsRecord
    found: dict[tuple[str, dt.date], int] = {}
    query = (
        select(of.offer, of.hour, func.sum(of.shown))
        .where(of.hour >= _begin(first, tz))
        .group_by(of.offer, of.hour)
    )
    for offer, hour, shown in session.execute(query):
        day = dt.datetime.fromtimestamp(hour, tz).date()
        if first <= day <= last:
            found[offer, day] = found.get((offer, day), 0) + int(shown)
    return found


def _begin(day: dt.date, tz: dt.tzinfo) -> float:
    """Returns when a local day begins, in Unix seconds; 0 for one before 1971."""
    return dt.datetime.combine(day, dt.time(), tz).timestamp() if day.year > 1970 else 0.0

"""Which kiosks sent counts of offers that differ from others under the same key, as a sentence for staff."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tour_server.offers.tables import DifferingOfferCounts
from web.translations import ngettext


def differing_offer_counts(session: Session, _now: float) -> dict[str, list[str]]:
    """Return device -> a sentence about its counts of offers that are kept apart, in no total."""
    of = DifferingOfferCounts
    rows = session.execute(select(of.device, func.count()).group_by(of.device))
    return {
        device: [
            ngettext(
                "A second machine shows offers under its identity: {number} hour that differs is kept apart,"
                " in no total.",
                "A second machine shows offers under its identity: {number} hours that differ are kept apart,"
                " in no total.",
                int(number),
            )
        ]
        for device, number in rows
    }

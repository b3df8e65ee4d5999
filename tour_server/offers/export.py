"""The counts of offers as a CSV file, by day and offer, small counts withheld.

A row is an offer on a day; its counts are no parts of a total, so each count of 1 to 4 is withheld by itself
(tour_server.crowd.small_cells says why). A day is exported once it is over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tour_server.crowd.export import WITHHELD
from tour_server.crowd.small_cells import SMALLEST_PUBLISHED
from tour_server.offers.counts import OfferDay

CSV_COLUMNS = ["date", "offer", "shown", "taken", "redeemed", "shown_at_kiosks"]


def as_csv(days: Iterable[OfferDay]) -> str:
    """Returns the file."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(CSV_COLUMNS)
    for one in days:
        counts = (one.shown, one.taken, one.redeemed, one.at_kiosks)
        lines.writerow([one.day.isoformat(), one.offer, *map(_published, counts)])
    return written.getvalue()


def _published(count: int | None) -> int | str:
    """Returns what the file says of a count; nothing where it is not known."""
    if count is None:
        return ""
    return WITHHELD if 0 < count < SMALLEST_PUBLISHED else count

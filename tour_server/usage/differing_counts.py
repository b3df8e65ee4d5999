"""Which kiosks sent playback counts that differ from others under the same key, as a sentence for staff."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tour_server.usage.tables import DifferingPlaybackCounts
from web.translations import ngettext


def differing_counts(session: Session, _now: float) -> dict[str, list[str]]:
    """Return device -> a sentence about its playback counts that are kept apart, in no total."""
    of = DifferingPlaybackCounts
    rows = session.execute(select(of.device, func.count()).group_by(of.device))
    return {
        device: [
            ngettext(
                "A second machine plays works under its identity: {number} hour that differs is kept apart,"
                " in no total.",
                "A second machine plays works under its identity: {number} hours that differ are kept apart,"
                " in no total.",
                int(number),
            )
        ]
        for device, number in rows
    }

"""The events of staff. None of them names a colleague."""

from __future__ import annotations

from tour_server.recorder import EventKind

ROSTER_PUBLISHED = EventKind("roster-published", "The roster of a week was shown to colleagues.")
COLLEAGUE_REMOVED = EventKind(
    "roster-colleague-removed", "A colleague was taken out of the roster, with all shifts."
)
STAFFING_RULES_CHANGED = EventKind(
    "staffing-rules-changed", "A rule, a kind of shift or a booked tour was added or removed."
)

STAFFING_EVENTS = (ROSTER_PUBLISHED, COLLEAGUE_REMOVED, STAFFING_RULES_CHANGED)

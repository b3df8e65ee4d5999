"""The events about changes of many works. Each is one line for the whole change, however many works it is about."""

from __future__ import annotations

from tour_server.recorder import EventKind

BULK_CHANGED = EventKind("works-changed", "Many works were changed at once.")
BULK_UNDONE = EventKind("works-change-undone", "A change of many works was undone.")

SEARCH_EVENTS = (BULK_CHANGED, BULK_UNDONE)

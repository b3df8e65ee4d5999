"""The events about imports. Each is one line for the whole import, however many parts it changed."""

from __future__ import annotations

from tour_server.recorder import EventKind

IMPORT_APPLIED = EventKind("import-applied", "An import was applied to the drafts.")
IMPORT_UNDONE = EventKind("import-undone", "An import was undone.")

IMPORT_EVENTS = (IMPORT_APPLIED, IMPORT_UNDONE)

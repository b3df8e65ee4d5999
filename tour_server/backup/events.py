"""The events of back-ups."""

from __future__ import annotations

from tour_server.recorder import EventKind

BACKED_UP = EventKind("backed-up", "The server was backed up.")
RESTORED = EventKind("restored", "The server was restored from a back-up.")
BACKUP_EVENTS = (BACKED_UP, RESTORED)

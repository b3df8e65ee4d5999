"""The events about translations."""

from __future__ import annotations

from tour_server.recorder import EventKind

CONFIRMED = EventKind(
    "translation-confirmed", "A translation was said to be still right after its source changed."
)
FILE_APPLIED = EventKind("translation-file-applied", "A file of translations was applied.")
FILE_UNDONE = EventKind("translation-file-undone", "A file of translations was undone.")
MACHINE_DRAFTED = EventKind(
    "machine-drafted", "A translation machine drafted texts, which nobody has approved yet."
)

TRANSLATION_EVENTS = (CONFIRMED, FILE_APPLIED, FILE_UNDONE, MACHINE_DRAFTED)

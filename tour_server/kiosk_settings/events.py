"""The events about kiosks' settings."""

from __future__ import annotations

from tour_server.recorder import EventKind

SETTINGS_CHANGED = EventKind("kiosk-settings-changed", "Staff changed settings of kiosks.")
SETTINGS_UNDONE = EventKind(
    "kiosk-settings-undone", "Staff took back a change of kiosks' settings."
)

KIOSK_SETTINGS_EVENTS = (SETTINGS_CHANGED, SETTINGS_UNDONE)

"""The event that the server's settings have changed, recorded at a start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tour_server.events.event_log import EventLog
from tour_server.recorder import SERVER, EventKind

SETTINGS_CHANGED = EventKind(
    "settings-changed", "The server started with other settings than before."
)


class SettingsEvent:
    """Compares the settings with those of the start before, and records a difference."""

    def __init__(self, log: EventLog, settings: Mapping[str, Any]) -> None:
        """`settings`: those to record, by name. Note: no secrets."""
        self._log = log
        self._now = msgspec.json.encode(dict(settings), order="sorted").decode()

    def start(self) -> None:
        """Record the settings when they differ from those recorded last."""
        if self._log.newest_detail(SETTINGS_CHANGED) != self._now:
            self._log.record(SETTINGS_CHANGED, SERVER, "settings", self._now)

    def stop(self) -> None:
        """Do nothing: `start` left nothing running."""

"""The events about what stops a publish."""

from __future__ import annotations

from tour_server.recorder import EventKind

CHECKS_DECIDED = EventKind("checks-decided", "The museum decided what stops a publish.")
RIGHTS_TAKEN_ON = EventKind(
    "rights-taken-on", "A publisher said that the museum may show what has no rights stated."
)

CHECK_EVENTS = (CHECKS_DECIDED, RIGHTS_TAKEN_ON)

"""The events about software for kiosks."""

from __future__ import annotations

from tour_server.recorder import EventKind

SOFTWARE_ADDED = EventKind("software-added", "A bundle of software for kiosks was added.")
SOFTWARE_DELETED = EventKind("software-deleted", "A bundle of software for kiosks was deleted.")
ROLLOUT_STARTED = EventKind("rollout-started", "New software began to go out to kiosks.")
ROLLOUT_STAGE = EventKind("rollout-stage", "A rollout of software came to its next stage.")
ROLLOUT_PAUSED = EventKind("rollout-paused", "Staff paused a rollout of software.")
ROLLOUT_WENT_ON = EventKind("rollout-went-on", "Staff let a rollout of software go on.")
ROLLOUT_STOPPED = EventKind("rollout-stopped", "Staff stopped a rollout of software.")
ROLLOUT_FAILED = EventKind(
    "rollout-failed", "A rollout of software stopped by itself: a kiosk failed."
)
ROLLOUT_DONE = EventKind("rollout-done", "A rollout of software was done.")
SOFTWARE_SENT = EventKind("software-sent", "Staff sent software to one kiosk at once.")
SOFTWARE_FAILURE_NOTED = EventKind(
    "software-failure-noted", "Staff took note that software failed at a kiosk."
)

UPDATE_EVENTS = (
    SOFTWARE_ADDED,
    SOFTWARE_DELETED,
    ROLLOUT_STARTED,
    ROLLOUT_STAGE,
    ROLLOUT_PAUSED,
    ROLLOUT_WENT_ON,
    ROLLOUT_STOPPED,
    ROLLOUT_FAILED,
    ROLLOUT_DONE,
    SOFTWARE_SENT,
    SOFTWARE_FAILURE_NOTED,
)

"""The events of the plan that are no change of a draft."""

from __future__ import annotations

from tour_server.recorder import EventKind

PLAN_PICTURE_ADDED = EventKind("plan-picture-added", "A picture of a floor was added to the plan.")
PLAN_PICTURE_REMOVED = EventKind("plan-picture-removed", "A picture of a floor was taken away.")
PLAN_PICTURE_MOVED = EventKind(
    "plan-picture-moved", "A picture of a floor got another place or scale."
)
PLAN_PICTURE_SHOWN = EventKind(
    "plan-picture-shown", "A picture of a floor will be shown to visitors, or no longer."
)
KIOSK_PLACED = EventKind("kiosk-placed", "A kiosk got its place on the plan, or was taken off it.")

HOUSE_EVENTS = (
    PLAN_PICTURE_ADDED,
    PLAN_PICTURE_REMOVED,
    PLAN_PICTURE_MOVED,
    PLAN_PICTURE_SHOWN,
    KIOSK_PLACED,
)

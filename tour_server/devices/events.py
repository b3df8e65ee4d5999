"""The events about registered devices."""

from __future__ import annotations

from tour_server.recorder import EventKind

DEVICE_REGISTERED = EventKind("device-registered", "A kiosk was registered and got its key.")
DEVICE_KEY_RENEWED = EventKind("device-key-renewed", "A kiosk got a new key.")
DEVICE_REVOKED = EventKind("device-revoked", "A kiosk's key was revoked.")
DEVICE_REMOVED = EventKind("device-removed", "A kiosk was taken out of the registry.")
DEVICE_MOVED = EventKind("device-moved", "A kiosk was given another room.")

DEVICE_EVENTS = (
    DEVICE_REGISTERED,
    DEVICE_KEY_RENEWED,
    DEVICE_REVOKED,
    DEVICE_REMOVED,
    DEVICE_MOVED,
)

"""The events about the care of kiosks."""

from __future__ import annotations

from tour_server.recorder import EventKind

KIOSK_ORDERED = EventKind("kiosk-ordered", "Staff gave a kiosk an order.")
KIOSK_LOOK_ASKED = EventKind("kiosk-look-asked", "A person asked to look through a kiosk's camera.")
KIOSK_ALARM_BEGAN = EventKind("kiosk-alarm-began", "A kiosk was silent or ill.")
KIOSK_ALARM_ENDED = EventKind("kiosk-alarm-ended", "A kiosk that was silent or ill is well again.")

KIOSK_CARE_EVENTS = (KIOSK_ORDERED, KIOSK_LOOK_ASKED, KIOSK_ALARM_BEGAN, KIOSK_ALARM_ENDED)

"""The events about offers. Codes are not among them: who uses one is a visitor."""

from __future__ import annotations

from tour_server.recorder import EventKind

RAIN_SAID = EventKind("rain-said", "Staff said that it rains, or that it does not.")
OFFER_EVENTS = (RAIN_SAID,)

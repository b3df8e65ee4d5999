"""The events about forecasts: what staff entered about days, and counts that were brought in."""

from __future__ import annotations

from tour_server.recorder import EventKind

DAY_KNOWN = EventKind("forecast-day-known", "Staff entered what they know of a day.")
DAY_FORGOTTEN = EventKind("forecast-day-removed", "Staff took off what was known of a day.")
COUNTS_IMPORTED = EventKind("forecast-counts-imported", "Staff brought in counts of visitors.")
HOLIDAYS_CHOSEN = EventKind("forecast-holidays-chosen", "Staff chose whose public holidays count.")
FORECAST_EVENTS = (DAY_KNOWN, DAY_FORGOTTEN, COUNTS_IMPORTED, HOLIDAYS_CHOSEN)

"""Rows of the tables of rosters, for frozen databases of revisions from 0034 on; `roster_wish` from 0036 on."""

from __future__ import annotations

import datetime as dt
from typing import Any

_SHIFT: dict[str, Any] = {
    "colleague": "0123456789abcdef",
    "day": dt.date(2026, 3, 2),
    "kind": 1,
    "begins": 570,
    "ends": 1050,
    "break_minutes": 30,
    "skill": "guard",
    "break_begins": 780,
}

ROWS: dict[str, list[dict[str, Any]]] = {
    "roster_colleague": [
        {
            "key": "0123456789abcdef",
            "name": "Noor",
            "skills": "guard\ndesk",
            "week_minutes": 1440,
            "flex_minutes": 240,
            "most_days_in_a_row": 5,
            "hours": "480-1080,480-1080,-,480-1080,480-1080,540-1080,-",
            "link_hash": "f" * 64,
        },
    ],
    "roster_absence": [
        {
            "number": 1,
            "colleague": "0123456789abcdef",
            "first": dt.date(2026, 3, 9),
            "last": dt.date(2026, 3, 13),
            "kind": "away",
        },
    ],
    "roster_wish": [
        {
            "number": 1,
            "colleague": "0123456789abcdef",
            "day": dt.date(2026, 3, 10),
            "weekday": None,
            "begins": 660,
            "ends": 1440,
            "rather": True,
        },
        {
            "number": 2,
            "colleague": "0123456789abcdef",
            "day": None,
            "weekday": 1,
            "begins": 1320,
            "ends": 1560,
            "rather": False,
        },
        {
            "number": 3,
            "colleague": "0123456789abcdef",
            "day": None,
            "weekday": None,
            "begins": 0,
            "ends": 540,
            "rather": False,
        },
    ],
    "roster_shift": [
        {**_SHIFT, "published": False, "pinned": True},
        {**_SHIFT, "published": True, "pinned": True},
    ],
    "roster_week": [
        {
            "monday": dt.date(2026, 3, 2),
            "band": "high",
            "published_at": dt.datetime(2026, 2, 20, 9, 0, tzinfo=dt.UTC),
            "computed_at": dt.datetime(2026, 2, 20, 8, 59, tzinfo=dt.UTC),
            "cost": 1612,
            "bound": 1600,
        },
    ],
    "roster_shift_kind": [
        {
            "number": 1,
            "name": "Day",
            "begins": 570,
            "ends": 1050,
            "break_minutes": 30,
            "skill": "",
        },
    ],
    "staffing_rule": [
        {
            "number": 1,
            "kind": "arrivals",
            "skill": "desk",
            "people": 1,
            "per": 60,
            "room": "",
            "early_minutes": 30,
            "late_minutes": 15,
        },
    ],
    "booked_tour": [
        {
            "number": 1,
            "day": dt.date(2026, 3, 4),
            "begins": 630,
            "ends": 690,
            "groups": 2,
        },
    ],
}

"""Rows of the tables that revisions from 0030 on made: as rows_of_tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

ROWS: dict[str, list[dict[str, Any]]] = {}

# Revision 0030

ROWS["claim_token"] = [
    {
        "id": 1,
        "token_hash": "0" * 64,
        "made_by": "Tess",
        "made_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "ends_at": dt.datetime(2026, 3, 16, 10, 30, tzinfo=dt.UTC),
        "name": "hall-1",
        "room": "hall",
        "used_at": dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC),
        "used_with": "ab" * 32,
    },
    {
        "id": 2,
        "token_hash": "1" * 64,
        "made_by": "command line",
        "made_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "ends_at": dt.datetime(2026, 3, 16, 10, 30, tzinfo=dt.UTC),
        "name": None,
        "room": None,
        "used_at": None,
        "used_with": None,
    },
]

ROWS["kiosk_key"] = [
    {
        "fingerprint": "ab" * 32,
        "name": "hall-1",
        "waits": "",
        "first_seen": dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC),
        "last_seen": dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC),
        "placing": '{"v":1,"cameras":[{"count":true,"line":[1.0,2.0,3.0,4.0]}]}',
    },
    {
        "fingerprint": "cd" * 32,
        "name": None,
        "waits": "no-token",
        "first_seen": dt.datetime(2026, 3, 3, 8, 30, tzinfo=dt.UTC),
        "last_seen": dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC),
        "placing": None,
    },
]

ROWS["device_certificate"] = [
    {
        "serial": "7b",
        "name": "hall-1",
        "fingerprint": "ab" * 32,
        "issued_at": dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC),
        "ends_at": dt.datetime(2027, 3, 3, 8, 0, tzinfo=dt.UTC),
        "revoked_at": None,
    }
]

# Revision 0031

ROWS["kiosk_settings"] = [
    {
        "id": 1,
        "scope": "site",
        "subject": "",
        "settings": '{"settings":{"level":"child"},"v":1}',
        "changed_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "changed_by": "Noor",
        "undoes": None,
    },
    {
        "id": 2,
        "scope": "kiosk",
        "subject": "kiosk-1",
        "settings": '{"settings":{"room":"hal"},"v":1}',
        "changed_at": dt.datetime(2026, 3, 2, 10, 31, tzinfo=dt.UTC),
        "changed_by": "Noor",
        "undoes": 1,
    },
]

ROWS["kiosk_sample"] = [
    {
        "device": "kiosk-1",
        "at": 1_772_447_400,
        "online": True,
        "temperature": 48.5,
        "memory_free": 1_000_000_000,
        "disk_free": 5_000_000_000,
        "waiting": 2,
        "recognition_ms": 180.5,
        "under_voltage": False,
        "throttled": True,
    },
    {"device": "kiosk-1", "at": 1_772_447_700, "online": False},
]

ROWS["kiosk_order"] = [
    {
        "id": "0123456789abcdef",
        "device": "kiosk-1",
        "what": "logs",
        "number": 1,
        "asked_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "asked_by": "Noor",
        "until": dt.datetime(2026, 3, 2, 10, 40, tzinfo=dt.UTC),
        "result": "done",
        "reason": "",
        "answered_at": dt.datetime(2026, 3, 2, 10, 30, 5, tzinfo=dt.UTC),
        "lines": "03-02 10:30:00 INFO device.uplink.uplink:236 connected to the broker",
    }
]

ROWS["kiosk_alarm"] = [
    {
        "device": "kiosk-1",
        "words": "offline",
        "began_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "told_at": dt.datetime(2026, 3, 2, 10, 36, tzinfo=dt.UTC),
        "ended_at": dt.datetime(2026, 3, 2, 11, 30, tzinfo=dt.UTC),
        "end_told_at": dt.datetime(2026, 3, 2, 11, 32, tzinfo=dt.UTC),
    },
    {
        "device": "kiosk-2",
        "words": "too hot",
        "began_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
    },
]

# Revision 0032

ROWS["software_bundle"] = [
    {
        "sha256": "ab" * 32,
        "version": "1.4.0",
        "compatible": "zaalgids-pi4",
        "description": "Captions are larger",
        "build": "20260301",
        "bytes": 412_000_000,
        "verified": True,
        "added_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "added_by": "Tess",
    },
]

ROWS["software_rollout"] = [
    {
        "id": 1,
        "sha256": "ab" * 32,
        "version": "1.4.0",
        "compatible": "zaalgids-pi4",
        "older": False,
        "state": "failed",
        "stage": 1,
        "first": "kiosk-1",
        "failed": "kiosk-2",
        "started_at": dt.datetime(2026, 3, 2, 10, 31, tzinfo=dt.UTC),
        "started_by": "Tess",
        "ended_at": None,
    },
]

_ORDER = {
    "sha256": "ab" * 32,
    "version": "1.4.0",
    "rollout": 1,
    "due_at": dt.datetime(2026, 3, 3, 6, 0, tzinfo=dt.UTC),
    "hours": '{"begins":"20:00","ends":"08:00","tz":"Europe/Amsterdam"}',
    "asked_by": "Tess",
    "nights": 0,
    "older": False,
    "again": False,
    "progress": 1.0,
    "noted_at": None,
}
ROWS["software_order"] = [
    {
        **_ORDER,
        "id": "00112233445566aa",
        "device": "kiosk-1",
        "stage": 0,
        "asked_at": dt.datetime(2026, 3, 2, 19, 0, tzinfo=dt.UTC),
        "standing": "good",
        "why": "",
        "step": "good",
        "reason": "",
        "words": "",
        "answered_at": dt.datetime(2026, 3, 2, 19, 40, tzinfo=dt.UTC),
        "good_at": dt.datetime(2026, 3, 2, 19, 40, tzinfo=dt.UTC),
    },
    {
        **_ORDER,
        "id": "00112233445566bb",
        "device": "kiosk-2",
        "stage": 1,
        "asked_at": dt.datetime(2026, 3, 3, 19, 0, tzinfo=dt.UTC),
        "standing": "failed",
        "why": "said-so",
        "step": "rolled-back",
        "reason": "unhealthy",
        "words": "Screen: no page.",
        "answered_at": dt.datetime(2026, 3, 3, 19, 50, tzinfo=dt.UTC),
        "good_at": None,
    },
]

ROWS["kiosk_software"] = [
    {
        "device": "kiosk-2",
        "order_id": "00112233445566bb",
        "running": "1.3.0",
        "slot": "A",
        "other": None,
        "step": "rolled-back",
        "version": "1.4.0",
        "reason": "unhealthy",
        "words": "Screen: no page.",
        "heard_at": dt.datetime(2026, 3, 3, 19, 50, tzinfo=dt.UTC),
    },
]

ROWS["visitor_hour"] = [
    {
        "series": "room/entrance",
        "day": dt.date(2026, 3, 1),
        "hour": 11,
        "source": "kiosks",
        "people": 24.5,
        "open_share": 1.0,
    },
    {
        "series": "house",
        "day": dt.date(2026, 3, 1),
        "hour": -1,
        "source": "import",
        "people": 312.0,
        "open_share": 1.0,
    },
]
ROWS["visitor_count_import"] = [
    {
        "number": 1,
        "name": "tickets.csv",
        "state": "applied",
        "document": '{"rows":[{"series":"house","day":"2026-03-01","hour":-1,"people":312.0}],'
        '"columns":{"day":"Date","people":"Tickets"},"problems":[],"unread":0,"day_first":true,'
        '"ambiguous":false}',
        "rows": 1,
        "added_at": dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
        "added_by": "Dirk",
    },
]
ROWS["visitor_known_day"] = [
    {
        "number": 1,
        "kind": "group",
        "first": dt.date(2026, 3, 4),
        "last": dt.date(2026, 3, 4),
        "name": "Class 4b",
        "room": "",
        "people": 28,
        "hour": 10,
        "millimetres": None,
        "added_at": dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
        "added_by": "Dirk",
    },
]
ROWS["visitor_forecast"] = [
    {
        "series": "house",
        "day": dt.date(2026, 3, 3),
        "lead": 2,
        "made_at": dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC),
        "model": "LightGBM",
        "low": 240.0,
        "middle": 300.0,
        "high": 370.0,
        "hours": "[" + "null," * 10 + "[20.0,30.0,41.5]" + ",null" * 13 + "]",
        "counted": None,
    },
]
ROWS["visitor_forecast_model"] = [
    {
        "number": 1,
        "chosen_at": dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC),
        "document": '{"chosen":{"series":{},"forms":{},"judged":[],"last_day":"2026-03-01","seconds":1.5}}',
        "trees": b"",
    },
]
ROWS["visitor_holiday_place"] = [{"number": 1, "place": "NL"}]

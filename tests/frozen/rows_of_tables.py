"""Rows for tables that a revision after 0003 added, as the software of that revision wrote them.

Each table has a row with every column filled and one with the fewest. Add the rows of a new table here before its
revision is frozen (`add_revision.py`); afterwards they are in the dump and never change.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

ROWS: dict[str, list[dict[str, Any]]] = {}


def at(minute: int, second: int = 0) -> dt.datetime:
    """A moment of 2026-03-02, 10 o'clock UTC."""
    return dt.datetime(2026, 3, 2, 10, minute, second, tzinfo=dt.UTC)


# Revision 0004

ROWS["event"] = [
    {
        "at": at(1),
        "kind": "draft-changed",
        "who": "Ümit Öz",
        "subject": "work hoed",
        "detail": "version 4",
    },
    {"at": at(2), "kind": "approved", "who": "museum", "subject": "work hoed", "detail": "hoed-1"},
    {"at": at(3), "kind": "publish-asked", "who": "museum", "subject": "release 1", "detail": ""},
    {
        "at": at(4, 30),
        "kind": "settings-changed",
        "who": "",
        "subject": "",
        "detail": '{"secure_cookies":false,"needs_approval":true,"event_days":730}',
    },
]

ROWS["job"] = [
    {
        "kind": "publish",
        "only_one": None,
        "arguments": '{"note":"Open: de eerste dag – 初日.","again":1,"speech_seconds":2.5}',
        "asked_by": "museum",
        "asked_at": at(3),
        "started_at": at(3, 1),
        "ended_at": at(3, 9),
        "state": "done",
        "interruptions": 1,
        "cancel_asked": False,
        "doing": "signing",
        "done": 1,
        "of": 1,
        "problem": "",
        "result": '{"number":2,"problems":[],"notes":["Eén zin."],"newly_spoken":3,"to_speak":1,"seconds":8.0}',
    },
    {
        "kind": "speech",
        "only_one": None,
        "arguments": "{}",
        "asked_by": "server",
        "asked_at": at(3, 9),
        "started_at": at(3, 10),
        "ended_at": at(4),
        "state": "failed",
        "interruptions": 0,
        "cancel_asked": True,
        "doing": "making speech",
        "done": 2,
        "of": 3,
        "problem": "The disk is full – vol.",
        "result": '{"number":2}',
    },
    {
        "kind": "check-references",
        "only_one": "check-references",
        "arguments": "{}",
        "asked_by": "server",
        "asked_at": at(5),
        "started_at": None,
        "ended_at": None,
        "state": "waiting",
        "interruptions": 0,
        "cancel_asked": False,
        "doing": "",
        "done": 0,
        "of": 0,
        "problem": "",
        "result": None,
    },
]

"""Rows for tables that a revision after 0003 added, as the software of that revision wrote them.

Each table has a row with every column filled and one with the fewest. Add the rows of a new table here before its
revision is frozen (`add_revision.py`); afterwards they are in the dump and never change.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.frozen import rows_of_rosters, rows_since_0015, rows_since_0030, rows_since_0035

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


# Revision 0006

ROWS["staff_sign_in"] = [
    {
        "token_hash": "0123456789abcdef" * 4,
        "name": "Ümit Öz",
        "stamp": "fedcba9876543210" * 4,
        "began_at": at(6),
        "used_at": at(7),
        "password_at": at(6, 30),
        "ends_at": at(59),
        "ended_at": at(8),
    },
    {
        "token_hash": "89abcdef01234567" * 4,
        "name": "museum",
        "stamp": "7654321089abcdef" * 4,
        "began_at": at(6),
        "used_at": at(6),
        "password_at": at(6),
        "ends_at": at(59),
        "ended_at": None,
    },
]

# Revision 0007

ROWS["device"] = [
    {
        "name": "kiosk-1",
        "key": bytes(range(32)),
        "room": "zolder",
        "wanted": '{"v":1,"software":"0.1","settings":"door"}',
        "made_at": at(10),
        "made_by": "ヒロ",
        "key_made_at": at(11),
        "revoked_at": at(12),
    },
    {
        "name": "kiosk-2",
        "key": bytes(range(32, 64)),
        "room": None,
        "wanted": '{"v":1,"software":null,"settings":null}',
        "made_at": at(10),
        "made_by": "",
        "key_made_at": at(10),
        "revoked_at": None,
    },
]

ROWS["footfall_differing"] = [
    {
        "device": "kiosk-1",
        "epoch": "e" * 16,
        "sequence": 2**62,
        "digest": "0123456789abcdef" * 2,
        "boot": "b" * 16,
        "monotonic": 61.5,
        "start": 1_772_443_800.0,
        "clock_trusted": True,
        "room": "hal",
        "observed_seconds": 60.0,
        "entered": 3,
        "left": 1,
        "in_view_mean": 0.5,
        "in_view_max": 2,
        "zones": '{"before":{"in_view_mean":0.25,"in_view_max":1,"dwell":[1,0,0,0,0,0,0,2]}}',
        "received_at": 1_772_447_400.0,
    },
    {
        "device": "kiosk-2",
        "epoch": "f" * 16,
        "sequence": 0,
        "digest": "fedcba9876543210" * 2,
        "boot": "b" * 16,
        "monotonic": 0.0,
        "start": 0.0,
        "clock_trusted": False,
        "room": None,
        "observed_seconds": 0.0,
        "entered": None,
        "left": None,
        "in_view_mean": None,
        "in_view_max": None,
        "zones": None,
        "received_at": 1_772_447_401.0,
    },
]

ROWS["told_differing"] = [
    {
        "device": "kiosk-1",
        "epoch": "e" * 16,
        "sequence": 7,
        "digest": "0123456789abcdef" * 2,
        "hour": 1_772_445_600.0,
        "work": "hoed",
        "language": "nl",
        "told": 4,
        "finished": 2,
        "stopped": 1,
        "refused": 3,
    }
]
# Revision 0008

ROWS["approved_wording"] = [
    {
        "path": "work/hoed/title",
        "language": "pt-BR",
        "kind": "work",
        "key": "hoed",
        "content": '{"text":"O chapéu – 帽子"}',
        "approved_by": "Ümit Öz",
        "approved_at": at(6),
        "stands": True,
    },
    {
        "path": "offer/thee",
        "language": "",
        "kind": "offer",
        "key": "thee",
        "content": '{"offer":{"key":"thee","title":{"nl":"Thee"},"text":{"nl":"Thee voor twee."},'
        '"condition":{"type":"last_minutes","minutes":30},"written_by":"Ümit Öz"}}',
        "approved_by": None,
        "approved_at": at(7),
        "stands": False,
    },
]
# Revision 0009

ROWS["typed_text"] = [
    {
        "person": "museum",
        "work": "hoed",
        "block": "hoed-nl-1",
        "field": "text",
        "version": 3,
        "text": "Half af: “één” – 線",
        "saved_at": at(7),
    },
    {
        "person": "museum",
        "work": "hoed",
        "block": "new-nl-child",
        "field": "cite.0.title",
        "version": 3,
        "text": "",
        "saved_at": at(7, 5),
    },
]

ROWS["block_comment"] = [
    {
        "number": 1,
        "kind": "work",
        "work": "hoed",
        "block": "hoed-nl-1",
        "answer_to": None,
        "by": "Ümit Öz",
        "said_at": at(8),
        "text": "Is dit jaar zeker?",
        "resolved_at": at(9),
        "resolved_by": "museum",
    },
    {
        "number": 4,
        "kind": "work",
        "work": "hoed",
        "block": "hoed-nl-1",
        "answer_to": 1,
        "by": "museum",
        "said_at": at(8, 30),
        "text": "Ja: 線.",
        "resolved_at": None,
        "resolved_by": None,
    },
]

ROWS["visitor_note"] = [
    {
        "number": 1,
        "id": "00112233445566778899aabbccddeeff",
        "day": dt.date(2026, 3, 2),
        "about": "words",
        "work": "hoed",
        "block": "hoed-nl-1",
        "language": "nl",
        "sentence": "“Eén” is twee – 線",
        "done": False,
    },
    {
        "number": 7,
        "id": "f" * 32,
        "day": dt.date(2026, 2, 28),
        "about": "other",
        "work": "kolam",
        "block": None,
        "language": "pt-BR",
        "sentence": "",
        "done": True,
    },
]

# Revision 0011

ROWS["recording"] = [
    {
        "number": 1,
        "block": "hoed-nl-1",
        "language": "nl",
        "file": "0123456789abcdef0123456789abcdef/recording.webm",
        "name": "",
        "recorded_text": "Eén hoed.",
        "text": "Eén hoed.",
        "seconds": 1.5,
        "clipped": False,
        "speaker": "Anna de Vries",
        "added_by": "Noor",
        "added_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "chosen_at": dt.datetime(2026, 3, 2, 10, 31, tzinfo=dt.UTC),
        "alignment": '{"words":[{"start":0,"length":3,"seconds":0.25},{"start":4,"length":4,"seconds":0.75}],'
        '"doubts":[{"start":0,"length":9,"kind":"otherwise"}]}',
    },
    {
        "number": 4,
        "block": "",
        "language": "",
        "file": "f" * 32 + "/recording.flac",
        "name": "Studio – 線.flac",
        "recorded_text": "",
        "text": "",
        "seconds": 61.25,
        "clipped": True,
        "speaker": "",
        "added_by": "Noor",
        "added_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "chosen_at": None,
        "alignment": None,
    },
]

# Revision 0012

ROWS["offer_number"] = [
    {"offer": "thee", "number": 1, "issued": 3},
    {"offer": "boek", "number": 2, "issued": 0},
]

ROWS["offer_code"] = [
    {
        "number": 1,
        "day": dt.date(2026, 3, 3),
        "serial": 48_213,
        "offer": "thee",
        "expires_at": 1_772_539_200.0,
        "redeemed": True,
    },
    {
        "number": 1,
        "day": dt.date(2026, 3, 3),
        "serial": 0,
        "offer": "thee",
        "expires_at": 1_772_539_200.0,
        "redeemed": False,
    },
]

ROWS["offer_count"] = [
    {"offer": "thee", "day": dt.date(2026, 3, 3), "shown": 40, "taken": 12, "redeemed": 9},
    {"offer": "boek", "day": dt.date(2026, 3, 3), "shown": 0, "taken": 0, "redeemed": 0},
]

ROWS["offer_hour"] = [
    {
        "offer": "thee",
        "hour": 1_772_535_600.0,
        "room": "hal",
        "held_back": True,
        "people": 310,
        "minutes": 52,
    },
    {
        "offer": "thee",
        "hour": 1_772_539_200.0,
        "room": "hal",
        "held_back": False,
        "people": 0,
        "minutes": 0,
    },
]

ROWS["offer_rain"] = [{"id": 1, "until": 1_772_542_800.0}]

ROWS["room_closure"] = [
    {"room": "hal", "until": 1_772_542_800.0},
    {"room": "zolder", "until": None},
]

ROWS |= rows_since_0015.ROWS | rows_since_0030.ROWS | rows_of_rosters.ROWS | rows_since_0035.ROWS

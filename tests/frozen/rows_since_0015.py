"""Rows of the tables that revisions from 0015 to 0029 made: as rows_of_tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

ROWS: dict[str, list[dict[str, Any]]] = {}

ROWS["planned_publish"] = [
    {
        "id": 1,
        "at": dt.datetime(2027, 3, 1, 8, 0, tzinfo=dt.UTC),
        "note": "The spring exhibition.",
        "planned_by": "Noor",
        "planned_at": dt.datetime(2027, 2, 1, 8, 0, tzinfo=dt.UTC),
        "state": "planned",
        "ended_at": None,
        "ended_by": None,
        "job": None,
    },
    {
        "id": 2,
        "at": dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC),
        "note": "",
        "planned_by": "Noor",
        "planned_at": dt.datetime(2026, 2, 1, 8, 0, tzinfo=dt.UTC),
        "state": "begun",
        "ended_at": dt.datetime(2026, 3, 1, 8, 0, 4, tzinfo=dt.UTC),
        "ended_by": "server",
        "job": 1,
    },
]

ROWS["replaced_drafts"] = [
    {
        "id": 1,
        "as_of": dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
        "replaced_by": "Noor",
        "release": 1,
        "parts": 3,
    },
]

ROWS["stopping_check"] = [
    {
        "name": "hours",
        "stops": True,
        "changed_at": dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
        "changed_by": "Noor",
    },
]

ROWS["shown_without_rights"] = [
    {
        "kind": "work",
        "key": "lijn",
        "item": "0123456789abcdef/lijn.png",
        "said_at": dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
        "said_by": "Noor",
    },
]

ROWS["api_token"] = [
    {
        "name": "Website",
        "token_hash": "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        "made_at": dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC),
        "last_used": dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC),
    },
    {
        "name": "Zaaltekst",
        "token_hash": "65e84be33532fb784c48129675f9eff3a682b27168c0ea744b2cf58ee02337c5",
        "made_at": dt.datetime(2026, 3, 2, 9, 31, tzinfo=dt.UTC),
        "last_used": None,
    },
]

ROWS["offer_at_kiosk"] = [
    {
        "device": "kiosk-1",
        "epoch": "0123456789abcdef",
        "sequence": 0,
        "hour": 1_772_535_600.0,
        "offer": "thee",
        "shown": 7,
    },
    {
        "device": "kiosk-1",
        "epoch": "0123456789abcdef",
        "sequence": 2**62,
        "hour": 1_772_539_200.0,
        "offer": "boek",
        "shown": 0,
    },
]

ROWS["offer_at_kiosk_differing"] = [
    {
        "device": "kiosk-1",
        "epoch": "0123456789abcdef",
        "sequence": 0,
        "digest": "0123456789abcdef0123456789abcdef",
        "hour": 1_772_535_600.0,
        "offer": "thee",
        "shown": 2,
    },
]

# Revision 0016

ROWS["import"] = [
    {
        "number": 1,
        "source": "collectie.csv",
        "state": "applied",
        "asked_by": "Noor",
        "asked_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "document": '{"files":["collectie.csv"],'
        '"mapping":{"columns":[{"heading":"Titel","field":"title","language":"nl"}]},'
        '"counts":{"conflict":1},"applied_by":"Noor","applied_at":"2026-03-02T10:31:00Z"}',
    }
]

ROWS["import_part"] = [
    {
        "number": 1,
        "place": 1,
        "kind": "work",
        "key": "lijn",
        "outcome": "conflict",
        "has_problems": True,
        "taken": True,
        "document": '{"where":"row 2","name":"Lijn","identifier":"A-1","version":1,"said":{"/title/nl":"Lijn"},'
        '"base":{"/title/nl":"De lijn"},"conflicts":[{"path":"/title/nl","before":"Een lijn","after":"Lijn"}],'
        '"problems":["there is no picture lijn.png"],"chosen":["/title/nl"],"before":1,"written":2}',
    }
]

ROWS["import_said"] = [
    {
        "source": "collectie.csv",
        "kind": "work",
        "identifier": "A-1",
        "key": "lijn",
        "number": 1,
        "document": '{"fields":{"/title/nl":"Lijn"}}',
    }
]

ROWS["import_columns"] = [
    {
        "headings": "b" * 32,
        "document": '{"columns":[{"heading":"Titel","field":"title","language":"nl"}]}',
        "changed_by": "Noor",
        "changed_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
    }
]

# Revision 0019

ROWS["silence"] = [
    {"number": 1, "since": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC), "by": "Noor"},
]

# Revision 0024

ROWS["ended_rights_choice"] = [
    {
        "number": 1,
        "leaves_out": True,
        "changed_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "changed_by": "Noor",
    },
]
# Revision 0023

ROWS["plan_picture"] = [
    {
        "number": number,
        "floor": floor,
        "current": number != 1,
        "content": b"\x89PNG\r\n\x1a\n and so on",
        "width_px": 2400,
        "height_px": 1600,
        "left": -1.5,
        "top": 0.25,
        "width": 42.5,
        "added_at": dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
        "added_by": "Noor",
    }
    for number, floor in ((1, 0), (2, 0), (3, -1))
]

ROWS["kiosk_place"] = [{"device": "kiosk-1", "floor": 0, "x": 3.5, "y": 2.25}]
# Revision 0022

ROWS["translation_origin"] = [
    {
        "kind": "work",
        "key": "lijn",
        "path": "work/lijn/title",
        "language": "en",
        "text_hash": "0123456789abcdef",
        "source_language": "nl",
        "source_hash": "fedcba9876543210",
        "version": 1,
        "confirmed_by": "Noor",
        "at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
    }
]

ROWS["translated_part"] = [
    {
        "kind": "work",
        "key": "lijn",
        "version": 1,
        "languages": "nl en",
        "kind_order": 0,
        "number": 1,
        "name": "Lijn",
        "room": "hal",
        "counted_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
    }
]

ROWS["translation_cell"] = [
    {
        "kind": "work",
        "key": "lijn",
        "language": "en",
        "room": "hal",
        "missing": 1,
        "stale": 2,
        "machine": 0,
        "unknown": 0,
        "written": 3,
        "approved": 4,
    }
]

ROWS["translation_segment"] = [
    {
        "kind": "work",
        "key": "lijn",
        "path": "work/lijn/title",
        "place": 0,
        "language": "en",
        "text": "Line",
        "text_hash": "0123456789abcdef",
        "length": 4,
    }
]

ROWS["translation_file"] = [
    {
        "number": 1,
        "name": "nl-en.xlf",
        "source_language": "nl",
        "language": "en",
        "translated_by": "Bureau Vertaal",
        "state": "applied",
        "asked_by": "Noor",
        "asked_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "ended_by": "Noor",
        "ended_at": dt.datetime(2026, 3, 2, 10, 31, tzinfo=dt.UTC),
    }
]

ROWS["translation_file_unit"] = [
    {
        "number": 1,
        "place": 1,
        "kind": "work",
        "key": "lijn",
        "path": "work/lijn/title",
        "outcome": "change",
        "taken": True,
        "source": "Lijn",
        "source_changed": False,
        "machine": False,
        "before": "The line",
        "after": "Line",
        "written": True,
        "left": "",
    }
]

# Revision 0025

ROWS["search_stale"] = [
    {"id": "0123456789abcdef0123456789abcdef", "part_kind": "work", "part_key": "lijn"},
]

ROWS["bulk_change"] = [
    {
        "number": 1,
        "action": "approve",
        "state": "done",
        "asked_by": "Noor",
        "asked_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "document": '{"works":1,"changed":1,"texts":1}',
    }
]

ROWS["bulk_change_work"] = [
    {
        "number": 1,
        "place": 0,
        "key": "lijn",
        "document": '{"name":"1 Lijn","before":1,"written":2,'
        '"wordings":[{"path":"work/lijn/title","language":"nl"}]}',
    }
]

# Revision 0026

ROWS["preview_link"] = [
    {
        "id": 1,
        "token_hash": "0" * 64,
        "made_by": "Noor",
        "made_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "ends_at": dt.datetime(2026, 3, 3, 10, 30, tzinfo=dt.UTC),
        "approved_only": False,
    }
]

# Revision 0029

ROWS["draft_change"] = [
    {"kind": "work", "key": "lijn", "number": 1},
]

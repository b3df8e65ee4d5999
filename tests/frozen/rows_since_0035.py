"""Rows of the tables that revision 0035 made: as rows_of_tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

ROWS: dict[str, list[dict[str, Any]]] = {}
_REASONS = (
    '[{"kind":"maker","name":"jan steen","works":2,"weight":0.94,"left":{"field":"maker","words":"Jan Steen"},'
    '"right":{"field":"maker","words":"Steen, Jan"}}]'
)

ROWS["proposed_link"] = [
    {
        "left_work": "hoed",
        "right_work": "stoel",
        "score": 0.94,
        "kind": "maker",
        "reasons": _REASONS,
    },
]

ROWS["link_decision"] = [
    {
        "left_work": "hoed",
        "right_work": "lamp",
        "accepted": True,
        "link": "hoed-lamp",
        "reasons": _REASONS,
        "score": 0.94,
        "decided_at": dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC),
        "decided_by": "museum",
    },
    {
        "left_work": "lamp",
        "right_work": "stoel",
        "accepted": False,
        "link": "",
        "reasons": "[]",
        "score": 0.6,
        "decided_at": dt.datetime(2026, 3, 2, 10, 31, tzinfo=dt.UTC),
        "decided_by": "Ümit Öz",
    },
]

ROWS["work_term"] = [
    {"work": "hoed", "term": "windmolen – 風車", "place": 0},
    {"work": "hoed", "term": "sluis", "place": 1},
]

ROWS["name_match"] = [
    {
        "kind": "maker",
        "name": "jan steen",
        "uri": "http://vocab.getty.edu/ulan/500900001",
        "words": "Jan Steen",
        "label": "Steen, Jan",
        "note": "",
        "relation": "exactMatch",
        "state": "accepted",
        "changed_at": dt.datetime(2026, 3, 2, 10, 32, tzinfo=dt.UTC),
        "changed_by": "museum",
    },
]

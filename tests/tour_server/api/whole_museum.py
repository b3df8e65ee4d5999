"""The tiny museum with a part of every kind."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from contract.museum import (
    Connection,
    ConnectionKind,
    GlossaryTerm,
    Link,
    Relation,
    VisitorPlace,
    VisitorPlaceKind,
)
from tests.tiny_museum import block
from tour_server.catalogue.drafts import Drafts


def add_the_rest(drafts: Drafts) -> None:
    """Put what the tiny museum has none of: links, words, a second offer, a way, a place, hours of a room."""
    museum = drafts.museum()
    said = block("ring-lijn-nl", "nl", "Ook de ring is een lijn.", approved_by="Noor")
    hall, attic = museum.rooms
    (tea,) = museum.offers
    whole = replace(
        museum,
        rooms=[hall, replace(attic, closed=[(dt.date(2026, 4, 1), dt.date(2026, 4, 3))])],
        links=[Link("ring-lijn", ["ring", "lijn"], Relation.MOTIF, [said])],
        glossary=[
            GlossaryTerm(key, said.sources, {"nl": key}, {"nl": f"Wat een {key} is."})
            for key in ("kerf", "arabesk")
        ],
        offers=[tea, replace(tea, key="koek", picture=museum.works[0].media[0].file)],
        connections=[Connection(("hal", "zolder"), ConnectionKind.LIFT, 40, ((1, 1), (1, 1)))],
        places=[VisitorPlace("bank", VisitorPlaceKind.SEATS, "hal", 1, 2)],
    )
    drafts.load(whole, "import", with_approvals=True)

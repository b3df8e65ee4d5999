"""What earlier software recorded as approved, in the drafts themselves, is approved after the migration; and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from contract.museum import Link, Relation
from tests.desk import ClockTwin
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.approval_units import block_unit, offer_unit
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind, encode, split_museum
from tour_server.database import Database, Moment

BEFORE = "0007"
AT = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def insert_drafts(database: Database) -> None:
    """Write the tiny museum as software before the migration did, with approvals in its parts."""
    museum = tiny_museum()
    first, second = museum.works[0].blocks
    approved = replace(first, approved_by="Prof. Dr. " + "A" * 80)
    work = replace(museum.works[0], blocks=[approved, second])
    narration = [block("samen-1", "nl", "Beide.", approved_by="Noor")]
    link = Link("samen", ["lijn", "ring"], Relation.MOTIF, narration)
    museum = replace(museum, works=[work, *museum.works[1:]], links=[link])
    draft = sa.table(
        "draft",
        *(sa.column(name) for name in ("kind", "key", "version", "place", "body", "changed_by")),
        sa.column("changed_at", Moment),
    )
    rows: list[dict[str, Any]] = [
        {
            "kind": kind.value,
            "key": key,
            "version": 1,
            "place": place,
            "body": encode(body),
            "changed_at": AT,
            "changed_by": "Noor",
        }
        for place, (kind, key, body) in enumerate(split_museum(museum))
    ]
    with database.engine.begin() as connection:
        connection.execute(sa.insert(draft), rows)


@pytest.mark.both_kinds
def test_they_stay_approved(database_url: str) -> None:
    database = Database(database_url)
    try:
        database.migrate(BEFORE)
        insert_drafts(database)
        database.migrate()
        drafts = Drafts(database, ClockTwin())
        work = drafts.get(PartKind.WORK, "lijn").body
        approved = drafts.approved(PartKind.WORK, "lijn")
        assert list(approved) == [block_unit(work, "lijn-nl-1")]
        (one,) = approved.values()
        assert one.content == replace(work.blocks[0], approved_by=None)
        assert (one.approved_by, one.approved_at, one.stands) == (
            work.blocks[0].approved_by,
            AT,
            True,
        )
        assert drafts.standing_approvals() == {
            ("work", "lijn"): 1,
            ("link", "samen"): 1,
            ("offer", "thee"): 1,
        }
        offer = drafts.get(PartKind.OFFER, "thee")
        drafts.put(PartKind.OFFER, "thee", replace(offer.body, text={"nl": "Nieuw"}), 1, "Bram")
        fallen = drafts.approved(PartKind.OFFER, "thee")[offer_unit("thee")]
        assert (fallen.content, fallen.stands) == (replace(offer.body, approved_by=None), False)
        database.go_back(BEFORE)
        assert database.revision() == BEFORE
        with database.engine.connect() as connection:
            bodies = connection.scalars(sa.text("SELECT body FROM draft WHERE kind = 'work'"))
            assert sum("approved_by" in json.dumps(body) for body in bodies) == 1
        database.migrate()
        assert Drafts(database, ClockTwin()).standing_approvals() == {
            ("work", "lijn"): 1,
            ("link", "samen"): 1,
        }
    finally:
        database.close()

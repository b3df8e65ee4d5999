"""What the museum decided, what was removed and how the drafts were is read from both databases alike."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from tests.desk import ClockTwin
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.draft_history import DraftHistory
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.checks.decisions import CheckDecisions
from tour_server.checks.finding import Finding
from tour_server.checks.opening_hours import OPENING_HOURS
from tour_server.checks.rights import RIGHTS
from tour_server.checks.sources import SOURCES
from tour_server.database import Database
from tour_server.publishing.tables import PlannedPublishRow
from tour_server.recorder import NoRecorder

CHECKS = [SOURCES, RIGHTS, OPENING_HOURS]


def test_decisions_are_changed_and_read(database: Database) -> None:
    decisions = CheckDecisions(database, ClockTwin(), NoRecorder())
    assert decisions.stopping(CHECKS) == {"sources", "rights"}
    decisions.decide(CHECKS, {"hours"}, "Noor")
    assert decisions.stopping(CHECKS) == {"sources", "hours"}
    decisions.decide(CHECKS, {"rights"}, "Bram")
    assert decisions.stopping(CHECKS) == {"sources", "rights"}
    found = [Finding(PartKind.WORK, "lijn", 2, items=("a.png", "b.png"))]
    assert decisions.show_without_rights(found, "Noor") == 2
    assert decisions.show_without_rights(found, "Noor") == 0
    assert decisions.shown_without_rights() == {
        ("work", "lijn", "a.png"),
        ("work", "lijn", "b.png"),
    }


def test_the_drafts_of_an_earlier_moment(database: Database) -> None:
    clock = ClockTwin()
    drafts, history = Drafts(database, clock), DraftHistory(database)
    drafts.load(tiny_museum(), "import")
    before, moment = drafts.museum(), clock()
    ring = drafts.get(PartKind.WORK, "ring")
    drafts.put(PartKind.WORK, "ring", replace(ring.body, number=9), ring.version, "Noor")
    drafts.remove(PartKind.TOUR, "kort", 1, "Noor")
    assert history.as_of(moment) == before
    assert history.as_of(clock()) == drafts.museum()
    (gone,) = history.removed()
    assert (gone.kind, gone.key, gone.version, gone.removed_by) == (
        PartKind.TOUR,
        "kort",
        1,
        "Noor",
    )
    assert history.removed(PartKind.WORK) == []
    assert [body.number for body in history.bodies(PartKind.WORK, "ring")] == [9, 2]


def test_a_plan_is_kept_with_its_zone(database: Database) -> None:
    at = dt.datetime(2027, 3, 1, 8, 0, tzinfo=dt.UTC)
    with database.writing() as session:
        session.add(
            PlannedPublishRow(at=at, note="", planned_by="Noor", planned_at=at, state="planned")
        )
    with database.reading() as session:
        assert session.query(PlannedPublishRow).one().at == at

"""An import is a proposal: it adds and updates, names conflicts, removes nothing unasked, and can be undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import select

from contract.museum import Origin, Room, Source
from contract.museum_check import check
from tests.desk import picture
from tests.tour_server.imports.importer import Importer, Listed
from tour_server.catalogue.outgoing_names import OutgoingNames
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.unused_pictures import UnusedPictures
from tour_server.events.event_log import EventFilter
from tour_server.imports.import_documents import WHOLE, Outcome
from tour_server.imports.records import Record, RecordBlock, RecordPicture
from tour_server.imports.tables import ProposedRow

WATCH = Record(
    "row 2",
    inventory="SK-C-5",
    title={"nl": "De Nachtwacht"},
    maker={"nl": "Rembrandt"},
    room="Eregalerij",
    blocks=[RecordBlock("Kijk naar het licht.", "nl", sources=[Source("Een boek")])],
)
MILKMAID = Record("row 3", inventory="SK-A-2344", title={"nl": "Het melkmeisje"}, room="Eregalerij")


def test_the_first_import_makes_a_museum_that_is_right(importer: Importer) -> None:
    number = importer.propose([WATCH, MILKMAID])
    assert importer.drafts.empty(), "a proposal changes nothing"
    assert importer.outcomes(number) == {"sk-c-5": Outcome.ADD, "sk-a-2344": Outcome.ADD}
    assert importer.outcomes(number, PartKind.ROOM) == {"eregalerij": Outcome.ADD}
    importer.apply(number)
    museum = importer.drafts.museum()
    assert check(museum) == []
    assert museum.site.languages == ["nl"]
    work = museum.work("sk-c-5")
    assert (work.inventory, work.room, work.number) == ("SK-C-5", "eregalerij", 1)
    assert work.blocks[0].text == "Kijk naar het licht."


def test_the_same_file_again_changes_nothing(importer: Importer) -> None:
    importer.take([WATCH, MILKMAID])
    before = importer.versions()
    number = importer.take([WATCH, MILKMAID])
    assert set(importer.outcomes(number).values()) == {Outcome.SAME}
    assert importer.versions() == before


def test_a_second_file_removes_nothing_of_the_first(importer: Importer) -> None:
    """Case 02: every earlier work, room, hour and language was removed without a word."""
    importer.take(Listed([WATCH, MILKMAID], "first.csv"))
    site = importer.drafts.all(PartKind.SITE)
    letter = Record("row 2", key="letter", title={"nl": "De brief"})
    number = importer.take(Listed([letter], "second.csv"))
    assert importer.outcomes(number) == {"letter": Outcome.ADD}
    assert set(importer.works()) == {"sk-c-5", "sk-a-2344", "letter"}
    assert importer.drafts.all(PartKind.SITE) == site
    assert importer.work("letter").room == "eregalerij"


def test_a_work_that_left_the_file_is_removed_only_when_asked_for(importer: Importer) -> None:
    importer.take([WATCH, MILKMAID])
    number = importer.take([WATCH])
    assert importer.outcomes(number)["sk-a-2344"] is Outcome.GONE
    assert "sk-a-2344" in importer.works()
    number = importer.propose([WATCH])
    importer.choose(number, "sk-a-2344", taken=True)
    importer.apply(number)
    assert "sk-a-2344" not in importer.works()
    importer.undo(number)
    assert importer.work("sk-a-2344").title == {"nl": "Het melkmeisje"}


def test_what_staff_changed_is_a_conflict_only_where_the_source_changed_too(
    importer: Importer,
) -> None:
    importer.take([WATCH])
    importer.edit(
        "sk-c-5", title={"nl": "De Nachtwacht (1642)"}, maker={"nl": "Rembrandt van Rijn"}
    )
    again = importer.propose([WATCH])
    assert importer.outcomes(again) == {"sk-c-5": Outcome.SAME}, "the source says nothing new"
    corrected = Record(
        "row 2", inventory="sk-c-5 ", title={"nl": "Schuttersstuk"}, place={"nl": "Amsterdam"}
    )
    number = importer.propose([corrected])
    (part,) = [one for one in importer.parts(number) if one.kind is PartKind.WORK]
    assert part.outcome is Outcome.CONFLICT
    assert [one.path for one in part.proposed.conflicts] == ["/title/nl"]
    assert "/place/nl" in [one.path for one in part.proposed.changes]
    importer.apply(number)
    work = importer.work("sk-c-5")
    assert work.title == {"nl": "De Nachtwacht (1642)"}, "nobody's words are overwritten"
    assert work.place == {"nl": "Amsterdam"}
    assert work.maker == {"nl": "Rembrandt van Rijn"}, "an empty cell says nothing"
    assert importer.outcomes(importer.propose([corrected])) == {"sk-c-5": Outcome.SAME}


def test_the_source_is_right_where_a_person_says_so(importer: Importer) -> None:
    importer.take([WATCH])
    importer.edit("sk-c-5", title={"nl": "Iets anders"})
    number = importer.propose([Record("row 2", inventory="SK-C-5", title={"nl": "Schuttersstuk"})])
    importer.choose(number, "sk-c-5", "/title/nl")
    importer.apply(number)
    assert importer.work("sk-c-5").title == {"nl": "Schuttersstuk"}


def test_a_text_of_staff_is_not_doubled_nor_overwritten(importer: Importer) -> None:
    importer.take([WATCH])
    (block,) = importer.work("sk-c-5").blocks
    importer.take([WATCH])
    assert importer.work("sk-c-5").blocks == [block]
    new = Record(
        "row 2",
        inventory="SK-C-5",
        blocks=[RecordBlock("Let op de hond.", "nl", sources=[Source("Een boek")])],
    )
    importer.take([new])
    (changed,) = importer.work("sk-c-5").blocks
    assert (changed.key, changed.text) == (block.key, "Let op de hond.")


def test_a_text_that_a_colleague_removed_stays_away(importer: Importer) -> None:
    importer.take([WATCH])
    importer.edit("sk-c-5", blocks=[])
    importer.take([WATCH])
    assert importer.work("sk-c-5").blocks == []


def test_a_work_that_a_colleague_removed_stays_away_until_the_source_says_more(
    importer: Importer,
) -> None:
    importer.take([WATCH, MILKMAID])
    part = importer.drafts.get(PartKind.WORK, "sk-c-5")
    importer.drafts.remove(PartKind.WORK, "sk-c-5", part.version, "Wim")
    number = importer.take([WATCH, MILKMAID])
    assert importer.outcomes(number)["sk-c-5"] is Outcome.SAME
    assert "sk-c-5" not in importer.works()
    more = Record("row 2", inventory="SK-C-5", title={"nl": "Schuttersstuk"})
    number = importer.propose([more, MILKMAID])
    assert importer.outcomes(number)["sk-c-5"] is Outcome.CONFLICT
    importer.choose(number, "sk-c-5", WHOLE)
    importer.apply(number)
    assert importer.work("sk-c-5").title == {"nl": "Schuttersstuk"}


def test_works_are_found_by_their_inventory_number_in_any_source(importer: Importer) -> None:
    importer.take(Listed([WATCH], "list of may.xlsx"))
    number = importer.take(Listed([MILKMAID, WATCH], "list of june.xlsx"))
    assert importer.outcomes(number) == {"sk-a-2344": Outcome.ADD, "sk-c-5": Outcome.SAME}


def test_what_changed_between_reading_and_applying_is_left_and_named(importer: Importer) -> None:
    importer.take([WATCH])
    number = importer.propose([Record("row 2", inventory="SK-C-5", title={"nl": "Schuttersstuk"})])
    importer.edit("sk-c-5", title={"nl": "Van een collega"})
    importer.apply(number)
    assert importer.work("sk-c-5").title == {"nl": "Van een collega"}
    (part,) = [one for one in importer.parts(number) if one.kind is PartKind.WORK]
    assert "colleague changed it" in part.proposed.left


def test_undo_makes_everything_what_it_was(importer: Importer) -> None:
    number = importer.take([WATCH, MILKMAID])
    museum = importer.drafts.museum()
    later = importer.take(
        [
            Record("row 2", inventory="SK-C-5", title={"nl": "Schuttersstuk"}),
            Record("row 3", key="letter", title={"nl": "De brief"}, room="Nieuwe zaal"),
        ]
    )
    assert importer.drafts.museum() != museum
    importer.undo(later)
    assert importer.drafts.museum() == museum
    importer.undo(number)
    assert importer.drafts.empty()
    importer.take([WATCH, MILKMAID])
    assert importer.drafts.museum() == museum, "an undone import can be done again"
    kinds = [one.kind for one in importer.events.page(EventFilter(), None, 50)]
    assert kinds.count("import-applied") == 3
    assert kinds.count("import-undone") == 2
    assert "draft-changed" not in kinds


def test_undo_leaves_what_a_colleague_changed_since(importer: Importer) -> None:
    number = importer.take([WATCH, MILKMAID])
    importer.edit("sk-c-5", maker={"nl": "Rembrandt van Rijn"})
    importer.undo(number)
    assert set(importer.works()) == {"sk-c-5"}
    left = {part.key: part.proposed.left for part in importer.parts(number) if part.proposed.left}
    assert "colleague" in left["sk-c-5"]
    assert "need" in left["eregalerij"], "its room has a work in it"


def test_a_new_room_can_be_one_that_there_is(importer: Importer) -> None:
    importer.take([WATCH])
    number = importer.propose(
        [Record("row 2", key="letter", title={"nl": "B"}, room="Ere-galerij")]
    )
    for part in importer.parts(number):
        if part.kind is PartKind.ROOM:
            proposed = part.proposed
            with importer.database.writing() as session:
                importer.proposals.update_parts(
                    session,
                    number,
                    [replace(part, proposed=replace(proposed, instead="eregalerij"))],
                )
    importer.apply(number)
    assert importer.work("letter").room == "eregalerij"
    assert [one.key for one in importer.drafts.all(PartKind.ROOM)] == ["eregalerij"]


def test_a_room_is_found_by_its_name_in_any_language(importer: Importer) -> None:
    importer.take([WATCH])
    room: Room = importer.drafts.get(PartKind.ROOM, "eregalerij").body
    importer.drafts.put(
        PartKind.ROOM,
        room.key,
        replace(room, name={"nl": "Zaal 1", "en": "Gallery  of honour"}),
        1,
        "Wim",
    )
    number = importer.propose(
        [Record("row 2", key="letter", title={"nl": "B"}, room="gallery of HONOUR")]
    )
    assert importer.outcomes(number, PartKind.ROOM) == {}


def test_a_row_that_can_not_be_read_is_named_and_the_rest_goes_in(importer: Importer) -> None:
    wrong = Record(
        "row 4",
        inventory="X-1",
        title={"nl": "Goed"},
        blocks=[RecordBlock("x" * 7000, "nl", sources=[Source("Een boek")])],
        problems=["the date 15-mrt was changed by the spreadsheet program"],
    )
    twice = Record("row 5", inventory="SK-C-5", title={"nl": "Dubbel"})
    nothing = Record("row 6")
    number = importer.take([WATCH, wrong, twice, nothing])
    parts = {
        part.proposed.where: part for part in importer.parts(number) if part.kind is PartKind.WORK
    }
    assert parts["row 4"].outcome is Outcome.ADD
    assert any("6000" in one for one in parts["row 4"].proposed.problems)
    assert any("15-mrt" in one for one in parts["row 4"].proposed.problems)
    assert parts["row 5"].outcome is Outcome.PROBLEM
    assert "row 2" in parts["row 5"].proposed.problems[-1]
    assert parts["row 6"].outcome is Outcome.PROBLEM
    assert importer.work("x-1").blocks == []
    assert set(importer.works()) == {"sk-c-5", "x-1"}


def test_made_up_numbers_leave_the_real_ones_to_whoever_asks_for_them(importer: Importer) -> None:
    """Case 12: a work without a number was given 1, and the work whose label says 1 was left out."""
    importer.take(
        [
            Record("row 2", key="postcard", title={"en": "Postcard"}),
            Record("row 3", key="night-watch", title={"en": "The Night Watch"}, number=1),
            Record("row 4", key="milkmaid", title={"en": "The Milkmaid"}, number=2),
            Record("row 5", key="letter", title={"en": "The Letter"}),
        ]
    )
    assert {key: work.number for key, work in importer.works().items()} == {
        "postcard": 3,
        "night-watch": 1,
        "milkmaid": 2,
        "letter": 4,
    }


def test_a_number_that_another_work_has_is_named_and_not_taken(importer: Importer) -> None:
    importer.take([WATCH])
    letter = Record("row 2", key="letter", title={"nl": "B"}, number=1)
    number = importer.take(Listed([letter], "second.csv"))
    (part,) = [one for one in importer.parts(number) if one.kind is PartKind.WORK]
    assert "1 is the number of the work sk-c-5" in part.proposed.problems[0]
    assert importer.work("letter").number == 2


def test_where_a_work_was_imported_from_never_leaves_the_house(importer: Importer) -> None:
    importer.take([Record("row 2", identifier="obj:17", inventory="SK-C-5", title={"nl": "B"})])
    assert importer.work("sk-c-5").origin == Origin("collection.csv", "obj:17")
    names = OutgoingNames(importer.database)
    museum = importer.drafts.museum()
    assert names.read().museum(museum).works[0].origin is None
    assert names.read(with_origins=True).museum(museum).works[0].origin is not None


def test_pictures_of_a_proposal_are_kept_while_it_waits(importer: Importer, tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(picture())
    one = Record("row 2", key="a", title={"nl": "A"}, pictures=[RecordPicture("a.png", file)])
    number = importer.propose([one])
    (name,) = importer.pictures.unchanged_since(float("inf"))
    importer.clock.at = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    unused = UnusedPictures(importer.database, importer.pictures, importer.clock)
    unused.keep(lambda session: session.scalars(select(ProposedRow.document)))
    assert unused.delete() == 0
    importer.apply(number)
    assert importer.work("a").media[0].file == name
    assert importer.work("a").media[0].rights.licence == "not stated"

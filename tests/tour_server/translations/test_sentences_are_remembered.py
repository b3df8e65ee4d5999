"""A sentence that was translated before is offered again, and both databases count the same."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from contract.museum import Authorship, Museum
from tests.desk import Desk
from tests.tiny_museum import block, tiny_museum
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.tables import ApprovedWording
from tour_server.database import Database
from tour_server.translations.grid import Grid, GridFilter
from tour_server.translations.memory import TranslationMemory, likeness
from tour_server.translations.segments import Segment, segments, sentences
from tour_server.translations.translated_texts import TextState
from tour_server.translations.translation_index import BATCH, TranslationIndex

SENTENCE = "De maker vouwde het papier zeven keer."
TRANSLATION = "The maker folded the paper seven times."
MOMENT = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC)


def museum(*texts: tuple[str, str], **given: object) -> Museum:
    """The tiny museum, whose first work is told so in Dutch and English."""
    base = tiny_museum()
    blocks = [
        block(f"lijn-{language}-{number}", language, text, layer=number, **given)
        for number, pair in enumerate(texts, start=1)
        for language, text in zip(("nl", "en"), pair, strict=True)
    ]
    return replace(base, works=[replace(base.works[0], blocks=blocks), *base.works[1:]])


@pytest.fixture
def drafts(database: Database) -> Drafts:
    return Drafts(database, lambda: MOMENT)


def counted(database: Database) -> TranslationIndex:
    index = TranslationIndex(database, lambda: MOMENT, lambda: ["nl", "en"])
    index.catch_up()
    return index


def test_the_same_and_nearly_the_same(drafts: Drafts, database: Database) -> None:
    drafts.load(
        museum(
            (f"{SENTENCE} Niemand zag het.", f"{TRANSLATION} Nobody saw it."),
            ("De maker vouwde het papier acht keer.", "The maker folded the paper eight times."),
            ("Wie de zee ziet, denkt aan blauw.", "Whoever sees the sea thinks of blue."),
        ),
        "import",
    )
    counted(database)
    memory = TranslationMemory(database)
    found = memory.matches(SENTENCE.upper(), "nl", "en")
    assert [(one.percent, one.target) for one in found] == [
        (100, TRANSLATION),
        (found[1].percent, "The maker folded the paper eight times."),
    ]
    assert 75 <= found[1].percent < 100
    assert (found[0].kind, found[0].key) == (PartKind.WORK, "lijn")
    assert memory.matches(TRANSLATION, "en", "nl")[0].target == SENTENCE
    assert memory.matches(SENTENCE, "nl", "en", (PartKind.WORK, "lijn")) == []
    assert memory.matches(SENTENCE, "nl", "fr") == []
    assert memory.matches("Iets heel anders dan dit alles hier.", "nl", "en") == []
    assert memory.matches(" ", "nl", "en") == []


@pytest.mark.parametrize("odd", ["100 %", "a_b\\c", "'; drop table draft; --"])
def test_any_signs_in_a_sentence(drafts: Drafts, database: Database, odd: str) -> None:
    drafts.load(museum((f"Dit is {odd} waar.", f"This is {odd} true.")), "import")
    counted(database)
    (found,) = TranslationMemory(database).matches(f"Dit is {odd} waar.", "nl", "en")
    assert found.target == f"This is {odd} true."


def test_what_a_machine_wrote_is_not_remembered(drafts: Drafts, database: Database) -> None:
    drafts.load(museum((SENTENCE, TRANSLATION), authorship=Authorship.MODEL), "import")
    counted(database)
    assert TranslationMemory(database).matches(SENTENCE, "nl", "en") == []


def test_what_is_stale_is_not_remembered(drafts: Drafts, database: Database) -> None:
    drafts.load(museum((SENTENCE, TRANSLATION)), "import")
    counted(database)
    drafts.load(museum(("De maker scheurde het papier.", TRANSLATION)), "Noor")
    index = counted(database)
    assert TranslationMemory(database).matches("De maker scheurde het papier.", "nl", "en") == []
    (row,) = Grid(database).page(GridFilter(state="stale"), 0, index.languages()).rows
    assert (row.key, row.cells[1].counts[TextState.STALE]) == ("lijn", 1)
    drafts.load(museum((SENTENCE, TRANSLATION)), "Noor")
    counted(database)
    assert TranslationMemory(database).matches(SENTENCE, "nl", "en")[0].percent == 100


def test_many_parts_are_counted_in_batches_and_in_any_pieces(
    drafts: Drafts, database: Database
) -> None:
    base = tiny_museum()
    number = BATCH + 30
    works = [
        replace(base.works[2], key=f"w{n}", number=n, title={"nl": f"Werk {n}"})
        for n in range(1, number + 1)
    ]
    drafts.load(replace(base, works=works, tours=[]), "import")
    index = TranslationIndex(database, lambda: MOMENT, lambda: ["nl", "en"])
    everything = index.behind()
    assert everything > number
    assert index.catch_up(most=10) == 10
    assert index.behind() == everything - 10
    told: list[tuple[int, int]] = []
    index.catch_up(lambda done, of: told.append((done, of)))
    assert told[-1] == (everything - 10, everything - 10)
    assert index.behind() == 0
    grid = Grid(database)
    first = grid.page(GridFilter(kind="work", language="en", state="missing"), 0, ["nl", "en"])
    assert (first.count, len(first.rows), first.rows[0].key) == (number, 50, "w1")
    last = grid.page(GridFilter(kind="work"), number - 1, ["nl", "en"])
    assert [row.key for row in last.rows] == [f"w{number}"]
    wanted = GridFilter(kind="work")
    assert grid.next_part(wanted, PartKind.WORK, "w1") == (PartKind.WORK, "w2")
    assert grid.next_part(wanted, PartKind.WORK, "w2", before=True) == (PartKind.WORK, "w1")
    assert grid.next_part(wanted, PartKind.WORK, f"w{number}") is None
    assert grid.next_part(wanted, PartKind.WORK, "nobody") is None


def test_much_that_changed_is_left_to_a_job(desk: Desk) -> None:
    works = [
        replace(one.body, key=f"w{n}", number=100 + n, media=[], blocks=[])
        for one in desk.parts.drafts.all(PartKind.WORK)[:1]
        for n in range(210)
    ]
    with desk.parts.drafts.in_bulk("import") as write:
        write.write(PartKind.WORK, {one.key: one for one in works})
    browser = desk.colleague("Noor")
    assert "still <a" in browser.get("/desk/translations").text
    (job,) = desk.parts.jobs.listed()
    assert job.kind == "count-translations"
    assert browser.get("/desk").status_code == 200
    check = browser.get("/desk/publish/checks").text
    assert "is being looked at" in check


def test_an_approval_from_before_the_clock_was_set_back(drafts: Drafts, database: Database) -> None:
    drafts.load(museum((SENTENCE, TRANSLATION)), "import")
    index = counted(database)
    ahead = MOMENT + dt.timedelta(hours=1)
    values = {"path": "x", "language": "nl", "kind": "work", "key": "lijn", "content": "{}"}
    with database.writing() as session:
        session.add(ApprovedWording(**values, approved_by="Ada", approved_at=ahead, stands=True))
    assert index.behind() == 1
    assert index.catch_up(most=50) == 1
    assert index.behind() == 0


def test_the_page_offers_what_was_translated_before(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    told = replace(part.body.blocks[0], text="Volg de lijn met uw ogen!")
    desk.parts.drafts.put(
        PartKind.WORK, "ring", replace(part.body, blocks=[told]), part.version, "Ada"
    )
    page = desk.colleague("Noor").get("/desk/translations/work/ring/en").text
    assert "Follow the line with your eyes." in page
    assert "Volg de lijn met uw ogen." in page
    assert "98 %" in page or "96 %" in page or "97 %" in page


def test_sentences_are_cut_where_a_subtitle_would_end() -> None:
    text = "Om 12.30 uur kwam dr. Jansen. Wie zag hem?\nNiemand!"
    assert sentences(text, "nl") == ["Om 12.30 uur kwam dr. Jansen.", "Wie zag hem?", "Niemand!"]
    assert sentences("", "nl") == []
    assert segments({"nl": "Een. Twee.", "en": "One and two."}) == [
        Segment(0, "nl", "Een. Twee."),
        Segment(0, "en", "One and two."),
    ]


def test_likeness_is_the_same_in_both_directions_and_full_only_for_the_same() -> None:
    assert likeness("A  b", "a B") == 100
    assert likeness("a" * 400, "a" * 399 + "b") == 99
    assert likeness("abc", "xyz") == 0

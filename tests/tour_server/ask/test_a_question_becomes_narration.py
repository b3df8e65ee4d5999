"""What the guide did not know becomes a task at the desk, and its answer a draft that goes the usual way."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from contract.messages import NoteAbout, VisitorNote
from contract.museum import Authorship
from narration.answers.answering import Answering
from narration.profile import Profile
from narration.script import compose
from tests.desk import Desk, fields_of
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.staff.permissions import Role
from tour_server.visitor_notes.visitor_notes import VisitorNotes

NOTE = VisitorNote(
    "e" * 16, 0, "0" * 32, NoteAbout.QUESTION, "lijn", None, "nl", "Wie maakt <b>schoon</b>?"
)
ANSWER = {
    "work": "lijn",
    "block.new.text": "Anna maakt de lijn elke maandag schoon.",
    "block.new.sources": "Logboek van het museum, 2026 | bladzijde 4",
    "block.new.language": "nl",
    "block.new.level": "adult",
}


@pytest.fixture
def notes(desk: Desk) -> VisitorNotes:
    return VisitorNotes(desk.parts.database, lambda: dt.datetime.now(dt.UTC), keep_days=90)


def test_a_question_is_no_note_that_something_is_wrong(desk: Desk, notes: VisitorNotes) -> None:
    notes.add(NOTE)
    notes.add(replace(NOTE, id="1" * 32, about=NoteAbout.WORDS, sentence="Twee i’s."))
    browser = desk.colleague("Bram", Role.AUTHOR)
    questions, wrong = browser.get("/desk/questions").text, browser.get("/desk/notes").text
    assert "Wie maakt &lt;b&gt;schoon&lt;/b&gt;?" in questions
    assert "Twee" not in questions
    assert "Twee i’s." in wrong
    assert "schoon" not in wrong
    assert "1 question from visitors without an answer" in browser.get("/desk").text


def test_an_answer_becomes_a_draft_with_its_source_and_the_question_is_done(
    desk: Desk, notes: VisitorNotes
) -> None:
    notes.add(NOTE)
    browser = desk.colleague("Bram", Role.AUTHOR)
    assert "Wie maakt" in browser.get("/desk/questions/1").text
    reply = browser.post("/desk/questions/1", **ANSWER)
    assert reply.status_code in (200, 302)
    blocks = desk.parts.drafts.get(PartKind.WORK, "lijn").body.blocks
    (block,) = [one for one in blocks if one.text == ANSWER["block.new.text"]]
    assert (block.written_by, block.authorship, block.approved_by) == (
        "Bram",
        Authorship.PERSON,
        None,
    )
    assert [one.citation for one in block.sources] == ["Logboek van het museum, 2026"]
    assert [one.done for one in notes.questions()] == [True]


@pytest.mark.parametrize(("typed", "layer"), [({}, 2), ({"block.new.layer": "1"}, 1)])
def test_an_answer_is_not_told_first_unless_its_author_says_so(
    desk: Desk, notes: VisitorNotes, typed: dict[str, str], layer: int
) -> None:
    notes.add(NOTE)
    browser = desk.colleague("Bram", Role.AUTHOR)
    assert fields_of(browser.get("/desk/questions/1").text)["block.new.layer"] == "2"
    browser.post("/desk/questions/1", **(ANSWER | typed))
    work = desk.parts.drafts.get(PartKind.WORK, "lijn").body
    (block,) = [one for one in work.blocks if one.text == ANSWER["block.new.text"]]
    assert block.layer == layer
    told = [one.key for one in compose(work, Profile(["nl"])).blocks]
    assert (block.key in told) is (layer == 1)
    given = Answering(desk.parts.drafts.museum()).ask("Wie maakt de lijn schoon?", ["nl"])
    assert given is not None
    assert given.sentences == (block.text,)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"block.new.sources": ""}, "Nothing is said without a source"),
        ({"block.new.text": " "}, "Write the words first"),
        ({"work": ""}, "Choose the work that the answer belongs to"),
        ({"work": "mona-lisa"}, "Choose the work that the answer belongs to"),
    ],
)
def test_an_answer_that_lacks_something_keeps_what_was_typed(
    desk: Desk, notes: VisitorNotes, changed: dict[str, str], said: str
) -> None:
    notes.add(NOTE)
    browser = desk.colleague("Bram", Role.AUTHOR)
    browser.get("/desk/questions/1")
    reply = browser.post("/desk/questions/1", **(ANSWER | changed))
    assert reply.status_code == 422
    assert said in reply.text
    assert (ANSWER | changed)["block.new.text"].strip() in reply.text
    assert [one.done for one in notes.questions()] == [False]


def test_a_question_is_marked_as_done_and_one_that_is_gone_is_not_there(
    desk: Desk, notes: VisitorNotes
) -> None:
    notes.add(NOTE)
    browser = desk.colleague("Bram", Role.AUTHOR)
    browser.get("/desk/questions")
    browser.post("/desk/questions/1/done", done="1")
    browser.post("/desk/questions/99999999999999999999/done", done="1")
    assert [one.done for one in notes.questions()] == [True]
    assert browser.get("/desk/questions/2").status_code == 404
    assert browser.post("/desk/questions/2", **ANSWER).status_code == 404


def test_a_question_about_the_museum_says_that_a_work_is_to_be_chosen(
    desk: Desk, notes: VisitorNotes
) -> None:
    said = "It was asked about the museum, not about a work."
    to_museum = f'<a href="/desk/museum/{take_snapshot(desk.parts.drafts).site.key}">museum</a>'
    notes.add(NOTE)
    notes.add(replace(NOTE, id="1" * 32, work=take_snapshot(desk.parts.drafts).site.key))
    browser = desk.colleague("Bram", Role.AUTHOR)
    assert said not in browser.get("/desk/questions/1").text
    assert said in browser.get("/desk/questions/2").text
    assert to_museum in browser.get("/desk/questions/2").text


def test_a_question_with_somebodys_name_in_it_is_deleted_by_hand(
    desk: Desk, notes: VisitorNotes
) -> None:
    notes.add(NOTE)
    notes.add(replace(NOTE, id="1" * 32, sentence="Is Piet de Vries hier vandaag?"))
    author, guide = desk.colleague("Bram", Role.AUTHOR), desk.colleague("Wim", Role.DUTY_MANAGER)
    assert "Delete for ever" not in guide.get("/desk/questions").text
    assert guide.post("/desk/questions/2/delete").status_code == 403
    assert "Delete for ever" in author.get("/desk/questions").text
    author.post("/desk/questions/2/delete")
    author.post("/desk/questions/99999999999999999999/delete")
    assert [one.sentence for one in notes.questions()] == [NOTE.sentence]
    assert "Piet" not in author.get("/desk/questions").text

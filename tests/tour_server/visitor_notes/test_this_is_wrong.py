"""A note reaches the desk without who, where and when, once, and is deleted after its days."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace
from sqlalchemy import inspect

import tour_server.visitor_notes.visitor_notes as module
from contract.messages import NoteAbout, Presence, VisitorNote
from tests.desk import Desk
from tour_server.database import Database
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.staff.permissions import Role
from tour_server.visitor_notes.messages import note_handler
from tour_server.visitor_notes.tables import VisitorNoteRecord
from tour_server.visitor_notes.visitor_notes import VisitorNotes

NOTE = VisitorNote("e" * 16, 0, "0" * 32, NoteAbout.WORDS, "lijn", "lijn-nl-1", "nl", "Twee i’s.")


class Calendar:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 3, 1, 23, 59, 30, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at


def numbered(number: int, **changes: object) -> VisitorNote:
    return replace(NOTE, id=f"{number:032x}", sequence=number, **changes)


def test_a_kiosks_note_is_stored_once_and_without_the_kiosk(database: Database) -> None:
    notes = VisitorNotes(database, Calendar(), keep_days=90)
    store = note_handler(notes)
    received = [ReceivedMessage("kiosk-1", NOTE, 1.0), ReceivedMessage("kiosk-1", NOTE, 2.0)]
    for expected in (1, 0):
        with database.writing() as session:
            assert store(session, received) == expected
    (note,) = notes.listed()
    assert (note.work, note.block, note.sentence, note.done) == (
        "lijn",
        "lijn-nl-1",
        "Twee i’s.",
        False,
    )
    assert note.day == dt.date(2026, 3, 1)
    assert [one.name for one in inspect(VisitorNoteRecord).columns] == [
        *("number", "id", "day", "about", "work", "block", "language", "sentence", "done")
    ], "a new column about a note is a decision"


def test_another_message_is_refused(database: Database) -> None:
    store = note_handler(VisitorNotes(database, Calendar(), keep_days=90))
    with pytest.raises(TypeError, match="Presence"), database.writing() as session:
        store(session, [ReceivedMessage("kiosk-1", Presence(online=True), 1.0)])


def test_a_flood_does_not_fill_the_disk(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "NOTES_LIMIT", 5)
    notes = VisitorNotes(database, Calendar(), keep_days=90)
    with database.writing() as session:
        assert notes.store(session, [numbered(number) for number in range(4)]) == 4
        assert notes.store(session, [numbered(number) for number in range(4, 9)]) == 1
    assert not notes.add(numbered(20))
    assert len(notes.listed()) == 5


def test_a_note_is_deleted_after_its_days(database: Database) -> None:
    calendar = Calendar()
    notes = VisitorNotes(database, calendar, keep_days=7)
    notes.add(numbered(1))
    calendar.at += dt.timedelta(days=6)
    notes.add(numbered(2))
    assert notes.delete_old() == 0
    calendar.at += dt.timedelta(days=1)
    assert notes.delete_old() == 1
    assert [note.number for note in notes.listed()] == [2]


def test_staff_read_the_newest_first_and_mark_it_done(desk: Desk) -> None:
    notes = VisitorNotes(desk.parts.database, lambda: dt.datetime.now(dt.UTC), keep_days=90)
    notes.add(numbered(1, sentence="<b>Oud</b>"))
    notes.add(numbered(2, about=NoteAbout.LABEL, work="weg", block="weg-nl-1", sentence=""))
    browser = desk.colleague("Bram", Role.AUTHOR)
    page = browser.get("/desk/notes").text
    assert page.index("the label") < page.index("&lt;b&gt;Oud&lt;/b&gt;")
    assert 'href="/desk/works/lijn#block.lijn-nl-1.text"' in page
    assert "gone since" in page
    browser.post("/desk/notes/2/done", done="1")
    browser.post("/desk/notes/99999999999999999999/done", done="1")
    page = browser.get("/desk/notes").text
    assert page.index("Oud") < page.index("the label"), "what is done comes last"
    browser.post("/desk/notes/2/done", done="0")
    page = browser.get("/desk/notes").text
    assert page.index("the label") < page.index("Oud")
    assert 'href="/desk/notes"' in browser.get("/desk/glossary").text
    browser.post("/desk/notes/1/delete")
    browser.post("/desk/notes/99999999999999999999/delete")
    assert [note.number for note in notes.listed()] == [2]

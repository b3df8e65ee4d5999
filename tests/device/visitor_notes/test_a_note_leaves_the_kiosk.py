"""A note that a visitor types at the kiosk goes to the outbox as it was shown, and no flood of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

import device.uplink.outbox as outbox_module
from contract.acknowledgements import message_digest
from contract.bundle import Release
from contract.messages import NoteAbout, VisitorNote, decode
from contract.museum import Link, Relation
from device.hourly_notes import MOST_IN_AN_HOUR
from device.uplink.boot import SystemClock
from device.uplink.outbox import NOTE, Outbox
from device.visitor_notes.pages import NotePages
from tests.tiny_museum import block, tiny_museum

ID = "0123456789abcdef" * 2
TYPED = {"id": ID, "about": "words", "work": "lijn", "block": "lijn-nl-1", "language": "nl"}


class Page:
    """The pages before a small museum; `sent` is what reached the outbox."""

    def __init__(self) -> None:
        link = Link("samen", ["lijn", "ring"], Relation.MOTIF, [block("samen-1", "nl", "Ook.")])
        museum = replace(tiny_museum(), links=[link])
        self.release: Release | None = Release(1, 0.0, museum, [], {}, None)
        self.sent: list[VisitorNote] = []
        self.now = 0.0
        app = Flask("device.screen")
        pages = NotePages(lambda: self.release, self.take, lambda: self.now)
        app.register_blueprint(pages.blueprint())
        self.client: FlaskClient = app.test_client()

    def take(self, note: VisitorNote) -> bool:
        self.sent.append(note)
        return True

    def post(self, **changes: Any) -> Any:
        return self.client.post("/notes", json=TYPED | changes)


@pytest.fixture
def page() -> Page:
    return Page()


def test_what_was_told_is_named_before_it_goes(page: Page) -> None:
    facts = page.client.get("/notes?block=lijn-nl-1&number=1&language=nl").json
    assert facts is not None
    assert (facts["work"]["key"], facts["block"]) == ("lijn", "lijn-nl-1")
    assert facts["excerpt"]
    assert facts["words"]["wrong"] == "Dit klopt niet"
    ring = page.client.get("/notes?block=samen-1&number=2&language=tlh").json
    assert ring is not None
    assert (ring["work"]["key"], ring["block"]) == ("ring", "samen-1")
    gone = page.client.get("/notes?block=gone&language=nl").json
    assert gone is not None
    assert gone["work"] is None
    page.release = None
    nothing = page.client.get("/notes?block=lijn-nl-1").json
    assert nothing is not None
    assert nothing["work"] is None


def test_a_note_is_taken(page: Page) -> None:
    assert page.post(sentence="Het\nis\u202e zo.").json == {"sent": True}
    (note,) = page.sent
    assert (note.id, note.about, note.work, note.block, note.sentence) == (
        ID,
        NoteAbout.WORDS,
        "lijn",
        "lijn-nl-1",
        "Het is zo.",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": "weather"},
        {"id": "x"},
        {"work": "nowhere", "block": None},
        {"language": "not a language"},
        {"kiosk": "1"},
        {"sentence": None},
    ],
)
def test_what_no_page_sends_is_refused(page: Page, wrong: dict[str, Any]) -> None:
    assert page.post(**wrong).status_code == 400
    assert page.sent == []


def test_a_block_of_another_work_is_none(page: Page) -> None:
    page.post(block="ring-nl-1")
    assert [note.block for note in page.sent] == [None]


def test_a_child_that_sends_and_sends_is_stopped_for_an_hour(page: Page) -> None:
    answers = [page.post().json["sent"] for _ in range(MOST_IN_AN_HOUR + 3)]
    assert answers == [True] * MOST_IN_AN_HOUR + [False] * 3
    page.now = 3601.0
    assert page.post().json == {"sent": True}


def test_a_note_waits_in_the_outbox_until_the_server_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(tmp_path / "outbox.db", SystemClock())
    try:
        note = VisitorNote("0" * 16, 0, ID, NoteAbout.SOUND, "lijn", None, "nl", "Te zacht.")
        assert outbox.add_note(note)
        (entry,) = outbox.waiting(NOTE)
        kept = decode(entry.body, VisitorNote)
        assert kept == replace(note, epoch=outbox.epoch)
        assert outbox.digests(NOTE, [0]) == {0: message_digest(kept)}
        monkeypatch.setattr(outbox_module, "NOTES_LIMIT", 1)
        assert not outbox.add_note(note)
        assert outbox.forget(NOTE, outbox.epoch, [0])
        assert outbox.waiting(NOTE) == []
        assert outbox.add_note(note)
        assert [one.sequence for one in outbox.waiting(NOTE)] == [1]
    finally:
        outbox.close()

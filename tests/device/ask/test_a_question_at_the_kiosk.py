"""A visitor asks at the kiosk, without a network: answered from the release, or sent to the museum on purpose."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.bundle import Release
from contract.messages import NoteAbout, VisitorNote
from contract.museum import Hours, SpecialDay
from device.ask.pages import KioskAskPages
from device.ask.words import MESSAGES
from device.hourly_notes import MOST_IN_AN_HOUR
from tests.tiny_museum import block, tiny_museum
from web.translations import shipped_catalogue

ID = "0123456789abcdef" * 2


class Page:
    """The pages before a small museum; `sent` is what reached the outbox."""

    def __init__(self) -> None:
        museum = tiny_museum()
        first = museum.works[0]
        told = block(
            "lijn-nl-9", "nl", "Anna tekende deze slang met houtskool. Daarna kwam de regen."
        )
        works = [
            replace(
                first,
                blocks=[*first.blocks, told],
                maker={"nl": "Anna de Boer"},
                questions={"nl": "Wie tekende dit?"},
            ),
            *museum.works[1:],
        ]
        site = replace(museum.site, questions={"nl": "Hoe laat sluit u?"})
        self.release: Release | None = Release(
            1, 0.0, replace(museum, works=works, site=site), [], {}, None
        )
        self.sent: list[VisitorNote] = []
        self.now = 0.0
        app = Flask("device.screen")
        self.wall_clock: float | None = None
        pages = KioskAskPages(
            lambda: self.release, self.take, lambda: self.wall_clock, lambda: self.now
        )
        app.register_blueprint(pages.blueprint())
        self.client: FlaskClient = app.test_client()

    def take(self, note: VisitorNote) -> bool:
        self.sent.append(note)
        return True

    def ask(self, question: str, **changes: Any) -> dict[str, Any]:
        reply = self.client.post("/ask", json={"question": question, "language": "nl"} | changes)
        assert reply.status_code == 200
        body: dict[str, Any] = reply.json
        return body

    def send(self, **changes: Any) -> Any:
        typed = {"id": ID, "question": "Wie maakt schoon?", "language": "nl", "here": "lijn"}
        return self.client.post("/ask/send", json=typed | changes)


@pytest.fixture
def page() -> Page:
    return Page()


def test_the_sheet_offers_what_staff_foresee(page: Page) -> None:
    facts = page.client.get("/ask?number=1&language=nl").json
    assert facts is not None
    assert facts["work"]["key"] == "lijn"
    assert [one["text"] for one in facts["offered"]] == ["Wie tekende dit?", "Hoe laat sluit u?"]
    assert facts["words"]["ask_title"] == "Stel een vraag"
    house = page.client.get("/ask?number=77&language=nl").json
    assert house is not None
    assert [one["text"] for one in house["offered"]] == ["Hoe laat sluit u?"]


def test_texts_and_labels_answer(page: Page) -> None:
    said = page.ask("Waarmee is de slang getekend, met houtskool?")
    assert said["known"]
    assert any("houtskool" in line["text"] for line in said["lines"])
    assert said["sources"]
    maker = page.ask("Wie heeft dat gemaakt?", here="lijn")
    assert [(line["said"], line["text"]) for line in maker["lines"]] == [("Maker", "Anna de Boer")]
    assert maker["here"] == "lijn"
    assert page.sent == []


def test_what_it_does_not_know_is_sent_on_purpose_alone(page: Page) -> None:
    said = page.ask("Wat kost\neen brood?", here="lijn")
    assert (said["known"], said["question"], said["work"]["key"]) == (
        False,
        "Wat kost een brood?",
        "lijn",
    )
    assert page.sent == []
    assert page.send().json == {"sent": True}
    (note,) = page.sent
    assert (note.about, note.work, note.block, note.sentence) == (
        NoteAbout.QUESTION,
        "lijn",
        None,
        "Wie maakt schoon?",
    )
    page.send(here="mona-lisa")
    assert page.sent[1].work == page.release.museum.site.key if page.release else False


@pytest.mark.parametrize(
    ("utc", "told"),
    [
        ("2026-12-23T12:00", ["24 december 2026", "25 december 2026"]),
        ("2026-12-24T22:59", ["24 december 2026", "25 december 2026"]),
        ("2026-12-24T23:00", ["25 december 2026"]),  # the museum has midnight
        ("2026-12-26T12:00", []),
        (None, ["25 december 2020", "24 december 2026", "25 december 2026"]),
    ],
)
def test_special_days_of_the_past_are_not_told(
    page: Page, utc: str | None, told: list[str]
) -> None:
    release = page.release
    assert release is not None
    weekdays = [Hours(dt.time(10), dt.time(17))] * 7
    days = ["2026-12-25", "2020-12-25", "2026-12-24"]
    exceptions = [SpecialDay(dt.date.fromisoformat(day), None) for day in days]
    site = replace(
        release.museum.site,
        time_zone="Europe/Amsterdam",
        opening=weekdays,
        exceptions=exceptions,
    )
    page.release = replace(release, museum=replace(release.museum, site=site))
    page.wall_clock = None if utc is None else dt.datetime.fromisoformat(f"{utc}Z").timestamp()
    lines = page.ask("Hoe laat bent u open?")["lines"]
    assert [line["said"] for line in lines[7:]] == told


def test_no_flood_leaves_the_kiosk(page: Page) -> None:
    replies = [page.send(id=f"{nth:032x}").json for nth in range(MOST_IN_AN_HOUR + 3)]
    assert sum(reply["sent"] for reply in replies) == MOST_IN_AN_HOUR
    page.now = 3600.0
    assert page.send().json == {"sent": True}


def test_a_kiosk_without_a_release_knows_nothing_and_says_so(page: Page) -> None:
    page.release = None
    assert page.ask("Wie?")["known"] is False
    assert page.send().json == {"sent": False}
    facts = page.client.get("/ask?number=1&language=nl").json
    assert facts is not None
    assert (facts["work"], facts["offered"]) == (None, [])


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"question": 1}', b'{"question": "a", "language": "nl", "x": 1}']
)
def test_what_no_page_sends_is_refused(page: Page, body: bytes) -> None:
    assert page.client.post("/ask", data=body).status_code == 400
    assert page.client.post("/ask/send", data=body).status_code == 400
    assert page.send(id="x").status_code == 400


def test_the_words_are_there_in_all_languages() -> None:
    assert set(shipped_catalogue().complete(MESSAGES.values())) == {
        *("ar", "de", "en", "es", "fr", "he", "ja", "nl", "th")
    }

"""A visitor says on the phone that something is wrong, and sees what goes before it goes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from selenium import webdriver
from werkzeug.test import TestResponse

from contract.measures import NOTE_LETTERS
from contract.messages import NoteAbout
from tests.browser import accessibility_violations
from tests.tour_server.visit.conftest import Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

ADDRESS = "/visit/work/1/wrong?l=en"
OWN = {"Sec-Fetch-Site": "same-origin"}


def fields(client: FlaskClient, address: str = ADDRESS) -> dict[str, str]:
    page = client.get(address).text
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def send(client: FlaskClient, headers: dict[str, str] = OWN, **changes: str) -> TestResponse:
    data = fields(client) | {"about": "words", "sentence": "Twee i’s."} | changes
    return client.post(ADDRESS, data=data, headers=headers)


def test_a_note_is_taken_with_the_block_that_was_told(house: Twin, client: FlaskClient) -> None:
    answer = send(client, b="kolam-en-adult", sentence=" Het\nis\u202e zo. ")
    assert answer.status_code == 303
    assert "Thank you." in client.get(answer.location).text
    (note,) = house.notes
    assert (note.about, note.work, note.block, note.language, note.sentence) == (
        NoteAbout.WORDS,
        "kolam",
        "kolam-en-adult",
        "en",
        "Het is zo.",
    )
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Origin": "http://localhost"}, 303),
    ],
)
def test_another_site_can_not_send_one(
    house: Twin, client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert send(client, headers).status_code == status
    assert bool(house.notes) == (status == 303)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"about": "weather"}, 400),
        ({"about": ""}, 400),
        ({"id": "x"}, 400),
        ({"sentence": "x" * 9000}, 413),
    ],
)
def test_what_no_page_sends_is_refused(
    house: Twin, client: FlaskClient, wrong: dict[str, str], status: int
) -> None:
    assert send(client, **wrong).status_code == status
    assert house.notes == []
    assert client.get("/visit/work/77/wrong").status_code == 404


def test_a_block_of_another_work_is_none(house: Twin, client: FlaskClient) -> None:
    send(client, b="koch-en-adult")
    send(client, sentence="x" * 2000)
    assert [note.block for note in house.notes] == [None, None]
    assert len(house.notes[1].sentence) == NOTE_LETTERS


def test_a_flood_from_one_network_is_stopped(house: Twin, client: FlaskClient) -> None:
    answers = [send(client).status_code for _ in range(25)]
    assert answers == [303] * 20 + [429] * 5
    assert len(house.notes) == 20


def test_a_server_that_can_not_take_it_says_so(house: Twin, client: FlaskClient) -> None:
    house.takes_notes = False
    answer = send(client)
    assert answer.status_code == 503
    assert "come through just now" in answer.text


@pytest.mark.browser
def test_two_touches_and_a_sentence(house: Twin, phone: webdriver.Chrome, site: Any) -> None:
    visit = Visit(phone, site.address)
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.tap("#wrong")
    until(lambda: "/wrong" in visit.phone.current_url, what="the page")
    assert "b=kolam-en-adult" in visit.phone.current_url
    assert accessibility_violations(visit.phone) == []
    visit.tap("[name=about][value=label]")
    visit.one("#sentence").send_keys("It says 1981.")
    goes = visit.words(".goes")
    assert goes.split("\n") == [
        "1 Kolam",
        "English",
        "Look at the white line. It goes round every dot. So the day…",
        "The label",
        "It says 1981.",
    ]
    assert house.notes == []
    house.takes_notes = False
    visit.tap("#wrong button")
    until(lambda: "come through just now" in visit.words("#said"), what="it did not go")
    assert visit.one("#sentence").get_attribute("value") == "It says 1981."
    house.takes_notes = True
    visit.tap("#wrong button")
    until(lambda: "Thank you." in visit.words("#said"), what="it went")
    (note,) = house.notes
    assert (note.about, note.sentence) == (NoteAbout.LABEL, "It says 1981.")
    visit.tap("#back")
    until(lambda: visit.words("#subtitles"), what="the work")

"""A visitor asks on the phone: the answer with its source, or an offer to ask the museum, which shows what goes."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from selenium import webdriver
from selenium.webdriver.common.by import By

from contract.messages import NoteAbout
from contract.museum import SpecialDay
from tests.browser import accessibility_violations
from tests.narration.answers.one_subject import OneSubject
from tests.tour_server.visit.conftest import Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

OWN = {"Sec-Fetch-Site": "same-origin"}


def ask(client: FlaskClient, question: str, address: str = "/visit/ask?l=en", **fields: str) -> str:
    answer = client.post(
        address, data={"question": question, "level": "adult", **fields}, headers=OWN
    )
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.text


def given(page: str) -> str:
    found = re.search(r'<section class="answer".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found.group()).split()) if found else ""


def test_a_fact_of_the_label_answers_with_the_label_as_its_source(client: FlaskClient) -> None:
    said = given(ask(client, "Where does the kolam come from?"))
    assert "Place: Tamil Nadu, India" in said
    assert "The label of this work" in said


def test_sentences_of_a_text_answer_with_their_source(client: FlaskClient) -> None:
    said = given(ask(client, "What goes round every dot?", "/visit/ask?n=1&l=en"))
    assert "It goes round every dot." in said
    assert "M. Ascher" in said
    assert "Drafted by a machine." in said


def test_a_likeness_finds_other_words_as_soon_as_it_is_there(
    house: Twin, client: FlaskClient
) -> None:
    question = "How do insects see the kolam?"
    assert "I don&#39;t know that." in ask(client, question)
    house.compares = OneSubject("insects", "goes round every dot")
    said = given(ask(client, question))
    assert "It goes round every dot." in said
    assert "M. Ascher" in said


def test_the_house_answers_in_the_visitors_language(client: FlaskClient) -> None:
    said = given(ask(client, "Wann haben Sie offen?", "/visit/ask?l=de"))
    assert "Montag: geschlossen" in said
    assert "Dienstag: 10:00–17:00" in said


def test_special_days_of_the_past_are_not_told(house: Twin, client: FlaskClient) -> None:
    release = house.published
    assert release is not None
    days = [dt.date(2025, 12, 25), dt.date(2026, 6, 10), dt.date(2026, 12, 25)]
    site = msgspec.structs.replace(
        release.museum.site, exceptions=[SpecialDay(day, None) for day in days]
    )
    changed = msgspec.structs.replace(release.museum, site=site)
    house.published = msgspec.structs.replace(release, museum=changed)
    said = given(ask(client, "When are you open?"))
    assert "December 25, 2025" not in said
    assert said.index("June 10, 2026: closed") < said.index("December 25, 2026: closed")
    house.time = dt.datetime(2026, 6, 11, tzinfo=dt.UTC)
    assert "June 10, 2026" not in given(ask(client, "When are you open?"))


def test_who_made_that_is_about_the_answer_before(client: FlaskClient) -> None:
    page = ask(client, "Where is the Hilbert curve?", "/visit/ask?n=1&l=en")
    assert "Room: The Curves" in given(page)
    assert 'name="here" value="hilbert"' in page
    assert "Place: Tamil Nadu" in given(ask(client, "and where is that from?", here="hilbert"))
    assert "I don&#39;t know that." in ask(client, "and where is that from?", here="mona-lisa")


def test_what_nobody_wrote_is_sent_to_the_museum_after_a_look(
    house: Twin, client: FlaskClient
) -> None:
    page = ask(client, "Who cleans the kolam?", "/visit/ask?n=1&l=en")
    assert "I don&#39;t know that." in page
    assert house.notes == []
    fields = dict(re.findall(r'type="hidden" name="(id|here)" value="(\w+)"', page))
    sent = client.post(
        "/visit/ask/send?n=1&l=en", data={**fields, "question": "Who\ncleans it?"}, headers=OWN
    )
    assert sent.status_code == 303
    (note,) = house.notes
    assert (note.about, note.work, note.block, note.sentence) == (
        NoteAbout.QUESTION,
        "kolam",
        None,
        "Who cleans it?",
    )
    assert "Thank you." in client.get(sent.location).text


def test_a_question_about_the_house_goes_with_the_museums_key(
    house: Twin, client: FlaskClient
) -> None:
    data = {"question": "Is there a piano?", "id": "0" * 32}
    assert client.post("/visit/ask/send?l=en", data=data, headers=OWN).status_code == 303
    assert house.notes[0].work == "pattern"


def test_a_question_is_neither_stored_nor_logged(
    house: Twin, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(client, "Xyzzyword round the dot?")
    assert house.notes == []
    assert "Xyzzyword" not in caplog.text


@pytest.mark.parametrize("address", ["/visit/ask?l=en", "/visit/ask/send?l=en"])
def test_what_no_page_sends_is_refused(house: Twin, client: FlaskClient, address: str) -> None:
    data = {"question": "Where?", "id": "0" * 32}
    assert client.post(address, data=data).status_code == 403
    assert (
        client.post(address, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert client.post(address, data={"question": "x" * 9000}, headers=OWN).status_code == 413
    assert (
        client.post("/visit/ask/send", data={"question": "W?", "id": "x"}, headers=OWN).status_code
        == 400
    )
    assert house.notes == []
    assert client.get("/visit/ask?n=77777&l=en").status_code == 200
    assert client.get("/visit/ask?n=²&l=en").status_code == 200


def test_a_flood_from_one_network_is_stopped(house: Twin, client: FlaskClient) -> None:
    data = {"question": "Where?"}
    statuses = [
        client.post(
            "/visit/ask/send?l=en", data=data | {"id": f"{nth:032x}"}, headers=OWN
        ).status_code
        for nth in range(25)
    ]
    assert statuses == [303] * 20 + [429] * 5
    assert len(house.notes) == 20
    ask(client, "Where is the kolam?")


def test_foreseen_questions_are_offered_first_those_of_the_work(
    house: Twin, client: FlaskClient
) -> None:
    release = house.published
    assert release is not None
    museum = release.museum
    works = [
        msgspec.structs.replace(museum.works[0], questions={"en": "Why dots?\n\nWhy rice?"}),
        *museum.works[1:],
    ]
    site = msgspec.structs.replace(museum.site, questions={"en": "When do you close?"})
    changed = msgspec.structs.replace(museum, works=works, site=site)
    house.published = msgspec.structs.replace(release, museum=changed)
    page = client.get("/visit/ask?n=1&l=en").text
    offered = re.findall(r'name="question" value="([^"]*)"', page)
    assert offered == ["Why dots?", "Why rice?", "When do you close?"]


@pytest.mark.browser
@pytest.mark.long
def test_answers_come_into_the_page_and_stay_in_it(
    house: Twin, phone: webdriver.Chrome, site: Any
) -> None:
    visit = Visit(phone, site.address)
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.tap("#ask")
    until(lambda: "/ask" in visit.phone.current_url, what="the page")
    visit.one("#question").send_keys("Where does it come from?")
    visit.tap("#ask button.primary")
    until(lambda: "Tamil Nadu" in visit.words("#answers"), what="the answer")
    visit.one("#question").send_keys("Who cleans it?")
    visit.tap("#ask button.primary")
    until(lambda: "I don't know that." in visit.words("#answers"), what="that it does not know")
    assert "Tamil Nadu" in visit.words("#answers")
    assert accessibility_violations(visit.phone) == []
    visit.tap(".to-museum summary")
    visit.tap(".to-museum button")
    until(lambda: "Thank you." in visit.words("#said"), what="it went")
    assert [note.sentence for note in house.notes] == ["Who cleans it?"]
    assert "question" not in visit.phone.current_url
    assert len(visit.phone.find_elements(By.CSS_SELECTOR, "#answers > .answer")) == 2

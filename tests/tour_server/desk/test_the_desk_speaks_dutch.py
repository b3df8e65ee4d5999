"""The desk speaks what a browser asks for or a person chose: English or Dutch."""

from __future__ import annotations

from tests.desk import PASSWORD, Desk
from tour_server.staff.permissions import Role


def test_a_dutch_browser_reads_dutch(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    page = noor.get("/desk/works", headers={"Accept-Language": "nl-BE,nl;q=0.9,en;q=0.5"}).text
    assert '<html lang="nl">' in page
    assert "Werken" in page
    english = noor.get("/desk/works", headers={"Accept-Language": "fr,de"}).text
    assert '<html lang="en">' in english


def test_what_a_person_chose_stays(desk: Desk) -> None:
    noor = desk.colleague("Noor", Role.AUTHOR)
    noor.get("/desk/works?state=no-picture")
    answer = noor.post("/desk/language", {"language": "nl", "next": "/desk/works?state=no-picture"})
    assert (answer.status_code, answer.location) == (302, "/desk/works?state=no-picture")
    page = noor.get("/desk", headers={"Accept-Language": "en"}).text
    assert '<html lang="nl">' in page
    assert "Vandaag" in page
    noor.post("/desk/language", {"language": "en", "next": "//elsewhere.example"})
    assert '<html lang="en">' in noor.get("/desk").text


def test_it_is_chosen_before_the_sign_in_and_nothing_else_is_taken(desk: Desk) -> None:
    stranger = desk.stranger()
    assert "Nederlands" in stranger.get("/desk/sign-in").text
    stranger.post("/desk/language", {"language": "nl"})
    assert '<html lang="nl">' in stranger.get("/desk/sign-in").text
    stranger.post("/desk/language", {"language": "xx"})
    assert '<html lang="nl">' in stranger.get("/desk/sign-in").text


def test_what_was_chosen_before_the_sign_in_stays_after_it(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = desk.stranger()
    stranger.get("/desk/sign-in")
    stranger.post("/desk/language", {"language": "nl"})
    stranger.get("/desk/sign-in")
    assert stranger.post("/desk/sign-in", name="Noor", password=PASSWORD).status_code == 302
    assert '<html lang="nl">' in stranger.get("/desk").text


def test_visitors_pages_are_none_of_it(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    page = desk.stranger().get("/visit", headers={"Accept-Language": "en"}).text
    assert '<html lang="en"' in page

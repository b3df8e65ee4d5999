"""A colleague's own page, outside the desk, speaks the language that their phone asks for."""

from __future__ import annotations

import pytest

from tests.desk import Browser, Desk
from tests.tour_server.staffing.rostering import WEEK, add_colleague, add_rules, put
from tour_server.staff.permissions import Role
from tour_server.staffing.colleagues import Colleagues

DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.5"}


@pytest.fixture
def bram(desk: Desk) -> Browser:
    return desk.colleague("Bram", Role.DUTY_MANAGER)


@pytest.fixture
def own(desk: Desk, bram: Browser) -> str:
    """The address of the page of Zita, who has a shift on Wednesday."""
    add_rules(bram)
    zita = add_colleague(bram, "Zita")
    put(bram, zita, "2026-03-04", "1.guard")
    bram.post(f"{WEEK}/publish")
    return f"/roster/{desk.parts.assembly.context.get(Colleagues).new_link(zita)}"


def test_a_dutch_phone_shows_dutch(desk: Desk, own: str) -> None:
    page = desk.stranger().get(own, headers=DUTCH).text
    assert '<html lang="nl">' in page
    assert "Diensten van Zita" in page
    assert "woensdag 4 maart" in page
    calendar = desk.stranger().get(f"{own}/shifts.ics", headers=DUTCH).text
    assert "Pauze" in calendar


def test_a_phone_of_another_language_shows_english(desk: Desk, own: str) -> None:
    page = desk.stranger().get(own, headers={"Accept-Language": "fr"}).text
    assert '<html lang="en">' in page
    assert "Wednesday 4 March" in page


def test_a_link_that_was_replaced_says_so_in_dutch(desk: Desk) -> None:
    answer = desk.stranger().get("/roster/none", headers=DUTCH)
    assert answer.status_code == 404
    assert "Vraag het museum om een nieuwe link" in answer.text


def test_what_the_browser_asks_for_sets_no_cookie(desk: Desk, own: str) -> None:
    answer = desk.stranger().get(own, headers=DUTCH)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_hours_of_a_contract_have_a_decimal_comma(bram: Browser) -> None:
    add_rules(bram)
    add_colleague(bram, "Zita", week_hours="32,5")
    page = bram.get("/desk/roster/colleagues", headers=DUTCH).text
    assert ">32,5<" in page
    assert ">32.5<" in bram.get("/desk/roster/colleagues").text

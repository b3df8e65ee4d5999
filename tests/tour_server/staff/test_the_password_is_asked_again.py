"""Before passwords and people are changed, the password is asked again; what was typed is carried on."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.desk import PASSWORD, Browser, Desk, fields_of
from tour_server.staff.permissions import Role
from tour_server.staff.throttle import PER_BROWSER

A_WHILE = dt.timedelta(minutes=6)
CHANGES: list[tuple[str, dict[str, str]]] = [
    ("/desk/people", {"name": "Eve", "role": "author"}),
    ("/desk/people/Bram", {"role": "technician"}),
    ("/desk/people/Bram/password", {}),
    ("/desk/people/Bram/remove", {}),
    ("/desk/password", {}),
]


@pytest.fixture
def browser(desk: Desk) -> Browser:
    """The browser of an administrator who signed in a while ago."""
    desk.parts.accounts.create("Bram", "another four rooms", {Role.AUTHOR})
    opened = desk.colleague("Noor")
    opened.get("/desk/people")
    desk.clock.at += A_WHILE
    return opened


def accounts(desk: Desk) -> list[object]:
    return list(desk.parts.accounts.everyone())


@pytest.mark.parametrize(("address", "fields"), CHANGES)
def test_it_is_asked_and_then_the_change_is_made(
    desk: Desk, browser: Browser, address: str, fields: dict[str, str]
) -> None:
    before = accounts(desk)
    asked = browser.post(address, fields)
    assert asked.status_code == 401
    assert "Your password, once more" in asked.text
    assert accounts(desk) == before
    again = fields_of(asked.text)
    assert fields.items() <= again.items()
    assert "_name" not in again
    wrong = browser.post(address, again, _password="a wrong one")
    assert wrong.status_code == 401
    assert accounts(desk) == before
    done = browser.post(address, fields_of(wrong.text), _password=PASSWORD)
    assert done.status_code in (200, 302)
    assert accounts(desk) != before


def test_it_is_not_asked_a_short_time_after_signing_in_or_typing_it(
    desk: Desk, browser: Browser
) -> None:
    asked = browser.post("/desk/people", name="Eve", role="author")
    browser.post("/desk/people", fields_of(asked.text), _password=PASSWORD)
    assert browser.post("/desk/people", name="Ada", role="author").status_code == 200
    desk.clock.at += A_WHILE
    assert browser.post("/desk/people", name="Bo", role="author").status_code == 401
    fresh = desk.colleague("Cas")
    fresh.get("/desk/people")
    assert fresh.post("/desk/people", name="Di", role="author").status_code == 200


def test_a_clock_that_is_set_back_does_not_spare_it(desk: Desk, browser: Browser) -> None:
    desk.clock.at -= dt.timedelta(minutes=30)
    assert browser.post("/desk/people", name="Eve", role="author").status_code in (401, 302)


def test_guessing_it_at_a_desk_that_somebody_left_is_slowed_down(
    desk: Desk, browser: Browser
) -> None:
    statuses = [
        browser.post("/desk/password", _password=f"a guess {n}").status_code
        for n in range(PER_BROWSER[0].amount + 1)
    ]
    assert statuses == [401] * PER_BROWSER[0].amount + [429]


def test_who_may_not_is_not_asked(desk: Desk, browser: Browser) -> None:
    author = desk.colleague("Ada", Role.AUTHOR)
    author.get("/desk/people")
    desk.clock.at += A_WHILE
    assert author.post("/desk/people/Bram/remove").status_code == 403


def test_the_password_is_in_no_address_and_not_on_the_page(desk: Desk, browser: Browser) -> None:
    asked = browser.post("/desk/people/Bram/remove", _password="a wrong one of mine")
    assert "a wrong one of mine" not in asked.text
    assert 'method="post"' in asked.text

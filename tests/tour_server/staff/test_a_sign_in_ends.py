"""A sign-in stands on the server: it ends there, for every copy of its cookie."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.desk import PASSWORD, Browser, Desk
from tour_server.database import Database
from tour_server.staff.accounts import Accounts, new_password
from tour_server.staff.permissions import Role
from tour_server.staff.sign_in_store import IDLE, REMEMBERED, SignInState, SignInStore
from tour_server.staff.tables import StaffSignIn

COOKIE = "zaalgids_sign_in"
HOUR = dt.timedelta(hours=1)


def copy_of(browser: Browser, desk: Desk) -> Browser:
    """Return another browser with the same cookie, as somebody who copied it has."""
    held = browser.client.get_cookie(COOKIE, path="/desk")
    assert held is not None
    other = desk.stranger()
    other.client.set_cookie(COOKIE, held.value, path="/desk")
    return other


def is_in(browser: Browser) -> bool:
    return browser.get("/desk/people").status_code == 200


@pytest.mark.parametrize(
    "end", ["sign-out", "password", "own password", "roles", "removal", "removed, made again"]
)
def test_it_ends_for_every_copy_of_the_cookie(desk: Desk, end: str) -> None:
    desk.colleague("Bram")
    browser = desk.colleague("Noor")
    copy = copy_of(browser, desk)
    assert is_in(browser)
    assert is_in(copy)
    accounts = desk.parts.accounts
    if end == "sign-out":
        browser.post("/desk/sign-out")
    elif end == "password":
        accounts.set_password("Noor", new_password())
    elif end == "own password":
        assert browser.post("/desk/password").status_code == 200
        assert is_in(browser)
    elif end == "roles":
        accounts.set_roles("Noor", {Role.AUTHOR})
    else:
        accounts.remove("Noor")
        if "again" in end:
            accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
    assert not is_in(copy)
    assert is_in(browser) is (end == "own password")


def test_a_live_page_ends_with_it(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    stream = browser.client.get("/desk/rooms/events", buffered=False)
    events = iter(stream.response)
    assert next(events)
    desk.parts.changes.notify()
    assert next(events)
    desk.parts.accounts.set_password("Noor", new_password())
    desk.parts.changes.notify()
    assert list(events) == []
    stream.close()


def test_a_second_sign_in_in_the_same_browser_ends_the_first(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    copy = copy_of(browser, desk)
    browser.get("/desk/sign-in")
    browser.post("/desk/sign-in", name="Noor", password=PASSWORD)
    assert is_in(browser)
    assert not is_in(copy)


def test_who_changes_their_own_roles_stays_signed_in(desk: Desk) -> None:
    desk.colleague("Bram")
    browser = desk.colleague("Noor")
    copy = copy_of(browser, desk)
    browser.get("/desk/people/Noor")
    answer = browser.post("/desk/people/Noor", {"role": ["author", "technician"]})
    assert answer.status_code == 302
    assert is_in(browser)
    assert not is_in(copy)


def test_it_ends_after_twelve_hours_without_use(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    for _ in range(3):
        desk.clock.at += IDLE - HOUR
        assert is_in(browser)
    desk.clock.at += IDLE
    assert not is_in(browser)
    desk.clock.at -= 2 * HOUR
    assert not is_in(browser), "what has ended stays ended"


def test_a_page_that_keeps_itself_up_to_date_does_not_use_it(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    begin = desk.clock.at
    while desk.clock.at < begin + IDLE - HOUR:
        desk.clock.at += HOUR
        browser.get("/desk/kiosks/table", headers={"Sec-Fetch-Mode": "cors"})
    desk.clock.at += HOUR
    assert not is_in(browser)


def test_it_ends_after_seven_days_however_much_it_is_used(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    begin = desk.clock.at
    while desk.clock.at < begin + dt.timedelta(days=7) - 2 * HOUR:
        assert is_in(browser)
        desk.clock.at += 2 * HOUR
    desk.clock.at += 2 * HOUR
    assert not is_in(browser)


def test_the_longest_time_is_a_setting(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server", sign_in_days=0.25)
    browser = desk.colleague("Noor")
    desk.clock.at += 7 * HOUR
    assert not is_in(browser)
    desk.close()


def test_a_clock_that_is_set_back_does_not_prolong_it(desk: Desk) -> None:
    desk.clock.at += dt.timedelta(days=400)
    browser = desk.colleague("Noor")
    desk.clock.at -= dt.timedelta(days=400)
    assert not is_in(browser)


def test_what_is_over_is_deleted(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.get("/desk")
    browser.post("/desk/sign-out")
    desk.clock.at += REMEMBERED + HOUR
    desk.colleague("Bram")
    with desk.parts.database.reading() as session:
        assert list(session.scalars(select(StaffSignIn.name))) == ["Bram"]


def test_the_database_holds_no_token(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    held = browser.client.get_cookie(COOKIE, path="/desk")
    assert held is not None
    desk.close()
    for file in desk.parts.data.rglob("*"):
        assert not file.is_file() or held.value.encode() not in file.read_bytes(), file


def test_on_both_databases(database: Database) -> None:
    at = [dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)]
    accounts = Accounts(database, lambda: at[0])
    store = SignInStore(database, accounts, lambda: at[0], dt.timedelta(days=7))
    token = store.begin(accounts.create("Noor", PASSWORD, {Role.AUTHOR, Role.TECHNICIAN}))
    found = store.find(token)
    assert (found.state, found.name) == (SignInState.VALID, "Noor")
    assert store.password_holds(found)
    at[0] += 11 * HOUR
    assert store.find(token).state is SignInState.VALID
    at[0] += 11 * HOUR
    found = store.find(token)
    assert found.state is SignInState.VALID
    assert not store.password_holds(found)
    store.password_typed(token)
    assert store.password_holds(store.find(token))
    store.end(token)
    assert store.find(token).state is SignInState.ENDED
    assert store.find("no token").state is SignInState.UNKNOWN
    at[0] += dt.timedelta(days=3)
    store.begin(accounts.rescue("Noor", PASSWORD))
    assert store.find(token).state is SignInState.UNKNOWN
    database.go_back("0005")
    database.migrate()
    assert [one.name for one in accounts.everyone()] == ["Noor"]


def test_a_form_of_another_window_is_good_after_signing_out_and_in_again(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.get("/desk/people")
    window = browser.token
    browser.post("/desk/sign-out")
    answer = browser.client.post(
        "/desk/people", data={"csrf_token": window, "name": "Eve", "role": "author"}
    )
    assert answer.status_code == 401
    assert "Eve" in answer.text

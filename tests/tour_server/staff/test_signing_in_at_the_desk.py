"""Colleagues sign in at the desk."""

from __future__ import annotations

import re

import pytest

from tests.desk import PASSWORD, Desk
from tour_server.staff.accounts import AccountError, new_password
from tour_server.staff.permissions import Role
from tour_server.staff.tables import Staff


def test_a_page_redirects_to_sign_in_and_back(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = desk.stranger()
    sent = stranger.get("/desk/works?room=hal")
    assert sent.status_code == 302
    stranger.get(sent.location)
    back = stranger.post(
        "/desk/sign-in", name="Noor", password=PASSWORD, next="/desk/works?room=hal"
    )
    assert back.location == "/desk/works?room=hal"
    assert stranger.get(back.location).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://example.org/", "//example.org", "/desk\\@example.org", "/deskother", ""),
        *(
            "/desk/\n",
            "/desk/\r\nSet-Cookie: a=b",
            "/desk/\t/example.org",
            "/desk\u202e/",
        ),
    ],
)
def test_signing_in_does_not_redirect_to_another_site(desk: Desk, elsewhere: str) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = desk.stranger()
    stranger.get("/desk/sign-in")
    answer = stranger.post("/desk/sign-in", name="Noor", password=PASSWORD, next=elsewhere)
    assert answer.location == "/desk"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = desk.stranger()
    stranger.get("/desk/sign-in")
    wrong = stranger.post("/desk/sign-in", name="Noor", password="something else")
    unknown = stranger.post("/desk/sign-in", name="Nobody", password="something else")
    assert wrong.status_code == unknown.status_code == 401
    assert "belong together" in wrong.text
    assert "belong together" in unknown.text


def test_the_hash_is_argon2id_and_the_password_is_not_stored(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    with desk.parts.database.reading() as session:
        row = session.get(Staff, "Noor")
    assert row is not None
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in row.password_hash


def test_signing_in_clears_the_session_cookie(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.AUTHOR})
    stranger = desk.stranger()
    with stranger.client.session_transaction(base_url="http://localhost/desk") as cookie:
        cookie["planted"] = "by somebody else"
    stranger.get("/desk/sign-in")
    before = stranger.token
    stranger.post("/desk/sign-in", name="Noor", password=PASSWORD)
    with stranger.client.session_transaction(base_url="http://localhost/desk") as cookie:
        assert "planted" not in cookie
    stranger.get("/desk")
    assert stranger.token != before


def test_a_new_password_ends_sessions_of_the_old_one(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert browser.get("/desk/people").status_code == 200
    desk.parts.accounts.set_password("Noor", new_password())
    assert browser.get("/desk/people").status_code == 302


def test_removing_an_account_ends_its_session(desk: Desk) -> None:
    browser = desk.colleague("Bram", Role.AUTHOR)
    desk.parts.accounts.remove("Bram")
    assert browser.get("/desk").status_code == 302


def test_signing_out(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.get("/desk")
    browser.post("/desk/sign-out")
    assert browser.get("/desk").status_code == 302


def test_an_administrator_adds_a_colleague_who_can_sign_in_with_the_password_shown(
    desk: Desk,
) -> None:
    administrator = desk.colleague("Noor")
    administrator.get("/desk/people")
    page = administrator.post("/desk/people", name="Bram", role=["editor", "duty-manager"])
    password = re.search(r"<code>([^<]+)</code>", page.text)
    assert password is not None
    person = desk.parts.accounts.verify("Bram", password[1])
    assert person is not None
    assert person.roles == {Role.EDITOR, Role.DUTY_MANAGER}


def test_an_editor_can_not_add_an_account_and_keeps_what_was_typed(desk: Desk) -> None:
    editor = desk.colleague("Bram", Role.EDITOR)
    editor.get("/desk/people")
    answer = editor.post("/desk/people", name="Eve", role="administrator")
    assert answer.status_code == 403
    assert "Administrators look after people" in answer.text
    assert "Your roles: editor." in answer.text
    assert [one.name for one in desk.parts.accounts.everyone()] == ["Bram"]


def test_the_last_administrator_can_not_be_removed(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
    with pytest.raises(AccountError, match="only administrator"):
        desk.parts.accounts.remove("Noor")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 65, "<b>"])
def test_an_invalid_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(AccountError, match="name"):
        desk.parts.accounts.create(name, PASSWORD, {Role.AUTHOR})


def test_a_short_password_is_refused(desk: Desk) -> None:
    with pytest.raises(AccountError, match="10 to 200 characters"):
        desk.parts.accounts.create("Noor", "short", {Role.AUTHOR})

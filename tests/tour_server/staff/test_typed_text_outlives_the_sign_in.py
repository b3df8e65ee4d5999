"""The sign-in ends while somebody types: what was typed is shown, and sent after signing in."""

from __future__ import annotations

import io

import pytest
from lxml import html

from tests.desk import PASSWORD, Browser, Desk, fields_of
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import Role

TYPED = "Een nieuwe <titel>, met é & “aanhaling”"
OTHER_PASSWORD = "another four rooms"
OURS = {"Origin": "http://localhost"}


def typing(desk: Desk, browser: Browser) -> dict[str, str]:
    """Return the form of a work with a new title typed into it."""
    fields = browser.fill_in("/desk/works/lijn")
    return fields | {"title.nl": TYPED, "csrf_token": browser.token}


def end(desk: Desk, how: str, browser: Browser) -> None:
    accounts = desk.parts.accounts
    if how == "an administrator makes a new password":
        accounts.set_password("Noor", OTHER_PASSWORD)
    elif how == "an administrator changes the roles":
        accounts.set_roles("Noor", {Role.EDITOR, Role.PUBLISHER})
    elif how == "the account is removed":
        accounts.remove("Noor")
    elif how == "it expires":
        desk.clock.at += desk.clock.at - desk.clock.at.replace(year=desk.clock.at.year - 1)
    elif how == "signed out in another window":
        other = browser.token
        browser.post("/desk/sign-out")
        browser.token = other
    else:
        browser.client.delete_cookie("zaalgids_sign_in", path="/desk")


def title(desk: Desk) -> str:
    found: str = desk.parts.drafts.get(PartKind.WORK, "lijn").body.title["nl"]
    return found


@pytest.mark.parametrize(
    ("how", "password"),
    [
        ("an administrator makes a new password", OTHER_PASSWORD),
        ("an administrator changes the roles", PASSWORD),
        ("it expires", PASSWORD),
        ("signed out in another window", PASSWORD),
        ("the cookie is gone", PASSWORD),
    ],
)
def test_it_is_shown_and_sent_with_one_button(desk: Desk, how: str, password: str) -> None:
    desk.colleague("Bram")
    browser = desk.colleague("Noor", Role.EDITOR)
    fields = typing(desk, browser)
    end(desk, how, browser)
    page = browser.post("/desk/works/lijn", fields)
    assert page.status_code == 401
    assert title(desk) == "Werk lijn"
    shown = html.fromstring(page.text).xpath("//textarea/text()")
    assert TYPED in shown
    assert PASSWORD not in page.text
    again = fields_of(page.text)
    assert again["title.nl"] == TYPED
    if how != "the cookie is gone":
        assert again["_name"] == "Noor"
    wrong = browser.post("/desk/works/lijn", again, _name="Noor", _password="a wrong one")
    assert wrong.status_code == 401
    assert "belong together" in wrong.text
    again = fields_of(wrong.text)
    assert again["title.nl"] == TYPED
    sent = browser.post("/desk/works/lijn", again, _password=password)
    assert sent.status_code == 302, sent.text
    assert title(desk) == TYPED
    assert browser.get("/desk").status_code == 200


def test_it_is_shown_when_the_account_is_gone(desk: Desk) -> None:
    desk.colleague("Bram")
    browser = desk.colleague("Noor", Role.EDITOR)
    fields = typing(desk, browser)
    end(desk, "the account is removed", browser)
    page = browser.post("/desk/works/lijn", fields)
    assert page.status_code == 401
    assert TYPED in html.fromstring(page.text).xpath("//textarea/text()")


def test_it_is_not_sent_under_another_name(desk: Desk) -> None:
    desk.parts.accounts.create("Bram", OTHER_PASSWORD, {Role.ADMINISTRATOR})
    browser = desk.colleague("Noor", Role.EDITOR)
    fields = typing(desk, browser)
    end(desk, "it expires", browser)
    again = fields_of(browser.post("/desk/works/lijn", fields).text)
    page = browser.post("/desk/works/lijn", again, _name="Bram", _password=OTHER_PASSWORD)
    assert page.status_code == 409
    assert "typed by Noor" in page.text
    assert TYPED in html.fromstring(page.text).xpath("//textarea/text()")
    assert title(desk) == "Werk lijn"


def test_chosen_files_have_to_be_chosen_again_and_the_page_says_so(desk: Desk) -> None:
    browser = desk.colleague("Noor", Role.EDITOR)
    fields = typing(desk, browser)
    end(desk, "it expires", browser)
    files = {"pictures": (io.BytesIO(b"x" * 300_000), "hoed en stok.png")}
    page = browser.client.post("/desk/works/lijn", data={**fields, **files})
    assert page.status_code == 401
    assert "Choose this file again afterwards; a page can't: hoed en stok.png" in page.text
    assert TYPED in html.fromstring(page.text).xpath("//textarea/text()")


@pytest.mark.parametrize("headers", [OURS, {"Sec-Fetch-Site": "same-origin"}])
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_form_that_was_open_too_long_is_sent_again(
    desk: Desk, headers: dict[str, str], signed_in: bool
) -> None:
    browser = desk.colleague("Noor", Role.EDITOR)
    fields = typing(desk, browser) | {"csrf_token": "of last week"}
    if not signed_in:
        end(desk, "it expires", browser)
    page = browser._seen(browser.client.post("/desk/works/lijn", data=fields, headers=headers))
    assert page.status_code == (400 if signed_in else 401)
    assert title(desk) == "Werk lijn"
    again = fields_of(page.text)
    sent = browser.post("/desk/works/lijn", again, **({} if signed_in else {"_password": PASSWORD}))
    assert sent.status_code == 302
    assert title(desk) == TYPED


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://localhost.example.org"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_sites_form_gets_no_button(desk: Desk, headers: dict[str, str]) -> None:
    for browser in (desk.colleague("Noor"), desk.stranger()):
        page = browser.client.post("/desk/people", data={"name": "Eve"}, headers=headers)
        assert page.status_code == 400
        assert "Send it again" not in page.text
        assert "Sign in and send" not in page.text


def test_line_breaks_and_repeated_fields_are_carried_as_they_are(desk: Desk) -> None:
    browser = desk.colleague("Noor", Role.EDITOR)
    browser.get("/desk/works/lijn")
    end(desk, "it expires", browser)
    typed = [("a", "\r\n\r\none\r\ntwo "), ("stop", "x"), ("stop", ""), ("stop", "y")]
    page = browser.client.post(
        "/desk/works/lijn",
        data={"csrf_token": browser.token, "a": typed[0][1], "stop": ["x", "", "y"]},
    )
    carried = html.fromstring(page.text).xpath("//form[@enctype]//input[@type='hidden']")
    found = [(one.name, one.value) for one in carried if one.name in ("a", "stop")]
    # A browser sends a field's line breaks as CR LF, whichever stand on the page.
    assert found == [(name, value.replace("\r\n", "\n")) for name, value in typed]


def test_a_page_is_asked_for_again_after_signing_in(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    end(desk, "it expires", browser)
    assert browser.get("/desk/works?q=hoed").location.endswith("next=/desk/works?q%3Dhoed")

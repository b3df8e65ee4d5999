"""Characters and numbers that a database, a header or a path does not take: no page answers 500, on either database."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from werkzeug.routing import Rule

from tests.desk import Browser, Desk, fields_of

pytestmark = pytest.mark.long

ODD = ["a\0b", "a\r\nX-Odd: 1", "\u202e", "a" * 5000, "9" * 30, "-1"]
ODD_IN_ADDRESSES = ["%00", "%0d%0aX-Odd:%201", "%ed%a0%80", "a" * 5000, "9" * 30]
QUERY = ("q", "next", "room", "state", "missing", "who", "kind", "from", "to", "l", "n", "before")
FIELDS = ("name", "role", "note", "text.nl", "title.nl", "key", "version", "to")
NOT_SENT = {"staff.sign_out", "visit.make_plan", "publishing.publish", "publishing.again"}


@pytest.fixture
def odd_desk(either_desk: Desk) -> Desk:
    """A desk on each database, which answers errors as a server does."""
    either_desk.app.config["PROPAGATE_EXCEPTIONS"] = False
    return either_desk


def address(rule: Rule, value: str) -> str:
    """Return an address of this rule with a value for each of its parts."""
    found = rule.rule
    for part in rule.arguments:
        for kind in ("", "int:", "path:"):
            found = found.replace(f"<{kind}{part}>", value)
    return found


def rules(desk: Desk, method: str) -> list[Rule]:
    """Return the rules for a method, without the streams, which do not end."""
    return [
        rule
        for rule in desk.app.url_map.iter_rules()
        if method in (rule.methods or ()) and not rule.rule.endswith("/events")
    ]


@pytest.mark.parametrize("value", ODD_IN_ADDRESSES)
def test_in_an_address_or_a_query(odd_desk: Desk, value: str) -> None:
    browser = odd_desk.colleague("Noor")
    query = "&".join(f"{name}={value}" for name in QUERY)
    broken = []
    for rule in rules(odd_desk, "GET"):
        asked = [f"{address(rule, 'lijn')}?{query}"]
        if rule.arguments:
            asked.append(address(rule, value))
        broken += [one for one in asked if browser.get(one).status_code == 500]
    assert not broken


@pytest.mark.long
@pytest.mark.parametrize("value", ODD)
def test_in_a_form(odd_desk: Desk, value: str) -> None:
    browser = odd_desk.colleague("Noor")
    broken = []
    for rule in rules(odd_desk, "POST"):
        if rule.endpoint in NOT_SENT:
            continue
        place = address(rule, "lijn" if "key" in rule.arguments else "1")
        page = browser.get(place)
        fields = fields_of(page.text) if page.status_code == 200 else {}
        answer = browser.post(place, dict.fromkeys({*fields, *FIELDS} - {"csrf_token"}, value))
        if answer.status_code == 500:
            broken.append(place)
        if "\0" in value:
            assert answer.status_code in (400, 403, 404, 405)
    assert not broken


@pytest.mark.parametrize("value", ODD)
def test_in_a_sign_in(odd_desk: Desk, value: str) -> None:
    stranger: Browser = odd_desk.stranger()
    page = stranger.get(f"/desk/sign-in?next=/desk/{quote(value)}")
    assert page.status_code == (400 if "\0" in value else 200)
    stranger.get("/desk/sign-in")
    for name, password in ((value, "x"), ("Noor", value)):
        answer = stranger.post("/desk/sign-in", name=name, password=password, next="/desk/")
        assert answer.status_code == (400 if "\0" in value else 401)

"""Programs read what is published as JSON, and with a token the drafts."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

from tests.desk import Browser, Desk
from tests.tour_server.api.whole_museum import add_the_rest
from tour_server.api.openapi import MOST_ITEMS
from tour_server.api.pages import PER_NETWORK
from tour_server.api.tokens import ApiTokens
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.staff.permissions import Role

API = "/api/v1"
PROBLEM = "application/problem+json"


@pytest.fixture
def published(desk: Desk) -> Desk:
    """A desk whose museum, with a part of every kind, is published."""
    desk.colleague("Noor")
    add_the_rest(desk.parts.drafts)
    desk.parts.publisher.publish("Noor")
    return desk


def token(desk: Desk, name: str = "Website") -> dict[str, str]:
    """Returns the headers of a program with a new token."""
    _name, made = desk.parts.assembly.context.get(ApiTokens).make(name, "Noor")
    return {"Authorization": f"Bearer {made}"}


def get(desk: Desk, path: str, **given: Any) -> TestResponse:
    return desk.app.test_client().get(f"{API}{path}", **given)


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    said: dict[str, Any] = json.loads(answer.text)
    assert said["status"] == status
    return said


def test_what_is_published(published: Desk) -> None:
    museum = get(published, "/museum").json
    assert museum is not None
    assert (museum["release"], museum["works"], museum["tours"], museum["rooms"]) == (1, 3, 1, 2)
    assert museum["site"]["name"] == {"nl": "Huis van de Lijn", "en": "House of the Line"}
    work = get(published, "/works/2").json
    assert work is not None
    assert work["work"]["title"]["en"] == "Work ring"
    assert work["page"] == "http://localhost/visit/work/2"
    phone = published.stranger()
    for medium in work["media"]:
        assert phone.get(medium["address"]).status_code == 200
    assert phone.get(work["page"]).status_code == 200
    (tour,) = (get(published, "/tours").json or {})["items"]
    assert tour == get(published, "/tours/kort").json
    assert phone.get(tour["page"]).status_code == 200
    assert [room["key"] for room in (get(published, "/rooms").json or {})["items"]] == [
        "hal",
        "zolder",
    ]


def test_what_is_said_of_a_link_and_where_it_is_heard(published: Desk) -> None:
    link = get(published, "/links/ring-lijn").json or {}
    assert link == (get(published, "/links").json or {})["items"][0]
    assert link["link"]["blocks"][0]["text"] == "Ook de ring is een lijn."
    assert [work["number"] for work in link["works"]] == [2, 1]
    (speech,) = link["speech"]
    work = get(published, "/works/2").json or {}
    assert [one["block"] for one in work["speech"]] == ["ring-nl-1"]
    for one in (speech, *work["speech"]):
        for encoding in ("opus", "aac", "subtitles"):
            assert published.stranger().get(one[encoding]).status_code == 200
    known = token(published)
    assert (get(published, "/drafts/links/ring-lijn", headers=known).json or {})["speech"] == []


def test_the_rest_of_the_museum(published: Desk) -> None:
    words = (get(published, "/glossary").json or {})["items"]
    assert [word["key"] for word in words] == ["arabesk", "kerf"]
    cookies, tea = (get(published, "/offers").json or {})["items"]
    assert (cookies["offer"]["key"], tea["offer"]["key"]) == ("koek", "thee")
    assert tea["picture"] is None
    picture = cookies["picture"]["address"]
    assert published.stranger().get(picture).status_code == 200
    themes = (get(published, "/themes").json or {})["items"]
    assert [theme["key"] for theme in themes] == ["making"]
    assert (get(published, "/ways").json or {})["items"][0]["way"] == "lift"
    assert (get(published, "/places").json or {})["items"][0]["kind"] == "seats"
    room = get(published, "/rooms/hal").json or {}
    assert (room["room"]["name"]["en"], [one["number"] for one in room["works"]]) == (
        "Hall",
        [1, 2],
    )


def test_the_stops_of_a_tour_have_their_works(published: Desk) -> None:
    stops = (get(published, "/tours/kort/stops").json or {})["items"]
    assert [(one["position"], one["work"]["number"]) for one in stops] == [(1, 1), (2, 2), (3, 3)]
    assert stops[0]["work"]["title"] == {"nl": "Werk lijn", "en": "Work lijn"}
    assert published.stranger().get(stops[0]["work"]["page"]).status_code == 200


def test_when_the_museum_and_its_rooms_are_open(published: Desk) -> None:
    hours = get(published, "/hours").json or {}
    assert hours["time_zone"] == "Europe/Amsterdam"
    assert hours["opening"][:2] == [None, {"opens": "10:00:00", "closes": "17:00:00"}]
    assert hours["rooms"] == [
        {
            "room": "zolder",
            "name": {"nl": "Zolder"},
            "opening": None,
            "closed": [["2026-04-01", "2026-04-03"]],
        }
    ]


@pytest.mark.parametrize("path", ["links", "glossary", "offers"])
def test_lists_by_key_come_page_by_page(published: Desk, path: str) -> None:
    whole = (get(published, f"/{path}").json or {})["items"]
    found, cursor = [], ""
    while cursor is not None:
        page = get(published, f"/{path}?limit=1{cursor and f'&cursor={cursor}'}").json or {}
        found += page["items"]
        cursor = page["next"]
    assert found == whole
    assert "`" in problem(get(published, f"/{path}?cursor=Upper"), 400)["detail"]
    assert (get(published, f"/{path}?cursor=zzz").json or {}) == {"items": [], "next": None}


def test_before_the_first_release_there_is_nothing(desk: Desk) -> None:
    assert "published nothing" in problem(get(desk, "/museum"), 503)["detail"]
    assert (get(desk, "/drafts/museum", headers=token(desk)).json or {})["release"] is None


def test_works_come_page_by_page(published: Desk) -> None:
    numbers, cursor = [], ""
    while cursor is not None:
        page = get(published, f"/works?limit=1{cursor and f'&cursor={cursor}'}").json or {}
        numbers += [item["work"]["number"] for item in page["items"]]
        cursor = page["next"]
    assert numbers == [1, 2, 3]
    assert (get(published, "/works?cursor=999999").json or {}) == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        f"limit={MOST_ITEMS + 1}",
        "limit=x",
        "limit=%C2%B2",
        "cursor=-1",
        "cursor=",
        "limit=",
        "limt=5",
        "limit=1&limit=2",
    ],
)
def test_what_cannot_be_read_is_refused(published: Desk, query: str) -> None:
    assert "`" in problem(get(published, f"/works?{query}"), 400)["detail"]


def test_drafts_need_a_token_that_holds(published: Desk) -> None:
    drafts = published.parts.drafts
    part = drafts.get(PartKind.WORK, "ring")
    changed = replace(part.body, title={"en": "Another ring"})
    drafts.put(PartKind.WORK, "ring", changed, part.version, "Noor")
    known = token(published)
    work = get(published, "/drafts/works/2", headers=known).json or {}
    assert (work["work"]["title"], work["page"]) == ({"en": "Another ring"}, None)
    assert (get(published, "/works/2").json or {})["work"]["title"]["en"] == "Work ring"
    for headers in (
        {},
        {"Authorization": "Bearer zaalgids_wrong"},
        {"Authorization": f"Basic {known['Authorization'][7:]}"},
        {"Authorization": "Bearer " + "x" * 10_000},
    ):
        answer = get(published, "/drafts/works/2", headers=headers)
        assert "at the desk" in problem(answer, 401)["detail"]
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    published.parts.assembly.context.get(ApiTokens).revoke("Website", "Noor")
    problem(get(published, "/drafts/works/2", headers=known), 401)


def test_no_name_of_an_account_is_in_it(published: Desk) -> None:
    """The texts of the tiny museum were written and approved by Noor, who has an account."""
    known = token(published)
    described = get(published, "/openapi.json").json or {}
    for path in described["paths"]:
        asked = path.removeprefix(API).format(number=2, key=_key_of(path))
        answer = get(published, asked, headers=known)
        assert (answer.status_code, "Noor" in answer.text) == (200, False), path


def test_an_answer_that_is_known_is_not_sent_again(published: Desk) -> None:
    client = published.app.test_client()
    first = client.get(f"{API}/works")
    again = client.get(f"{API}/works", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(f"{API}/works")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


def test_other_sites_read_what_is_public_alone(published: Desk) -> None:
    assert get(published, "/works").headers["Access-Control-Allow-Origin"] == "*"
    answer = get(published, "/drafts/works", headers=token(published))
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_problems_are_json(published: Desk) -> None:
    client = published.app.test_client()
    for path in (
        "/works/999",
        "/works/x",
        "/tours/none",
        "/tours/none/stops",
        "/rooms/none",
        "/links/none",
    ):
        problem(get(published, path), 404)
    for path in ("/nothing", "/drafts"):
        problem(get(published, path), 404)
    problem(client.get("/api"), 404)
    answer = client.post(f"{API}/works")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_one_network_cannot_ask_without_end(published: Desk) -> None:
    client = published.app.test_client()
    answers = [client.get(f"{API}/rooms") for _ in range(PER_NETWORK.amount + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    problem(answers[-1], 429)
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_the_description_fits_the_answers(published: Desk) -> None:
    described = get(published, "/openapi.json").json
    assert described is not None
    known = token(published)
    for path, operations in described["paths"].items():
        asked = path.removeprefix(API).format(number=2, key=_key_of(path))
        content = operations["get"]["responses"]["200"]["content"]["application/json"]
        schema = {**content["schema"], "components": described["components"]}
        answer = get(published, asked, headers=known)
        jsonschema.validate(answer.json, schema, jsonschema.Draft202012Validator)


def _key_of(path: str) -> str:
    """Returns a key that the part of this address has."""
    keys = {"tours": "kort", "rooms": "hal", "links": "ring-lijn"}
    return next((key for part, key in keys.items() if f"/{part}/" in path), "")


def test_an_administrator_makes_and_revokes_tokens(published: Desk) -> None:
    browser: Browser = published.signed_in("Noor")
    page = "/desk/api-tokens"
    assert "There is none yet" in browser.get(page).text
    made = browser.post(page, name=" The  website ").text
    shown = made.split("<code>")[1].split("</code>")[0]
    assert shown.startswith("zaalgids_")
    assert shown not in browser.get(page).text
    assert "not used yet" in browser.get(page).text
    headers = {"Authorization": f"Bearer {shown}"}
    assert get(published, "/drafts/rooms", headers=headers).status_code == 200
    assert "not used yet" not in browser.get(page).text
    for name in ("", "x" * 65, "The website"):
        assert browser.post(page, name=name).status_code == 422
    browser.get(page)
    browser.post(f"{page}/revoke", name="The website")
    assert get(published, "/drafts/rooms", headers=headers).status_code == 401
    kinds = [
        event.kind
        for event in published.parts.events.page(EventFilter(), None, 100)
        if "token" in event.kind
    ]
    assert kinds == ["api-token-revoked", "api-token-made"]
    author = published.colleague("Bas", Role.EDITOR)
    assert author.get(page).status_code == 403

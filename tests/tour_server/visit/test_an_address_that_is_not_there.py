"""Under /visit every answer is a visitor's: in their language, with a way on, by RFC 9110's methods and ranges."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from tests.tour_server.visit.conftest import Twin

FRENCH = {"Accept-Language": "fr"}
GERMAN = {"Accept-Language": "de"}

MOVED = [
    ("/visit/", "/visit"),
    ("/visit/?l=de", "/visit?l=de"),
    ("/VISIT", "/visit"),
    ("/Visit/", "/visit"),
    ("/visit/work/1/", "/visit/work/1"),
    ("/visit/Work/1?l=ar", "/visit/work/1?l=ar"),
    ("/VISIT/WORK/1/", "/visit/work/1"),
    ("/visit/plan/", "/visit/plan"),
    ("/visit/tour/line/", "/visit/tour/line"),
    ("/visit/number/?n=%D9%A2", "/visit/number?n=%D9%A2"),
]
NOT_THERE = [
    "/visit/work",
    "/visit/work/",
    "/visit/work/abc",
    "/visit/work/abc/",
    "/visit/work/1/2",
    "/visit/work/99999999999",
    "/visit/work/99",
    "/visit/work/-1",
    "/visit/nowhere/at/all",
    "/visit/tour/none",
    "/visit/media/none.jpg",
    "/visit/look/none.css",
    "/visit/%00",
    "/VISIT/nothing",
    "/visit/work/1%0d%0aX: y",
]
METHODS = [
    ("DELETE", "/visit", "GET, HEAD, OPTIONS"),
    ("POST", "/visit", "GET, HEAD, OPTIONS"),
    ("PUT", "/visit/work/1", "GET, HEAD, OPTIONS"),
    ("PATCH", "/visit/plan", "GET, HEAD, OPTIONS, POST"),
    ("DELETE", "/visit/work/1/wrong", "GET, HEAD, OPTIONS, POST"),
    ("POST", "/visit/media/tone.opus", "GET, HEAD, OPTIONS"),
]


@pytest.fixture(autouse=True)
def answers_of_staff(app: Flask) -> None:
    """The server has one answer for errors, in staff's words; no visitor sees it."""

    def staff(error: HTTPException) -> tuple[str, int]:
        return "for staff", error.code or 500

    app.register_error_handler(HTTPException, staff)


def sorted_methods(response: Any) -> str:
    return ", ".join(sorted(each.strip() for each in response.headers["Allow"].split(",")))


@pytest.mark.parametrize(("asked", "right"), MOVED)
def test_a_slash_or_a_capital_leads_to_the_right_address(
    client: FlaskClient, asked: str, right: str
) -> None:
    for method in ("GET", "HEAD"):
        response = client.open(asked, method=method, headers=FRENCH)
        assert (response.status_code, response.location) == (308, right)
        assert client.get(right).status_code == 200 or "number" in right


def test_a_redirect_keeps_the_method_and_stays_on_this_server(client: FlaskClient) -> None:
    posted = client.post("/visit/plan/", json={"minutes": 20, "languages": ["nl"]})
    assert (posted.status_code, posted.location) == (308, "/visit/plan")
    for asked in (
        "//evil.example/visit/",
        "/visit//evil.example/",
        "/visit/work/1/%0d%0aSet-Cookie:%20a=b/",
    ):
        location = client.get(asked).location or ""
        assert not location.startswith("//")
        assert "evil.example" not in location or location.startswith(
            ("/visit/", "http://localhost/")
        )
        assert "\n" not in location


@pytest.mark.parametrize("asked", NOT_THERE)
def test_what_is_not_there_is_said_in_the_visitors_language(
    client: FlaskClient, asked: str
) -> None:
    response = client.get(asked, headers=GERMAN)
    page = response.text
    assert response.status_code == 404
    assert '<html lang="de"' in page
    assert 'href="/visit?l=de"' in page
    assert 'action="/visit/number"' in page
    assert 'data-language-choice="nl"' in page
    assert "Accept-Language" in response.vary


@pytest.mark.parametrize("asked", ["/visitors", "/visit-us", "/other/visit", "/desk/none"])
def test_other_addresses_are_none_of_ours(client: FlaskClient, asked: str) -> None:
    assert client.get(asked, headers=FRENCH).text == "for staff"


@pytest.mark.parametrize(("method", "asked", "allowed"), METHODS)
def test_a_method_that_an_address_has_not_is_answered_with_those_it_has(
    client: FlaskClient, method: str, asked: str, allowed: str
) -> None:
    response = client.open(asked, method=method, headers=GERMAN)
    assert response.status_code == 405
    assert sorted_methods(response) == allowed
    assert '<html lang="de"' in response.text
    asking = client.options(asked)
    assert (asking.status_code, sorted_methods(asking)) == (200, allowed)


@pytest.mark.parametrize(
    "asked",
    [
        *("/visit", "/visit/plan", "/visit/work/1", "/visit/work/99", "/visit/work/abc"),
        *("/visit/now", "/visit/number?n=99", "/visit/number?n=1", "/visit/tour/line"),
        *("/visit/sw.js", "/visit/manifest.webmanifest"),
        *("/visit/media/tone.opus", "/visit/look/colours.css"),
    ],
)
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, asked: str) -> None:
    got, head = client.get(asked), client.head(asked)
    assert head.status_code == got.status_code
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "Cache-Control", "ETag", "Vary", "Location"):
        assert head.headers.get(name) == got.headers.get(name), name
    got.close()
    head.close()


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-9", 206, "bytes 0-9/{size}"),
        ("bytes=10-", 206, "bytes 10-{last}/{size}"),
        ("bytes=-5", 206, "bytes {tail}-{last}/{size}"),
        ("bytes=0-99999999", 206, "bytes 0-{last}/{size}"),
        ("bytes=99999999-", 416, "bytes */{size}"),
        ("bytes=0-1,5-9", 200, None),
        ("items=0-9", 200, None),
        ("BYTES=0-9", 206, "bytes 0-9/{size}"),
    ],
)
def test_ranges_of_a_recording(
    client: FlaskClient, house: Twin, asked: str, status: int, expected: str | None
) -> None:
    whole = (house.folder / "tone.opus").read_bytes()
    facts = {"size": len(whole), "last": len(whole) - 1, "tail": len(whole) - 5}
    response = client.get("/visit/media/tone.opus", headers={"Range": asked})
    assert response.status_code == status
    assert response.headers.get("Content-Range") == (expected.format(**facts) if expected else None)
    if status == 200:
        assert response.data == whole
    response.close()
    head = client.head("/visit/media/tone.opus", headers={"Range": asked})
    assert head.status_code == 200, "a Range is of a GET alone"
    assert head.headers["Content-Length"] == str(len(whole))
    head.close()


def test_an_old_part_is_not_mixed_with_a_new_file(client: FlaskClient) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    response = client.get("/visit/media/tone.opus", headers=headers)
    assert response.status_code == 200
    response.close()


def test_what_a_script_asks_is_answered_in_json_and_in_the_visitors_language(
    client: FlaskClient, house: Twin
) -> None:
    answer = client.post("/visit/plan", data=b"{", headers=GERMAN)
    assert answer.status_code == 400
    assert answer.get_json()["trouble"] == "Es kam nicht ganz an. Bitte noch einmal versuchen."
    assert client.post("/visit/plan", data=b" " * 70_000, headers=GERMAN).status_code == 413
    house.published = None
    gone = client.get("/visit/now", headers=GERMAN)
    assert (gone.status_code, gone.get_json()["trouble"][:10]) == (503, "Das Museum")


OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("headers", "body", "status", "said"),
    [
        ({}, b"about=words", 403, "Diese Adresse lässt sich so nicht verwenden."),
        (OWN, b"x" * 9_000, 413, "Das ist mehr, als hier gesendet werden kann."),
        (OWN, b"x" * 900_000, 413, "Das ist mehr, als hier gesendet werden kann."),
        (OWN, b"about=words&id=" + b"a" * 32 + b"&sentence=%ed%a0%80", 303, ""),
    ],
)
def test_what_is_sent_wrongly_is_said_on_a_page(
    client: FlaskClient, headers: dict[str, str], body: bytes, status: int, said: str
) -> None:
    response = client.post(
        "/visit/work/1/wrong",
        data=body,
        headers=GERMAN | headers,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == status
    if said:
        assert said in response.text
        assert "<h1>Das hat nicht geklappt</h1>" in response.text


@pytest.fixture
def breaking(app: Flask, house: Twin, monkeypatch: pytest.MonkeyPatch) -> Any:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def breaks(error: Exception, *, also_the_release: bool = False) -> None:
        def fail(*_: Any) -> Any:
            raise error

        monkeypatch.setattr(house, "occupancy", fail)
        monkeypatch.setattr("tour_server.visit.pages.ReleaseView.after", fail)
        if also_the_release:
            monkeypatch.setattr(house, "release", fail)

    return breaks


SECRET = "password=hunter2 /srv/zaalgids"


@pytest.mark.parametrize("also_the_release", [False, True])
@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError(SECRET), 500), (OperationalError(SECRET, {}, Exception(SECRET)), 503)],
)
def test_a_fault_of_ours_is_said_without_its_inside(
    client: FlaskClient, breaking: Any, error: Exception, status: int, also_the_release: bool
) -> None:
    breaking(error, also_the_release=also_the_release)
    for asked in ("/visit/work/1", "/visit/now"):
        response = client.get(asked, headers=GERMAN)
        assert response.status_code == status
        assert SECRET not in response.text
        assert "hunter2" not in response.text
        assert ("Retry-After" in response.headers) == (status == 503)
        assert re.search(r"Bei uns ging etwas kaputt|Gerade fragen viele", response.text)


def test_before_the_first_release_it_says_so_in_the_browsers_language(
    client: FlaskClient, house: Twin
) -> None:
    house.published = None
    response = client.get("/visit/work/abc", headers=FRENCH)
    assert response.status_code == 404
    assert '<html lang="fr"' in response.text

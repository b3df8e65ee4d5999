"""The server sets no cookie and keeps no profile; it answers ranges with 206, polls with an ETag, errors in words."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.offer_terms import AfterStops

PAGES = [
    "/visit",
    "/visit/plan",
    "/visit/work/1",
    "/visit/number?n=1",
    "/visit/now",
    "/visit/sw.js",
]
WISH = {"minutes": 60, "languages": ["en"], "interests": {"making": 1}, "seen": []}


@pytest.mark.parametrize("address", [*PAGES, "/visit/work/99", "/visit/media/tone.opus?r=3"])
def test_no_page_sets_a_cookie(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert "Set-Cookie" not in response.headers
    response.close()


def test_a_plan_needs_no_cookie_and_no_token_and_leaves_no_trace(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, house: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.post("/visit/plan", json=WISH)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert "making" not in caplog.text
    assert "minutes" not in caplog.text


def test_a_plan_says_everything_in_the_visitors_language(client: FlaskClient, house: Any) -> None:
    house.people = {"tiles": 10}
    plan = client.post("/visit/plan", json={**WISH, "at": "kolam", "seen": ["kolam"]}).get_json()
    assert [why["words"] for why in plan["why"]] == [
        "The Tile Room is full just now. Shall we see The Curves first? You lose nothing."
    ]
    assert [stop["room"] for stop in plan["stops"]][:2] == ["curves", "curves"]
    assert plan["full"] == ["tiles"]
    child = client.post(
        "/visit/plan",
        json={**WISH, "at": "kolam", "seen": ["kolam"], "languages": ["nl"], "level": "child"},
    ).get_json()
    assert child["why"][0]["words"].endswith("Je mist niets.")


def test_a_phone_sends_back_what_was_counted_of_its_plan(client: FlaskClient, house: Any) -> None:
    """It holds the plan's own times and what may still be given up: nothing else about the visitor."""
    house.people = {"tiles": 3}
    given = client.post("/visit/plan", json=WISH).get_json()["given"]
    assert set(given) == {"made", "times", "may_lose"}
    assert all(set(time) == {"work", "starts", "ends"} for time in given["times"])
    works = [time["work"] for time in given["times"]]
    again = client.post("/visit/plan", json={**WISH, "kept": works, "given": given})
    assert again.status_code == 200
    assert again.get_json()["given"]["may_lose"] <= given["may_lose"]
    house.people = {}
    assert client.post("/visit/plan", json=WISH).get_json()["given"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"minutes": -1, "languages": ["nl"]}',
        b'{"minutes": 60, "languages": []}',
        b'{"minutes": 60, "languages": ["nl"], "name": "Ann"}',
        b'{"minutes": 60, "languages": ["nl"], "at": "atlantis"}',
        b'{"minutes": 60, "languages": ["nl"], "interests": {"making": 7}}',
        b'{"minutes": 60, "languages": ["nl"], "given": {"made": -1, "times": [], "may_lose": 0}}',
        b'{"minutes": 60, "languages": ["nl"], "given": {"made": 1, "times": [], "who": "Ann"}}',
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_words(
    client: FlaskClient, body: bytes
) -> None:
    response = client.post("/visit/plan", data=body)
    assert response.status_code == 400
    assert response.get_json()["trouble"] == "Het kwam niet heel aan. Probeer het nog een keer."
    assert response.get_json()["detail"].startswith("This wish can't be read")


def test_a_request_that_is_far_too_long_is_refused(client: FlaskClient) -> None:
    assert client.post("/visit/plan", data=b" " * 70_000).status_code == 413


def test_a_recording_comes_in_ranges(client: FlaskClient, house: Any) -> None:
    whole = (house.folder / "tone.opus").read_bytes()
    part = client.get("/visit/media/tone.opus?r=3", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert part.mimetype == "audio/ogg"
    first = client.get("/visit/media/tone.opus?r=3")
    assert first.headers["Accept-Ranges"] == "bytes"
    assert "immutable" in first.headers["Cache-Control"]
    again = client.get("/visit/media/tone.opus", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    beyond = client.get("/visit/media/tone.opus", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    for response in (part, first, again, beyond):
        response.close()


@pytest.mark.parametrize(
    "target", ["../conftest.py", "features.npz", "absent.opus", "release.json"]
)
def test_only_files_of_the_release_are_served(client: FlaskClient, target: str) -> None:
    assert client.get(f"/visit/media/{target}").status_code == 404


def test_the_polled_page_is_small_and_not_sent_twice(client: FlaskClient, house: Any) -> None:
    house.people = {"curves": 5}
    first = client.get("/visit/now")
    state = first.get_json()
    assert state.pop("edition").startswith("3-")
    assert state == {"release": 3, "closed": [], "full": [], "offers": [], "offer": None}
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/visit/now", headers=tag).status_code == 304
    house.people = {"curves": 1, "tiles": 12}
    second = client.get("/visit/now", headers=tag)
    assert second.status_code == 200
    assert second.get_json()["full"] == ["tiles"]
    assert second.get_json()["offers"][0]["key"] == "drawing-hour"
    assert len(second.data) < 1000


def test_before_the_first_release_the_page_says_so(client: FlaskClient, house: Any) -> None:
    house.published = None
    page = client.get("/visit", headers={"Accept-Language": "nl"}).get_data(as_text=True)
    assert "Nog niets te horen" in page
    assert '<html lang="nl"' in page
    assert client.get("/visit/work/1").status_code == 200
    assert client.post("/visit/plan", json=WISH).status_code == 503
    assert client.get("/visit/now").status_code == 503


def test_a_page_comes_in_the_language_that_the_browser_prefers(client: FlaskClient) -> None:
    wanted = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    response = client.get("/visit/work/2", headers=wanted)
    page = response.get_data(as_text=True)
    assert "Ochsenkopfeckverzierungen" in page
    assert "Sehen Sie die weiße Linie" in page
    assert set(response.vary) == {"Accept-Language", "Accept-Encoding"}


def test_a_missing_translation_falls_back_along_the_visitors_list_and_says_so(
    client: FlaskClient,
) -> None:
    """The Koch curve has no German."""
    german_then_dutch = {"Accept-Language": "de,nl;q=0.5"}
    page = client.get("/visit/work/5", headers=german_then_dutch).get_data(as_text=True)
    assert "Das hier ist Nederlands." in page
    assert 'lang="nl"' in page
    assert TEXT_NL in page


def test_a_work_without_the_visitors_languages_offers_those_it_has(
    client: FlaskClient,
) -> None:
    page = client.get("/visit/work/5?l=de").get_data(as_text=True)
    assert "Zu diesem Werk gibt es noch nichts auf Deutsch." in page
    assert TEXT_NL not in page
    assert 'hreflang="nl"' in page


def test_a_work_page_tells_without_javascript(client: FlaskClient) -> None:
    page = client.get("/visit/work/1?l=en").get_data(as_text=True)
    assert "<audio controls" in page
    assert "audio/mp4" in page
    assert "Look at the white line." in page
    assert "American Scientist 90" in page
    assert "Drafted by a machine." in page
    assert "A machine reads this aloud." in page
    assert 'href="/visit/work/2?l=en"' in page


@pytest.mark.parametrize("typed", ["77", "seven", "-1", "٧", "9" * 40, ""])
def test_a_number_that_no_work_has_is_answered_in_words(client: FlaskClient, typed: str) -> None:
    response = client.get("/visit/number", query_string={"n": typed, "l": "en"})
    assert response.status_code == 404
    assert "Have another look at the label." in response.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["2", "02", "٢", "२"])
def test_a_number_in_any_digits_leads_to_its_work(client: FlaskClient, typed: str) -> None:
    response = client.get("/visit/number", query_string={"n": typed, "l": "de"})
    assert response.location == "/visit/work/2?l=de"


def test_a_number_behind_the_address_leads_to_its_work(client: FlaskClient) -> None:
    assert client.get("/visit/2?l=de").location == "/visit/work/2?l=de"
    response = client.get("/visit/77?l=en")
    assert response.status_code == 404
    assert "Have another look at the label." in response.get_data(as_text=True)


def test_an_arabic_page_runs_from_right_to_left(client: FlaskClient) -> None:
    page = client.get("/visit/work/1?l=ar").get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in page
    assert "انظر إلى الخط الأبيض" in page


def test_the_service_worker_may_serve_the_page_above_its_folder(client: FlaskClient) -> None:
    assert client.get("/visit/sw.js").headers["Service-Worker-Allowed"] == "/visit"


TEXT_NL = "Kijk naar de witte lijn."


def test_an_offer_says_for_whom_it_is_and_never_holds_while_the_museum_is_shut(
    client: FlaskClient, house: Any
) -> None:
    release = house.published
    first, *others = release.museum.offers
    first = replace(first, themes=["making"], also=[AfterStops("makers", 2)], room="tiles", limit=9)
    house.published = replace(release, museum=replace(release.museum, offers=[first, *others]))
    house.people = {"curves": 0}
    told = client.get("/visit/now?l=en").get_json()
    (offer,) = told["offers"]
    after = [{"works": ["wall-tile", "zellij", "hilbert"], "stops": 2}]
    assert (offer["themes"], offer["levels"], offer["after"]) == (["making"], [], after)
    assert (offer["room"], offer["room_name"]) == ("tiles", {"en": "The Tile Room"})
    assert offer["code"] is True
    assert told["offer"] is None, "earlier scripts would show it to everyone"
    for hour in (
        1,
        7,
        15,
        21,
    ):  # UTC; in Amsterdam, two hours later, it opens at ten and closes at five
        house.time = house.time.replace(hour=hour)
        assert client.get("/visit/now").get_json()["offers"] == []


def test_taking_offers_is_limited_by_network_and_leaves_no_trace(
    client: FlaskClient, house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    house.people = {"curves": 0}
    here = {"Sec-Fetch-Site": "same-origin"}
    with caplog.at_level(logging.DEBUG):
        answers = [
            client.post("/visit/offers/drawing-hour/take", headers=here).status_code
            for _ in range(31)
        ]
    assert answers == [200] * 30 + [429]
    refused = client.post("/visit/offers/drawing-hour/take", headers=here)
    assert int(refused.headers["Retry-After"]) <= 60
    assert "drawing-hour" not in caplog.text
    assert client.post("/visit/offers/gone/shown", headers=here).status_code == 204

"""What a visitor took leads the plan: the way there comes first, its minutes count, and the tour goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.museum import ConnectionKind, VisitorPlace, VisitorPlaceKind

WISH = {"minutes": 60, "languages": ["en"]}
CAFE = (18.0, 1.5)


@pytest.fixture
def with_cafe(house: Any) -> Any:
    """The tea is in a café of the room with the tiles and takes twelve minutes; the drawing is in a room."""
    release = house.published
    drawing, tea = release.museum.offers
    museum = replace(
        release.museum,
        offers=[drawing, replace(tea, room="tiles", at="tea-room", minutes=12)],
        places=[VisitorPlace("tea-room", VisitorPlaceKind.CAFE, "tiles", *CAFE)],
    )
    house.published = replace(release, museum=museum)
    return house


def plan(client: FlaskClient, **wish: Any) -> Mapping[str, Any]:
    answer = client.post("/visit/plan", json={**WISH, **wish})
    assert answer.status_code == 200, answer.text
    found: Mapping[str, Any] = answer.get_json()
    return found


def test_the_next_leg_leads_to_the_offer_and_the_tour_begins_there(
    client: FlaskClient, with_cafe: Any
) -> None:
    found = plan(client, at="kolam", offers=["cafe"])
    (leg,) = found["offers"]
    assert (leg["key"], leg["ends"], leg["room"]) == ("cafe", "tea-room", "tiles")
    assert leg["room_name"] == "The Tile Room"
    assert leg["at"] == [0, *CAFE]
    assert leg["way"]["after"] == "kolam"
    assert leg["way"]["path"][-1] == [0, *CAFE]
    assert leg["way"]["line"].startswith("The Tile Room: ")
    assert leg["walk"] + leg["stay"] == 12 * 60, "its minutes, the way included"
    first = found["stops"][0]
    assert first["way"]["after"] == "tea-room"
    assert first["way"]["path"][0] == [0, *CAFE]
    assert first["arrives"] == leg["arrives"] + leg["stay"] + first["walk"]
    assert found["seconds"] <= 60 * 60


def test_what_no_longer_fits_is_said(client: FlaskClient, with_cafe: Any) -> None:
    usual = plan(client, minutes=13)
    kept = [stop["work"] for stop in usual["stops"]]
    shorter = plan(client, minutes=13, kept=kept, offers=["cafe"])
    works = [stop["work"] for stop in shorter["stops"]]
    lost = [work for work in kept if work not in works]
    assert lost
    assert shorter["loses"]["works"] == lost
    assert shorter["seconds"] <= 13 * 60
    again = plan(client, minutes=13, kept=works, offers=[])
    assert [stop["work"] for stop in again["stops"]] == kept, "given back: its minutes are free"


def test_two_offers_come_one_after_the_other_and_others_are_no_stops(
    client: FlaskClient, with_cafe: Any
) -> None:
    found = plan(client, offers=["drawing-hour", "cafe", "gone", "cafe"])
    drawing, tea = found["offers"]
    assert drawing["ends"] == "curves", "the room that has to be quiet"
    assert drawing["way"]["after"] is None
    assert tea["way"]["after"] == "curves"
    assert tea["arrives"] == drawing["arrives"] + drawing["stay"] + tea["walk"]
    assert plan(client, offers=["gone"])["offers"] == []
    answer = client.post("/visit/plan", json={**WISH, "offers": ["a", "b", "c", "d", "e", "f"]})
    assert answer.status_code == 400


def test_without_time_for_a_tour_the_way_is_still_shown(
    client: FlaskClient, with_cafe: Any
) -> None:
    found = plan(client, minutes=0, at="koch", offers=["cafe"])
    assert found["stops"] == []
    assert found["offers"][0]["way"]["after"] == "koch"
    from_there = plan(client, at="tea-room")
    assert from_there["stops"][0]["way"]["path"][0] == [0, *CAFE]
    assert client.post("/visit/plan", json={**WISH, "at": "nowhere"}).status_code == 400


def test_a_step_free_visitor_is_not_led_over_steps(client: FlaskClient, with_cafe: Any) -> None:
    release = with_cafe.published
    only_steps = [
        replace(one, kind=ConnectionKind.STEPS) if "curves" in one.rooms else one
        for one in release.museum.connections
    ]
    with_cafe.published = replace(release, museum=replace(release.museum, connections=only_steps))
    with_cafe.people = {"curves": 0}
    found = plan(client, offers=["drawing-hour", "cafe"], step_free=True)
    drawing, tea = found["offers"]
    assert (drawing["way"], drawing["stay"], drawing["words"]) == (None, 0, "reached only by steps")
    assert tea["way"]["steps"] is False
    assert tea["way"]["after"] is None, "nothing leads by way of the other"
    told = client.get("/visit/now?l=en").get_json()["offers"]
    assert [(offer["key"], offer["steps"]) for offer in told] == [("drawing-hour", True)]
    walked = plan(client, offers=["drawing-hour"])
    assert walked["offers"][0]["way"]["steps"] is True


def test_the_hour_of_closing_counts_from_now(client: FlaskClient, with_cafe: Any) -> None:
    with_cafe.time = with_cafe.time.replace(hour=14, minute=40)  # twenty minutes before closing
    found = plan(client, minutes=90, offers=["cafe"])
    assert found["closes"] == 20 * 60
    assert found["seconds"] <= 20 * 60
    assert "In 20 minutes we close" in found["why"][0]["words"]


def test_a_code_is_given_back(client: FlaskClient, with_cafe: Any) -> None:
    here = {"Sec-Fetch-Site": "same-origin"}
    address = "/visit/offers/cafe/give-back"
    code = {"code": "1234 5678 9012 3456"}
    assert client.post(address, json=code, headers=here).status_code == 204
    assert with_cafe.given_back == [code["code"]]
    assert client.post(address, json={"code": 3}, headers=here).status_code == 400
    other = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(address, json=code, headers=other).status_code == 403
    assert with_cafe.given_back == [code["code"]]

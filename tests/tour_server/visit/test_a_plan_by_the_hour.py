"""A plan ends before the museum closes; a shut museum says when it opens; a plan that changes says what is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask.testing import FlaskClient

WISH = {"minutes": 90, "languages": ["en"]}
CLOSES = dt.datetime(2026, 6, 10, 15, 0, tzinfo=dt.UTC)  # five in the afternoon in Amsterdam


def test_ninety_minutes_asked_six_minutes_before_closing(client: FlaskClient, house: Any) -> None:
    house.time = CLOSES - dt.timedelta(minutes=6)
    plan = client.post("/visit/plan", json=WISH).get_json()
    assert 0 < plan["seconds"] <= 360
    assert plan["closes"] == 360
    assert plan["stops"]
    works = f"{len(plan['stops'])} works"
    assert [why["words"] for why in plan["why"]] == [
        f"In 6 minutes we close: {works}, and then the way out."
    ]


def test_a_minute_before_closing_there_is_no_time_for_a_work(
    client: FlaskClient, house: Any
) -> None:
    house.time = CLOSES - dt.timedelta(minutes=0.25)
    plan = client.post("/visit/plan", json={**WISH, "at": "curves"}).get_json()
    assert plan["stops"] == []
    assert [why["code"] for why in plan["why"]] == ["closing_now"]


def test_a_shut_museum_gives_no_plan_and_says_when_it_opens(
    client: FlaskClient, house: Any
) -> None:
    house.time = dt.datetime(2026, 6, 14, 20, 0, tzinfo=dt.UTC)  # Sunday night; Monday is shut
    plan = client.post("/visit/plan", json=WISH).get_json()
    assert (plan["stops"], plan["seconds"]) == ([], 0)
    assert plan["opens"] == "2026-06-16T10:00:00+02:00"
    assert plan["why"][0]["words"].startswith("The museum is shut now. It opens on Tuesday")
    dutch = client.post("/visit/plan", json={**WISH, "languages": ["nl"]}).get_json()
    assert "dinsdag 16 juni 2026, 10:00" in dutch["why"][0]["words"]


def test_a_plan_that_changes_carries_the_kept_one_and_what_each_loses(
    client: FlaskClient, house: Any
) -> None:
    first = client.post("/visit/plan", json={**WISH, "at": "kolam", "seen": ["kolam"]}).get_json()
    works = [stop["work"] for stop in first["stops"]]
    house.people = {first["stops"][0]["room"]: 10}
    wish = {**WISH, "at": "kolam", "seen": ["kolam"], "kept": works}
    changed = client.post("/visit/plan", json=wish).get_json()
    assert [stop["work"] for stop in changed["stops"]] != works
    assert changed["loses"] == {"works": [], "words": "Nothing is left out."}
    assert [stop["work"] for stop in changed["kept"]["stops"]] == works
    assert changed["kept"]["stops"][0]["wait"] > 0
    assert changed["kept"]["loses"]["works"] == []
    short = client.post("/visit/plan", json={**wish, "minutes": 3}).get_json()
    there = {stop["work"] for stop in short["stops"]}
    assert set(short["loses"]["works"]) == set(works) - there != set()
    assert short["loses"]["words"].startswith("Not seen then: ")


def test_a_plan_that_stays_asks_nothing(client: FlaskClient) -> None:
    first = client.post("/visit/plan", json=WISH).get_json()
    works = [stop["work"] for stop in first["stops"]]
    again = client.post("/visit/plan", json={**WISH, "kept": works}).get_json()
    assert [stop["work"] for stop in again["stops"]] == works
    assert again["loses"] is None
    assert again["kept"] is None

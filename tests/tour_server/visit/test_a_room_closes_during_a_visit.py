"""A room that is closed, by staff or by its own hours, is on no plan; phones hear of it and say what is lost."""

from __future__ import annotations

import datetime as dt

from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.museum import Hours, VisitorPlace, VisitorPlaceKind
from contract.opening import room_hours
from tests.tour_server.visit.conftest import Twin
from tour_server.routing.room_windows import CLOSED, RoomWindow
from tour_server.visit.room_hours import room_windows

WISH = {"minutes": 90, "languages": ["en"]}
ATTIC = [Hours(dt.time(11), dt.time(13))] * 7  # the clock of the tests stands at noon


def test_a_room_that_staff_close_is_on_no_plan(client: FlaskClient, house: Twin) -> None:
    kept = [stop["work"] for stop in client.post("/visit/plan", json=WISH).get_json()["stops"]]
    house.closed = {"tiles": None}
    plan = client.post("/visit/plan", json={**WISH, "kept": kept}).get_json()
    assert {stop["room"] for stop in plan["stops"]} == {"hall", "curves"}
    assert plan["closed"] == ["tiles"]
    assert plan["open_seconds"] == 5 * 3600  # noon, and it closes at five
    assert plan["why"] == [
        {
            "code": "room_closed",
            "words": "The Tile Room is closed now. Not seen then: Wall tile, Zellij star.",
        }
    ]
    assert {left["work"]: left["words"] for left in plan["left_out"]} == dict.fromkeys(
        ("wall-tile", "zellij"), "its room is closed now"
    )
    ways = [stop["way"]["rooms"] for stop in plan["stops"] if stop["way"]]
    assert not any("tiles" in str(way) for way in ways), "nobody is sent through it"
    assert client.get("/visit/now").get_json()["closed"] == ["tiles"]
    house.closed = {}
    assert client.get("/visit/now").get_json()["closed"] == []


def test_a_visit_whose_time_is_up_closes_no_room(client: FlaskClient, house: Twin) -> None:
    plan = client.post("/visit/plan", json={**WISH, "minutes": 0, "kept": ["kolam"]}).get_json()
    assert plan["closed"] == []
    assert not any("closed" in note["words"] for note in plan["why"]), plan["why"]
    assert {left["words"] for left in plan["left_out"]} == {"doesn't fit into your time"}


def test_a_closure_that_ends_soon_is_waited_for(client: FlaskClient, house: Twin) -> None:
    house.closed = {"tiles": house.time + dt.timedelta(minutes=20)}
    plan = client.post("/visit/plan", json=WISH).get_json()
    arrivals = [stop["arrives"] for stop in plan["stops"] if stop["room"] == "tiles"]
    assert len(arrivals) == 2
    assert min(arrivals) >= 1200


def test_the_hours_of_a_room_are_part_of_the_plan(client: FlaskClient, house: Twin) -> None:
    release = house.published
    assert release is not None
    hall, tiles, curves = release.museum.rooms
    museum = replace(release.museum, rooms=[hall, tiles, replace(curves, opening=ATTIC)])
    house.published = replace(release, museum=museum)
    assert room_windows(museum, {}, house.time) == {"curves": RoomWindow(0, 3600)}
    assert room_windows(museum, {"hall": None}, house.time)["hall"] == CLOSED
    house.time += dt.timedelta(minutes=59, seconds=30)
    late = client.post("/visit/plan", json=WISH).get_json()
    assert {left["words"] for left in late["left_out"]} == {"its room closes too soon"}
    house.time += dt.timedelta(seconds=30)
    assert client.get("/visit/now").get_json()["closed"] == ["curves"]


def test_the_clock_of_a_room_is_that_of_the_museum(house: Twin) -> None:
    release = house.published
    assert release is not None
    room = replace(release.museum.rooms[2], opening=ATTIC)
    assert room_hours(room, release.museum.site, house.time) == (
        dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC),
        dt.datetime(2026, 6, 10, 11, tzinfo=dt.UTC),
    )


def test_the_loss_before_closing_is_said(client: FlaskClient, house: Twin) -> None:
    kept = [stop["work"] for stop in client.post("/visit/plan", json=WISH).get_json()["stops"]]
    house.time = dt.datetime(2026, 6, 10, 14, 59, tzinfo=dt.UTC)  # a minute before closing
    plan = client.post("/visit/plan", json={**WISH, "kept": kept}).get_json()
    assert plan["loses"]["works"]
    assert plan["why"][0]["words"].startswith("In 1 minute we close: ")
    assert plan["why"][0]["words"].endswith(plan["loses"]["words"])


def test_a_rest_names_its_room(client: FlaskClient, house: Twin) -> None:
    release = house.published
    assert release is not None
    seats = VisitorPlace("bench", VisitorPlaceKind.SEATS, "hall", 2.0, 4.0)
    blocks = [
        replace(block, text="Look. " * 1000)
        for work in release.museum.works
        for block in work.blocks
    ]
    long = {block.key: block for block in blocks}
    works = [
        replace(work, blocks=[long[block.key] for block in work.blocks])
        for work in release.museum.works
    ]
    museum = replace(release.museum, places=[seats], works=works)
    house.published = replace(release, museum=museum, speech=[])
    rests = client.post("/visit/plan", json=WISH).get_json()["rests"]
    assert {(rest["place"], rest["room_name"]) for rest in rests} == {("bench", "Hall")}


def test_no_sentence_denies_what_is_lost(client: FlaskClient, house: Twin) -> None:
    """For short times, full rooms and closed ones: each lost work is named, and nothing says that nothing is lost."""
    first = client.post("/visit/plan", json=WISH).get_json()["stops"]
    titles = {stop["work"]: stop["title"] for stop in first}
    said = 0
    for minutes in (1, 2, 3, 16, 20):
        for full in ([], ["tiles"], ["curves"], ["tiles", "curves"]):
            for closed in ([], ["curves"]):
                house.people = dict.fromkeys(full, 10)
                house.closed = dict.fromkeys(closed)
                wish = {**WISH, "minutes": minutes, "kept": list(titles)}
                plan = client.post("/visit/plan", json=wish).get_json()
                words = " ".join(note["words"] for note in plan["why"])
                lost = (plan["loses"] or {"works": []})["works"]
                if lost and words:
                    said += 1
                    assert "othing" not in words, (minutes, full, closed, words)
                    assert all(titles[work] in words for work in lost), (minutes, full, words)
                if "lose nothing" in words or "Nothing is lost" in words:
                    assert lost == []
    assert said > 10

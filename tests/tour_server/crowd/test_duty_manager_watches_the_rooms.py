"""The page "Rooms now": what it says, how it stays right, and what happens when too many watch."""

from __future__ import annotations

import datetime as dt
import random
import threading
from types import SimpleNamespace

import pytest
from flask import Flask, g

from contract.museum import Hours, Museum, Room, Site
from tour_server.broker.arrival import Arrival
from tour_server.crowd import pages as crowd_pages
from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.footfall import keep_footfall
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.desk import pages as desk_pages

NOW = dt.datetime(2026, 7, 15, 12, 0, tzinfo=dt.UTC)
HOUSE = Museum(
    site=Site(
        key="museum",
        name={"en": "Museum"},
        time_zone="Europe/Amsterdam",
        languages=["en", "nl"],
        opening=[Hours(dt.time(10), dt.time(17))] * 7,
    ),
    rooms=[
        Room("tile-room", {"en": "Tile Room"}, 0, 10, [(0, 0), (8, 0), (8, 6), (0, 6)]),
        Room("curves", {"en": "Curves <&>"}, 1, 20, [(0, 0), (8, 0), (8, 6), (0, 6)]),
    ],
    works=[],
)


@pytest.fixture
def page(tmp_path, a_bin):
    """The page over a real database, somebody signed in; its clock and museum are set by the test."""
    database = Database(f"sqlite:///{tmp_path / 'rooms.db'}")
    database.migrate()
    world = SimpleNamespace(
        now=NOW, museum=HOUSE, person=SimpleNamespace(name="Ada", role="manager")
    )
    changes, streams = Changes(), Streams(2)
    rooms = RoomsNow(database, lambda: world.museum, lambda: world.now, changes)
    app = Flask("test")
    app.secret_key = "test"
    app.register_blueprint(desk_pages.pages(lambda: "Museum", (), dict))
    app.register_blueprint(
        crowd_pages.pages(
            rooms, database, lambda: world.museum, lambda: world.now, changes, streams
        )
    )
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.add_url_rule("/desk/sign-in", "staff.sign_in_page", lambda: "sign in")
    app.add_url_rule("/desk/sign-out", "staff.sign_out", lambda: "out", methods=["POST"])

    @app.before_request
    def who():
        g.person = world.person

    def count(start_minute, device="door", **changes_of_bin):
        start = NOW.timestamp() + 60 * start_minute
        one = a_bin(random.getrandbits(40), start=start, **changes_of_bin)
        with database.writing() as session:
            keep_footfall(session, [Arrival(device, one, start + 60)])
        changes.changed()
        world.now += dt.timedelta(seconds=2)

    world.client, world.count, world.rooms, world.changes = app.test_client(), count, rooms, changes
    yield world
    changes.close()
    database.close()


def test_people_now_against_capacity(page):
    page.count(-2, entered=9, left=1, room="tile-room")
    text = page.client.get("/desk/rooms").text
    assert "Tile Room: 8 of 10." in text
    assert "filling" in text
    assert "Curves &lt;&amp;&gt;: not known." in text
    assert "No kiosk has counted here" in text


def test_a_full_room_is_said_in_words_not_by_colour_alone(page):
    page.count(-2, entered=12, left=0, room="tile-room")
    assert "of 10 · full" in page.client.get("/desk/rooms/board").text
    assert page.rooms.people() == {"tile-room": 12, "curves": None}


def test_it_becomes_not_known_by_time_alone(page):
    page.count(-2, entered=3, left=0, room="tile-room")
    assert page.rooms.people()["tile-room"] == 3
    page.now += dt.timedelta(minutes=10)
    assert page.rooms.people()["tile-room"] is None


def test_the_count_starts_anew_after_closing(page):
    page.count(-2, entered=3, left=0, room="tile-room")
    page.now = NOW + dt.timedelta(hours=22)
    page.count(22 * 60 - 2, entered=1, left=0, room="tile-room")
    assert page.rooms.people()["tile-room"] == 1


def test_before_there_is_a_museum(page):
    page.museum = None
    assert "There are no rooms yet" in page.client.get("/desk/rooms").text
    assert page.client.get("/desk/rooms/footfall.csv").status_code == 404


def test_nobody_is_signed_in(page):
    page.person = None
    for address in ("", "/board", "/events", "/footfall.csv"):
        assert page.client.get("/desk/rooms" + address).status_code == 302


def events(answer):
    """The events of a stream, one by one, as (name, data)."""
    for chunk in answer.response:
        lines = (chunk if isinstance(chunk, str) else chunk.decode()).splitlines()
        data = "\n".join(line[6:] for line in lines if line.startswith("data: "))
        yield lines[0].removeprefix("event: "), data


def test_the_whole_board_comes_at_once_and_again_with_each_change(page):
    stream = events(page.client.get("/desk/rooms/events"))
    name, data = next(stream)
    assert name == "board"
    assert "Tile Room: not known." in data
    threading.Timer(0.2, lambda: page.count(-2, entered=4, left=0, room="tile-room")).start()
    name, data = next(stream)
    assert name == "board"
    assert "Tile Room: 4 of 10." in data


def test_a_page_that_comes_back_after_the_network_dropped_gets_everything(page):
    first = page.client.get("/desk/rooms/events")
    next(events(first))
    first.close()
    page.count(-2, entered=6, left=0, room="tile-room")
    assert "Tile Room: 6 of 10." in next(events(page.client.get("/desk/rooms/events")))[1]


def test_too_many_watch(page):
    open_now = [page.client.get("/desk/rooms/events") for _ in range(2)]
    refused = page.client.get("/desk/rooms/events")
    assert refused.status_code == 503
    assert "Too many live pages" in refused.text
    assert page.client.get("/desk/rooms").status_code == 200
    open_now.pop().close()  # even a stream that was never read gives its place back
    assert page.client.get("/desk/rooms/events").status_code == 200


def test_the_server_stops(page):
    stream = events(page.client.get("/desk/rooms/events"))
    next(stream)
    page.changes.close()
    assert list(stream) == []


def test_the_export(page):
    page.count(-2, entered=9, left=1, room="tile-room")
    answer = page.client.get("/desk/rooms/footfall.csv")
    assert answer.mimetype == "text/csv"
    assert "2026-07-15,13:00+0200,tile-room,9,under 5,1" in answer.text

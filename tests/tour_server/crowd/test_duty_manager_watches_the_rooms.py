"""The page "Rooms now": what it says, how it stays live, and the limit of open pages."""

from __future__ import annotations

import datetime as dt
import threading

import msgspec

from contract.messages import Blindness, Health
from tour_server.fleet.messages import store_health
from tour_server.ingest.message_handler import ReceivedMessage


def test_people_now_against_capacity(page):
    page.count(-2, entered=9, left=1, room="tile-room")
    text = page.client.get("/desk/rooms").text
    assert "Tile Room: 8 of 10." in text
    assert "of 10 · filling" in text
    assert "about 8 (7\u2060–\u20609), room for 10: filling" in text
    assert "Curves &lt;&amp;&gt;: not known." in text
    assert "No kiosk has counted here" in text


def test_a_full_room_is_marked_in_words_not_by_colour_alone(page):
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
    page.now += dt.timedelta(hours=22)
    page.count(22 * 60 - 2, entered=1, left=0, room="tile-room")
    assert page.rooms.people()["tile-room"] == 1


def test_before_there_is_a_museum(page):
    page.museum = None
    assert "No room is published yet" in page.client.get("/desk/rooms").text
    assert page.client.get("/desk/rooms/footfall.csv").status_code == 404


def test_without_a_sign_in(page):
    page.person = None
    for address in (
        "",
        "/board",
        "/events",
        "/room/curves",
        "/take-away",
        "/footfall.csv",
        "/footfall.parquet",
    ):
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


def test_too_many_live_pages(page):
    open_now = [page.client.get("/desk/rooms/events") for _ in range(2)]
    refused = page.client.get("/desk/rooms/events")
    assert refused.status_code == 503
    assert "Too many live pages" in refused.text
    assert page.client.get("/desk/rooms").status_code == 200
    open_now.pop().close()  # even a stream that was never read frees its slot
    assert page.client.get("/desk/rooms/events").status_code == 200


def test_the_server_stops(page):
    stream = events(page.client.get("/desk/rooms/events"))
    next(stream)
    page.changes.close()
    assert list(stream) == []


WELL = Health(
    at=5.0,
    clock_trusted=True,
    software="zaalgids 0.1.0",
    release=3,
    room="tile-room",
    uptime_seconds=100.0,
    outbox_depth=0,
    disk_free_bytes=10**9,
    temperature_celsius=None,
    cameras={"door": "ok"},
    trouble=[],
)


def test_a_warning_before_a_room_is_full(page):
    for minute in range(-17, -1):
        page.count(minute, entered=1, left=0, room="curves")
    text = page.client.get("/desk/rooms/board").text
    assert "full in about 4 minutes at this rate" in text
    assert "of 20 · filling" in text


def test_a_room_that_fills_slowly_is_no_warning(page):
    page.count(-18, entered=3, left=0, room="curves")
    for minute in range(-17, -1):
        page.count(minute, entered=1 if minute % 4 == 0 else 0, left=0, room="curves")
    text = page.client.get("/desk/rooms/board").text
    assert "at this rate" not in text
    assert "Curves &lt;&amp;&gt;: 7 of 20" in text


def test_which_kiosk_is_blind_and_why(page):
    blind = {"entered": None, "left": None, "in_view_mean": None, "in_view_max": None}
    page.count(-2, observed_seconds=0.0, room="tile-room", **blind)
    health = msgspec.structs.replace(WELL, blind={"door": Blindness.COVERED})
    with page.database.writing() as session:
        store_health(session, [ReceivedMessage("door", health, page.now.timestamp())])
    page.changes.notify()
    page.now += dt.timedelta(seconds=2)
    text = page.client.get("/desk/rooms/board").text
    assert "not known. Kiosk door sees nothing: its camera is covered." in text


def test_the_most_pressing_comes_first(page):
    page.count(-2, entered=30, left=0, room="curves")
    text = page.client.get("/desk/rooms/board").text
    assert text.index("full: about 30") < text.index("No kiosk has counted here")


def test_all_is_well(page):
    page.count(-2, entered=3, left=0, room="tile-room")
    page.count(-2, device="stairs", entered=3, left=0, room="curves")
    assert "Every room has space, and every kiosk sees." in page.client.get("/desk/rooms").text


def test_one_room(page):
    page.count(-2, entered=3, left=0, room="tile-room")
    text = page.client.get("/desk/rooms/room/tile-room").text
    assert "room for 10" in text
    assert "14:00" in text, "hours of the museum, not UTC"
    assert page.client.get("/desk/rooms/room/nowhere").status_code == 404
    name, data = next(events(page.client.get("/desk/rooms/room/tile-room/events")))
    assert name == "board"
    assert 'data-at="14:00"' in data


def test_the_plot_has_a_gap_where_no_kiosk_saw(page):
    blind = {"entered": None, "left": None, "in_view_mean": None, "in_view_max": None}
    for minute in range(-12, -8):
        page.count(minute, entered=2, left=0, room="tile-room")
    for minute in range(-8, -5):
        page.count(minute, observed_seconds=0.0, room="tile-room", **blind)
    for minute in range(-5, -1):
        page.count(minute, entered=0, left=0, room="tile-room")
    text = page.client.get("/desk/rooms/room/tile-room/board").text
    assert text.count('class="line"') == text.count('class="band"') == 2

"""The page "Kiosks": when each was last seen, by the server's clock, and what is wrong, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from contract.messages import Blindness, Presence
from tests.tour_server.fleet.kiosk_app import kiosk_app
from tour_server.fleet.kiosk_list import ago, kiosk_list
from tour_server.fleet.messages import store_health, store_presence
from tour_server.ingest.message_handler import ReceivedMessage

NOW = 1_800_000_000.0


def kiosks(database, now=NOW, newest=3):
    with database.reading() as session:
        return kiosk_list(session, now, newest)


def receive(database, store, *messages):
    with database.writing() as session:
        store(session, [ReceivedMessage(device, message, at) for device, message, at in messages])


def test_a_kiosk_that_is_well(database, health):
    receive(database, store_health, ("kiosk-1", health(), NOW - 30))
    (kiosk,) = kiosks(database)
    assert (kiosk.online, kiosk.last_seen, kiosk.release, kiosk.newest) == (
        True,
        "just now",
        3,
        True,
    )
    assert kiosk.problems == []


def test_the_last_will_says_that_it_is_offline(database, health):
    receive(database, store_health, ("kiosk-1", health(), NOW - 60))
    receive(database, store_presence, ("kiosk-1", Presence(False), NOW - 10))
    (kiosk,) = kiosks(database)
    assert kiosk.online is False
    assert "comes later" in kiosk.problems[0]


def test_a_retained_presence_delivered_again_is_no_sign_of_life(database, health):
    receive(database, store_health, ("kiosk-1", health(), NOW - 7200))
    receive(database, store_presence, ("kiosk-1", Presence(True), NOW))
    (kiosk,) = kiosks(database)
    assert kiosk.last_seen == "2 hours ago"
    assert kiosk.online is False
    assert "said nothing lately" in kiosk.problems[0]


def test_messages_that_arrive_late_do_not_turn_the_time_back(database, health):
    receive(database, store_health, ("kiosk-1", health(), NOW - 10))
    receive(database, store_health, ("kiosk-1", health(), NOW - 500))
    assert kiosks(database)[0].last_seen == "just now"


def test_only_presence_was_ever_heard(database):
    receive(database, store_presence, ("kiosk-1", Presence(True), NOW))
    (kiosk,) = kiosks(database)
    assert (kiosk.online, kiosk.release, kiosk.waiting) == (True, None, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"release": 2}, "It shows release 2; 3 is the newest."),
        ({"clock_trusted": False}, "Its clock is not set."),
        ({"outbox_depth": 45}, "45 minutes wait to be sent."),
        ({"cameras": {"door": "lost"}}, "It has trouble with door"),
        ({"trouble": ["The disk is full."]}, "The disk is full."),
    ],
)
def test_each_problem_is_a_sentence(database, health, changes, words):
    receive(
        database, store_health, ("a-well-one", health(), NOW), ("kiosk-1", health(**changes), NOW)
    )
    first, second = kiosks(database)
    assert any(words in problem for problem in first.problems), first.problems
    assert (first.name, second.problems) == ("kiosk-1", [])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (89, "just now"),
        (120, "2 minutes ago"),
        (3600, "60 minutes ago"),
        (7200, "2 hours ago"),
        (86400, "24 hours ago"),
        (200_000, "2 days ago"),
    ],
)
def test_last_seen_in_words(seconds, words):
    assert ago(seconds) == words


@pytest.fixture
def client(database):
    return kiosk_app(database, dt.datetime.fromtimestamp(NOW, dt.UTC)).test_client()


def test_the_page(client, database, health):
    assert "No kiosk has been heard of yet" in client.get("/desk/kiosks").text
    receive(database, store_health, ("kiosk-1", health(trouble=["<b>hot</b>"]), NOW))
    text = client.get("/desk/kiosks").text
    assert "1 of 1 online" in text
    assert "&lt;b&gt;hot&lt;/b&gt;" in text


def test_the_table_is_refreshed_without_a_reload(client, database, health):
    page = client.get("/desk/kiosks").text
    assert 'http-equiv="refresh"' not in page, "a reload loses focus and scroll position"
    assert 'data-address="/desk/kiosks/table"' in page
    assert '<a href="/desk/kiosks">Show the newest</a>' in page, "without JavaScript"
    receive(database, store_health, ("kiosk-1", health(), NOW))
    table = client.get("/desk/kiosks/table")
    assert "kiosk-1" in table.text
    assert "As at today 09:00" in table.text
    assert "<html" not in table.text
    assert table.headers["Cache-Control"] == "no-store"


def test_when_it_was_seen_in_the_time_of_the_museum(client, database, health):
    receive(database, store_health, ("kiosk-1", health(), NOW - 3600))
    text = client.get("/desk/kiosks").text
    assert "60 minutes ago" in text
    assert "today 08:00" in text  # NOW is 08:00 UTC on 15 January 2027, so 09:00 there


def test_a_kiosk_that_sees_nothing(client, database, health):
    dark = {"door": Blindness.DARK, "hall": Blindness.DARK, "side": Blindness.FROZEN}
    receive(database, store_health, ("kiosk-1", health(blind=dark), NOW))
    (kiosk,) = kiosks(database)
    assert kiosk.blind == "it is too dark to see anyone, its camera's picture has frozen"
    assert "no: it is too dark to see anyone" in client.get("/desk/kiosks").text
    receive(database, store_presence, ("kiosk-1", Presence(False), NOW))
    assert kiosks(database)[0].blind == ""
    assert "not known" in client.get("/desk/kiosks").text


@pytest.mark.parametrize(
    ("cameras", "words"),
    [
        ({"camera-1": "trouble"}, '<span class="missing">no</span>'),
        ({"camera-1": "trouble", "camera-2": "ok"}, "not with every camera"),
        ({"camera-1": "ok"}, '<td data-head="Sees">yes</td>'),
        ({}, "no camera"),
    ],
)
def test_a_kiosk_that_only_recognises_has_lost_its_camera(client, database, health, cameras, words):
    receive(database, store_health, ("a", health(), NOW), ("b", health(cameras=cameras), NOW))
    assert words in client.get("/desk/kiosks").text
    lost = "trouble" in cameras.values()
    assert [one.name for one in kiosks(database)] == (["b", "a"] if lost else ["a", "b"])
    found = {one.name: [str(words) for words in one.short] for one in kiosks(database)}
    assert found == {"a": [], "b": ["a camera has failed"] if lost else []}

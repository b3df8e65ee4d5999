"""The page "Kiosks": who was seen when, by the server's clock, and what is wrong, in words."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g

from contract.messages import Blindness, Presence
from tour_server.broker.arrival import Arrival
from tour_server.desk import pages as desk_pages
from tour_server.desk.moments import Moments
from tour_server.fleet import pages as fleet_pages
from tour_server.fleet.kiosk_list import ago, roll
from tour_server.fleet.last_seen import keep_health, keep_presence

NOW = 1_800_000_000.0


def lines(database, now=NOW, newest=3):
    with database.reading() as session:
        return roll(session, now, newest)


def hear(database, keep, *messages):
    with database.writing() as session:
        keep(session, [Arrival(device, message, at) for device, message, at in messages])


def test_a_kiosk_that_is_well(database, health):
    hear(database, keep_health, ("kiosk-1", health(), NOW - 30))
    (line,) = lines(database)
    assert (line.online, line.last_seen, line.release, line.newest) == (True, "just now", 3, True)
    assert line.trouble == []


def test_the_broker_says_that_it_is_gone(database, health):
    hear(database, keep_health, ("kiosk-1", health(), NOW - 60))
    hear(database, keep_presence, ("kiosk-1", Presence(False), NOW - 10))
    (line,) = lines(database)
    assert line.online is False
    assert "comes later" in line.trouble[0]


def test_a_retained_word_that_is_delivered_again_is_no_sign_of_life(database, health):
    hear(database, keep_health, ("kiosk-1", health(), NOW - 7200))
    hear(database, keep_presence, ("kiosk-1", Presence(True), NOW))
    (line,) = lines(database)
    assert line.last_seen == "2 hours ago"
    assert line.online is False
    assert "said nothing lately" in line.trouble[0]


def test_messages_that_arrive_late_do_not_turn_the_time_back(database, health):
    hear(database, keep_health, ("kiosk-1", health(), NOW - 10))
    hear(database, keep_health, ("kiosk-1", health(), NOW - 500))
    assert lines(database)[0].last_seen == "just now"


def test_only_presence_was_ever_heard(database):
    hear(database, keep_presence, ("kiosk-1", Presence(True), NOW))
    (line,) = lines(database)
    assert (line.online, line.release, line.waiting) == (True, None, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"release": 2}, "It shows release 2; 3 is the newest."),
        ({"clock_trusted": False}, "Its clock is not set."),
        ({"outbox_depth": 45}, "45 minutes wait to be sent."),
        ({"cameras": {"door": "lost"}}, "Camera door: lost."),
        ({"trouble": ["The disk is full."]}, "The disk is full."),
    ],
)
def test_what_is_wrong_is_said_in_words(database, health, changes, words):
    hear(database, keep_health, ("a-well-one", health(), NOW), ("kiosk-1", health(**changes), NOW))
    first, second = lines(database)
    assert any(words in said for said in first.trouble), first.trouble
    assert (first.name, second.trouble) == ("kiosk-1", [])


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
    app = Flask("test")
    app.secret_key = "test"
    app.register_blueprint(desk_pages.pages(lambda: "Museum", (), dict))
    now = dt.datetime.fromtimestamp(NOW, dt.UTC)
    app.register_blueprint(fleet_pages.pages(database, lambda: None, lambda: 3, lambda: now))
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["moment"] = Moments(lambda: now, lambda: ZoneInfo("Europe/Amsterdam"))
    app.add_url_rule("/desk/sign-in", "staff.sign_in_page", lambda: "sign in")
    app.add_url_rule("/desk/sign-out", "staff.sign_out", lambda: "out", methods=["POST"])

    @app.before_request
    def who():
        g.person = SimpleNamespace(name="Ada", role="technician")

    return app.test_client()


def test_the_page(client, database, health):
    assert "No kiosk has been heard of yet" in client.get("/desk/kiosks").text
    hear(database, keep_health, ("kiosk-1", health(trouble=["<b>hot</b>"]), NOW))
    text = client.get("/desk/kiosks").text
    assert "1 of 1 online" in text
    assert "&lt;b&gt;hot&lt;/b&gt;" in text


def test_when_it_was_seen_in_the_time_of_the_museum(client, database, health):
    hear(database, keep_health, ("kiosk-1", health(), NOW - 3600))
    text = client.get("/desk/kiosks").text
    assert "60 minutes ago" in text
    assert "today 08:00" in text  # NOW is 08:00 UTC on 15 January 2027, so 09:00 there


def test_a_kiosk_that_sees_nothing(client, database, health):
    dark = {"door": Blindness.DARK, "hall": Blindness.DARK, "side": Blindness.FROZEN}
    hear(database, keep_health, ("kiosk-1", health(blind=dark), NOW))
    (line,) = lines(database)
    assert line.blind == "it is too dark to see anyone, its camera's picture has frozen"
    assert "no: it is too dark to see anyone" in client.get("/desk/kiosks").text
    hear(database, keep_presence, ("kiosk-1", Presence(False), NOW))
    assert lines(database)[0].blind == ""
    assert "not known" in client.get("/desk/kiosks").text

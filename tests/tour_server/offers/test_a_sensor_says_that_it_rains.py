"""The museum's sensor says whether it rains; while it is heard it goes before staff."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.desk import Desk
from tour_server.database import Database
from tour_server.offers.offer_board import OfferBoard
from tour_server.offers.rain import RAIN_HOURS, SENSOR_MINUTES, Rain
from tour_server.offers.rain_page import RainPage, read_rain
from tour_server.staff.permissions import Role

NOON = dt.datetime(2026, 3, 3, 11, tzinfo=dt.UTC)  # a Tuesday, noon in Amsterdam
PASS = "only for tests"
TOKEN = {"Authorization": f"Bearer {PASS}"}


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> dt.datetime:
        return self.at

    def later(self, **time: float) -> None:
        self.at += dt.timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rain(database: Database, clock: Clock) -> Rain:
    return Rain(database, clock)


def client(rain: Rain, token: str = PASS) -> FlaskClient:
    app = Flask("tests.rain")
    app.register_blueprint(RainPage(rain, token).blueprint())
    return app.test_client()


def test_who_is_believed(rain: Rain, clock: Clock) -> None:
    assert (rain.state().rains, rain.state().by_sensor) == (False, False)
    rain.say(rains=True)
    assert (rain.state().rains, rain.state().by_sensor) == (True, False)
    rain.sensor_says(rains=False)
    assert (rain.state().rains, rain.state().by_sensor) == (False, True)
    clock.later(minutes=SENSOR_MINUTES - 1)
    rain.sensor_says(rains=False)
    state = rain.state()
    assert state.sensor is not None
    assert (state.sensor.since, state.sensor.heard) == (NOON, clock.at), "dry all the while"
    clock.later(minutes=SENSOR_MINUTES)
    assert (rain.state().rains, rain.state().by_sensor) == (True, False), "staff said so"
    rain.sensor_says(rains=False)
    state = rain.state()
    assert state.sensor is not None
    assert state.sensor.since == clock.at, "what was between is not known"
    rain.sensor_says(rains=True)
    clock.later(hours=RAIN_HOURS)
    assert (rain.state().rains, rain.state().by_sensor) == (False, False), "nobody says it any more"


def test_the_sensor_needs_the_token(rain: Rain) -> None:
    page = client(rain)
    assert page.post("/rain", data="rain").status_code == 401
    assert (
        page.post("/rain", data="rain", headers={"Authorization": "Bearer no"}).status_code == 401
    )
    assert rain.state().sensor is None
    assert page.post("/rain", data="rain", headers=TOKEN).status_code == 204
    assert rain.state().rains
    assert page.post("/rain", data="0.0", headers=TOKEN).status_code == 204
    assert not rain.state().rains
    for body in ("perhaps", "-1", "nan", "", b"\xff"):
        assert page.post("/rain", data=body, headers=TOKEN).status_code == 400
    assert page.post("/rain", data="1" * 101, headers=TOKEN).status_code == 413
    assert page.get("/rain", headers=TOKEN).status_code == 405
    assert not rain.state().rains
    off = client(rain, "")
    assert off.post("/rain", data="rain", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    ("text", "rains"),
    [("rain", True), ("ON\n", True), ('"off"', False), ("0.2", True), ("0", False), ("inf", None)],
)
def test_what_sensors_send(text: str, rains: bool | None) -> None:
    assert read_rain(text) is rains


def test_the_desk_shows_who_says_it_and_since_when(desk: Desk) -> None:
    desk.clock.at = NOON
    manager = desk.colleague("Mia", Role.DUTY_MANAGER)
    told = desk.parts.assembly.context.get(OfferBoard).rain
    told.sensor_says(rains=True)
    page = manager.get("/desk/offers-now").text
    assert "It rains since 12:00, the sensor says." in page
    assert 'name="rains"' not in page, "a switch that would do nothing"
    desk.clock.at += dt.timedelta(minutes=SENSOR_MINUTES)
    page = manager.get("/desk/offers-now").text
    assert "The sensor has said nothing since 12:00, so what you say here counts." in page
    assert 'name="rains"' in page
    assert manager.post("/rain", content="rain").status_code == 404, "no token is set"

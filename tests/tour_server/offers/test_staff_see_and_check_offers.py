"""Staff see whether an offer is shown and why not, say that it rains, take in codes, and read the counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contract.museum import WHOLE_DAY
from contract.offer_terms import Raining
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.offers.counts import counts_between
from tour_server.offers.offer_board import OfferBoard
from tour_server.staff.permissions import Role

HERE = {"Sec-Fetch-Site": "same-origin"}
NOON = dt.datetime(2026, 3, 3, 11, tzinfo=dt.UTC)  # a Tuesday, noon in Amsterdam


def change(desk: Desk, **fields: Any) -> None:
    """Change the offer "thee", approve it and publish."""
    part = desk.parts.drafts.get(PartKind.OFFER, "thee")
    offer = replace(part.body, **fields)
    desk.parts.drafts.put(PartKind.OFFER, "thee", offer, part.version, "Noor")
    part = desk.parts.drafts.get(PartKind.OFFER, "thee")
    editor = desk.signed_in("Edda")
    editor.post("/desk/offers/thee", editor.fill_in("/desk/offers/thee"), action="approve")
    desk.parts.publisher.publish("Noor")


@pytest.fixture
def open_desk(desk: Desk) -> Iterator[Desk]:
    desk.clock.at = NOON
    desk.colleague("Edda", Role.EDITOR)
    return desk


def test_an_offer_is_shown_taken_and_used_once_and_the_limit_is_said(open_desk: Desk) -> None:
    desk = open_desk
    change(desk, condition=WHOLE_DAY, limit=1)
    phone = desk.stranger().client
    (offer,) = phone.get("/visit/now").get_json()["offers"]
    assert (offer["key"], offer["code"]) == ("thee", True)
    assert phone.post("/visit/offers/thee/shown", headers=HERE).status_code == 204
    taken = phone.post("/visit/offers/thee/take", headers=HERE)
    assert taken.status_code == 200, taken.text
    assert taken.get_json()["svg"].startswith("<svg")
    assert "Set-Cookie" not in taken.headers
    assert phone.post("/visit/offers/thee/take", headers=HERE).status_code == 409
    manager = desk.colleague("Bram", Role.DUTY_MANAGER)
    page = manager.get("/desk/offers-now").text
    assert "not shown: 1 of 1 are taken" in page
    number = taken.get_json()["number"]
    manager.get("/desk/codes")
    assert "Good. It is used from now on." in manager.post("/desk/codes", code=number).text
    assert "Used before." in manager.post("/desk/codes", code=number).text
    assert "This is no code of today." in manager.post("/desk/codes", code="1234").text
    (counts,) = counts_between(desk.parts.database, NOON.date(), NOON.date(), dt.UTC)
    assert (counts.shown, counts.taken, counts.redeemed) == (1, 1, 1)
    assert "offers.csv" in manager.get("/desk/offers-now/counts.csv").headers["Content-Disposition"]
    desk.clock.at = NOON + dt.timedelta(days=1)
    table = desk.signed_in("Bram").get("/desk/offers-now/counts.csv").text
    assert (
        table
        == "date,offer,shown,taken,redeemed,shown_at_kiosks\n2026-03-03,thee,withheld,withheld,withheld,\n"
    )


@pytest.mark.parametrize("request_of", ["take", "shown"])
def test_another_site_cant_take_an_offer(open_desk: Desk, request_of: str) -> None:
    change(open_desk, condition=WHOLE_DAY)
    phone = open_desk.stranger().client
    sent = phone.post(f"/visit/offers/thee/{request_of}", headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    assert phone.post("/visit/offers/other/take", headers=HERE).status_code == 409


def test_what_a_visitor_still_sees_can_be_taken_for_five_minutes(open_desk: Desk) -> None:
    desk = open_desk
    change(desk, condition=WHOLE_DAY, also=[Raining()], has_code=True)
    phone, manager = desk.stranger().client, desk.colleague("Bram", Role.DUTY_MANAGER)
    assert phone.get("/visit/now").get_json()["offers"] == []
    assert "nobody says that it rains" in manager.get("/desk/offers-now").text
    manager.post("/desk/offers-now/rain", rains="yes")
    desk.clock.at += dt.timedelta(seconds=10)
    assert "It rains, until 14:0" in manager.get("/desk/offers-now").text
    assert len(phone.get("/visit/now").get_json()["offers"]) == 1
    manager.post("/desk/offers-now/rain", rains="no")
    desk.clock.at += dt.timedelta(minutes=4)
    assert phone.get("/visit/now").get_json()["offers"] == []
    assert phone.post("/visit/offers/thee/take", headers=HERE).status_code == 200
    desk.clock.at += dt.timedelta(minutes=2)
    assert phone.post("/visit/offers/thee/take", headers=HERE).status_code == 409
    events = [event.kind for event in desk.parts.events.page(EventFilter(), None, 50)]
    assert events.count("rain-said") == 2


def test_the_page_of_an_offer_shows_it_in_each_language_and_why_it_is_not_shown(
    open_desk: Desk,
) -> None:
    desk = open_desk
    change(desk, condition=WHOLE_DAY, room="hal", place={"nl": "Naast de trap"}, limit=12)
    desk.clock.at = NOON.replace(hour=3)
    page = desk.signed_in("Edda").get("/desk/offers/thee/now").text
    assert "not shown: closed until 10:00" in page
    assert "Thee voor twee." in page
    assert "Hal · Naast de trap" in page
    assert "Hall" in page
    assert "Not known yet: 0 hours with the offer and 0 without; 5 of each are needed." in page


def test_an_offer_in_a_closed_room_is_not_shown_and_the_desk_says_why(open_desk: Desk) -> None:
    desk = open_desk
    change(desk, condition=WHOLE_DAY, room="hal")
    manager, phone = desk.colleague("Bram", Role.DUTY_MANAGER), desk.stranger().client
    assert len(phone.get("/visit/now").get_json()["offers"]) == 1
    manager.get("/desk/rooms")
    manager.post("/desk/rooms/room/hal/close", until="15:00")
    desk.clock.at += dt.timedelta(seconds=10)
    assert phone.get("/visit/now").get_json()["offers"] == []
    assert "not shown: Hal is closed until 15:00" in manager.get("/desk/offers-now").text
    manager.post("/desk/rooms/room/hal/close", until="")
    desk.clock.at += dt.timedelta(seconds=10)
    assert "Hal is closed until it is opened" in manager.get("/desk/offers-now").text
    manager.post("/desk/rooms/room/hal/open")
    desk.clock.at += dt.timedelta(seconds=10)
    assert len(phone.get("/visit/now").get_json()["offers"]) == 1


def test_a_minute_is_counted_for_what_holds(open_desk: Desk) -> None:
    change(open_desk, condition=WHOLE_DAY, room="hal")
    board = open_desk.parts.assembly.context.get(OfferBoard)
    board.note_minute()  # nobody counts people in the hall, so nothing is known of it
    assert board.shown()[0].key == "thee"


def test_the_key_of_codes_is_the_servers_alone(open_desk: Desk) -> None:
    key: Path = open_desk.parts.data / "offers.key"
    assert key.stat().st_mode & 0o777 == 0o600
    page = open_desk.signed_in("Edda").get("/desk/codes").text
    assert key.read_bytes().hex() not in page, "a page has the key of its day"

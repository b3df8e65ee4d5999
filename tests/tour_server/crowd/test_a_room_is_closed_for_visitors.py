"""Staff close a room with one touch, until an hour or until they open it; the desk shows it, the log has it."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from tour_server.staff.permissions import Role


def test_a_room_is_closed_and_opened_again(page) -> None:
    closed = page.client.post("/desk/rooms/room/tile-room/close", data={"until": ""})
    assert closed.status_code == 302
    assert page.closures.closed() == {"tile-room": None}
    page.now += dt.timedelta(seconds=3)
    shown = page.client.get("/desk/rooms/room/tile-room").get_data(as_text=True)
    assert "Closed for visitors, until it is opened" in shown
    assert "Open Tile Room again" in shown
    assert "closed for visitors, until it is opened" in page.client.get("/desk/rooms").get_data(
        as_text=True
    )
    page.client.post("/desk/rooms/room/tile-room/open", data={"back": "all"})
    assert page.closures.closed() == {}
    assert page.events == [
        ("room-closed", "Ada", "tile-room", ""),
        ("room-opened", "Ada", "tile-room"),
    ]


def test_a_closure_ends_by_itself_and_outlives_the_server(page) -> None:
    page.client.post("/desk/rooms/room/curves/close", data={"until": "15:30"})  # now it is 14:00
    page.open_again()
    until = dt.datetime(2026, 7, 15, 13, 30, tzinfo=dt.UTC)
    assert page.closures.closed() == {"curves": until}
    page.now = until
    assert page.closures.closed() == {}


def test_an_hour_that_is_over_or_no_hour_is_refused(page) -> None:
    for typed, sentence in (("13:00", "is over today"), ("soon", "is no time")):
        answer = page.client.post("/desk/rooms/room/curves/close", data={"until": typed})
        assert answer.status_code == 400
        assert sentence in answer.get_data(as_text=True)
    assert page.client.post("/desk/rooms/room/cellar/close").status_code == 404
    assert page.closures.closed() == {}


def test_who_may_not_change_rooms_closes_none(page) -> None:
    page.person = replace(page.person, roles=frozenset({Role.AUTHOR}))
    assert page.client.post("/desk/rooms/room/curves/close").status_code == 403
    assert "Close Curves" not in page.client.get("/desk/rooms/room/curves").get_data(as_text=True)

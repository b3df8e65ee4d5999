"""Kiosks are told which rooms staff have closed, until when, and that they are open again."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from contract.messages import ClosedRoomsNow, decode
from runtime.broker_address import BrokerAddress
from tour_server.crowd.kiosk_closures import READ_SECONDS, kiosk_closures
from tour_server.fleet import kiosk_notice


class ClientTwin:
    """A client that is turned by hand and keeps what is published."""

    def __init__(self, _address: Any, _name: str, **hooks: Any) -> None:
        self.turn = hooks["on_turn"]
        self.published: list[tuple[str, bytes, bool]] = []

    def publish(self, name: str, body: bytes, *, retain: bool = False) -> None:
        self.published.append((name, body, retain))


def test_a_room_is_closed_until_an_hour_and_another_is_opened(
    page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients: list[ClientTwin] = []

    def client(*facts: Any, **hooks: Any) -> ClientTwin:
        clients.append(ClientTwin(*facts, **hooks))
        return clients[-1]

    monkeypatch.setattr(kiosk_notice, "ReconnectingClient", client)
    kiosk_closures(
        BrokerAddress("127.0.0.1", 1883),
        "huis",
        lambda: page.closures.closed(),
        lambda: page.now,
        random.Random(1),
    )
    (one,) = clients

    def said() -> dict[str, float | None] | None:
        page.now += dt.timedelta(seconds=READ_SECONDS)
        one.published.clear()
        one.turn()
        if not one.published:
            return None
        ((name, body, retain),) = one.published
        assert (name, retain) == ("zaalgids/v1/huis/all/closed-rooms", True)
        return decode(body, ClosedRoomsNow).rooms

    assert said() == {}, "also when nothing is closed: the broker may hold an old message"
    page.client.post("/desk/rooms/room/tile-room/close", data={"until": ""})
    page.client.post("/desk/rooms/room/curves/close", data={"until": "15:30"})
    until = dt.datetime(2026, 7, 15, 13, 30, tzinfo=dt.UTC)
    assert said() == {"tile-room": None, "curves": until.timestamp()}
    assert said() is None, "nothing has changed"
    page.client.post("/desk/rooms/room/tile-room/open")
    assert said() == {"curves": until.timestamp()}
    page.now = until
    assert said() == {}, "its hour is over"

"""Kiosks are told which offers hold: their keys alone, at each change, and again each minute."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from contract.messages import OffersNow, decode
from contract.museum import WHOLE_DAY, Offer
from runtime.broker_address import BrokerAddress
from tour_server.fleet import kiosk_notice
from tour_server.fleet.kiosk_notice import REPEAT_SECONDS
from tour_server.offers.kiosk_offers import READ_SECONDS, kiosk_offers

NOON = dt.datetime(2026, 3, 3, 11, 0, tzinfo=dt.UTC)
TEA = Offer("tea", {"nl": "Thee"}, {"nl": "Thee voor twee."}, WHOLE_DAY, "Noor", "Bram")


class ClientTwin:
    """A client that is turned by hand and keeps what is published."""

    def __init__(self, _address: Any, _name: str, **hooks: Any) -> None:
        self.turn, self.lost = hooks["on_turn"], hooks["on_lost"]
        self.published: list[tuple[str, OffersNow, bool]] = []

    def publish(self, name: str, body: bytes, *, retain: bool = False) -> None:
        self.published.append((name, decode(body, OffersNow), retain))


def test_a_change_and_each_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clients: list[ClientTwin] = []

    def client(*facts: Any, **hooks: Any) -> ClientTwin:
        clients.append(ClientTwin(*facts, **hooks))
        return clients[-1]

    monkeypatch.setattr(kiosk_notice, "ReconnectingClient", client)
    holding = [TEA]
    moments = [NOON]
    kiosk_offers(
        BrokerAddress("127.0.0.1", 1883),
        "huis",
        lambda: list(holding),
        lambda: moments[0],
        random.Random(1),
    )
    (one,) = clients

    def after(seconds: float) -> list[tuple[list[str], float]]:
        moments[0] += dt.timedelta(seconds=seconds)
        one.published.clear()
        one.turn()
        return [(said.offers, said.sent - NOON.timestamp()) for _, said, _ in one.published]

    assert after(0) == [(["tea"], 0)]
    assert one.published[0][0] == "zaalgids/v1/huis/all/offers"
    assert one.published[0][2] is True, "a kiosk that starts later hears it"
    assert after(READ_SECONDS) == []
    holding.clear()
    assert after(READ_SECONDS - 1) == [], "the facts are not read at each turn"
    assert after(1) == [([], 2 * READ_SECONDS)]
    assert after(REPEAT_SECONDS - 1) == []
    assert after(READ_SECONDS) == [([], REPEAT_SECONDS + 3 * READ_SECONDS - 1)]
    one.lost()
    assert len(after(0)) == 1, "a broker that lost it hears it again"

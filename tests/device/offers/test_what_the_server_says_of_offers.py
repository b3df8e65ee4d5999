"""A kiosk trusts what it heard of offers for three minutes, by two clocks, and only with a network."""

from __future__ import annotations

from contract.messages import OffersNow
from device.offers.offers_heard import FRESH_SECONDS, OffersHeard


class Kiosk:
    def __init__(self) -> None:
        self.connected, self.monotonic, self.wall = True, 100.0, 5000.0
        self.trusted = True
        self.heard = OffersHeard(
            lambda: self.connected,
            lambda: self.monotonic,
            lambda: self.wall if self.trusted else None,
        )


def test_how_long_it_holds() -> None:
    kiosk = Kiosk()
    assert list(kiosk.heard.now()) == []
    assert kiosk.heard.heard(OffersNow(["tea"], 5000.0)) is True
    assert list(kiosk.heard.now()) == ["tea"]
    assert kiosk.heard.heard(OffersNow(["tea"], 5001.0)) is False, "the same offers"
    kiosk.monotonic += FRESH_SECONDS
    assert list(kiosk.heard.now()) == ["tea"]
    kiosk.monotonic += 1
    assert list(kiosk.heard.now()) == [], "the server has fallen silent"
    kiosk.heard.heard(OffersNow(["tea"], 5000.0))
    kiosk.connected = False
    assert list(kiosk.heard.now()) == []
    kiosk.connected = True
    assert list(kiosk.heard.now()) == ["tea"]


def test_a_kept_message_of_a_server_that_is_gone_holds_nothing() -> None:
    kiosk = Kiosk()
    kiosk.heard.heard(OffersNow(["tea"], 5000.0 - FRESH_SECONDS - 1))
    assert list(kiosk.heard.now()) == []
    kiosk.heard.heard(OffersNow(["tea"], 5000.0 + FRESH_SECONDS + 1))
    assert list(kiosk.heard.now()) == [], "one of the clocks is wrong"
    kiosk.heard.heard(OffersNow(["tea"], 5000.0))
    kiosk.trusted = False
    assert list(kiosk.heard.now()) == [], "its age is not known"

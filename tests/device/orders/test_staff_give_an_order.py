"""Staff order a kiosk something from the desk: it is done once, and the kiosk says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from contract.kiosk_alerts import KioskAlert
from contract.kiosk_messages import (
    KioskOrder,
    LookInvitation,
    OrderKind,
    OrderOutcome,
    OrderResult,
)
from contract.selftest import SelftestReport
from contract.signed_notices import signed_order
from device.orders.orders import (
    FILE,
    INTERRUPTED,
    REMEMBERED,
    KioskOrders,
    OrderNotDoneError,
    OrderParts,
)

KEY = b"k" * 32
REPORT = SelftestReport(
    at=1.0,
    clock_trusted=True,
    software="0.1",
    machine="a board",
    cores=4,
    memory_bytes=None,
    checks=[],
)
INVITATION = LookInvitation(
    addresses=["https://10.0.0.7:8443/"], code="sealed", fingerprint="AB:CD", minutes=10
)


class KioskTwin:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[OrderOutcome] = []
        self.restarts = self.shown = 0
        self.wall: float | None = 1_000.0
        self.seconds = 0.0
        self.tests: list[Callable[[SelftestReport | None], None]] = []
        self.refuses = ""
        self.start()

    def start(self) -> None:
        parts = OrderParts(
            self.folder,
            "museum",
            "kiosk-1",
            KEY,
            lambda: self.wall,
            self.told.append,
            self._restart,
            self._show,
            lambda: ["a line"],
            self.tests.append,
            self._look,
        )
        self.orders = KioskOrders(parts, lambda: self.seconds)

    def _restart(self) -> None:
        self.restarts += 1

    def _show(self) -> None:
        self.shown += 1

    def _look(self) -> LookInvitation:
        if self.refuses:
            raise OrderNotDoneError(self.refuses)
        return INVITATION


@pytest.fixture
def kiosk(tmp_path: Path) -> KioskTwin:
    return KioskTwin(tmp_path)


def order(what: OrderKind, key: bytes = KEY, identity: str = "a" * 16) -> KioskOrder:
    plain = KioskOrder(identity, what, 900.0, 1_500.0, 7)
    return signed_order(key, "museum", "kiosk-1", plain)


def test_it_shows_its_number_for_a_minute(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.IDENTIFY))
    assert (kiosk.orders.identified_as, kiosk.shown) == (7, 1)
    assert kiosk.told == [OrderOutcome("a" * 16, OrderResult.DONE)]
    kiosk.seconds = 60.0
    assert kiosk.orders.identified_as is None


def test_it_restarts_once_although_the_order_comes_again(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.RESTART))
    assert (kiosk.restarts, kiosk.told) == (1, [])
    kiosk.start()
    kiosk.orders.heard(order(OrderKind.RESTART))
    assert (kiosk.restarts, kiosk.told) == (1, [OrderOutcome("a" * 16, OrderResult.DONE)])


def test_it_sends_its_log(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.LOGS))
    assert kiosk.told[0].lines == ["a line"]


def test_an_order_that_comes_too_late_is_refused(kiosk: KioskTwin) -> None:
    kiosk.wall = 1_501.0
    kiosk.orders.heard(order(OrderKind.RESTART))
    assert (kiosk.restarts, kiosk.told[0].result) == (0, OrderResult.REFUSED)


def test_a_strangers_order_is_not_done(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.RESTART, key=b"x" * 32))
    assert (kiosk.restarts, kiosk.told) == (0, [])


def test_a_disk_that_takes_nothing_can_not_make_it_restart_for_ever(
    kiosk: KioskTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("device.orders.orders.write_durably", full)
    kiosk.orders.heard(order(OrderKind.RESTART))
    assert (kiosk.restarts, kiosk.told[0].result) == (0, OrderResult.REFUSED)


def test_a_damaged_list_of_orders_is_begun_anew(kiosk: KioskTwin, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"{")
    kiosk.start()
    kiosk.orders.heard(order(OrderKind.IDENTIFY))
    assert kiosk.orders.identified_as == 7


def test_a_self_test_is_answered_when_it_ends(kiosk: KioskTwin) -> None:
    for _ in range(3):  # the server asks again while it lasts
        kiosk.orders.heard(order(OrderKind.SELFTEST))
    assert (len(kiosk.tests), kiosk.told) == (1, [])
    kiosk.tests[0](REPORT)
    done = OrderOutcome("a" * 16, OrderResult.DONE, selftest=REPORT)
    assert kiosk.told == [done]
    kiosk.orders.heard(order(OrderKind.SELFTEST))  # the outcome was lost: it is said again, whole
    assert kiosk.told == [done, done]


def test_a_self_test_that_makes_no_report_is_refused(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.SELFTEST))
    kiosk.tests[0](None)
    assert kiosk.told[0].result is OrderResult.REFUSED


def test_a_self_test_ends_with_the_kiosk(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.SELFTEST))
    kiosk.start()
    kiosk.orders.heard(order(OrderKind.SELFTEST))
    assert kiosk.told == [OrderOutcome("a" * 16, OrderResult.REFUSED, INTERRUPTED)]
    assert len(kiosk.tests) == 1


def test_a_look_is_opened_once(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.LOOK))
    kiosk.refuses = "not twice"
    kiosk.orders.heard(order(OrderKind.LOOK))
    assert kiosk.told == 2 * [OrderOutcome("a" * 16, OrderResult.DONE, look=INVITATION)]


def test_a_look_that_can_not_be_opened_is_refused_in_words(kiosk: KioskTwin) -> None:
    kiosk.refuses = "It has no camera."
    kiosk.orders.heard(order(OrderKind.LOOK))
    assert kiosk.told == [OrderOutcome("a" * 16, OrderResult.REFUSED, "It has no camera.")]


def test_an_order_that_was_forgotten_is_not_done_again(kiosk: KioskTwin) -> None:
    """Somebody recorded it, and waited until the kiosk had fifty newer ones; its clock is not set."""
    kiosk.wall = None
    recorded = order(OrderKind.RESTART)
    kiosk.orders.heard(recorded)
    for number in range(REMEMBERED + 1):
        plain = KioskOrder(f"{number:016x}", OrderKind.IDENTIFY, 901.0 + number, 9_999.0, 7)
        kiosk.orders.heard(signed_order(KEY, "museum", "kiosk-1", plain))
    kiosk.start()
    kiosk.orders.heard(recorded)
    assert kiosk.restarts == 1
    trouble = kiosk.orders._parts.trouble
    assert trouble.alerts == [KioskAlert.MESSAGES_REPLAYED]
    assert trouble.problems == ["An order that was sent long ago came again; it is not done."]


def test_a_strangers_order_is_an_alarm(kiosk: KioskTwin) -> None:
    kiosk.orders.heard(order(OrderKind.RESTART, key=b"x" * 32))
    altered = msgspec.structs.replace(order(OrderKind.IDENTIFY), what=OrderKind.RESTART)
    kiosk.orders.heard(altered)
    assert kiosk.restarts == 0
    assert kiosk.orders._parts.trouble.alerts == [KioskAlert.MESSAGES_FORGED]

"""Staff open a look through a kiosk's camera, and read the report of a self test."""

from __future__ import annotations

import datetime as dt

import pytest

from contract.kiosk_messages import LookInvitation, OrderKind, OrderOutcome, OrderResult
from contract.messages import Health, decode, encode
from contract.selftest import CheckState, SelftestCheck, SelftestReport
from contract.signed_notices import sealed
from tests.desk import Browser, Desk
from tour_server.devices.registry import DeviceRegistry
from tour_server.events.event_log import EventFilter
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.kiosk_care.order_book import OrderBook
from tour_server.staff.permissions import Role

PAGE = "/desk/kiosks/look-after/kiosk-1"
CODE = "ABCD-EFGH"
REPORT = SelftestReport(
    at=1_790_000_000.0,
    clock_trusted=True,
    software="0.1",
    machine="Raspberry Pi 4 Model B",
    cores=4,
    memory_bytes=4 * 10**9,
    checks=[
        SelftestCheck(
            part="disk",
            state=CheckState.FAILED,
            words="The system has counted errors of the disk.",
            advice="Put another card in.",
            values={"errors": 3},
        ),
        SelftestCheck(part="clock", state=CheckState.WELL, words="The clock is set."),
    ],
)


@pytest.fixture
def key(desk: Desk) -> bytes:
    made = desk.parts.assembly.context.get(DeviceRegistry).add("kiosk-1", "Ada")
    is_heard(desk, online=True)
    return made


@pytest.fixture
def technician(desk: Desk, key: bytes) -> Browser:
    return desk.colleague("tech", Role.TECHNICIAN)


@pytest.fixture
def orders(desk: Desk) -> OrderBook:
    return desk.parts.assembly.context.get(OrderBook)


def is_heard(desk: Desk, *, online: bool) -> None:
    health = Health(1.0, True, "0.1", 1, None, 5.0, 0, 10**9, 48.2, {"camera-1": "ok"}, [])
    now = desk.clock().timestamp()
    with desk.parts.database.writing() as session:
        session.merge(
            KioskRecord(
                device="kiosk-1",
                online=online,
                first_seen=now,
                last_seen=now,
                release=1,
                health=encode(health).decode(),
            )
        )


def answered(desk: Desk, orders: OrderBook, outcome: OrderOutcome) -> None:
    """Store an outcome as it comes from the kiosk."""
    arrived = decode(encode(outcome), OrderOutcome)
    with desk.parts.database.writing() as session:
        received = ReceivedMessage("kiosk-1", arrived, desk.clock().timestamp())
        assert orders.store(session, [received]) == 1


def invitation(key: bytes) -> LookInvitation:
    addresses = ["https://10.0.0.7:8443/", "https://[fd00::7]:8443/"]
    return LookInvitation(
        addresses=addresses, code=sealed(key, CODE), fingerprint=":".join(32 * ["AB"]), minutes=10
    )


def opened(technician: Browser, orders: OrderBook) -> str:
    """Press the button after the question. Returns the order."""
    technician.get(f"{PAGE}/look")
    answer = technician.post(f"{PAGE}/look")
    assert answer.status_code == 303
    order = orders.wanted()["kiosk-1"]
    assert order.what is OrderKind.LOOK
    assert answer.headers["Location"].endswith(order.id)
    return order.id


def test_the_look_leads_to_the_kiosks_own_address(
    desk: Desk, technician: Browser, orders: OrderBook, key: bytes
) -> None:
    assert "a technician looks through its camera" in technician.get(f"{PAGE}/look").text
    assert orders.wanted() == {}  # a question alone opens nothing
    order = opened(technician, orders)
    assert "The kiosk is asked." in technician.get(f"{PAGE}/look/{order}").text
    answered(desk, orders, OrderOutcome(order, OrderResult.DONE, look=invitation(key)))
    page = technician.get(f"{PAGE}/look/{order}")
    assert page.headers["Cache-Control"] == "no-store"
    assert f'href="https://10.0.0.7:8443/#{CODE}"' in page.text
    assert f'href="https://[fd00::7]:8443/#{CODE}"' in page.text
    assert " ".join(8 * ["AB"]) in page.text
    assert CODE in technician.get(f"{PAGE}/look/{order}/part").text
    kinds = [one.kind for one in desk.parts.events.page(EventFilter(), None, 20)]
    assert "kiosk-look-asked" in kinds
    desk.clock.at += dt.timedelta(minutes=10)
    ended = technician.get(f"{PAGE}/look/{order}").text
    assert CODE not in ended
    assert "The code has ended." in ended


def test_the_code_lies_encrypted_and_is_for_who_asked(
    desk: Desk, technician: Browser, orders: OrderBook, key: bytes
) -> None:
    order = opened(technician, orders)
    answered(desk, orders, OrderOutcome(order, OrderResult.DONE, look=invitation(key)))
    other = desk.colleague("another", Role.TECHNICIAN)
    assert other.get(f"{PAGE}/look/{order}").status_code == 404
    assert other.get(f"{PAGE}/log/{order}").status_code == 404
    assert CODE not in other.get(PAGE).text
    with desk.parts.database.reading() as session:
        from tour_server.kiosk_care.tables import KioskOrderRecord

        row = session.get(KioskOrderRecord, order)
        assert row is not None
        assert CODE not in (row.lines or CODE)
    desk.parts.assembly.context.get(DeviceRegistry).revoke("kiosk-1", "Ada")
    assert CODE not in technician.get(f"{PAGE}/look/{order}").text


def test_a_kiosk_that_is_offline_is_not_asked(
    desk: Desk, technician: Browser, orders: OrderBook
) -> None:
    is_heard(desk, online=False)
    technician.get(f"{PAGE}/look")
    answer = technician.post(f"{PAGE}/look")
    assert answer.status_code == 409
    assert "kiosk-1 is offline" in answer.text
    assert orders.wanted() == {}


def test_a_kiosk_that_is_not_registered_is_not_asked(desk: Desk, orders: OrderBook) -> None:
    is_heard(desk, online=True)
    technician = desk.colleague("tech", Role.TECHNICIAN)
    technician.get(f"{PAGE}/look")
    assert technician.post(f"{PAGE}/look").status_code == 409
    assert orders.wanted() == {}


def test_a_kiosk_that_refuses_says_why(desk: Desk, technician: Browser, orders: OrderBook) -> None:
    order = opened(technician, orders)
    answered(desk, orders, OrderOutcome(order, OrderResult.REFUSED, "It has no camera."))
    assert "The kiosk refuses: It has no camera." in technician.get(f"{PAGE}/look/{order}").text


def test_a_kiosk_that_does_not_answer_opens_nothing_later(
    desk: Desk, technician: Browser, orders: OrderBook
) -> None:
    order = opened(technician, orders)
    desk.clock.at += dt.timedelta(minutes=2)
    assert orders.wanted() == {}
    assert "Its port stays closed." in technician.get(f"{PAGE}/look/{order}").text


def test_who_may_not_look_after_kiosks_opens_none(desk: Desk, technician: Browser) -> None:
    author = desk.colleague("aad", Role.AUTHOR)
    assert "Look through its camera" not in author.get(PAGE).text
    assert author.post(f"{PAGE}/look").status_code == 403


def test_the_button_of_orders_asks_first(technician: Browser, orders: OrderBook) -> None:
    technician.get(PAGE)
    answer = technician.post(f"{PAGE}/order", what="look")
    assert answer.headers["Location"].endswith("/look")
    assert orders.wanted() == {}


def test_the_report_of_a_self_test(desk: Desk, technician: Browser, orders: OrderBook) -> None:
    technician.get(PAGE)
    technician.post(f"{PAGE}/order", what="selftest")
    order = orders.wanted()["kiosk-1"].id
    assert technician.get(f"{PAGE}/selftest/{order}").status_code == 404
    answered(desk, orders, OrderOutcome(order, OrderResult.DONE, selftest=REPORT))
    assert f"/selftest/{order}" in technician.get(PAGE).text
    page = technician.get(f"{PAGE}/selftest/{order}").text
    assert "→ Put another card in." in page
    assert "errors 3" in page
    assert "Raspberry Pi 4 Model B" in page
    file = technician.get(f"{PAGE}/selftest/{order}.json")
    assert "kiosk-1" not in file.headers["Content-Disposition"]
    assert "kiosk-1" not in file.text
    assert file.get_json()["checks"][0]["advice"] == "Put another card in."
    assert technician.get(f"{PAGE}/log/{order}").status_code == 404
    desk.clock.at += dt.timedelta(days=8)
    orders.delete_old_lines()
    assert orders.report("kiosk-1", order) is None

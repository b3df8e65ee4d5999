"""The page of one kiosk: what it reports, its history, and what staff order it."""

from __future__ import annotations

import datetime as dt

import pytest

from contract.kiosk_messages import (
    MachineState,
    OrderKind,
    OrderOutcome,
    OrderResult,
    ScreenState,
)
from contract.kiosk_settings import SettingScope
from contract.messages import Blindness, Health, encode
from tests.desk import Browser, Desk
from tour_server.devices.registry import DeviceRegistry
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.kiosk_care.course_plot import online_stretches, value_course
from tour_server.kiosk_care.order_book import OrderBook
from tour_server.kiosk_care.samples import KEPT_DAYS, SAMPLE_SECONDS, KioskSample, KioskSamples
from tour_server.kiosk_settings.setting_groups import SettingGroup, SettingGroups
from tour_server.staff.permissions import Role

PAGE = "/desk/kiosks/look-after/kiosk-1"
MACHINE = MachineState(
    under_voltage=True,
    throttled=False,
    throttled_before=True,
    disk_life_percent=20,
    disk_read_only=False,
    memory_bytes=4_000_000_000,
    memory_free_bytes=1_000_000_000,
    clock_synchronised=True,
    clock_offset=-0.4,
    recognition_ms=180.0,
    screen=ScreenState.TELLING,
)


@pytest.fixture
def technician(desk: Desk) -> Browser:
    desk.parts.assembly.context.get(DeviceRegistry).add("kiosk-1", "Ada")
    heard(desk, MACHINE)
    return desk.colleague("tech", Role.TECHNICIAN)


@pytest.fixture
def orders(desk: Desk) -> OrderBook:
    return desk.parts.assembly.context.get(OrderBook)


def heard(
    desk: Desk,
    machine: MachineState | None,
    name: str = "kiosk-1",
    blind: dict[str, Blindness] | None = None,
) -> None:
    """Store a report of a kiosk."""
    health = Health(
        *(1.0, True, "0.1", 1, None, 5.0, 0, 10**9, 48.2, {"camera-1": "ok"}, [], blind or {}),
        machine=machine,
    )
    now = desk.clock().timestamp()
    with desk.parts.database.writing() as session:
        session.merge(
            KioskRecord(
                device=name,
                online=True,
                first_seen=now,
                last_seen=now,
                release=1,
                health=encode(health).decode(),
            )
        )


def answered(desk: Desk, orders: OrderBook, outcome: OrderOutcome, device: str = "kiosk-1") -> int:
    now = desk.clock().timestamp()
    with desk.parts.database.writing() as session:
        return orders.store(session, [ReceivedMessage(device, outcome, now)])


def test_the_page_says_what_is_known_and_what_is_not(technician: Browser) -> None:
    page = technician.get(PAGE).text
    assert "48 °C" in page
    assert "too low" in page
    assert "none now, slowed down since it was switched on" in page
    assert "set by the network, -0.4 s from the server’s" in page
    assert "tells of a work" in page
    assert "not known on this machine" in page  # the errors of its disk
    assert "Its power supply is too weak." in page


def test_what_is_known_of_one_that_is_offline_has_its_time(desk: Desk, technician: Browser) -> None:
    assert "As it last reported" not in technician.get(PAGE).text
    desk.clock.at += dt.timedelta(minutes=10)
    page = technician.get(PAGE).text
    assert "As it last reported, today" in page
    assert "when it is back within ten minutes" in page
    for link in ("Take kiosk-1 off the list", "Replace kiosk-1 by…", "Revoke kiosk-1"):
        assert link in page


def test_one_that_sees_nothing_says_why(desk: Desk, technician: Browser) -> None:
    heard(desk, MACHINE, blind={"camera-1": Blindness.COVERED})
    assert "It sees nothing: its camera is covered." in technician.get(PAGE).text


def test_a_kiosk_of_before_these_reports(desk: Desk, technician: Browser) -> None:
    heard(desk, None)
    assert "48 °C" in technician.get(PAGE).text
    assert "not known" in technician.get("/desk/kiosks").text


def test_who_needs_help_stands_first(desk: Desk, technician: Browser) -> None:
    heard(desk, MachineState(), "a-kiosk")
    page = technician.get("/desk/kiosks").text
    assert page.index('id="kiosk-kiosk-1"') > page.index('id="kiosk-a-kiosk"')  # not registered
    desk.parts.assembly.context.get(DeviceRegistry).add("a-kiosk", "Ada")
    page = technician.get("/desk/kiosks").text
    assert page.index('id="kiosk-kiosk-1"') < page.index('id="kiosk-a-kiosk"')
    assert "tells of a work" in page


@pytest.mark.parametrize("what", [one for one in OrderKind if one is not OrderKind.LOOK])
def test_an_order_waits_and_its_outcome_is_shown(
    desk: Desk, technician: Browser, orders: OrderBook, what: OrderKind
) -> None:
    technician.get(PAGE)
    assert technician.post(f"{PAGE}/order", what=what.value).status_code == 302
    order = orders.wanted()["kiosk-1"]
    assert (order.what, order.number) == (what, 1)
    assert "waits for the kiosk" in technician.get(PAGE).text
    assert answered(desk, orders, OrderOutcome(order.id, OrderResult.DONE), "another") == 0
    lines = ["12:00 INFO device: well"] if what is OrderKind.LOGS else []
    assert answered(desk, orders, OrderOutcome(order.id, OrderResult.DONE, lines=lines)) == 1
    assert answered(desk, orders, OrderOutcome(order.id, OrderResult.REFUSED)) == 0
    assert orders.wanted() == {}
    assert "done today" in technician.get(PAGE).text
    log = technician.get(f"{PAGE}/log/{order.id}")
    assert log.status_code == (200 if lines else 404)
    if lines:
        assert log.text == "12:00 INFO device: well\n"


def test_an_order_that_nobody_answers_is_given_up(
    desk: Desk, technician: Browser, orders: OrderBook
) -> None:
    orders.ask("kiosk-1", OrderKind.RESTART, "Ada")
    desk.clock.at += dt.timedelta(minutes=11)
    assert orders.wanted() == {}
    assert "not answered in ten minutes" in technician.get(PAGE).text


def test_logs_are_deleted_after_a_week(desk: Desk, technician: Browser, orders: OrderBook) -> None:
    order = orders.ask("kiosk-1", OrderKind.LOGS, "Ada")
    answered(desk, orders, OrderOutcome(order, OrderResult.DONE, lines=["a line"]))
    desk.clock.at += dt.timedelta(days=8)
    orders.delete_old_lines()
    assert orders.lines("kiosk-1", order) is None


def test_a_kiosk_without_a_key_takes_no_order(desk: Desk, technician: Browser) -> None:
    heard(desk, None, "stranger")
    technician.get(PAGE)
    answer = technician.post("/desk/kiosks/look-after/stranger/order", what="restart")
    assert answer.status_code == 409
    assert "not registered" in answer.text


def test_a_kiosk_is_moved_to_another_room(desk: Desk, technician: Browser) -> None:
    room = desk.parts.drafts.museum().rooms[0].key
    technician.get(PAGE)
    assert technician.post(f"{PAGE}/room", room=room).status_code == 302
    groups = desk.parts.assembly.context.get(SettingGroups)
    assert groups.of(SettingGroup(SettingScope.KIOSK, "kiosk-1")) == {"room": room}
    assert "It has not said yet that it is there." in technician.get(PAGE).text
    assert technician.post(f"{PAGE}/room", room="nowhere").status_code == 422


def test_only_who_may_gives_orders(desk: Desk, technician: Browser) -> None:
    author = desk.colleague("aad", Role.AUTHOR)
    assert "Restart its program" not in author.get(PAGE).text
    assert author.post(f"{PAGE}/order", what="restart").status_code == 403
    assert technician.get("/desk/kiosks/look-after/nobody").status_code == 404


def test_samples_are_kept_for_some_days(desk: Desk, technician: Browser) -> None:
    samples = desk.parts.assembly.context.get(KioskSamples)
    samples.take()
    samples.take()  # in the same five minutes
    desk.clock.at += dt.timedelta(seconds=SAMPLE_SECONDS)
    heard(desk, MACHINE)
    samples.take()
    kept = samples.of("kiosk-1", 1)
    assert [one.temperature for one in kept] == [48.2, 48.2]
    assert kept[0].under_voltage
    assert "<path" in technician.get(PAGE).text
    desk.clock.at += dt.timedelta(days=KEPT_DAYS + 1)
    samples.take()
    kept = samples.of("kiosk-1", 100)
    assert [(one.online, one.temperature) for one in kept] == [(False, None)]


def sample(at: int, value: float | None, *, online: bool = True) -> KioskSample:
    return KioskSample(at, online, value, None, None, None, None, None, None)


def test_a_course_has_gaps_where_nothing_is_known() -> None:
    now = 86_400.0
    known = [sample(300 * n, float(n)) for n in range(10)]
    later = [sample(300 * n, float(n)) for n in range(20, 25)]
    course = value_course([*known, sample(3000, None), *later], lambda one: one.temperature, now, 1)
    assert course is not None
    assert (len(course.paths), course.low, course.high, course.last) == (2, 0.0, 24.0, 24.0)
    assert value_course([sample(0, None)], lambda one: one.temperature, now, 1) is None
    flat = value_course([sample(0, 5.0)], lambda one: one.temperature, now, 1)
    assert flat is not None
    assert len(flat.paths) == 1


def test_stretches_in_which_it_was_online() -> None:
    now = 86_400.0
    samples = [sample(300 * n, None, online=n not in (3, 4)) for n in range(8)]
    stretches = online_stretches(samples, now, 1)
    assert [round(one.width / (600 * 300 / 86_400)) for one in stretches] == [3, 3]

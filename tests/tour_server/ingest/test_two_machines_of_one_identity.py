"""Two machines of one name, and a copied card, on real brokers: both are told, and no count is lost or merged."""

from __future__ import annotations

import random
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from contract.acknowledgements import (
    is_authentic_conflict,
    signed_acknowledgement,
    signed_conflict,
)
from contract.messages import Health
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Minute, Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from runtime.broker_address import BrokerAddress
from runtime.clocks import utc_now
from tests.waiting import until
from tour_server.crowd.bounds import kiosk_problems
from tour_server.crowd.messages import store_bins
from tour_server.crowd.tables import DifferingBin, FootfallBin
from tour_server.devices.registry import DeviceRegistry
from tour_server.events.event_log import EventFilter, EventLog
from tour_server.fleet.events import DeviceEvents
from tour_server.fleet.messages import store_health, store_presence
from tour_server.fleet.overview import KioskOverview
from tour_server.fleet.release_announcements import ReleaseAnnouncements

pytestmark = pytest.mark.long

SITE, NAME = "museum", "k1"


class _Clock:
    """The clocks of one machine; each has a boot of its own."""

    def __init__(self, boot: str) -> None:
        self.boot = boot
        self.wall_clock, self.monotonic = time.time, time.monotonic

    @staticmethod
    def trusted() -> bool:
        return True


class Machine:
    """A kiosk's outbox and uplink."""

    def __init__(self, address: BrokerAddress, file: Path, key: bytes, name: str = NAME) -> None:
        clock = _Clock(secrets.token_hex(8))
        self.boot = secrets.token_hex(8)
        self.began = time.monotonic()
        self.outbox = Outbox(file, clock)
        client = KioskMqttClient(address, name, subscriptions(SITE, name), will(SITE, name))
        self.uplink = Uplink(
            self.outbox,
            client,
            clock,
            site=SITE,
            device=name,
            key=key,
            health=self._health,
            on_release=lambda _number: None,
            rng=random.Random(file.name),
            timing=UplinkTiming(again_after=1.0, longest_silence=2.0, idle=0.02, longest_pause=4.0),
        )

    def _health(self) -> Health:
        uptime = time.monotonic() - self.began
        return Health(1.0, True, "test", None, None, uptime, 0, 1, None, {}, [], boot=self.boot)

    def count(self, minutes: int, entered: int) -> None:
        start = time.monotonic()
        for number in range(minutes):
            self.outbox.update_open(Minute(start + 60.0 * number, "hall", 60.0, entered, 0, 1.0, 1))
        self.outbox.seal()

    def stop(self) -> None:
        self.uplink.stop()
        self.outbox.close()


@pytest.fixture
def events(database) -> EventLog:
    return EventLog(database, utc_now)


@pytest.fixture
def registry(database, events) -> DeviceRegistry:
    return DeviceRegistry(database, utc_now, events)


@pytest.fixture
def overview(database, registry) -> KioskOverview:
    made = KioskOverview(database, registry, lambda: None, utc_now)
    made.add_source(kiosk_problems)
    return made


@pytest.fixture
def server(broker, ingest_of, registry, events) -> Iterator[None]:
    """The ingest with the handlers of the server, and what tells kiosks of a conflict."""

    class _Place:
        address = broker.address()

        @staticmethod
        def site() -> str:
            return SITE

    says = ReleaseAnnouncements(_Place, _Place, registry, lambda: None, lambda: None)  # type: ignore[arg-type]
    says.start()
    devices = DeviceEvents(events)
    ingest_of(
        handlers={
            "footfall": partial(store_bins, on_differing=devices.copied),
            "health": devices.of_conflicts(devices.around(store_health), says.say_conflict),
            "presence": devices.around(store_presence),
        },
        keys=registry.keys,
    )
    yield
    says.stop()


@pytest.fixture
def machine(broker, tmp_path) -> Iterator[Callable[..., Machine]]:
    made: list[Machine] = []

    def make(file: str, key: bytes, name: str = NAME) -> Machine:
        made.append(Machine(broker.address(), tmp_path / file, key, name))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.mark.both_kinds
def test_two_machines_of_one_name_are_told_at_the_desk_and_on_each(
    server, registry, machine, overview, database, events
):
    key = registry.add(NAME)
    first, second = machine("first.db", key), machine("second.db", key)
    first.count(3, entered=1)
    second.count(4, entered=10)
    first.uplink.start()
    until(lambda: first.uplink.connected)
    second.uplink.start()
    words = "Another kiosk uses the name k1"
    for one in (first, second):
        until(lambda one=one: words in " ".join(one.uplink.problems), 60, "each to know the other")
    (seen,) = overview.kiosks()
    assert "Two machines are called k1" in " ".join(seen.problems)
    assert "two machines of one name" in map(str, seen.short)
    until(lambda: (first.outbox.depth, second.outbox.depth) == (0, 0), 60, "both to be drained")
    with database.reading() as session:
        counted = session.execute(select(func.count(), func.sum(FootfallBin.entered))).one()
    assert tuple(counted) == (7, 43)
    kinds = [one.kind for one in events.export(EventFilter())]
    assert kinds.count("kiosk-name-conflict") == 1


@pytest.mark.both_kinds
def test_a_copied_card_loses_no_count_and_merges_none(
    server, registry, machine, overview, database, tmp_path
):
    """The copy was made after the first start, so both have one epoch and one sequence."""
    key = registry.add(NAME)
    original = Outbox(tmp_path / "first.db", _Clock("c" * 16))
    epoch = original.epoch
    original.close()
    shutil.copy(tmp_path / "first.db", tmp_path / "second.db")
    first, second = machine("first.db", key), machine("second.db", key)
    assert first.outbox.epoch == second.outbox.epoch == epoch
    first.count(3, entered=1)
    second.count(4, entered=10)
    first.uplink.start()
    until(lambda: first.outbox.depth == 0)
    second.uplink.start()
    until(lambda: second.outbox.depth == 0, 60, "the copy to be acknowledged for its own counts")
    with database.reading() as session:
        kept = session.execute(select(func.count(), func.sum(FootfallBin.entered))).one()
        apart = session.execute(select(func.count(), func.sum(DifferingBin.entered))).one()
    assert tuple(kept) == (4, 13), "three of the first, and the fourth minute of the copy"
    assert tuple(apart) == (3, 30)
    (seen,) = overview.kiosks()
    assert "3 minutes that differ are kept apart" in " ".join(seen.problems)


def test_a_copied_card_is_said_on_a_machine_whose_bin_the_server_has_from_the_other(
    server, registry, machine, tmp_path
):
    key = registry.add(NAME)
    Outbox(tmp_path / "first.db", _Clock("c" * 16)).close()
    shutil.copy(tmp_path / "first.db", tmp_path / "second.db")
    first, second = machine("first.db", key), machine("second.db", key)
    first.count(1, entered=1)
    second.count(1, entered=10)
    check = first.uplink._authenticity
    (theirs,) = second.outbox.digests("footfall", [0]).values()
    told = signed_acknowledgement(
        key, SITE, NAME, "acknowledgement", second.outbox.epoch, [(0, theirs)]
    )
    assert check.forgettable("footfall", told, first.outbox) == []
    assert check.forgettable("footfall", told, second.outbox) == [0]
    assert "with a copy of this one's card" in " ".join(first.uplink.problems)


@pytest.mark.both_kinds
def test_a_revoked_kiosk_gets_no_acknowledgement_and_one_that_is_unknown_no_signed_one(
    server, registry, machine, overview, database
):
    revoked = machine("revoked.db", registry.add(NAME))
    registry.revoke(NAME)
    revoked.count(1, entered=1)
    revoked.uplink.start()
    until(lambda: "still sends" in " ".join(overview.kiosks()[0].problems), what="its dead letters")
    assert revoked.outbox.depth == 1
    revoked.uplink.stop()
    registry.remove(NAME)
    unknown = machine("unknown.db", bytes(32), "k2")
    unknown.count(1, entered=7)
    unknown.uplink.start()
    until(lambda: _entered(database) == 7, what="its count to be stored")
    until(lambda: "not made with this kiosk's key" in " ".join(unknown.uplink.problems))
    assert unknown.outbox.depth == 1


def _entered(database) -> int:
    with database.reading() as session:
        return int(session.scalar(select(func.sum(FootfallBin.entered))) or 0)


def test_the_broker_says_that_the_session_was_taken_over(tmp_path):
    """Mosquitto from 2.1 on and other brokers send reason 0x8E; here a socket sends what they send."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = BrokerAddress("127.0.0.1", listening.getsockname()[1])
        one = Machine(address, tmp_path / "one.db", bytes(32))
        one.uplink.start()
        try:
            line, _ = listening.accept()
            with line:
                line.recv(4096)
                line.sendall(b"\x20\x03\x00\x00\x00")  # CONNACK, success
                line.recv(4096)
                line.sendall(b"\xe0\x02\x8e\x00")  # DISCONNECT, session taken over
                until(lambda: "Another kiosk uses the name k1" in " ".join(one.uplink.problems))
        finally:
            one.stop()


def test_short_connections_do_not_reset_the_pause(tmp_path):
    """Each connection that ends at once makes the next pause longer: a thrown-off kiosk does not hammer the broker."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = BrokerAddress("127.0.0.1", listening.getsockname()[1])
        one = Machine(address, tmp_path / "one.db", bytes(32))
        one.uplink.start()
        try:
            for _connection in range(3):
                line, _ = listening.accept()
                with line:
                    line.recv(4096)
                    line.sendall(b"\x20\x03\x00\x00\x00")
                    until(lambda: one.uplink.connected)
                until(lambda: not one.uplink.connected)
            assert one.uplink._backoff._span == 4.0, "1, 2, 4 s: it never began again"
        finally:
            one.stop()


def test_what_a_kiosk_is_told_is_signed_with_its_key(registry):
    """A stranger can't make a kiosk say that there are two of it."""
    key = registry.add(NAME)
    true = signed_conflict(key, SITE, NAME, ["a" * 16, "b" * 16])
    assert is_authentic_conflict(true, key, SITE, NAME)
    assert not is_authentic_conflict(true, key, SITE, "k2")
    assert not is_authentic_conflict(signed_conflict(None, SITE, NAME, ["a" * 16]), key, SITE, NAME)

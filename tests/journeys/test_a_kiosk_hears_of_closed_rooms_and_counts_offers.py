"""At a real broker: a kiosk that comes later hears what is closed, and what it showed of offers is stored once."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from contract.messages import Health, OfferCounts
from device.closed_rooms.closures_heard import ClosuresHeard
from device.speaking_turns.silence_heard import SilenceHeard
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import OFFERS_SHOWN, Outbox
from device.uplink.uplink import ServerHooks, Uplink, UplinkTiming, subscriptions, will
from tests.bins import KEY
from tests.brokers import RealIotcore, RealMosquitto
from tests.device.uplink.conftest import ClockTwin
from tests.waiting import until
from tour_server.crowd.kiosk_closures import kiosk_closures
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.events.event_log import EventLog
from tour_server.fleet.silence import KioskSilence, kiosk_silence
from tour_server.ingest.ingest import Ingest
from tour_server.offers.counts import counts_between
from tour_server.offers.messages import store_offer_counts

pytestmark = pytest.mark.long
SITE = "museum"
HEALTH = Health(1.0, True, "test", None, "hall", 1.0, 0, 1, None, {}, [])
NOON = dt.datetime(2026, 3, 3, 11, tzinfo=dt.UTC)


class RealClock(ClockTwin):
    def monotonic(self) -> float:
        return time.monotonic()


class KioskAtABroker:
    """A kiosk's outbox and uplink, and what it heard of closed rooms."""

    def __init__(self, folder: Path, broker: RealIotcore | RealMosquitto, name: str) -> None:
        clock = RealClock()
        self.outbox = Outbox(folder / f"{name}.db", clock)
        self.closures = ClosuresHeard(time.monotonic, lambda: NOON.timestamp())
        self.silence = SilenceHeard()
        self.uplink = Uplink(
            self.outbox,
            KioskMqttClient(broker.address(), name, subscriptions(SITE, name), will(SITE, name)),
            clock,
            site=SITE,
            device=name,
            key=KEY,
            health=lambda: HEALTH,
            on_release=lambda _number: None,
            hears=ServerHooks(closed_rooms=self.closures.heard, silence=self.silence.heard),
            rng=random.Random(1),
            timing=UplinkTiming(again_after=0.5),
        )
        self.uplink.start()

    def stop(self) -> None:
        self.uplink.stop()
        self.outbox.close()


@pytest.fixture(params=[RealIotcore, RealMosquitto], ids=["iotcore", "mosquitto"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealIotcore | RealMosquitto]:
    made: RealIotcore | RealMosquitto = request.param(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


Join = Callable[[str], KioskAtABroker]


@pytest.fixture
def join(tmp_path: Path, broker: RealIotcore | RealMosquitto) -> Iterator[Join]:
    with ExitStack() as stack:

        def joined(name: str) -> KioskAtABroker:
            kiosk = KioskAtABroker(tmp_path, broker, name)
            stack.callback(kiosk.stop)
            return kiosk

        yield joined


def test_rooms_are_closed_and_opened(broker: RealIotcore | RealMosquitto, join: Join) -> None:
    closed: dict[str, dt.datetime | None] = {"hall": None}
    moments = [NOON]
    notice = kiosk_closures(
        broker.address(), SITE, lambda: dict(closed), lambda: moments[0], random.Random(1)
    )
    early = join("early")
    notice.start()
    try:
        until(lambda: early.closures.now() == {"hall"})
        late = join("late")
        until(lambda: late.closures.now() == {"hall"}, what="what the broker keeps")
        closed.clear()
        closed["attic"] = NOON + dt.timedelta(hours=1)
        moments[0] += dt.timedelta(seconds=5)
        for kiosk in (early, late):
            until(lambda kiosk=kiosk: kiosk.closures.now() == {"attic"})
    finally:
        notice.stop()


def test_staff_silence_all_kiosks(
    broker: RealIotcore | RealMosquitto, join: Join, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    database.migrate()
    moments = [NOON]
    silence = KioskSilence(database, lambda: moments[0], EventLog(database, lambda: moments[0]))
    notice = kiosk_silence(broker.address(), SITE, silence, lambda: moments[0], random.Random(1))
    early = join("early")
    notice.start()
    try:
        until(lambda: early.uplink.connected)
        silence.begin("els")
        moments[0] += dt.timedelta(seconds=5)
        until(lambda: early.silence.silent)
        late = join("late")
        until(lambda: late.silence.silent, what="what the broker keeps")
        silence.end("els")
        moments[0] += dt.timedelta(seconds=5)
        until(lambda: not early.silence.silent and not late.silence.silent)
    finally:
        notice.stop()
        database.close()


def test_counts_wait_for_the_server_and_are_stored_once(
    broker: RealIotcore | RealMosquitto, join: Join, tmp_path: Path
) -> None:
    kiosk = join("kiosk-1")
    hour = NOON.timestamp()
    for offer, shown in (("tea", 3), ("drawing", 0)):
        kiosk.outbox.add_counts(OfferCounts(kiosk.outbox.epoch, 0, hour, offer, shown))
    until(lambda: kiosk.uplink.connected)
    time.sleep(1.2)  # sent, and sent again: there is no server
    assert len(kiosk.outbox.waiting(OFFERS_SHOWN)) == 2
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    database.migrate()
    ingest = Ingest(
        database,
        broker.address(),
        SITE,
        {"offers-shown": store_offer_counts},
        rng=random.Random(1),
        keys=lambda: {"kiosk-1": DeviceKey(KEY, revoked=False)},
    )
    ingest.start()
    try:
        until(lambda: not kiosk.outbox.waiting(OFFERS_SHOWN), what="that it may forget them")
    finally:
        ingest.stop()
    days = counts_between(database, NOON.date(), NOON.date(), dt.UTC)
    assert [(one.offer, one.at_kiosks) for one in days] == [("drawing", 0), ("tea", 3)]
    database.close()

"""Brokers, a kiosk as the broker sees it, and an ingest that receives its messages."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import func, select

from contract.messages import Acknowledgement, decode, encode
from contract.topics import topic
from tests.bins import a_bin
from tests.brokers import RealIotcore, RealMosquitto, leave
from tests.waiting import until
from tour_server.crowd.messages import store_bins
from tour_server.crowd.tables import FootfallBin
from tour_server.fleet.messages import store_health, store_presence
from tour_server.ingest.ingest import Ingest
from tour_server.usage.messages import store_playback_counts

SITE = "museum"
HANDLERS = {
    "footfall": store_bins,
    "told": store_playback_counts,
    "health": store_health,
    "presence": store_presence,
}


class KioskClient:
    """Publishes messages as a kiosk does, and records the sequences that are acknowledged."""

    def __init__(self, address, name: str = "kiosk-1") -> None:
        self.name = name
        self.acknowledged: list[int] = []
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5)
        self.client.on_message = lambda _c, _d, message: self.acknowledged.extend(
            decode(bytes(message.payload), Acknowledgement).sequences
        )
        self.client.on_connect = lambda client, *_: client.subscribe(
            topic(SITE, name, "acknowledgement"), 1
        )
        self.client.connect(address.host, address.port)
        self.client.loop_start()
        until(self.client.is_connected)

    def send(self, message, kind: str = "footfall") -> None:
        body = message if isinstance(message, bytes) else encode(message)
        self.client.publish(topic(SITE, self.name, kind), body, 1).wait_for_publish(10)

    def leave(self) -> None:
        leave(self.client)


@pytest.fixture
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealIotcore | RealMosquitto]:
    """One broker for each database: iotcore with SQLite, as by default, Mosquitto with PostgreSQL."""
    url: str = request.getfixturevalue("database_url")
    kind = RealIotcore if url.startswith("sqlite") else RealMosquitto
    if kind is RealMosquitto and not RealMosquitto.is_installed():
        pytest.skip("needs Debian package mosquitto")
    started = kind(tmp_path / "broker")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def ingest_of(database, broker):
    """Start an ingest at each call; stop them all at the end."""
    started = []

    def start(worker: int = 1, workers: int = 1, on=database, **arguments) -> Ingest:
        ingest = Ingest(
            on,
            broker.address(),
            SITE,
            arguments.pop("handlers", HANDLERS),
            worker=worker,
            workers=workers,
            rng=random.Random(1),
            keys=arguments.pop("keys", dict),
            **arguments,
        )
        ingest.start()
        started.append(ingest)
        until(lambda: ingest.connected)
        time.sleep(0.1)  # its subscriptions follow the connection
        return ingest

    yield start
    for ingest in started:
        ingest.stop()


@pytest.fixture
def kiosk(broker) -> Iterator[KioskClient]:
    joined = KioskClient(broker.address())
    yield joined
    joined.leave()


@pytest.fixture
def another_kiosk(broker):
    joined = []

    def join(name: str) -> KioskClient:
        joined.append(KioskClient(broker.address(), name))
        return joined[-1]

    yield join
    for one in joined:
        one.leave()


@pytest.fixture
def stored(database) -> Callable[[], tuple[int, int]]:
    """(bins, people in) in the database."""

    def count() -> tuple[int, int]:
        with database.reading() as session:
            row = session.execute(
                select(func.count(), func.coalesce(func.sum(FootfallBin.entered), 0)).select_from(
                    FootfallBin
                )
            ).one()
            return int(row[0]), int(row[1])

    return count


@pytest.fixture(name="a_bin")
def _a_bin():
    return a_bin


@pytest.fixture(name="handlers")
def _handlers():
    return dict(HANDLERS)

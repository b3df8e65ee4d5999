"""Brokers, a kiosk as seen from outside, and an ingest to hear it."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import paho.mqtt.client as paho
import pytest
from flask import Flask, g
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import func, select

from contract.messages import Acknowledgement, decode, encode
from contract.museum import Hours, Museum, Room, Site
from contract.topics import topic
from tests.bins import a_bin
from tests.brokers import RealIotcore, RealMosquitto, leave
from tests.waiting import until
from tour_server.broker.arrival import Arrival
from tour_server.crowd import pages as crowd_pages
from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.footfall import keep_footfall
from tour_server.crowd.room_boards import RoomBoards
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.crowd.tables import FootfallBin
from tour_server.database import Database
from tour_server.desk.pages import DeskPages
from tour_server.fleet.last_seen import keep_health, keep_presence
from tour_server.ingest.ingest import Ingest
from tour_server.usage.playback_counts import keep_told
from tour_server.wall_screens import pages as wall_pages
from tour_server.wall_screens.screens import WallScreens

SITE = "museum"
KEEPERS = {
    "footfall": keep_footfall,
    "told": keep_told,
    "health": keep_health,
    "presence": keep_presence,
}


class Kiosk:
    """A kiosk seen from the broker: publishes what it is told to, and notes what is acknowledged."""

    def __init__(self, address, name: str = "kiosk-1") -> None:
        self.name = name
        self.acknowledged: list[int] = []
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5
        )
        self._client.on_message = lambda _c, _d, message: self.acknowledged.extend(
            decode(bytes(message.payload), Acknowledgement).sequences
        )
        self._client.on_connect = lambda client, *_: client.subscribe(
            topic(SITE, name, "acknowledgement"), 1
        )
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        until(self._client.is_connected)

    def send(self, message, kind: str = "footfall") -> None:
        body = message if isinstance(message, bytes) else encode(message)
        self._client.publish(topic(SITE, self.name, kind), body, 1).wait_for_publish(10)

    def leave(self) -> None:
        leave(self._client)


@pytest.fixture
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealIotcore | RealMosquitto]:
    """Each database is met with one broker: iotcore with SQLite, as by default, Mosquitto with PostgreSQL."""
    url: str = request.getfixturevalue("database_url")
    kind = RealIotcore if url.startswith("sqlite") else RealMosquitto
    if kind is RealMosquitto and not RealMosquitto.there():
        pytest.skip("needs Debian package mosquitto")
    started = kind(tmp_path / "broker")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def ingest_of(database, broker):
    """Starts an ingest, as often as it is asked; stops them all."""
    started = []

    def start(worker: int = 1, workers: int = 1, on=database, **arguments) -> Ingest:
        ingest = Ingest(
            on,
            broker.address(),
            SITE,
            arguments.pop("keepers", KEEPERS),
            worker=worker,
            workers=workers,
            chance=random.Random(1),
            **arguments,
        )
        subscribed = threading.Event()
        client = ingest._line._client
        heard = client.on_subscribe

        def on_subscribe(*answer):
            heard(*answer)
            subscribed.set()

        client.on_subscribe = on_subscribe
        ingest.start()
        started.append(ingest)
        assert subscribed.wait(30)
        return ingest

    yield start
    for ingest in started:
        ingest.stop()


@pytest.fixture
def kiosk(broker) -> Iterator[Kiosk]:
    joined = Kiosk(broker.address())
    yield joined
    joined.leave()


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


@pytest.fixture(name="keepers")
def _keepers():
    return dict(KEEPERS)


@pytest.fixture
def another_kiosk(broker):
    joined = []

    def join(name: str) -> Kiosk:
        joined.append(Kiosk(broker.address(), name))
        return joined[-1]

    yield join
    for one in joined:
        one.leave()


NOW = dt.datetime(2026, 7, 15, 12, 0, tzinfo=dt.UTC)
HOUSE = Museum(
    site=Site(
        key="museum",
        name={"en": "Museum"},
        time_zone="Europe/Amsterdam",
        languages=["en", "nl"],
        opening=[Hours(dt.time(10), dt.time(17))] * 7,
    ),
    rooms=[
        Room("tile-room", {"en": "Tile Room"}, 0, 10, [(0, 0), (8, 0), (8, 6), (0, 6)]),
        Room("curves", {"en": "Curves <&>"}, 1, 20, [(0, 0), (8, 0), (8, 6), (0, 6)]),
    ],
    works=[],
)


@pytest.fixture
def page(tmp_path, a_bin):
    """The pages over a real database, somebody signed in; clock and museum are set by the test.

    `open_again()` makes them anew over the same database, as a server does that starts again.
    """
    database = Database(f"sqlite:///{tmp_path / 'rooms.db'}")
    database.migrate()
    world = SimpleNamespace(
        now=NOW,
        museum=HOUSE,
        person=SimpleNamespace(name="Ada", role="manager"),
        database=database,
    )

    def open_again():
        world.changes = Changes()
        world.rooms = RoomsNow(database, lambda: world.museum, lambda: world.now, world.changes)
        app = Flask("test")
        app.secret_key = "test"
        app.register_blueprint(DeskPages(lambda: "Museum", (), dict).blueprint())
        house, now, streams = lambda: world.museum, lambda: world.now, Streams(2)
        world.walls = WallScreens(database, now)
        boards = RoomBoards(world.rooms, database, house, now)
        app.register_blueprint(
            crowd_pages.pages(boards, database, house, now, world.changes, streams)
        )
        app.register_blueprint(
            wall_pages.pages(world.walls, boards, world.changes, streams, public_url="")
        )
        app.jinja_env.globals["csrf_token"] = lambda: "token"
        app.add_url_rule("/desk/sign-in", "staff.sign_in_page", lambda: "sign in")
        app.add_url_rule("/desk/sign-out", "staff.sign_out", lambda: "out", methods=["POST"])

        @app.before_request
        def who():
            g.person = world.person

        world.app, world.client = app, app.test_client()

    def count(start_minute, device="door", **changes_of_bin):
        start = NOW.timestamp() + 60 * start_minute
        one = a_bin(random.getrandbits(40), start=start, **changes_of_bin)
        with database.writing() as session:
            keep_footfall(session, [Arrival(device, one, start + 60)])
        world.changes.changed()
        world.now += dt.timedelta(seconds=2)

    world.count, world.open_again = count, open_again
    open_again()
    yield world
    world.changes.close()
    database.close()

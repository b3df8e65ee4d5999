"""Rooms and kiosks are sensors over the real embedded broker; they follow changes and disappear with their room."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from types import SimpleNamespace

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.messages import Health
from contract.museum import Hours, Museum, Room, Site
from tests.bins import a_bin
from tests.brokers import RealIotcore, leave
from tests.waiting import until
from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.messages import store_bins
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.fleet.messages import store_health
from tour_server.home_assistant.publisher import HomeAssistantPublisher
from tour_server.ingest.message_handler import ReceivedMessage

NOW = dt.datetime(2026, 7, 15, 12, 0, tzinfo=dt.UTC)
HOUSE = Museum(
    site=Site(
        key="museum",
        name={"nl": "Huis van de Lijn"},
        time_zone="Europe/Amsterdam",
        languages=["nl"],
        opening=[Hours(dt.time(10), dt.time(17))] * 7,
    ),
    rooms=[Room("hall", {"nl": "Hal"}, 0, 10), Room("attic", {"nl": "Zolder"}, 1, 20)],
    works=[],
)


class Home:
    """A Home Assistant as the broker sees it: records the last body of each topic."""

    def __init__(self, address) -> None:
        self.heard: dict[str, bytes] = {}
        self.times: dict[str, int] = {}
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id="home", protocol=paho.MQTTv5
        )
        self.client.on_message = self._on_message
        self.client.on_connect = lambda client, *_: client.subscribe(
            [("homeassistant/#", 1), ("zaalgids/home/#", 1)]
        )
        self.client.connect(address.host, address.port)
        self.client.loop_start()

    def _on_message(self, _client, _data, message) -> None:
        self.heard[message.topic] = bytes(message.payload)
        self.times[message.topic] = self.times.get(message.topic, 0) + 1

    def json(self, topic: str):
        return json.loads(self.heard.get(topic) or b"{}")

    def leave(self) -> None:
        leave(self.client)


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setattr("tour_server.home_assistant.publisher.READ_SECONDS", 0.2)
    broker = RealIotcore(tmp_path / "broker")
    broker.start()
    database = Database(f"sqlite:///{tmp_path / 'rooms.db'}")
    database.migrate()
    began = time.monotonic()
    here = SimpleNamespace(museum=HOUSE, later=0.0, broker=broker, database=database)

    def now():
        return NOW + dt.timedelta(seconds=time.monotonic() - began + here.later)

    changes = ChangeSignal()
    rooms = RoomsNow(database, lambda: here.museum, now, changes)
    publisher = HomeAssistantPublisher(
        broker.address(),
        "museum",
        "homeassistant",
        rooms,
        database,
        lambda: here.museum,
        lambda: 3,
        now,
        random.Random(1),
    )

    def count(entered, room="hall"):
        start = now().timestamp() - 60
        one = a_bin(random.getrandbits(40), start=start, room=room, entered=entered, left=0)
        with database.writing() as session:
            store_bins(session, [ReceivedMessage("door", one, one.start + 60)])
        changes.notify()

    here.count, here.publisher, here.now = count, publisher, now
    here.home = Home(broker.address())
    until(here.home.client.is_connected)
    publisher.start()
    yield here
    here.home.leave()
    publisher.stop()
    broker.stop()
    database.close()


HALL = "homeassistant/sensor/zaalgids_museum/room_hall/config"
ATTIC = "homeassistant/sensor/zaalgids_museum/room_attic/config"
DOOR = "homeassistant/binary_sensor/zaalgids_museum/kiosk_door/config"


def test_rooms_and_kiosks_appear_and_change(world):
    home = world.home
    until(lambda: HALL in home.heard and ATTIC in home.heard)
    hall = home.json(HALL)
    assert hall["name"] == "Hal"
    assert hall["unit_of_measurement"] == "people"
    assert hall["device"]["name"] == "Huis van de Lijn"
    assert hall["expire_after"] > 60
    until(lambda: "people" in home.json(hall["state_topic"]))
    assert home.json(hall["state_topic"])["people"] is None, "not known is unknown, never 0"

    world.count(9)
    until(lambda: home.json(hall["state_topic"])["people"] == 9)
    assert home.json(hall["state_topic"])["state"] == "filling"

    health = Health(
        at=5.0,
        clock_trusted=True,
        software="zaalgids 0.1.0",
        release=3,
        room="hall",
        uptime_seconds=100.0,
        outbox_depth=0,
        disk_free_bytes=10**9,
        temperature_celsius=None,
        cameras={"door": "ok"},
        trouble=[],
    )

    def well(**changes):
        with world.database.writing() as session:
            changed = msgspec.structs.replace(health, **changes)
            store_health(session, [ReceivedMessage("door", changed, world.now().timestamp())])

    well()
    until(lambda: DOOR in home.heard)
    state = home.json(DOOR)["state_topic"]
    until(lambda: home.json(state).get("problem") == "no")
    well(trouble=["The disk is full."])
    until(lambda: home.json(state)["problem"] == "yes")
    assert "The disk is full." in home.json(state)["trouble"]


def test_a_home_assistant_that_starts_later_gets_everything(world):
    until(lambda: HALL in world.home.heard)
    world.home.leave()
    world.home = Home(world.broker.address())
    until(lambda: HALL in world.home.heard)  # retained
    world.home.client.publish("homeassistant/status", b"online", 1).wait_for_publish(10)
    state = world.home.json(HALL)["state_topic"]
    until(
        lambda: state in world.home.heard
    )  # its birth message makes the server publish all states


def test_a_room_is_removed(world):
    until(lambda: ATTIC in world.home.heard)
    world.museum = msgspec.structs.replace(HOUSE, rooms=HOUSE.rooms[:1])
    world.later += 11
    until(lambda: world.home.heard[ATTIC] == b"")
    assert world.home.heard[HALL] != b""


def test_every_state_is_published_again_each_minute(world):
    until(lambda: HALL in world.home.heard)
    state = world.home.json(HALL)["state_topic"]
    until(lambda: state in world.home.heard)
    before = world.home.times[state]
    world.later += 61
    until(lambda: world.home.times[state] > before)


def test_the_broker_loses_its_retained_messages(world):
    until(lambda: HALL in world.home.heard)
    world.home.leave()
    world.broker.kill()
    world.broker.start()
    world.home = Home(world.broker.address())
    until(lambda: HALL in world.home.heard, 40)

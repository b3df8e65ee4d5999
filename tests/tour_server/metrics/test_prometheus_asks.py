"""`/metrics`: closed unless a token is set; then every metric of the server, about no person."""

from __future__ import annotations

import datetime as dt
import random
from types import SimpleNamespace

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from contract.messages import Blindness, Health
from tests.bins import a_bin
from tour_server.crowd.messages import store_bins
from tour_server.crowd.stream_slots import StreamSlots
from tour_server.fleet.messages import store_health
from tour_server.ingest.ingest import IngestCounts
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.metrics.metrics import Metrics
from tour_server.metrics.pages import MetricsPages

NOW = 1_800_000_000.0
TOKEN = "a long token"


def health(**changes: object) -> Health:
    fields = {
        "at": 5.0,
        "clock_trusted": True,
        "software": "zaalgids 0.1.0",
        "release": 3,
        "room": "hall",
        "uptime_seconds": 100.0,
        "outbox_depth": 7,
        "disk_free_bytes": 10**9,
        "temperature_celsius": None,
        "cameras": {"door": "ok"},
        "trouble": [],
    }
    return Health(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def server(database):
    world = SimpleNamespace(
        database=database,
        ingests=[],
        streams=StreamSlots(50),
        publisher=SimpleNamespace(job=None),
        release=None,
        token=TOKEN,
    )

    def client():
        app = Flask("test")
        now = dt.datetime.fromtimestamp(NOW, dt.UTC)
        metrics = Metrics(
            database,
            world.ingests,
            world.streams,
            world.publisher,
            lambda: world.release,
            lambda: now,
        )
        app.register_blueprint(MetricsPages(metrics, world.token).blueprint())
        return app.test_client()

    world.client = client
    return world


def readings(server):
    answer = server.client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    return {
        (sample.name.removeprefix("zaalgids_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_closed_until_a_token_is_set(server):
    server.token = ""
    for given in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert server.client().get("/metrics", headers=given).status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"]
)
def test_a_wrong_token(server, given):
    answer = server.client().get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 401
    assert "zaalgids_" not in answer.text


def test_before_anything_happened(server):
    found = readings(server)
    assert found["messages_total",] == 0
    assert found["streams_open",] == 0
    assert "release" not in {name for name, *_ in found}, "no release is not release 0"


def test_every_metric(server):
    server.release = 4
    server.publisher.job = SimpleNamespace(number=4, seconds=12.5)
    assert server.streams.take()
    server.ingests += [
        SimpleNamespace(counts=IngestCounts(10, 3, 1, 4), waiting=5, connected=True),
        SimpleNamespace(
            counts=IngestCounts(committed=20, duplicates=1), waiting=0, connected=False
        ),
    ]
    server.ingests[0].counts = IngestCounts(committed=10, duplicates=3, dead_letters=1, commits=4)
    with server.database.writing() as session:
        store_bins(session, [ReceivedMessage("door", a_bin(0, start=NOW - 90), NOW - 20)])
        store_health(
            session, [ReceivedMessage("door", health(blind={"door": Blindness.DARK}), NOW - 20)]
        )
        store_health(session, [ReceivedMessage("wall", health(release=None), NOW - 4000)])
    found = readings(server)
    assert found["messages_total",] == 30
    assert found["messages_repeated_total",] == 4
    assert found["messages_put_aside_total",] == 1
    assert found["messages_waiting",] == 5
    assert found["broker_connected",] == 1
    assert (found["streams_open",], found["streams_most",]) == (1, 50)
    assert found["footfall_lag_seconds",] == 30
    assert (found["release",], found["publish_seconds",]) == (4, 12.5)
    assert (found["kiosk_online", "door"], found["kiosk_online", "wall"]) == (1, 0)
    assert found["kiosk_last_seen_seconds", "wall"] == 4000
    assert (found["kiosk_blind", "door"], found["kiosk_blind", "wall"]) == (1, 0)
    assert found["kiosk_waiting", "door"] == 7
    assert found["kiosk_software_failed", "door"] == 0
    assert found["kiosk_release", "door"] == 3
    assert ("kiosk_release", "wall") not in found


def test_nothing_of_a_person_or_a_room(server):
    """Lists every metric, so that a new one is a decision."""
    test_every_metric(server)
    assert {name for name, *_ in readings(server)} == {
        "broker_connected",
        "footfall_lag_seconds",
        "kiosk_blind",
        "kiosk_last_seen_seconds",
        "kiosk_online",
        "kiosk_release",
        "kiosk_software_failed",
        "kiosk_waiting",
        "messages_put_aside_total",
        "messages_repeated_total",
        "messages_total",
        "messages_waiting",
        "publish_seconds",
        "release",
        "streams_most",
        "streams_open",
    }


def test_a_kiosk_with_a_clock_in_the_far_future_hides_no_lag(server):
    with server.database.writing() as session:
        ahead = ReceivedMessage("odd", a_bin(1, start=NOW + 1e6), NOW)
        store_bins(session, [ReceivedMessage("door", a_bin(0, start=NOW - 660), NOW), ahead])
    assert readings(server)["footfall_lag_seconds",] == 600


def test_a_duplicate_is_not_counted_as_new(database):
    rng = random.Random(1)
    bins = [ReceivedMessage("door", a_bin(n, start=NOW + 60 * n), NOW) for n in range(20)]
    again = [rng.choice(bins) for _ in range(15)]
    with database.writing() as session:
        assert store_bins(session, bins) == 20
    with database.writing() as session:
        assert (
            store_bins(session, [*again, ReceivedMessage("stairs", a_bin(0, start=NOW), NOW)]) == 1
        )

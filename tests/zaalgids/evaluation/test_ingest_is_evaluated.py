"""`zaalgids evaluate ingest`: its JSON, and its words when there is no broker."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.brokers import RealMosquitto
from zaalgids.evaluation.ingest import _shares


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zaalgids", "evaluate", "ingest", *arguments],
        capture_output=True,
        text=True,
        timeout=110,
    )


def test_its_json_with_two_workers_on_the_embedded_broker():
    done = run("--messages", "1500", "--workers", "2", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["lost"], found["duplicated"]) == (0, 0)
    assert found["rate"] > 0
    assert abs(found["ratio"] - found["rate"] / found["bare_rate"]) < 0.01
    assert found["valid"] == (found["publisher_rate"] >= 1.5 * found["bare_rate"])
    assert bool(found["why"]) != found["valid"]


@pytest.mark.mosquitto
@pytest.mark.long
def test_two_workers_share_mosquitto_and_count_nothing_twice(tmp_path):
    broker = RealMosquitto(tmp_path / "broker")
    broker.start()
    try:
        done = run(
            *("--messages", "2500", "--workers", "2", "--json"),
            *("--broker", str(broker.address()), "--database", f"sqlite:///{tmp_path / 'i.db'}"),
        )
    finally:
        broker.stop()
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["lost"], found["duplicated"], found["rounds"]) == (0, 0, 1)
    with closing(sqlite3.connect(tmp_path / "i.db")) as database:
        sql = 'SELECT count(*), sum(entered), sum("left") FROM footfall'
        assert database.execute(sql).fetchone() == (2500, 7500, 5000)


@pytest.mark.parametrize(("messages", "rounds"), [(100, 1), (5999, 1), (6000, 3), (99_999, 5)])
def test_a_long_run_is_split_into_rounds(messages, rounds):
    shares = _shares(messages)
    assert len(shares) == rounds
    assert sum(share for _, share in shares) == messages
    assert [first for first, _ in shares] == [sum(s for _, s in shares[:n]) for n in range(rounds)]


def test_there_is_no_broker(free_port):
    done = run("--messages", "100", "--broker", f"mqtt://127.0.0.1:{free_port}")
    assert done.returncode == 1
    assert "can't be reached: Connection refused" in done.stderr.strip().splitlines()[-1]

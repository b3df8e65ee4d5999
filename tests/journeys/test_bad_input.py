"""The real commands get bad input: they name the error and exit, or keep a dead letter and go on."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.messages import Presence, encode
from contract.topics import topic
from tests.brokers import free_ports, leave
from tests.journeys.page_queries import json_of
from tests.waiting import until
from zaalgids.processes import Child, stop_all

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120), pytest.mark.long]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that is in use."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


@pytest.mark.parametrize(
    "command",
    [
        ("server", "--broker-port", "0", "--port"),
        ("server", "--port", "0", "--broker-port"),
        ("kiosk", "--port"),
    ],
    ids=["the server's pages", "the broker", "the kiosk's screen"],
)
def test_a_port_is_taken(command: tuple[str, ...], taken: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "zaalgids", command[0], "--data", str(tmp_path)),
            *(*command[1:], str(taken)),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    (said,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert f"port {taken} of 127.0.0.1" in said.lower()
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("command", "settings", "named"),
    [
        ("kiosk", 'nmae = "hall"', "nmae"),
        ("kiosk", '[[eyes]]\ncamera = {type = "telescope"}', "telescope"),
        ("server", "port = 99999", "65535"),
        ("server", "port = ", "Invalid value"),
    ],
)
def test_settings_have_an_error(command: str, settings: str, named: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [*(sys.executable, "-m", "zaalgids", command, "--settings", str(file))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 78, "the service does not try again until a person has mended it"
    assert done.stderr.startswith("Error: ")
    assert named in done.stderr
    assert "mine.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists(), "no file is made before the settings are read"


@pytest.mark.long
def test_nonsense_over_mqtt_reaches_a_running_server(tmp_path: Path) -> None:
    web, broker = free_ports(2)
    data = tmp_path / "server"
    server = Child(
        "server",
        [
            *("server", "--data", str(data), "--port", str(web)),
            *("--broker-port", str(broker)),
        ],
        tmp_path / "server.log",
    )
    try:
        server.wait_until_up(f"http://127.0.0.1:{web}/health", 60)
        client = paho.Client(CallbackAPIVersion.VERSION2, "hall", protocol=paho.MQTTv5)
        client.connect("127.0.0.1", broker)
        client.loop_start()
        try:
            present = encode(Presence(online=True))

            def heard() -> bool:
                """Publish again each time: the broker drops what comes before the server has subscribed."""
                client.publish(topic("museum", "hall", "presence"), present, qos=1)
                return bool(_rows(data, "kiosk"))

            until(heard, 30, server.last_words)
            nonsense = [b"\xff\x00\xfe", b"[1, 2", b'{"version": 9000}', b""]
            for body in nonsense:
                client.publish(topic("museum", "hall", "footfall"), body, qos=1)
            until(lambda: len(_rows(data, "put_aside")) == len(nonsense), 30, server.last_words)
        finally:
            leave(client)
        assert _rows(data, "footfall") == []
        assert json_of(f"http://127.0.0.1:{web}/health")["ready"]
        assert server.process.poll() is None
    finally:
        stop_all([server])


def _rows(data: Path, table: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{data / 'zaalgids.db'}?mode=ro", uri=True) as database:
        found = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names
    database.close()
    return found

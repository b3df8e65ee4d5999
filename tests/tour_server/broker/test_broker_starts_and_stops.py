"""The configured broker: started, port taken, stopped without a child left; and the announced release."""

from __future__ import annotations

import random
import socket
import time

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.messages import ReleaseAnnounced, decode
from contract.topics import EVERY_DEVICE, topic
from runtime.broker_address import BrokerAddress
from tests.brokers import RealIotcore
from tests.waiting import until
from tour_server.broker.embedded import BrokerStartError, Embedded
from tour_server.broker.mosquitto import Mosquitto
from tour_server.broker.settings import EmbeddedBroker, ExternalBroker, broker_settings
from tour_server.fleet.announcer import Announcer


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_starts_and_stops(tmp_path):
    broker = Embedded(EmbeddedBroker(port=0), tmp_path)
    broker.start()
    port = broker.address.port
    assert answers(port)
    broker.stop()
    broker.stop()
    assert not answers(port)


def test_the_port_is_taken(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BrokerStartError, match=f"can't use port {port}"):
            Embedded(EmbeddedBroker(port=port), tmp_path).start()


def test_it_listens_on_the_configured_address(tmp_path):
    broker = Embedded(EmbeddedBroker(host="127.0.0.2", port=0), tmp_path)
    broker.start()
    try:
        assert broker.address.host == "127.0.0.2"
        assert not answers(broker.address.port)
    finally:
        broker.stop()


def test_the_settings_choose_the_broker():
    assert broker_settings("", "127.0.0.1", 1883) == EmbeddedBroker("127.0.0.1", 1883)
    own = broker_settings("mqtt://broker:1884", "127.0.0.1", 1883)
    assert own == ExternalBroker(BrokerAddress("broker", 1884))
    with pytest.raises(ValueError, match="no broker's address"):
        broker_settings("tcp://broker", "127.0.0.1", 1883)


def test_an_external_broker_does_not_answer(free_port):
    broker = Mosquitto(ExternalBroker(BrokerAddress("127.0.0.1", free_port)))
    broker.start()
    problem = broker.problem()
    assert problem is not None
    assert "can't be reached" in problem
    broker.stop()


def announced(port: int, seconds: float = 10.0) -> int:
    """Return the release that a newly connected kiosk receives; 0 when there is none."""
    numbers: list[int] = []
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.on_message = lambda _c, _d, one: numbers.append(
        decode(bytes(one.payload), ReleaseAnnounced).number
    )
    client.on_connect = lambda client, *_: client.subscribe(
        topic("museum", EVERY_DEVICE, "release"), 1
    )
    client.connect("127.0.0.1", port)
    end = time.monotonic() + seconds
    while not numbers and time.monotonic() < end:
        client.loop(0.1)
    client.disconnect()
    return numbers[0] if numbers else 0


def test_a_release_is_announced_to_later_kiosks_and_after_a_restart_of_the_broker(tmp_path):
    broker = RealIotcore(tmp_path)
    broker.start()
    announcer = Announcer(broker.address(), "museum", random.Random(1))
    announcer.start()
    try:
        announcer.announce(ReleaseAnnounced(3))
        assert announced(broker.port) == 3
        announcer.announce(ReleaseAnnounced(4))
        until(lambda: announced(broker.port) == 4)
        broker.kill()
        broker.start()
        assert announced(broker.port) == 4
    finally:
        announcer.stop()
        broker.stop()

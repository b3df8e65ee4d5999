"""A client keeps its connection: the broker restarts, never answers, or the client stops during a pause."""

from __future__ import annotations

import random
import socket
import threading
import time

import pytest

from runtime.broker_address import BrokerAddress
from tests.brokers import RealIotcore, RealMosquitto
from tests.waiting import until
from tour_server.broker.reconnecting_client import MAX_PAUSE_SECONDS, ReconnectingClient


class FixedRandom(random.Random):
    """Draws the same number each time, so that a pause is its span times `share`."""

    def __init__(self, share: float) -> None:
        super().__init__(1)
        self.share = share
        self.between: list[tuple[float, float]] = []

    def uniform(self, a: float, b: float) -> float:
        self.between.append((a, b))
        return self.share


class Publisher:
    """Publishes one message on each connection, and records the calls of its client."""

    def __init__(self, address, rng: random.Random, errors: int = 0) -> None:
        """`errors`: how often publishing fails first."""
        self.calls: list[str] = []
        self.attempts: list[float] = []
        self.errors = errors
        self.client = ReconnectingClient(
            address,
            "publisher",
            on_lost=self._lost,
            on_turn=self._turn,
            turn_seconds=0.05,
            rng=rng,
        )

    def _lost(self) -> None:
        self.attempts.append(time.monotonic())
        self.calls.append("lost")

    def _turn(self) -> None:
        if self.errors:
            self.errors -= 1
            raise BrokenPipeError("the connection broke")
        if self.calls[-1] != "published":
            self.client.publish("topic", b"body")
            self.calls.append("published")


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "publisher"]


@pytest.mark.parametrize(
    "kind", [RealIotcore, pytest.param(RealMosquitto, marks=pytest.mark.mosquitto)]
)
def test_the_broker_goes_and_comes_back(kind, tmp_path):
    broker = kind(tmp_path)
    broker.start()
    publisher = Publisher(broker.address(), FixedRandom(0.05))
    publisher.client.start()
    try:
        until(lambda: publisher.calls == ["lost", "published"])
        broker.kill()
        until(lambda: publisher.calls[2:] and publisher.calls[-1] == "lost")
        broker.start()
        until(lambda: publisher.calls[-1] == "published")
        assert publisher.calls.count("published") == 2, "once on each connection"
    finally:
        publisher.client.stop()
        broker.stop()
    assert not threads()


def test_no_broker_answers_and_the_pauses_grow_and_scatter(free_port):
    rng = FixedRandom(0.02)
    publisher = Publisher(_closed(free_port), rng)
    publisher.client.start()
    try:
        until(lambda: len(publisher.attempts) >= 6)
    finally:
        publisher.client.stop()
    # `on_lost` comes before the pause: from the second on, an attempt and a pause lie between two of them.
    gaps = [b - a for a, b in zip(publisher.attempts[1:], publisher.attempts[2:], strict=False)]
    assert len(gaps) >= 4
    for number, gap in enumerate(gaps):
        assert gap >= min(MAX_PAUSE_SECONDS, 2**number) * rng.share
    assert set(rng.between) == {(0.5, 1.0)}
    assert "published" not in publisher.calls


def test_it_stops_during_a_long_pause(free_port):
    publisher = Publisher(_closed(free_port), FixedRandom(10_000.0))
    publisher.client.start()
    until(lambda: len(publisher.attempts) >= 2)
    publisher.client.stop()  # must not wait for the end of the pause
    publisher.client.stop()
    assert not threads()


def test_the_connection_breaks_while_publishing(tmp_path):
    broker = RealIotcore(tmp_path)
    broker.start()
    publisher = Publisher(broker.address(), FixedRandom(0.05), errors=1)
    publisher.client.start()
    try:
        until(lambda: "published" in publisher.calls)
    finally:
        publisher.client.stop()
        broker.stop()
    assert publisher.errors == 0


def _closed(port: int) -> BrokerAddress:
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    return BrokerAddress("127.0.0.1", port)

"""A line that is kept open: the broker goes and comes back, is never there, or whoever speaks has to leave."""

from __future__ import annotations

import random
import socket
import threading
import time

import pytest

from contract.broker_address import BrokerAddress
from tests.brokers import RealIotcore, RealMosquitto
from tests.waiting import until
from tour_server.broker.mqtt_client import Line
from tour_server.broker.reconnecting_client import LONGEST_PAUSE, KeptLine


class Chance(random.Random):
    """Draws the same each time, so that a pause is its span times `share`."""

    def __init__(self, share: float) -> None:
        super().__init__(1)
        self.share = share
        self.between: list[tuple[float, float]] = []

    def uniform(self, a: float, b: float) -> float:
        self.between.append((a, b))
        return self.share


class Speaker:
    """Says one word on each connection, and notes what it was told."""

    def __init__(self, address, chance: random.Random) -> None:
        self.noted: list[str] = []
        self.attempts: list[float] = []
        self.line = Line(address, "speaker", [], lambda _delivery: None)
        self.kept = KeptLine(
            self.line,
            name="speaker",
            idle_seconds=0.05,
            lost=self._lost,
            say=self._say,
            chance=chance,
        )

    def _lost(self) -> None:
        self.attempts.append(time.monotonic())
        self.noted.append("lost")

    def _say(self) -> None:
        if self.noted[-1] != "said":
            self.line.tell("word", b"said")
            self.noted.append("said")


def speakers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "speaker"]


@pytest.mark.parametrize(
    "kind", [RealIotcore, pytest.param(RealMosquitto, marks=pytest.mark.mosquitto)]
)
def test_the_broker_goes_and_comes_back(kind, tmp_path):
    broker = kind(tmp_path)
    broker.start()
    speaker = Speaker(broker.address(), Chance(0.05))
    speaker.kept.start()
    try:
        until(lambda: speaker.noted == ["lost", "said"])
        broker.kill()
        until(lambda: speaker.noted[2:] and speaker.noted[-1] == "lost")
        broker.start()
        until(lambda: speaker.noted[-1] == "said")
        assert speaker.noted.count("said") == 2, "once on each connection"
    finally:
        speaker.kept.stop()
        broker.stop()
    assert not speakers()


def test_nobody_answers_and_the_pauses_grow_and_scatter(free_port):
    chance = Chance(0.02)
    speaker = Speaker(_nobody(free_port), chance)
    speaker.kept.start()
    try:
        until(lambda: len(speaker.attempts) >= 6)
    finally:
        speaker.kept.stop()
    # `lost` comes before the pause: from the second on, an attempt and a pause lie between two of them.
    gaps = [b - a for a, b in zip(speaker.attempts[1:], speaker.attempts[2:], strict=False)]
    assert len(gaps) >= 4
    for number, gap in enumerate(gaps):
        assert gap >= min(LONGEST_PAUSE, 2**number) * chance.share
    assert set(chance.between) == {(0.5, 1.0)}
    assert "said" not in speaker.noted


def test_it_has_to_leave_in_the_middle_of_a_long_pause(free_port):
    speaker = Speaker(_nobody(free_port), Chance(10_000.0))
    speaker.kept.start()
    until(lambda: len(speaker.attempts) >= 2)
    speaker.kept.stop()  # or the test's own time would run out
    assert not speakers()


def test_the_line_breaks_while_something_is_said(tmp_path):
    broker = RealIotcore(tmp_path)
    broker.start()
    speaker = Speaker(broker.address(), Chance(0.05))
    said = speaker._say
    broken = threading.Event()

    def say_and_break() -> None:
        if not broken.is_set():
            broken.set()
            raise BrokenPipeError("the line broke")
        said()

    speaker.kept._say = say_and_break
    speaker.kept.start()
    try:
        until(lambda: "said" in speaker.noted)
    finally:
        speaker.kept.stop()
        broker.stop()
    assert broken.is_set()


def _nobody(port: int) -> BrokerAddress:
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    return BrokerAddress("127.0.0.1", port)

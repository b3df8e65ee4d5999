"""Two kiosks of one room at a real broker, with the server's relay between them: one speaks, the other waits."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract.messages import Health, Speaking
from device.speaking_turns.turns import HOLDS_SECONDS, SpeakingTurns
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import ServerHooks, Uplink, subscriptions, will
from tests.bins import KEY
from tests.brokers import RealIotcore, RealMosquitto
from tests.device.guide.conftest import Visit
from tests.device.uplink.conftest import ClockTwin
from tests.waiting import stays, until
from tour_server.devices.registry import DeviceKey
from tour_server.fleet.room_speech import RoomSpeechRelay

pytestmark = pytest.mark.long

SITE = "museum"
HEALTH = Health(1.0, False, "test", None, "hall", 1.0, 0, 1, None, {}, [])


class RealClock(ClockTwin):
    def monotonic(self) -> float:
        return time.monotonic()


class KioskInARoom:
    """A kiosk's uplink and its turns; a test says what its guide wants."""

    def __init__(
        self, folder: Path, broker: RealIotcore | RealMosquitto, name: str, room: str = "hall"
    ) -> None:
        self.wants = self.anyway = False
        clock = RealClock()
        self._outbox = Outbox(folder / f"{name}.db", clock)
        self.said: list[Speaking] = []
        self.uplink = Uplink(
            self._outbox,
            KioskMqttClient(broker.address(), name, subscriptions(SITE, name), will(SITE, name)),
            clock,
            site=SITE,
            device=name,
            key=KEY,
            health=lambda: HEALTH,
            on_release=lambda _number: None,
            hears=ServerHooks(
                room_speech=lambda message: self.turns.heard(message, time.monotonic())
            ),
            rng=random.Random(1),
        )
        self.turns = SpeakingTurns(
            name, room, self._say, lambda: self.uplink.connected, lambda: True
        )
        self.uplink.start()

    def _say(self, message: Speaking) -> None:
        self.said.append(message)
        self.uplink.say(message)

    @property
    def sounds(self) -> bool:
        waits = self.turns.waits(time.monotonic(), wants=self.wants, anyway=self.anyway)
        return self.wants and not waits

    def stop(self) -> None:
        self.turns.stop(time.monotonic())
        self.uplink.stop()
        self._outbox.close()


@pytest.fixture(params=[RealIotcore, RealMosquitto], ids=["iotcore", "mosquitto"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealIotcore | RealMosquitto]:
    made: RealIotcore | RealMosquitto = request.param(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def revoked() -> dict[str, DeviceKey]:
    return {}


@pytest.fixture
def relay(
    broker: RealIotcore | RealMosquitto, revoked: dict[str, DeviceKey]
) -> Iterator[RoomSpeechRelay]:
    rooms = {"left": "hall", "right": "hall", "attic": "attic"}
    made = RoomSpeechRelay(broker.address, lambda: SITE, lambda: rooms, lambda: revoked)
    made.start()
    yield made
    made.stop()


Join = Callable[..., KioskInARoom]


@pytest.fixture
def join(tmp_path: Path, broker: RealIotcore | RealMosquitto) -> Iterator[Join]:
    made: list[KioskInARoom] = []

    def joined(name: str, room: str = "hall") -> KioskInARoom:
        made.append(KioskInARoom(tmp_path, broker, name, room))
        until(lambda: made[-1].uplink.connected)
        return made[-1]

    yield joined
    for one in made:
        one.stop()


def known(*kiosks: KioskInARoom) -> None:
    """Let the server know who is in the room: each has spoken once."""
    for one in kiosks:
        one.wants = True
        until(lambda one=one: one.sounds and one.turns._turn is not None and one.turns._turn.begun)
        one.wants = False
        assert not one.sounds
    time.sleep(0.3)  # what was said last has come
    until(lambda: not any(one.turns._others for one in kiosks))


def test_the_second_waits_and_its_turn_comes(relay: RoomSpeechRelay, join: Join) -> None:
    left, right, attic = join("left"), join("right"), join("attic", "attic")
    known(left, right, attic)
    left.wants = True
    assert left.sounds, "at once"
    began = time.monotonic()
    until(lambda: "left" in right.turns._others)
    print(f"the way of a message: {(time.monotonic() - began) * 1000:.0f} ms")
    right.wants = attic.wants = True
    assert not right.sounds
    assert attic.sounds
    stays(lambda: left.sounds and not right.sounds, 5.0)
    left.wants = False
    assert not left.sounds
    until(lambda: right.sounds, 2.0)
    assert right.turns.problems == []
    until(lambda: right.turns._turn is not None and right.turns._turn.begun)


def test_of_two_that_begin_together_one_goes_on(relay: RoomSpeechRelay, join: Join) -> None:
    left, right = join("left"), join("right")
    known(left, right)
    for _ in range(5):
        left.wants = right.wants = True
        began = time.monotonic()
        until(lambda: left.sounds != right.sounds, 2.0)
        print(f"both sounded for {(time.monotonic() - began) * 1000:.0f} ms")
        first = left.sounds
        stays(lambda first=first: (left.sounds, right.sounds) == (first, not first), 0.5)
        left.wants = right.wants = False
        assert (left.sounds, right.sounds) == (False, False)
        until(lambda: not left.turns._others and not right.turns._others)


def test_a_visitor_may_speak_anyway(relay: RoomSpeechRelay, join: Join) -> None:
    left, right = join("left"), join("right")
    known(left, right)
    left.wants = True
    assert left.sounds
    until(lambda: "left" in right.turns._others)
    right.wants = True
    assert not right.sounds
    right.anyway = True
    assert right.sounds
    stays(lambda: left.sounds and right.sounds, 3.0)


def test_nobody_listens_to_a_device_that_was_revoked(
    relay: RoomSpeechRelay, revoked: dict[str, DeviceKey], join: Join
) -> None:
    left, right = join("left"), join("right")
    known(left, right)
    revoked["left"] = DeviceKey(KEY, revoked=True)
    left.wants = right.wants = True
    assert (left.sounds, right.sounds) == (True, True)
    stays(lambda: right.sounds, 1.5)


@pytest.mark.long
def test_the_broker_goes_and_comes_back(
    broker: RealIotcore | RealMosquitto, relay: RoomSpeechRelay, join: Join
) -> None:
    left, right = join("left"), join("right")
    known(left, right)
    left.wants = True
    assert left.sounds
    until(lambda: "left" in right.turns._others)
    right.wants = True
    assert not right.sounds
    broker.kill()
    until(lambda: left.sounds and right.sounds, HOLDS_SECONDS + 3.0)
    until(lambda: left.sounds and left.turns.problems, 5.0)
    broker.start()
    until(lambda: left.sounds != right.sounds, 90.0)
    until(lambda: left.sounds != right.sounds and not left.turns.problems + right.turns.problems)


class GuideInARoom:
    """A guide before a small museum, with a kiosk's real uplink: joined as device.kiosk joins them."""

    def __init__(self, kiosk: KioskInARoom) -> None:
        self.visit, self._kiosk = Visit(), kiosk

    @property
    def hushed(self) -> bool:
        scene = self.visit.scene
        assert scene.screen
        wish = self.visit.guide.speech_wish
        self._kiosk.wants, self._kiosk.anyway = wish.wants, wish.anyway
        sounds = self._kiosk.sounds
        return self._kiosk.wants and not sounds


def test_two_guides_tell_their_works(relay: RoomSpeechRelay, join: Join) -> None:
    left, right = join("left"), join("right")
    known(left, right)
    one, other = GuideInARoom(left), GuideInARoom(right)
    one.visit.shown("knot")
    assert not one.hushed
    one.visit.plays("started")
    until(lambda: "left" in right.turns._others)
    other.visit.shown("knot")
    assert other.hushed
    other.visit.plays("started")  # its captions run
    stays(lambda: not one.hushed and other.hushed, 1.0)
    one.visit.plays("paused")
    assert not one.hushed
    until(lambda: not other.hushed, 2.0)
    one.visit.plays("started")
    until(lambda: one.hushed, 2.0)
    one.visit.touch("speak")
    stays(lambda: not one.hushed and not other.hushed, 1.0)
    assert {type(message) for message in [*left.said, *right.said]} == {Speaking}

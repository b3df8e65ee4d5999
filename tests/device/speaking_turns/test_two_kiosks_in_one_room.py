"""Kiosks of one room speak one after the other, however messages are lost and late; each kiosk decides for itself."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from contract.messages import RoomSpeech, Speaking
from device.speaking_turns.turns import (
    ANSWERED_WITHIN_SECONDS,
    HOLDS_SECONDS,
    SpeakingTurns,
)

TICK = 0.05


@dataclass
class Room:
    """Kiosks, the server between them, and a network that delays and loses. Its clock goes in ticks."""

    names: list[str]
    delay: tuple[float, float] = (0.02, 0.02)  # of one way, in seconds
    loss: float = 0.0
    seed: int = 1
    now: float = 1000.0
    up: bool = True
    in_turn: bool = True
    flights: list[tuple[float, int, object]] = field(default_factory=list)
    wants: dict[str, bool] = field(default_factory=dict)
    anyway: dict[str, bool] = field(default_factory=dict)
    sounds: dict[str, bool] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.count = 0
        self.kiosks = {
            name: SpeakingTurns(
                name, "hall", self.sender(name), lambda: self.up, lambda: self.in_turn
            )
            for name in self.names
        }

    def sender(self, name: str):
        return lambda message: self.fly((name, message))

    def fly(self, what: object) -> None:
        if self.up and self.rng.random() >= self.loss:
            self.count += 1
            at = self.now + self.rng.uniform(*self.delay)
            self.flights.append((at, self.count, what))

    def arrive(self, what: object) -> None:
        first, message = what  # type: ignore[misc]
        if isinstance(message, Speaking):  # at the server
            begun = message.begun if message.begun is not None else self.now + 5e8 - message.running
            passed = RoomSpeech(
                first, message.room, message.turn, begun, message.seconds, len(self.names)
            )
            for name in self.names:
                self.fly((name, passed))
        elif first not in self.dead:
            self.kiosks[first].heard(message, self.now)

    def tick(self) -> None:
        self.now += TICK
        while due := sorted(one for one in self.flights if one[0] <= self.now):
            self.flights = [one for one in self.flights if one[0] > self.now]
            for _, _, what in due:
                self.arrive(what)
        for name, kiosk in self.kiosks.items():
            if name not in self.dead:
                wants = self.wants.get(name, False)
                waits = kiosk.waits(self.now, wants=wants, anyway=self.anyway.get(name, False))
                self.sounds[name] = wants and not waits

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK)):
            self.tick()

    @property
    def audible(self) -> list[str]:
        return [name for name, yes in self.sounds.items() if yes]


def test_the_second_waits_and_begins_when_the_first_has_stopped() -> None:
    room = Room(["left", "right"])
    room.wants["right"] = True
    room.tick()
    assert room.audible == ["right"], "a quiet room is not waited for"
    room.run(1)
    room.wants["left"] = True
    room.run(20)
    assert room.audible == ["right"]
    room.wants["right"] = False
    room.run(0.5)
    assert room.audible == ["left"]


@pytest.mark.parametrize("names", [["a", "b"], ["b", "a"]])
def test_of_two_that_begin_at_once_the_same_one_goes_on_for_both(names: list[str]) -> None:
    room = Room(names)
    room.wants = {"a": True, "b": True}
    room.run(0.5)
    [first] = room.audible
    for _ in range(400):
        room.tick()
        assert room.audible == [first]


def test_those_that_waited_for_the_same_kiosk_never_sound_together() -> None:
    room = Room(["a", "b", "c", "d", "e"], delay=(0.0, 0.3))
    room.wants["a"] = True
    room.run(2)
    room.wants |= {"b": True, "c": True, "d": True, "e": True}
    room.run(2)
    heard = []
    while any(room.wants.values()):
        [speaks] = room.audible
        heard.append(speaks)
        room.wants[speaks] = False
        for _ in range(60):
            room.tick()
            assert len(room.audible) <= 1
    assert sorted(heard) == ["a", "b", "c", "d", "e"]


def test_a_visitor_who_will_not_wait_is_heard_at_once_and_so_is_the_other() -> None:
    room = Room(["left", "right"])
    room.wants["left"] = True
    room.run(1)
    room.wants["right"] = room.anyway["right"] = True
    room.run(15)
    assert sorted(room.audible) == ["left", "right"]
    room.wants["left"] = False
    room.run(1)
    room.wants["left"] = True
    room.run(1)
    assert room.audible == ["right"], "the next telling waits again"


def test_a_kiosk_that_dies_silences_its_room_for_ten_seconds_at_most() -> None:
    room = Room(["left", "right"])
    room.wants = {"left": True}
    room.run(1)
    room.wants["right"] = True
    room.run(1)
    room.dead.add("left")
    room.sounds["left"] = False
    room.run(HOLDS_SECONDS - 4)
    assert room.audible == []
    room.run(4 + 3 * 0.02 + 2 * TICK)
    assert room.audible == ["right"]


def test_without_a_server_all_speak_and_the_technician_is_told_where_a_room_is_shared() -> None:
    alone = Room(["left"])
    alone.up = False
    alone.wants["left"] = True
    alone.run(5)
    assert alone.audible == ["left"]
    assert alone.kiosks["left"].problems == []
    room = Room(["left", "right"])
    room.wants["left"] = True
    room.run(1)
    room.wants["left"] = False
    room.run(HOLDS_SECONDS + 1)
    room.up = False
    room.wants = {"left": True, "right": True}
    room.run(5)
    assert sorted(room.audible) == ["left", "right"]
    assert [len(one.problems) for one in room.kiosks.values()] == [1, 1]
    room.up = True
    room.run(5)
    assert len(room.audible) == 1, "as soon as the server is back"
    room.wants = {"left": True}
    room.run(5)
    assert room.kiosks["left"].problems == []


def test_one_that_waited_speaks_when_the_server_goes_while_it_waits() -> None:
    room = Room(["left", "right"])
    room.wants["left"] = True
    room.run(1)
    room.wants["right"] = True
    room.run(1)
    room.up = False
    room.run(HOLDS_SECONDS + ANSWERED_WITHIN_SECONDS)
    assert sorted(room.audible) == ["left", "right"]


def test_headphones_wait_for_nobody_and_nobody_waits_for_them() -> None:
    room = Room(["left", "right"])
    room.kiosks["left"].headphones = True
    room.wants["left"] = True
    room.run(1)
    room.wants["right"] = True
    room.run(1)
    assert sorted(room.audible) == ["left", "right"]
    room.kiosks["left"].headphones = False
    room.run(1)
    assert room.audible == ["right"]


def test_a_museum_may_let_them_speak_at_once() -> None:
    room = Room(["left", "right"], in_turn=False)
    room.wants = {"left": True, "right": True}
    room.run(5)
    assert sorted(room.audible) == ["left", "right"]
    assert room.count == 0, "and nothing is said of it"


def test_another_room_is_not_waited_for() -> None:
    kiosk = SpeakingTurns("left", "hall", lambda _: None, lambda: True, lambda: True)
    kiosk.heard(RoomSpeech("right", "attic", 1, 5e8, 10.0, 2), 0.0)
    assert not kiosk.waits(0.0, wants=True, anyway=False)
    nowhere = SpeakingTurns("left", None, lambda _: None, lambda: True, lambda: True)
    nowhere.heard(RoomSpeech("right", "hall", 1, 5e8, 10.0, 2), 0.0)
    assert not nowhere.waits(0.0, wants=True, anyway=False)


@dataclass
class Measured:
    """`both`: seconds in which two or more sound; `longest`: of these in one piece; `waits`: seconds, one a telling."""

    both: float = 0.0
    longest: float = 0.0
    seconds: float = 0.0
    tellings: int = 0
    waits: list[float] = field(default_factory=list)


def an_afternoon(kiosks: int, seed: int, loss: float, hours: float = 2.0) -> Measured:
    """Random visits: a telling of 45 to 180 s, then a pause of 20 to 240 s, at each kiosk."""
    room = Room([f"k{at}" for at in range(kiosks)], delay=(0.02, 0.15), loss=loss, seed=seed)
    rng = random.Random(seed + 100)
    changes = {name: room.now + rng.uniform(0, 120) for name in room.names}
    since: dict[str, float] = {}
    found = Measured()
    piece = 0.0
    end = room.now + hours * 3600
    while room.now < end:
        for name, at in changes.items():
            if room.now >= at:
                room.wants[name] = not room.wants.get(name, False)
                changes[name] = room.now + rng.uniform(
                    *((45, 180) if room.wants[name] else (20, 240))
                )
                if room.wants[name]:
                    found.tellings += 1
                    since[name] = room.now
                elif name in since:
                    found.waits.append(room.now - since.pop(name))  # never heard before its end
        room.tick()
        for name in room.audible:
            if name in since:
                found.waits.append(max(room.now - since.pop(name) - TICK, 0.0))
        piece = piece + TICK if len(room.audible) > 1 else 0.0
        found.both += TICK if len(room.audible) > 1 else 0.0
        found.longest = max(found.longest, piece)
        found.seconds += TICK
    return found


@pytest.mark.parametrize("kiosks", [2, pytest.param(3, marks=pytest.mark.long), 5])
def test_an_afternoon_of_random_visits(kiosks: int) -> None:
    found = an_afternoon(kiosks, seed=kiosks, loss=0.0, hours=1.0)
    assert found.tellings > 10 * kiosks
    # Two ways of a message (a kiosk to the server, the server to a kiosk), and the tick before and after.
    assert found.longest <= 2 * 0.15 + 2 * TICK


@pytest.mark.parametrize("kiosks", [2, pytest.param(3, marks=pytest.mark.long), 5])
def test_an_afternoon_with_one_message_in_five_lost(kiosks: int) -> None:
    found = an_afternoon(kiosks, seed=kiosks + 10, loss=0.2, hours=1.0)
    assert found.longest <= HOLDS_SECONDS
    assert found.both < 0.008 * found.seconds

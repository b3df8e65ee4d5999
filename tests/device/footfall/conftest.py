"""People as a detector would report them: boxes that walk, tremble and hide."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest

from device.footfall.counter import Counter
from device.footfall.detection import detection_of
from device.footfall.line import CountingLine, ReferencePoint
from models.people import PersonDetection

FPS = 10.0
Way = Callable[[float], tuple[float, float] | None]
"""Where somebody's feet are at a second of the scene; None while not in view."""


class Scene:
    """Plays ways to a counter and keeps its crossings."""

    def __init__(
        self, line: CountingLine, point: ReferencePoint = ReferencePoint.FOOT, tremble: float = 2.0
    ) -> None:
        self.counter = Counter(lambda _image, _offset: [], line, point)
        self.chance = random.Random(1)
        self.tremble = tremble
        self.crossed: list[tuple[str, float]] = []

    def play(self, ways: Iterable[Way], seconds: float, *, flicker: float = 0.0) -> Scene:
        ways = list(ways)
        for number in range(int(seconds * FPS)):
            at = number / FPS
            seen = [way(at) for way in ways]
            people = [
                self._person(*feet)
                for feet in seen
                if feet is not None and self.chance.random() >= flicker
            ]
            self._keep(self.counter.feed_detections([detection_of(one) for one in people], at))
        self._keep(self.counter.finish())
        return self

    @property
    def directions(self) -> list[str]:
        return [direction for direction, _ in self.crossed]

    def _person(self, x: float, foot: float) -> PersonDetection:
        x, foot = (v + self.chance.gauss(0, self.tremble) for v in (x, foot))
        return PersonDetection(x - 20, foot - 100, 40.0, 100.0, 0.5)

    def _keep(self, crossings) -> None:
        self.crossed += [(crossing.direction.value, crossing.at) for crossing in crossings]


@pytest.fixture
def scene() -> Callable[..., Scene]:
    """A scene of 640 × 480 with an upright line in the middle; `in` is to the right."""

    def make(line: CountingLine | None = None, **more) -> Scene:
        return Scene(line or CountingLine(320, 480, 320, 0), **more)

    return make

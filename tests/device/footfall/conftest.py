"""Simulated detections of walking people: boxes with jitter that drop out at random."""

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
"""Returns where the feet of a person are at a time in seconds; None while the person is not in view."""


class Scene:
    """Feeds the detections of walking people to a counter and records its crossings."""

    def __init__(
        self, line: CountingLine, point: ReferencePoint = ReferencePoint.FOOT, jitter: float = 2.0
    ) -> None:
        self.counter = Counter(lambda _image, _offset: [], line, point)
        self.rng = random.Random(1)
        self.jitter = jitter
        self.crossed: list[tuple[str, float]] = []

    def play(self, ways: Iterable[Way], seconds: float, *, flicker: float = 0.0) -> Scene:
        ways = list(ways)
        for number in range(int(seconds * FPS)):
            at = number / FPS
            seen = [way(at) for way in ways]
            people = [
                self._person(*feet)
                for feet in seen
                if feet is not None and self.rng.random() >= flicker
            ]
            self._keep(self.counter.feed_detections([detection_of(one) for one in people], at))
        self._keep(self.counter.finish())
        return self

    @property
    def directions(self) -> list[str]:
        return [direction for direction, _ in self.crossed]

    def _person(self, x: float, foot: float) -> PersonDetection:
        x, foot = (v + self.rng.gauss(0, self.jitter) for v in (x, foot))
        return PersonDetection(x - 20, foot - 100, 40.0, 100.0, 0.5)

    def _keep(self, crossings) -> None:
        self.crossed += [(crossing.direction.value, crossing.at) for crossing in crossings]


@pytest.fixture
def scene() -> Callable[..., Scene]:
    """Makes scenes of 640 × 480 pixels with a vertical line in the middle; `in` is to the right."""

    def make(line: CountingLine | None = None, **more) -> Scene:
        return Scene(line or CountingLine(320, 480, 320, 0), **more)

    return make

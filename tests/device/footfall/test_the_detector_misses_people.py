"""People walk where the detector misses them: along a dark wall, at the picture's edge, far away."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from device.footfall.counter import GRID_OFFSETS_PX, Counter
from device.footfall.line import CountingLine, ReferencePoint
from models.people import PersonDetection

FPS = 10
HEIGHT, WIDTH = 288, 384
TALL, WIDE = 60, 18
Way = Callable[[float], tuple[float, float] | None]
"""Returns where the feet of a person are at a time in seconds; None while not in view."""


class Hall:
    """A hall with a person; the detector finds them where `seen(x of the feet)` is True."""

    def __init__(
        self,
        line: CountingLine,
        seen: Callable[[float], bool],
        tall: int = TALL,
        wide: int = WIDE,
        score: float = 0.45,
        point: ReferencePoint = ReferencePoint.FOOT,
    ):
        random = np.random.default_rng(3)
        self.wall = np.repeat(
            np.repeat(random.integers(120, 200, (24, 32, 3), np.uint8), 12, axis=0), 12, axis=1
        )
        self.noise = random.normal(0, 3, (8, HEIGHT, WIDTH, 3)).astype(np.int16)
        self.counter = Counter(self._detect, line, point)
        self.score = score
        self.seen = seen
        self.tall, self.wide = tall, wide
        self.feet: list[tuple[float, float]] = []
        self.number = 0
        self.offsets: list[tuple[int, int]] = []

    def _detect(self, _image, offset):
        self.offsets.append(offset)
        return [
            PersonDetection(x - self.wide / 2, foot - self.tall, self.wide, self.tall, self.score)
            for x, foot in self.feet
            if self.seen(x)
        ]

    def see(self, seconds: float, *ways: Way, light: int = 0):
        found = []
        for step in range(round(seconds * FPS)):
            self.feet = [feet for way in ways if (feet := way(step / FPS)) is not None]
            image = self.wall.astype(np.int16) + self.noise[self.number % 8] + light
            for x, foot in self.feet:
                left = max(0, round(x - self.wide / 2))
                image[
                    round(foot) - self.tall : round(foot), left : max(0, round(x + self.wide / 2))
                ] = 40
            frame = np.clip(image, 0, 255).astype(np.uint8)
            found += self._said(self.counter.feed(frame, self.number / FPS).crossings)
            self.number += 1
        return found

    def finish(self):
        return self._said(self.counter.finish())

    @staticmethod
    def _said(crossings):
        return [(one.direction.value, round(one.at, 1)) for one in crossings]


def across(at: float, speed: float = 50.0, start: float = -15.0):
    x = start + speed * at
    return (x, 220.0) if -15 <= x <= WIDTH + 15 else None


def back(at: float):
    feet = across(at)
    return None if feet is None else (WIDTH - feet[0], feet[1])


def test_a_person_lost_before_the_line_is_counted_where_they_cross():
    hall = Hall(CountingLine(330, 288, 330, 0), lambda x: x < 270)
    found = hall.see(5) + hall.see(9, across) + hall.see(3) + hall.finish()
    assert [direction for direction, _ in found] == ["in"]
    assert found[0][1] == pytest.approx(5 + 345 / 50, abs=0.5)


def test_a_person_detected_only_behind_the_line_is_counted():
    hall = Hall(CountingLine(60, 288, 60, 0), lambda x: x > 110)
    found = hall.see(5) + hall.see(9, across) + hall.see(3) + hall.finish()
    assert [direction for direction, _ in found] == ["in"]
    assert found[0][1] == pytest.approx(5 + 75 / 50, abs=0.5)


def test_motion_without_a_detection_is_not_counted():
    hall = Hall(CountingLine(192, 288, 192, 0), lambda x: False)
    assert hall.see(5) + hall.see(9, across) + hall.see(9, back) + hall.finish() == []
    assert hall.counter.tracks == []


def test_one_or_two_detections_in_the_dark_are_not_enough():
    hall = Hall(CountingLine(192, 288, 192, 0), lambda x: 200 < x < 210)  # one or two detector runs
    assert hall.see(5) + hall.see(9, across) + hall.see(3) + hall.finish() == []


def test_a_switched_light_is_not_counted():
    hall = Hall(CountingLine(192, 288, 192, 0), lambda x: True)
    found = hall.see(5) + hall.see(5, light=40) + hall.see(5)
    assert found == []
    assert found + hall.see(9, across) + hall.see(3) + hall.finish() == [
        ("in", pytest.approx(19.1, abs=0.5))
    ]


def test_a_person_who_waits_in_the_dark_and_comes_back_has_not_crossed():
    def waits(at: float):
        return across(at) if at < 6 else across(6.0) if at < 8 else back(at - 8 + 75 / 50)

    hall = Hall(CountingLine(330, 288, 330, 0), lambda x: x < 250)
    assert hall.see(5) + hall.see(16, waits) + hall.see(3) + hall.finish() == []


def test_two_people_who_pass_each_other_in_the_dark_are_two():
    hall = Hall(CountingLine(192, 288, 192, 0), lambda x: not 150 < x < 230)
    found = hall.see(5) + hall.see(9, across, lambda at: _lower(back(at))) + hall.see(3)
    found += hall.finish()
    assert sorted(direction for direction, _ in found) == ["in", "out"]


def _lower(feet):
    return None if feet is None else (feet[0], feet[1] + 60)


def test_every_run_shifts_the_picture_on_the_detectors_grid():
    hall = Hall(CountingLine(192, 288, 192, 0), lambda x: True)
    hall.see(3, across)
    assert hall.offsets[:6] == [*GRID_OFFSETS_PX, *GRID_OFFSETS_PX, *GRID_OFFSETS_PX]
    assert np.mean(GRID_OFFSETS_PX, axis=0).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("point", "counted"), [(ReferencePoint.CENTRE, ["in"]), (ReferencePoint.FOOT, [])]
)
def test_a_wide_weak_detection_is_a_person_only_seen_from_above(point, counted):
    hall = Hall(
        CountingLine(192, 288, 192, 0), lambda x: x > 240, tall=40, wide=44, score=0.22, point=point
    )
    found = hall.see(5) + hall.see(9, across) + hall.see(3) + hall.finish()
    assert [direction for direction, _ in found] == counted


def test_a_narrow_weak_detection_that_walks_is_a_person():
    hall = Hall(CountingLine(192, 288, 192, 0), lambda x: x > 240, score=0.22)
    found = hall.see(5) + hall.see(9, across) + hall.see(3) + hall.finish()
    assert [direction for direction, _ in found] == ["in"]

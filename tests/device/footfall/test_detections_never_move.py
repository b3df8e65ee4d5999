"""The detector takes statues, portraits and coats on a rack for people, but they never move."""

from __future__ import annotations

import numpy as np
import pytest

from device.footfall.counter import Counter
from device.footfall.line import CountingLine
from device.footfall.motion_mask import MOVING_SHARE, SPAN_SECONDS, MotionMask
from device.footfall.track import STATUE_SECONDS
from models.people import PersonDetection

FPS = 10
SIZE = (288, 384)


class Shop:
    """A shop with coats on racks at the line x = 200, and people who walk in it."""

    def __init__(self, coats):
        random = np.random.default_rng(1)
        self.coats = coats
        self.random = random
        self.picture = np.repeat(
            np.repeat(random.integers(60, 190, (24, 32, 3), np.uint8), 12, axis=0), 12, axis=1
        )
        self.noise = random.normal(0, 3, (8, *SIZE, 3)).astype(np.int16)
        self.people = []
        self.counter = Counter(self._detect, CountingLine(200, 288, 200, 0))
        self.number = 0
        self.in_view = []

    def _detect(self, _image, _offset):
        """Return all people, and the coats at random, as weak detections drop out."""
        seen = [
            PersonDetection(x - 9, foot - 42, 18, 42, 0.40 if self.random.random() < 0.6 else 0.25)
            for x, foot in self.coats
            if self.random.random() < 0.7
        ]
        return seen + [PersonDetection(x - 9, foot - 42, 18, 42, 0.45) for x, foot in self.people]

    def see(self, seconds, *ways):
        found = []
        for step in range(round(seconds * FPS)):
            self.people = [way(step / FPS) for way in ways]
            image = self.picture.astype(np.int16) + self.noise[self.number % 8]
            for x, foot in self.people:
                image[round(foot) - 42 : round(foot), max(0, round(x) - 8) : round(x) + 8] = 30
            frame = np.clip(image, 0, 255).astype(np.uint8)
            seen = self.counter.feed(frame, self.number / FPS)
            found += [crossing.direction.value for crossing in seen.crossings]
            self.in_view.append(seen.in_view)
            self.number += 1
        return found


RACK = [(176, 120), (192, 118), (208, 121), (224, 119)]


def test_coats_at_the_line_are_not_counted():
    shop = Shop(RACK)
    assert shop.see(60) + shop.see(30, lambda at: (60 + 2 * at, 200)) == []


@pytest.mark.parametrize("foot", [118, 128, 150])
def test_a_person_who_walks_past_coats_counts_once(foot):
    shop = Shop(RACK)
    shop.see(5)
    found = shop.see(9, lambda at: (40 + 36 * at, foot))
    found += shop.see(3)
    found += [crossing.direction.value for crossing in shop.counter.finish()]
    assert found == ["in"]


def test_a_statue_is_not_in_view_after_a_while():
    shop = Shop([])
    shop.coats = [(100, 150)]
    shop.see(2 * STATUE_SECONDS)
    assert set(shop.in_view[round((STATUE_SECONDS + 5) * FPS) :]) == {0}


def test_a_visitor_beside_a_statue_is_in_view():
    shop = Shop([(100, 150)])
    shop.see(STATUE_SECONDS + 5)
    shop.see(6, lambda at: (300 - 20 * at, 220))
    assert shop.in_view[-1] == 1


def test_the_motion_mask_separates_moved_and_unmoved_boxes():
    motion, still = MotionMask(), np.full((96, 128), 90, np.uint8)
    # Without an earlier frame the box may have moved.
    assert motion.changed_share(0.1, 0.1, 0.2, 0.5) == 1.0
    for number in range(10):
        moved = still.copy()
        moved[20:60, 10 + 3 * number : 20 + 3 * number] = 200
        motion.update(moved, number * SPAN_SECONDS / 4)
    assert motion.changed_share(0.1, 0.2, 0.3, 0.4) > MOVING_SHARE
    assert motion.changed_share(0.6, 0.2, 0.3, 0.4) == 0.0


def test_boxes_at_and_past_the_edge_of_the_picture():
    motion = MotionMask()
    for number in range(2):
        motion.update(np.full((96, 128), 90 + 50 * number, np.uint8), number)
    for box in ((-0.1, -0.1, 0.2, 0.2), (0.95, 0.95, 0.3, 0.3), (0.999, 0.999, 0.0, 0.0)):
        assert motion.changed_share(*box) == 1.0

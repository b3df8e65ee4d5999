import statistics
import time

import cv2
import numpy as np
import pytest

from device.footfall.counter import Counter
from device.footfall.line import Line
from device.footfall.motion import LONGEST_TRUST, MotionGate
from models.people import Person

SIZE = (432, 768)
FPS = 10


@pytest.fixture
def hall():
    random = np.random.default_rng(1)
    still = cv2.resize(random.integers(60, 190, (12, 20, 3), np.uint8), SIZE[::-1])
    sheets = random.normal(0, 4, (8, *SIZE, 3)).astype(np.int16)

    def draw(number, person=None):
        image = still.astype(np.int16) + sheets[number % 8]
        if person is not None:
            x, y = (round(v) for v in person)
            image[y : y + 60, x : x + 22] = 40
        return np.clip(image, 0, 255).astype(np.uint8)

    return draw


def test_the_detector_looks_only_now_and_then(hall):
    gate = MotionGate()
    looks = sum(gate.moved(hall(n), n / FPS) for n in range(20 * FPS))
    assert looks <= 20 / LONGEST_TRUST + 1


@pytest.mark.parametrize("speed", [5.0, 25.0, 200.0])
def test_somebody_who_walks_is_seen_however_slowly(hall, speed):
    """`speed`: pixels a second of a person 60 pixels high."""
    gate = MotionGate()
    gate.moved(hall(0, (100, 200)), 0.0)
    for n in range(1, 20 * FPS):
        gone = speed * n / FPS
        if gate.moved(hall(n, (100 + gone, 200)), n / FPS):
            assert gone <= max(12.0, 1.01 * speed / FPS)
            return
    raise AssertionError("the detector never looked")


def test_a_frame_without_motion_takes_at_most_three_milliseconds(hall):
    counter = Counter(lambda _image: [], Line(0, 0, 0, 10))
    frames = [hall(n) for n in range(8)]
    took = []
    for n in range(200):
        start = time.perf_counter()
        counter.feed(frames[n % 8], n / 1000)
        took.append(time.perf_counter() - start)
    assert 1000 * statistics.median(took) <= 3.0


def test_who_stands_stays_in_view_though_nobody_looks(hall):
    standing = [Person(300, 200, 22, 60, 0.5)]
    looks = []

    def detect(_image):
        looks.append(None)
        return standing

    counter = Counter(detect, None)
    in_view = [counter.feed(hall(n, (300 + (n < 5) * n, 200)), n / FPS).in_view for n in range(150)]
    assert set(in_view[10:]) == {1}
    assert len(looks) < 20

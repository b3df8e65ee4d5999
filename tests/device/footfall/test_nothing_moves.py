"""The motion gate saves detector runs while nothing moves."""

import cv2
import numpy as np
import pytest

from device.footfall.counter import DETECTION_SECONDS, Counter
from device.footfall.line import CountingLine
from device.footfall.motion_gate import MAX_SKIP_SECONDS, MotionGate
from models.people import PersonDetection

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


def test_the_detector_runs_rarely(hall):
    gate = MotionGate()
    looks = sum(gate.is_due(hall(n), n / FPS) for n in range(20 * FPS))
    assert looks <= 20 / MAX_SKIP_SECONDS + 1


@pytest.mark.parametrize("speed", [5.0, 25.0, 200.0])
def test_a_walker_of_any_speed_is_detected(hall, speed):
    """`speed`: pixels a second of a person 60 pixels high."""
    gate = MotionGate()
    gate.is_due(hall(0, (100, 200)), 0.0)
    for n in range(1, 20 * FPS):
        gone = speed * n / FPS
        if gate.is_due(hall(n, (100 + gone, 200)), n / FPS):
            assert gone <= max(12.0, 1.01 * speed / FPS)
            return
    raise AssertionError("the detector never looked")


def test_the_detector_skips_frames_of_a_fast_camera(hall):
    """At thirty frames a second of a walking person, at most eleven detector runs a second are made."""
    looks = []

    def detect(_image, _offset):
        looks.append(None)
        return []

    counter = Counter(detect, CountingLine(0, 0, 0, 10))
    for n in range(60):
        counter.feed(hall(n, (100 + 5 * n, 200)), n / 30)
    assert 2 * 8 <= len(looks) <= 2 / DETECTION_SECONDS + 1


def test_a_standing_person_stays_in_view_while_the_detector_does_not_run(hall):
    standing = [PersonDetection(300, 200, 22, 60, 0.5)]
    looks = []

    def detect(_image, _offset):
        looks.append(None)
        return standing

    counter = Counter(detect, None)
    in_view = [counter.feed(hall(n, (300 + (n < 5) * n, 200)), n / FPS).in_view for n in range(150)]
    assert set(in_view[10:]) == {1}
    assert len(looks) < 20

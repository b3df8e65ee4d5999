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


def test_the_detector_looks_only_now_and_then(hall):
    gate = MotionGate()
    looks = sum(gate.is_due(hall(n), n / FPS) for n in range(20 * FPS))
    assert looks <= 20 / MAX_SKIP_SECONDS + 1


@pytest.mark.parametrize("speed", [5.0, 25.0, 200.0])
def test_somebody_who_walks_is_seen_however_slowly(hall, speed):
    """`speed`: pixels a second of a person 60 pixels high."""
    gate = MotionGate()
    gate.is_due(hall(0, (100, 200)), 0.0)
    for n in range(1, 20 * FPS):
        gone = speed * n / FPS
        if gate.is_due(hall(n, (100 + gone, 200)), n / FPS):
            assert gone <= max(12.0, 1.01 * speed / FPS)
            return
    raise AssertionError("the detector never looked")


def test_the_detector_looks_at_no_more_frames_than_people_need(hall):
    """Thirty frames a second of somebody who walks: eleven runs a second are plenty."""
    looks = []

    def detect(_image, _offset):
        looks.append(None)
        return []

    counter = Counter(detect, CountingLine(0, 0, 0, 10))
    for n in range(60):
        counter.feed(hall(n, (100 + 5 * n, 200)), n / 30)
    assert 2 * 8 <= len(looks) <= 2 / DETECTION_SECONDS + 1


def test_who_stands_stays_in_view_while_the_detector_rests(hall):
    standing = [PersonDetection(300, 200, 22, 60, 0.5)]
    looks = []

    def detect(_image, _offset):
        looks.append(None)
        return standing

    counter = Counter(detect, None)
    in_view = [counter.feed(hall(n, (300 + (n < 5) * n, 200)), n / FPS).in_view for n in range(150)]
    assert set(in_view[10:]) == {1}
    assert len(looks) < 20

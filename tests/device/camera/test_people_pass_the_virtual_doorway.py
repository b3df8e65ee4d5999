"""The real detector detects the drawn figures of the virtual doorway as people, which the demo relies on."""

import itertools

import numpy as np
import pytest

from device.camera.doorway import DoorwayCamera, line, plan, truth
from device.footfall.counter import DETECT_FROM, Counter
from device.footfall.line import CountingLine
from models import model_file
from models.people import PersonDetector


@pytest.fixture(scope="module")
def detector():
    return PersonDetector(model_file.path(model_file.PERSON_DETECTOR), threshold=DETECT_FROM)


def test_the_plan_depends_only_on_the_seed_and_the_room_is_never_below_empty():
    first = list(itertools.islice(plan(7, 6.0), 300))
    assert first == list(itertools.islice(plan(7, 6.0), 300))
    assert first != list(itertools.islice(plan(8, 6.0), 300))
    inside = np.cumsum([1 if walker.inward else -1 for walker in first])
    assert inside.min() >= 0
    assert inside.max() > 1
    minutes = first[-1].start / 60
    assert 300 / minutes == pytest.approx(6.0, rel=0.15)


@pytest.mark.long
def test_the_real_detector_and_counter_count_them_correctly(detector, clock):
    seconds, fps = 30, 8.0
    camera = DoorwayCamera(3, fps, 10.0, (480, 360), clock, clock.sleep)
    counter = Counter(detector.detect, CountingLine(*line(480, 360)))
    crossings = []
    for number in range(int(seconds * fps)):
        crossings += counter.feed(camera.draw(number / fps), number / fps).crossings
    counted = [sum(p.direction == way for p in crossings) for way in ("in", "out")]
    assert sum(counted) >= 3
    assert tuple(counted) == truth(3, 10.0, seconds - 0.5)

"""The counting thread runs on shared frames; the detector fails, and the camera vanishes."""

import threading
import time

import numpy as np
import pytest

from contract.messages import Blindness
from device.camera.camera import CameraLostError, Frame
from device.camera.shared_frames import SharedFrames
from device.footfall.counter import Counter
from device.footfall.line import CountingLine
from device.footfall.minute import MinuteCounts
from device.footfall.watch import FootfallWatch
from models.people import PersonDetection
from tests.waiting import until


class Walkway:
    """A camera whose pictures encode the position of a person; `away` makes reading fail."""

    name, fps = "walkway", 50.0

    def __init__(self):
        self.random = np.random.default_rng(1)
        self.x, self.away = 0, False

    def read(self):
        time.sleep(0.02)
        if self.away:
            raise CameraLostError("It is away.")
        image = self.random.integers(40, 220, (96, 128, 3), np.uint8)
        self.x += 2
        image[0, 0] = min(self.x, 255)
        return Frame(image, time.monotonic())

    def close(self):
        pass


def _detect(image, _offset):
    return [PersonDetection(int(image[0, 0, 0]) - 10, 20.0, 20.0, 60.0, 0.5)]


@pytest.fixture
def kiosk():
    running = []

    def start(detect):
        camera, changes, ended = Walkway(), [], []
        crossed = threading.Event()

        def on_change(count):
            changes.append(count)
            if count.entered:
                crossed.set()

        frames = SharedFrames(camera, sleep=lambda _: time.sleep(0.02))
        counter = Counter(detect, CountingLine(64, 96, 64, 0))
        watch = FootfallWatch(frames, counter, on_change, ended.append)
        frames.start()
        watch.start()
        running.append((watch, frames))
        return camera, watch, crossed, ended

    yield start
    for watch, frames in running:
        watch.stop()
        frames.stop()


def test_a_crossing_is_reported_within_a_second(kiosk):
    camera, _, crossed, _ = kiosk(_detect)
    assert crossed.wait(10)
    assert camera.x < 64 + 100  # a hundred pixels are a second of this walk


def test_a_failing_detector_is_reported_and_tried_again(kiosk, caplog):
    failures = iter([True] * 2)
    works = threading.Event()

    def fails_first(image, offset):
        if next(failures, False):
            raise RuntimeError("a broken model")
        works.set()
        return _detect(image, offset)

    camera, watch, crossed, _ = kiosk(fails_first)
    until(lambda: watch.problem, what="a word about it")
    assert watch.problem == "Counting has failed; it is tried again."
    assert watch.blindness is Blindness.DETECTOR
    assert works.wait(10)
    camera.x = 0
    assert crossed.wait(10)
    assert watch.problem is None
    assert (
        caplog.text.count("footfall could not count in a frame") == 1
    )  # repeated failures are logged once


def test_a_detector_that_never_works_leaves_the_minute_unknown(kiosk):
    tries = []

    def broken(_image, _offset):
        tries.append(1)
        raise RuntimeError("a broken model")

    _, watch, _, ended = kiosk(broken)
    until(lambda: watch.blindness and len(tries) >= 2, what="a second try")
    watch.stop()
    assert ended == [MinuteCounts(ended[0].start, 0.0, None, None, None, None)]


def test_a_vanished_camera_is_reported(kiosk):
    camera, watch, _, _ = kiosk(_detect)
    camera.away = True
    until(lambda: watch.problem == "It is away.", 10)

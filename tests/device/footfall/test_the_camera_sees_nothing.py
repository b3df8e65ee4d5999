"""The camera is dark, covered, frozen or lost: the minute is unknown instead of zero."""

import numpy as np
import pytest

from contract.messages import Blindness
from device.camera.camera import Frame
from device.footfall.counter import Counter
from device.footfall.line import CountingLine
from device.footfall.visibility import FROZEN_SECONDS
from device.footfall.watch import FootfallWatch

FPS = 5


class Frames:
    """A stand-in for SharedFrames; the tests use only `problem`."""

    problem = None

    def after(self, _number, _timeout):
        return None


class Kiosk:
    """A footfall watch with a simulated clock, to which a test feeds frames."""

    def __init__(self, detect=lambda _image, _offset: []):
        self.now = 1000.0
        self.changes, self.minutes = [], []
        counter = Counter(detect, CountingLine(32, 48, 32, 0))
        self.watch = FootfallWatch(
            Frames(), counter, self.changes.append, self.minutes.append, lambda: self.now
        )
        self.random = np.random.default_rng(1)

    def see(self, seconds, draw):
        for _ in range(round(seconds * FPS)):
            self.now += 1 / FPS
            self.watch.take(Frame(draw(), self.now))
        return self

    def hall(self):
        return self.random.integers(40, 220, (48, 64, 3), np.uint8)

    def dark(self):
        return self.random.integers(0, 6, (48, 64, 3), np.uint8)

    def covered(self):
        return np.full((48, 64, 3), 90, np.uint8) + self.random.integers(
            0, 3, (48, 64, 3), np.uint8
        )


@pytest.fixture
def kiosk():
    return Kiosk()


def _unknown(count):
    return (count.observed_seconds, count.entered, count.left) == (0.0, None, None)


def test_an_empty_hall_counts_zero(kiosk):
    kiosk.see(121, kiosk.hall)
    for count in kiosk.minutes:
        assert count.observed_seconds == pytest.approx(60, abs=0.5)
        assert (count.entered, count.left, count.in_view_mean, count.in_view_max) == (0, 0, 0, 0)
    assert [count.start for count in kiosk.minutes] == [1000.0, 1060.0]


@pytest.mark.parametrize(
    ("look", "words"), [("dark", "It is too dark"), ("covered", "The camera is covered")]
)
def test_a_dark_room_and_a_covered_lens_are_unknown(kiosk, look, words):
    kiosk.see(61, getattr(kiosk, look))
    assert _unknown(kiosk.minutes[0])
    assert kiosk.watch.problem.startswith(words)
    assert kiosk.watch.blindness is Blindness(look)


def test_a_frozen_picture_is_unknown(kiosk):
    picture = kiosk.hall()
    kiosk.see(121, lambda: picture)
    assert kiosk.minutes[0].observed_seconds == pytest.approx(FROZEN_SECONDS, abs=0.5)
    assert _unknown(kiosk.minutes[1])
    assert kiosk.watch.problem == "The camera's picture has frozen."
    assert kiosk.watch.blindness is Blindness.FROZEN


def test_a_minute_that_was_half_dark_reports_its_observed_seconds(kiosk):
    kiosk.see(20, kiosk.hall).see(30, kiosk.dark).see(11, kiosk.hall)
    assert kiosk.minutes[0].observed_seconds == pytest.approx(30, abs=1.0)
    assert kiosk.minutes[0].entered == 0
    assert (kiosk.watch.blindness, kiosk.watch.problem) == (None, None)


def test_a_lost_camera_is_unknown_and_its_minutes_go_on(kiosk):
    kiosk.see(5, kiosk.hall)
    for _ in range(130):
        kiosk.now += 1
        kiosk.watch._without_a_frame()
    assert kiosk.minutes[0].observed_seconds == pytest.approx(5, abs=0.5)
    assert _unknown(kiosk.minutes[1])
    assert kiosk.watch.problem == "The camera gives no pictures."
    assert kiosk.watch.blindness is Blindness.NO_PICTURES


def test_frames_far_apart_are_not_an_observation(kiosk):
    for _ in range(20):
        kiosk.now += 4
        kiosk.watch.take(Frame(kiosk.hall(), kiosk.now))
    assert _unknown(kiosk.minutes[0])


def test_stopping_closes_the_open_minute(kiosk):
    kiosk.see(10, kiosk.hall)
    kiosk.watch.stop()
    assert kiosk.minutes[0].observed_seconds == pytest.approx(10, abs=0.5)

"""The recognition thread watches a camera and reports events."""

import threading
import time
from dataclasses import dataclass

import numpy as np
import pytest

from device.camera.camera import CameraLostError, Frame
from device.camera.shared_frames import SharedFrames
from device.recognition.events import VisitorCame, WorkLeft, WorkShown
from device.recognition.placement import Placement
from device.recognition.watch import BROKEN_AFTER_SECONDS, RecognitionWatch
from tests.waiting import until

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Candidate:
    work: str


@dataclass(frozen=True)
class Quality:
    usable: bool = True


@dataclass(frozen=True)
class Answer:
    work: str | None
    candidates: tuple = ()
    quality: Quality = Quality()
    offered: tuple[str, ...] = ()


class ByGrey:
    """A recogniser that reads the work from the picture's grey level."""

    def __init__(self, **names):
        self.names = {int(grey[1:]): name for grey, name in names.items()}

    def recognise(self, image):
        grey = int(image[0, 0, 0])
        if grey == 13:
            raise RuntimeError("a picture that breaks the model")
        work = self.names.get(grey)
        return Answer(work, (Candidate(work),) if work else ())


class GreyCamera:
    """A camera that shows the grey level that a test sets; None makes reading fail."""

    name, fps = "shows", 30.0

    def __init__(self):
        self.grey = 0

    def read(self):
        time.sleep(0.02)
        if self.grey is None:
            raise CameraLostError("It is away.")
        return Frame(np.full((60, 80, 3), self.grey, np.uint8), time.monotonic())

    def close(self):
        pass


class EventRecorder:
    """Records events and waits for one."""

    def __init__(self):
        self.events, self.changed = [], threading.Condition()

    def __call__(self, event):
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    def wait_for(self, event, seconds=8.0):
        with self.changed:
            assert self.changed.wait_for(lambda: event in self.events, seconds), self.events


@pytest.fixture
def running():
    camera, recorder = GreyCamera(), EventRecorder()
    frames = SharedFrames(camera, sleep=lambda _: time.sleep(0.02))
    watch = RecognitionWatch(frames, ByGrey(g50="kolam"), Placement.HELD_UP, recorder)
    frames.start()
    watch.start()
    yield camera, watch, recorder
    watch.stop()
    frames.stop()


def test_a_work_is_shown_and_left(running):
    camera, _, recorder = running
    camera.grey = 50
    recorder.wait_for(WorkShown("kolam", ("kolam",)))
    camera.grey = 0
    recorder.wait_for(WorkLeft("kolam"))
    assert recorder.events[0] == VisitorCame()


def test_a_lost_camera_ends_the_view_of_the_work(running):
    camera, _, recorder = running
    camera.grey = 50
    recorder.wait_for(WorkShown("kolam", ("kolam",)))
    camera.grey = None
    recorder.wait_for(WorkLeft("kolam"))


def test_a_new_release_is_used_from_the_next_frame_on(running):
    camera, watch, recorder = running
    watch.use(None)
    camera.grey = 80
    watch.use(ByGrey(g80="lusona"))
    recorder.wait_for(WorkShown("lusona", ("lusona",)))


def test_a_frame_that_makes_the_recogniser_fail_is_skipped(running, caplog):
    camera, _, recorder = running
    camera.grey = 13
    until(lambda: "a frame could not be recognised" in caplog.text)
    camera.grey = 50
    recorder.wait_for(WorkShown("kolam", ("kolam",)))


def test_a_touch_starts_a_visit(running):
    _, watch, recorder = running
    watch.touched()
    recorder.wait_for(VisitorCame())


class Broken:
    """Recognises nothing, because the disk can't read the features, or has altered them."""

    def __init__(self, error):
        self.error = error

    def recognise(self, frame):
        raise self.error


@pytest.mark.parametrize(
    "error", [OSError(5, "Input/output error"), ValueError("not a picture of a reference")]
)
def test_features_that_cannot_be_read_are_reported_and_the_log_says_it_once(error, caplog):
    frames = SharedFrames(GreyCamera(), sleep=lambda _: time.sleep(0.02))
    reports = threading.Semaphore(0)
    watch = RecognitionWatch(
        frames,
        Broken(error),
        Placement.HELD_UP,
        lambda _event: None,
        on_unreadable=reports.release,
    )
    frames.start()
    watch.start()
    for _ in range(3):
        assert reports.acquire(timeout=20.0)
    assert caplog.text.count("a frame could not be recognised") == 1
    watch.use(Broken(error))
    for _ in range(3):
        assert reports.acquire(timeout=20.0)
    assert caplog.text.count("a frame could not be recognised") == 2
    watch.stop()
    frames.stop()


def test_a_camera_that_gives_no_frames_does_not_see(running):
    camera, watch, _ = running
    until(lambda: watch.seeing, 5)
    camera.grey = None
    until(lambda: not watch.seeing, BROKEN_AFTER_SECONDS + 3)
    camera.grey = 50
    until(lambda: watch.seeing, 5)
    watch.use(None)
    assert not watch.seeing, "it has the works of no release"

"""Recognition and footfall share the frames of one camera."""

import threading

import numpy as np
import pytest

from device.camera.camera import CameraLostError, Frame, VideoEndedError
from device.camera.shared_frames import SharedFrames


class Numbered:
    """A camera whose frames contain their number; `turns` defines the result of each read."""

    name, fps = "numbered", 100.0

    def __init__(self, *turns):
        self.turns, self.reads, self.closed = list(turns), 0, False
        self.go = threading.Semaphore(0)

    def read(self):
        if not self.go.acquire(timeout=0.05):
            return None
        self.reads += 1
        turn = self.turns.pop(0) if self.turns else None
        if isinstance(turn, Exception):
            raise turn
        return Frame(np.full((2, 2, 3), self.reads, np.uint8), float(self.reads))

    def close(self):
        self.closed = True


@pytest.fixture
def share():
    started = []

    def start(camera):
        frames = SharedFrames(camera, sleep=lambda _: None)
        frames.start()
        started.append(frames)
        return frames

    yield start
    for frames in started:
        frames.stop()


def test_a_slow_reader_misses_frames_and_a_fast_one_gets_all(share):
    camera = Numbered()
    frames = share(camera)
    fast, number = [], 0
    for _ in range(20):
        camera.go.release()
        number, frame = frames.after(number)
        fast.append(int(frame.at))
    assert fast == list(range(1, 21))
    assert frames.after(1)[1].at == 20.0  # a reader that saw the first frame gets the newest


def test_a_reader_waits_for_a_new_frame(share):
    camera = Numbered()
    frames = share(camera)
    camera.go.release()
    number, _ = frames.after(0)
    assert frames.after(number, timeout=0.05) is None


@pytest.mark.parametrize("error", [CameraLostError("It is away."), RuntimeError("a driver's bug")])
def test_a_lost_camera_is_reported_and_may_come_back(share, error):
    camera = Numbered(None, error)
    frames = share(camera)
    camera.go.release()
    number, _ = frames.after(0)
    camera.go.release()
    assert frames.after(number, timeout=0.2) is None
    assert frames.problem in ("It is away.", "The camera numbered has failed; it is tried again.")
    camera.go.release()
    assert frames.after(number)[1].at == 3.0
    assert frames.problem is None


def test_a_video_that_ended_stays_ended(share):
    camera = Numbered(VideoEndedError("The video has ended."))
    frames = share(camera)
    camera.go.release()
    assert frames.after(0, timeout=0.2) is None
    assert frames.problem == "The video has ended."


def test_stopping_wakes_waiting_readers_and_closes_the_camera(share):
    camera = Numbered()
    frames = share(camera)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(frames.after(0, timeout=30)))
    waiting.start()
    frames.stop()
    waiting.join(timeout=5)
    assert answers == [None]
    assert camera.closed

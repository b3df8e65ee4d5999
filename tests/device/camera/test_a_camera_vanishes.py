"""A USB camera is unplugged and plugged in again."""

import numpy as np
import pytest

from device.camera.camera import CameraLostError
from device.camera.opencv import LONGEST_PAUSE_SECONDS, OpenCvCamera


class Socket:
    """The twin of a USB socket with or without a camera."""

    def __init__(self):
        self.plugged = True
        self.opened = 0
        self.released = 0

    def __call__(self, _device):
        self.opened += 1
        return Capture(self, self.plugged)


class Capture:
    def __init__(self, socket, there):
        self.socket, self.there = socket, there

    def isOpened(self):  # noqa: N802
        return self.there

    def set(self, *_):
        return True

    def read(self):
        if not (self.there and self.socket.plugged):
            self.there = False  # an open handle never recovers
            return False, None
        return True, np.zeros((4, 4, 3), np.uint8)

    def release(self):
        self.socket.released += 1


@pytest.fixture
def socket():
    return Socket()


@pytest.fixture
def camera(socket, clock):
    return OpenCvCamera("0", (640, 480), 15.0, clock, clock.sleep, socket)


def _until_read(camera, clock, limit=600.0):
    """Read until a frame comes; return the seconds this took."""
    begin = clock.now
    while clock.now - begin < limit:
        try:
            camera.read()
        except CameraLostError:
            continue
        return clock.now - begin
    raise AssertionError("it never came back")


def test_the_problem_is_reported_until_the_camera_is_plugged_in_again(camera, socket, clock):
    assert camera.read() is not None
    socket.plugged = False
    with pytest.raises(CameraLostError, match="/dev/video0 has stopped giving pictures"):
        camera.read()
    with pytest.raises(CameraLostError, match="There is no camera /dev/video0 now"):
        camera.read()
    socket.plugged = True
    assert _until_read(camera, clock) < 1.0
    assert socket.released == socket.opened - 1


def test_a_camera_away_for_an_hour_is_tried_less_often_and_found_quickly(camera, socket, clock):
    socket.plugged = False
    begin = clock.now
    while clock.now < begin + 3600:
        with pytest.raises(CameraLostError):
            camera.read()
    assert 3600 / LONGEST_PAUSE_SECONDS < socket.opened < 150
    socket.plugged = True
    assert _until_read(camera, clock) <= LONGEST_PAUSE_SECONDS + 0.5


def test_a_kiosk_that_starts_without_its_camera_waits_for_it(camera, socket, clock):
    socket.plugged = False
    with pytest.raises(CameraLostError, match="There is no camera"):
        camera.read()
    socket.plugged = True
    assert _until_read(camera, clock) < 1.0


def test_a_read_never_blocks_for_long(camera, socket, clock):
    socket.plugged = False
    for _ in range(50):
        before = clock.now
        with pytest.raises(CameraLostError):
            camera.read()
        assert clock.now - before <= 0.25

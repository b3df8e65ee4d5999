"""A camera on USB or V4L2, through OpenCV.

Note: a camera that was unplugged does not raise, it returns nothing, and the open handle never recovers. It must be
closed and opened anew, under the same number or another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import cv2

from device.camera.camera import CameraLostError, Frame

log = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0  # between two tries
WAIT_SECONDS = 0.2  # of a `read` while there is no camera, so that a kiosk can still be stopped

Opener = Callable[[int | str], Any]
"""Makes something like cv2.VideoCapture; tests plug a camera in and out through it."""


def _open(device: int | str) -> Any:
    return cv2.VideoCapture(device)


class OpenCvCamera:
    """Reads one device; when it vanishes, tries again after growing pauses."""

    def __init__(
        self,
        device: str,
        size: tuple[int, int],
        fps: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        opener: Opener = _open,
    ) -> None:
        """`device`: a number or a path; `size`: width and height that are asked for, in pixels."""
        self._device: int | str = int(device) if device.isdecimal() else device
        self.name = f"/dev/video{device}" if device.isdecimal() else device
        self.fps = fps
        self._size = size
        self._clock, self._sleep, self._opener = clock, sleep, opener
        self._capture: Any = None
        self._pause = FIRST_PAUSE_SECONDS
        self._next_try = float("-inf")

    def read(self) -> Frame | None:
        """Read the next frame. Raises CameraLostError while the device is away; each call tries it again."""
        if self._capture is None:
            self._try_to_open()
        there, image = self._capture.read()
        if not there or image is None:
            self.close()
            self._postpone()
            raise CameraLostError(f"The camera {self.name} has stopped giving pictures.")
        self._pause = FIRST_PAUSE_SECONDS
        return Frame(image, self._clock())

    def close(self) -> None:
        """Close the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _try_to_open(self) -> None:
        if self._clock() < self._next_try:
            self._sleep(min(WAIT_SECONDS, self._next_try - self._clock()))
            raise CameraLostError(f"There is no camera {self.name} now.")
        capture = self._opener(self._device)
        if not capture.isOpened():
            capture.release()
            self._postpone()
            raise CameraLostError(f"There is no camera {self.name} now.")
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
        capture.set(cv2.CAP_PROP_FPS, self.fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # so that a read gives the newest picture
        log.info("camera %s is there", self.name)
        self._capture = capture

    def _postpone(self) -> None:
        self._next_try = self._clock() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

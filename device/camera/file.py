"""A video file as a camera.

Note: a container's own frame count and frame rate may be wrong. The video ends where no frame can be read any more,
and an impossible rate is replaced by 25.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from device.camera.camera import CameraLostError, Frame, VideoEndedError
from device.camera.frame_timer import FrameTimer

log = logging.getLogger(__name__)
USUAL_FPS = 25.0
FASTEST_FPS = 240.0


class FileCamera:
    """Gives a video's frames, in real time or as fast as they are read.

    As fast as they are read, a frame's time is its place in the video: frame n is at n / fps seconds.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        *,
        real_time: bool = True,
        loop: bool = False,
    ) -> None:
        """Raises CameraLostError where the file is missing or no video."""
        self._path = path
        self._loop = loop
        self._read_so_far = 0  # frames, over all rounds
        self._this_round = 0
        self._video = self._opened()
        claimed = float(self._video.get(cv2.CAP_PROP_FPS))
        self.fps = claimed if 0 < claimed <= FASTEST_FPS else USUAL_FPS
        self._timer = FrameTimer(self.fps, clock, sleep) if real_time else None

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self._path.name

    def read(self) -> Frame | None:
        """Read the next frame. Raises VideoEndedError at the end, CameraLostError where nothing can be read."""
        there, image = self._video.read()
        if not there:
            if self._this_round == 0:
                raise CameraLostError(f"Not one frame of {self.name} can be read.")
            if not self._loop:
                raise VideoEndedError(f"The video {self.name} has ended.")
            log.info("the video %s starts again", self.name)
            self._video.release()
            self._video = self._opened()
            self._this_round = 0
            there, image = self._video.read()
            if not there:
                raise CameraLostError(f"The video {self.name} can't be read again.")
        at = self._read_so_far / self.fps if self._timer is None else self._timer.wait()
        self._this_round += 1
        self._read_so_far += 1
        return Frame(np.asarray(image, np.uint8), at)

    def close(self) -> None:
        """Close the file."""
        self._video.release()

    def _opened(self) -> cv2.VideoCapture:
        if not self._path.is_file():
            raise CameraLostError(f"There is no video {self._path}.")
        video = cv2.VideoCapture(str(self._path))
        if not video.isOpened():
            video.release()
            raise CameraLostError(f"{self.name} is not a video that can be read.")
        return video

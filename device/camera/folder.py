"""A folder of pictures as a camera: each is in view for a while, then nothing is.

Without the pause, two photographs of one work would look like one work that stays in view.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from device.camera.camera import CameraLostError, Frame, Image
from device.camera.frame_timer import FrameTimer
from models.picture import PictureError, read_picture

log = logging.getLogger(__name__)
ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
LONGEST_SIDE_PX = 1280  # as of a kiosk's camera
BARE_GREY = 200  # of a wall with nothing on it, 0 to 255


class FolderCamera:
    """Shows the pictures of `folder` in the order of their names, again and again."""

    def __init__(
        self,
        folder: Path,
        seconds: float,
        pause_seconds: float,
        fps: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        """Raises CameraLostError where there is no picture in the folder."""
        self._files = sorted(f for f in folder.glob("**/*") if f.suffix.lower() in ENDINGS)
        if not self._files:
            raise CameraLostError(f"There are no pictures in {folder}.")
        self.fps = fps
        self.name = folder.name
        self._seconds, self._round = seconds, seconds + pause_seconds
        self._timer = FrameTimer(fps, clock, sleep)
        self._started: float | None = None
        self._shown: tuple[int, Image] | None = None  # number of the picture in view, and it
        self._unreadable: set[Path] = set()

    def read(self) -> Frame | None:
        """Returns the picture in view now. Raises CameraLostError when no picture can be read."""
        at = self._timer.wait()
        if self._started is None:
            self._started = at
        number, within = divmod(at - self._started, self._round)
        image = self._picture(int(number))
        return Frame(image if within < self._seconds else np.full_like(image, BARE_GREY), at)

    def close(self) -> None:
        """Do nothing; there is no hardware."""

    def _picture(self, number: int) -> Image:
        if self._shown is not None and self._shown[0] == number:
            return self._shown[1]
        left = [file for file in self._files if file not in self._unreadable]
        while left:
            file = left[number % len(left)]
            try:
                image = _as_from_a_camera(read_picture(file))
            except PictureError as error:
                log.warning("%s is left out: %s", file.name, error)
                self._unreadable.add(file)
                left.remove(file)
                continue
            self._shown = (number, image)
            return image
        raise CameraLostError(f"None of the pictures in {self.name} can be read.")


def _as_from_a_camera(image: Image) -> Image:
    scale = LONGEST_SIDE_PX / max(image.shape[:2])
    if scale >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))

"""The twin of a camera before which somebody holds a picture: the picture in a file, while that is there.

The preview's kiosk has it: the server writes the picture of the work that a person at the desk holds before it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from device.camera.camera import Frame, Image
from device.camera.folder import BARE_GREY
from device.camera.frame_timer import FrameTimer
from models.picture import PictureError, read_picture

log = logging.getLogger(__name__)
WIDTH_PX, HEIGHT_PX = 1280, 960  # as of a kiosk's camera
FILLED = (
    0.85  # the share of the frame's width or height that the picture takes: a hand holds it close
)


class HeldPictureCamera:
    """Gives a bare wall, and before it the picture of `file` while there is one that can be read."""

    name = "held picture"

    def __init__(
        self,
        file: Path,
        fps: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        """`clock`: monotonic seconds."""
        self.fps = fps
        self._file = file
        self._timer = FrameTimer(fps, clock, sleep)
        self._bare: Image = np.full((HEIGHT_PX, WIDTH_PX, 3), BARE_GREY, np.uint8)
        self._read: tuple[int, int] | None = None  # which file was read last
        self._shown = self._bare

    def read(self) -> Frame | None:
        """Returns what is before the camera now."""
        at = self._timer.wait()
        try:
            found = self._file.stat()
        except OSError:
            self._read, self._shown = None, self._bare
            return Frame(self._shown, at)
        identity = (found.st_ino, found.st_mtime_ns)
        if identity != self._read:
            self._read, self._shown = identity, self._held()
        return Frame(self._shown, at)

    def close(self) -> None:
        """Do nothing; there is no hardware."""

    def _held(self) -> Image:
        try:
            picture = read_picture(self._file)
        except (OSError, PictureError) as error:
            log.warning("the held picture can't be read: %s", error)
            return self._bare
        height, width = picture.shape[:2]
        scale = FILLED * min(WIDTH_PX / width, HEIGHT_PX / height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = cv2.resize(picture, size, interpolation=way)
        left, top = (WIDTH_PX - size[0]) // 2, (HEIGHT_PX - size[1]) // 2
        frame = self._bare.copy()
        frame[top : top + size[1], left : left + size[0]] = small
        return frame

"""Has anything moved since the detector last looked? If not, what it said then still holds.

The one thing a newcomer would get wrong: comparing with the frame before. Somebody who walks slowly away from the
camera changes no frame by much; so the comparison is with the frame at which the detector last ran.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image

SIZE = (128, 96)  # pixels at which motion is judged: a person far away is still some pixels
RUSTLE = 12.0  # grey levels, 0 to 255, that a pixel may change by noise after the shrinking
BLOB = 3  # pixels in a row and column that must change together; noise is alone
LONGEST_TRUST = 2.0  # seconds after which the detector looks again though nothing moved


class MotionGate:
    """Says whether the detector needs to look at a frame."""

    def __init__(self) -> None:
        self.small: NDArray[np.uint8] = np.zeros(SIZE[::-1], np.uint8)  # the frame asked about last
        self._looked_at: NDArray[np.uint8] | None = None
        self._when = float("-inf")

    def moved(self, image: Image, at: float) -> bool:
        """True where `image` (uint8 BGR) at `at` (seconds) shows a change; it is then what is compared with.

        So who asks and hears True must look.
        """
        self.small = now = _small(image)
        if self._looked_at is None or at - self._when >= LONGEST_TRUST:
            return self._look(now, at)
        changed = cv2.absdiff(now, self._looked_at) > RUSTLE
        solid = cv2.erode(changed.astype(np.uint8), np.ones((BLOB, BLOB), np.uint8))
        return self._look(now, at) if solid.any() else False

    def _look(self, now: NDArray[np.uint8], at: float) -> bool:
        self._looked_at, self._when = now, at
        return True


def _small(image: Image) -> NDArray[np.uint8]:
    # Skipping pixels before averaging costs a third of averaging them all, and noise is filtered after.
    step = max(1, min(image.shape[1] // (2 * SIZE[0]), image.shape[0] // (2 * SIZE[1])))
    small = cv2.resize(image[::step, ::step], SIZE, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.blur(grey, (3, 3)), np.uint8)

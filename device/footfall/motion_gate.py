"""Decides whether the detector must run on a frame: only when something has moved since it last ran.

Note: the comparison is with the frame at which the detector last ran, not with the frame before. A person who walks
slowly away from the camera changes no single frame by much.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image

THUMBNAIL_PX = (128, 96)  # width and height; a person far away is still some pixels
NOISE_GREY = 12.0  # grey levels, 0 to 255, by which a thumbnail's pixel may change by noise
BLOB_PX = 3  # rows and columns of pixels that must change together: noise is isolated
MAX_SKIP_SECONDS = 2.0  # after which the detector runs though nothing moved


class MotionGate:
    """Says whether the detector needs to run on a frame."""

    def __init__(self) -> None:
        self.thumbnail: NDArray[np.uint8] = np.zeros(THUMBNAIL_PX[::-1], np.uint8)
        """The frame asked about last, grey, 96 × 128."""
        self._reference: NDArray[np.uint8] | None = None
        self._reference_at = float("-inf")

    def is_due(self, image: Image, at: float) -> bool:
        """Return True where `image` (uint8 BGR) at `at` (seconds) shows motion, or the last run is too long ago.

        A frame for which it returns True becomes the reference, so the caller must run the detector on it.
        """
        self.thumbnail = thumbnail = _shrink(image)
        if self._reference is None or at - self._reference_at >= MAX_SKIP_SECONDS:
            return self._keep(thumbnail, at)
        changed = cv2.absdiff(thumbnail, self._reference) > NOISE_GREY
        solid = cv2.erode(changed.astype(np.uint8), np.ones((BLOB_PX, BLOB_PX), np.uint8))
        return self._keep(thumbnail, at) if solid.any() else False

    def _keep(self, thumbnail: NDArray[np.uint8], at: float) -> bool:
        self._reference, self._reference_at = thumbnail, at
        return True


def _shrink(image: Image) -> NDArray[np.uint8]:
    """Return the grey, smoothed thumbnail of `image`."""
    # Skipping pixels before averaging costs a third of averaging them all, and noise is filtered after.
    width, height = THUMBNAIL_PX
    step = max(1, min(image.shape[1] // (2 * width), image.shape[0] // (2 * height)))
    small = cv2.resize(image[::step, ::step], THUMBNAIL_PX, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.blur(grey, (3, 3)), np.uint8)

"""Finds foreground blobs: moving regions that differ from the background, where the detector may see no person.

In front of a dark wall, or small and far away, the detector loses people who walk. A blob is never counted as a
person by itself. It keeps an existing track alive, and it is followed until the detector confirms a person in it
(see Tracker).

Note: the background is learnt only where nothing moves. Otherwise a person who stands still would become part of it
and leave a hole that looks like a walker.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from device.footfall.boxes import Box
from device.footfall.motion_gate import NOISE_GREY
from device.footfall.motion_mask import MotionMask

# In which a still place becomes most of the background. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
LEARNT_IN_SECONDS = 1.5
# Thumbnail pixels about motion that are not learnt. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
MOTION_MARGIN_PX = 5
# Thumbnail pixels across and down that are closed within one blob. Sensitivity, of 94: ×0.5 → +3, ×2 → +6
# (bench_sensitivity).
CLOSING_PX = (3, 5)
# Thumbnail pixels of a blob. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
MIN_BLOB_PX = 10
# In one picture, the largest; with more the picture is noise. Sensitivity, of 94: ×0.5 → 0, ×2 → 0
# (bench_sensitivity).
MAX_BLOBS = 16


class ForegroundDetector:
    """Keeps the background, at the size of the thumbnails of motion_gate.py."""

    def __init__(self) -> None:
        self._background: NDArray[np.float32] | None = None
        self._at = 0.0

    def blobs(
        self, thumbnail: NDArray[np.uint8], motion: MotionMask, width: int, height: int, at: float
    ) -> list[Box]:
        """Return the boxes of the moving foreground blobs, in pixels of a picture of `width` × `height`.

        `thumbnail` (grey uint8) is of time `at` (seconds), and `motion` has just been updated with it.
        """
        step, self._at = at - self._at, at
        if self._background is None:
            self._background = thumbnail.astype(np.float32)
            return []
        moving = motion.mask
        if moving is None:
            return []
        foreground = (np.abs(thumbnail - self._background) > NOISE_GREY).astype(np.uint8)
        margin = np.ones((MOTION_MARGIN_PX, MOTION_MARGIN_PX), np.uint8)
        still = cv2.dilate(moving, margin) == 0
        rate = np.float32(1 - math.exp(-step / LEARNT_IN_SECONDS))
        self._background[still] += rate * (thumbnail[still] - self._background[still])
        scale = np.array([width / thumbnail.shape[1], height / thumbnail.shape[0]] * 2)
        return [
            np.array([x + w / 2, y + h, w, h]) * scale
            for x, y, w, h in _moving_parts(foreground, moving)
        ]


def _moving_parts(
    foreground: NDArray[np.uint8], moving: NDArray[np.uint8]
) -> list[tuple[int, int, int, int]]:
    """Return x, y, width, height (thumbnail pixels) of the connected parts in which something moves."""
    across, down = CLOSING_PX
    closed = cv2.morphologyEx(foreground, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8))
    _, _, parts, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    large = [
        (int(size), (int(x), int(y), int(w), int(h)))
        for x, y, w, h, size in parts[1:]
        if size >= MIN_BLOB_PX and moving[y : y + h, x : x + w].any()
    ]
    return [box for _, box in sorted(large, reverse=True)[:MAX_BLOBS]]

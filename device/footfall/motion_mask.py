"""Marks the pixels that have just changed: what tells a person from a statue, a poster or a coat on a rack.

The detector takes all of them for people, and while they stand still only motion tells them apart.

Note: the comparison is with a picture about half a second old, not with the frame before. In a tenth of a second
a person far away moves by less than a pixel of the thumbnail.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from device.footfall.motion_gate import MAX_SKIP_SECONDS, NOISE_GREY

# Between the two pictures that are compared, at least. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
SPAN_SECONDS = 0.4
MAX_SPAN_SECONDS = 1.5 * MAX_SKIP_SECONDS  # between them at most, because the light changes too
# Of a box that changes when the person in it moves; of a still box it is 0.00. Sensitivity, of 94: ×0.5 → 0, ×2 → −1
# (bench_sensitivity).
MOVING_SHARE = 0.03


class MotionMask:
    """Compares each thumbnail with one of a moment ago."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, NDArray[np.uint8]]] = deque()
        self.mask: NDArray[np.uint8] | None = None
        """1 where the thumbnail has changed, else 0; None while there is nothing to compare with."""
        self._integral: NDArray[np.int32] | None = None  # integral image of the mask

    def update(self, thumbnail: NDArray[np.uint8], at: float) -> None:
        """Take in the thumbnail (grey uint8, see motion_gate.py) of time `at` (seconds)."""
        past = self._past
        while len(past) > 1 and at - past[1][0] >= SPAN_SECONDS:
            past.popleft()
        if past and at - past[0][0] > MAX_SPAN_SECONDS:
            past.clear()
        if past:
            self.mask = (cv2.absdiff(thumbnail, past[0][1]) > NOISE_GREY).astype(np.uint8)
            self._integral = np.asarray(cv2.integral(self.mask), np.int32)
        else:
            self.mask = self._integral = None
        past.append((at, thumbnail))

    def changed_share(self, x: float, y: float, w: float, h: float) -> float:
        """Return the share of a box that has changed, 0 to 1; 1 while there is nothing to compare with.

        x, y (upper left corner), w, h: shares of the picture's width and height.
        """
        if self._integral is None:
            return 1.0
        rows, columns = self._integral.shape[0] - 1, self._integral.shape[1] - 1
        x0, x1 = _pixel_range(x, w, columns)
        y0, y1 = _pixel_range(y, h, rows)
        sums = self._integral
        changed = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return float(changed) / ((x1 - x0) * (y1 - y0))


def _pixel_range(start: float, length: float, pixels: int) -> tuple[int, int]:
    """Return the first pixel and the one after the last; at least one pixel, inside the picture."""
    first = min(max(int(start * pixels), 0), pixels - 1)
    return first, min(max(round((start + length) * pixels), first + 1), pixels)

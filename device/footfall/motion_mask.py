"""Where in the picture something stirs: what tells a person from a statue, a poster or a coat on a rack.

The detector takes all of them for people, and while they stand still nothing else tells them apart. The one thing
a newcomer would get wrong: comparing with the frame before. In a tenth of a second somebody far away moves by less
than a pixel here; in half a second they have left the place where they were.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

SPAN = 0.4  # seconds between the two pictures that are compared, at least
TOO_LONG = 3.0  # seconds after which a picture is no longer compared with: light changes too
CHANGED = 10  # grey levels, 0 to 255, beyond the noise of a picture that was shrunk and smoothed
SHARE = (
    0.03  # of a box that has changed when a person in it moves; of a still one nearly nothing has
)


class Stir:
    """Keeps the small pictures of the last moments, and says what has changed since."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, NDArray[np.uint8]]] = deque()
        self.changed: NDArray[np.uint8] | None = (
            None  # 1 where it has; None while nothing was seen before
        )
        self._sums: NDArray[np.int32] | None = None  # integral image of what has changed

    def see(self, small: NDArray[np.uint8], at: float) -> None:
        """Takes in a small picture (grey uint8, see motion.shrink) of time `at` (seconds)."""
        past = self._past
        while len(past) > 1 and at - past[1][0] >= SPAN:
            past.popleft()
        if past and at - past[0][0] > TOO_LONG:
            past.clear()
        if past:
            self.changed = (cv2.absdiff(small, past[0][1]) > CHANGED).astype(np.uint8)
            self._sums = np.asarray(cv2.integral(self.changed), np.int32)
        else:
            self.changed = self._sums = None
        past.append((at, small))

    def share(self, x: float, y: float, w: float, h: float) -> float:
        """How much of a box has changed, 0 to 1; x, y, w, h in shares of the picture. Nothing seen before: 1."""
        if self._sums is None:
            return 1.0
        rows, columns = self._sums.shape[0] - 1, self._sums.shape[1] - 1
        x0, x1 = _ends(x, w, columns)
        y0, y1 = _ends(y, h, rows)
        sums = self._sums
        changed = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return float(changed) / ((x1 - x0) * (y1 - y0))


def _ends(start: float, length: float, pixels: int) -> tuple[int, int]:
    first = min(max(int(start * pixels), 0), pixels - 1)
    return first, min(max(round((start + length) * pixels), first + 1), pixels)

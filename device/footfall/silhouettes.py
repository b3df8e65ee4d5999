"""Where something stands out against the empty scene, and moves: whom the detector does not see.

In front of a dark wall, or small and far away, the detector loses people whom anybody sees walk. A silhouette is
nobody by itself: it carries on who was seen before, and leads up to who is seen after (see Tracker). The one thing a
newcomer would get wrong: learning the empty scene from all that is seen. Who stands still would become part of it, and
leave a hole that walks; so a place is learnt only while nothing stirs there.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from device.footfall.boxes import Box
from device.footfall.motion_mask import Stir

STANDS_OUT = 12.0  # grey levels, 0 to 255, from the empty scene
LEARNT_IN = 1.5  # seconds in which a still place becomes most of the empty scene
LONGEST_STEP = 2.0  # seconds between two looks that count for learning, at most
NEAR = 5  # small pixels about what stirs that are not learnt
GAP = (3, 5)  # small pixels across and down that are closed within one silhouette
LEAST = 10  # small pixels that make a silhouette
LEAST_HEIGHT = 0.06  # of the picture's
MOST = 16  # silhouettes in one look, the largest: in a snow of them nobody is to be told


class Silhouettes:
    """Knows the empty scene, at the size of the small pictures of motion.py."""

    def __init__(self) -> None:
        self._empty: NDArray[np.float32] | None = None
        self._at = 0.0

    def see(
        self, small: NDArray[np.uint8], stir: Stir, width: int, height: int, at: float
    ) -> list[Box]:
        """The boxes, in pixels of a picture of `width` × `height`, of what stands out and stirs.

        `small`: the small picture (grey uint8) of time `at` (seconds), which `stir` has just seen.
        """
        step, self._at = min(at - self._at, LONGEST_STEP), at
        if self._empty is None:
            self._empty = small.astype(np.float32)
            return []
        stirring = stir.changed
        if stirring is None:
            return []
        out = (np.abs(small - self._empty) > STANDS_OUT).astype(np.uint8)
        still = cv2.dilate(stirring, np.ones((NEAR, NEAR), np.uint8)) == 0
        learnt = np.float32(1 - math.exp(-step / LEARNT_IN))
        self._empty[still] += learnt * (small[still] - self._empty[still])
        across, down = GAP
        whole = cv2.morphologyEx(out, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8))
        _, _, parts, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
        large = [
            (int(size), (int(x), int(y), int(w), int(h)))
            for x, y, w, h, size in parts[1:]
            if size >= LEAST
            and h >= LEAST_HEIGHT * small.shape[0]
            and stirring[y : y + h, x : x + w].any()
        ]
        scale = np.array([width / small.shape[1], height / small.shape[0]] * 2)
        return [
            np.array([x + w / 2, y + h, w, h]) * scale
            for _, (x, y, w, h) in sorted(large, reverse=True)[:MOST]
        ]

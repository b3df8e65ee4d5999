"""Learns how large one person is in the reduced picture of a camera that looks straight down.

Note: a person away from the middle is seen from the side as well, and covers more of the picture than one under
the camera. So the area grows with the distance from the middle, and both are learnt.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

# Of the picture that a person covers, while nothing is known: 0.009 to 0.055 in simulated doorways. Too large, and a
# small person is never learnt from: at 0.06, 0 of 12 were counted in one of them.
ASSUMED_SHARE = 0.035
BOX_SHARE = 0.62  # of a person's box that the person covers
GROWTH = 1.0  # of the area from the middle to a corner, while it isn't known
MIN_GROWTH, MAX_GROWTH = 0.0, 4.0
MIN_SAMPLES, MAX_SAMPLES = 12, 900
GROWTH_SAMPLES = 60  # from which the growth is learnt, too
MIN_SPREAD = 0.08  # standard deviation of the samples' distances, for the same
# Of the samples, each weighted by its area: feet and other fragments weigh little, and of two who touch there are
# fewer than of those who walk alone.
MIDDLE_SHARE = 0.5


class BodySize:
    """The area and the width of one person, pixels of the reduced picture of `width` × `height`."""

    def __init__(self, width: int, height: int, box: tuple[float, float] | None = None) -> None:
        """`box`: width and height of a person in reduced pixels where it is known; then nothing is learnt."""
        self._middle = width / 2, height / 2
        self._corner = math.hypot(*self._middle)
        self._samples: deque[tuple[float, float]] = deque(maxlen=MAX_SAMPLES)
        self._growth = GROWTH
        self.is_known = box is not None
        self._is_given = box is not None
        self._area = BOX_SHARE * box[0] * box[1] if box else ASSUMED_SHARE * width * height

    @property
    def width(self) -> float:
        """The width of a disc of one person's area, in the middle of the picture."""
        return math.sqrt(4 * self._area / math.pi)

    def area(self, x: float, y: float) -> float:
        """Return the square pixels that one person covers about x, y."""
        return self._area * (1 + self._growth * self._distance(x, y))

    def add(self, x: float, y: float, area: float) -> None:
        """Take in the area of one body that is by itself, wholly in the picture, and walks."""
        if self._is_given:
            return
        self._samples.append((self._distance(x, y), area))
        if len(self._samples) >= MIN_SAMPLES and len(self._samples) % MIN_SAMPLES == 0:
            self._learn()

    def take_over(self, other: BodySize) -> None:
        """Begin with what `other` has learnt of the same camera."""
        self._samples = deque(other._samples, maxlen=MAX_SAMPLES)
        self._area, self._growth, self.is_known = other._area, other._growth, other.is_known

    def _learn(self) -> None:
        distances, areas = np.array(self._samples, np.float64).T
        if len(areas) >= GROWTH_SAMPLES and float(distances.std()) >= MIN_SPREAD:
            middle = _weighted_quantile(areas, MIDDLE_SHARE)
            usual = (areas >= 0.5 * middle) & (areas <= 1.7 * middle)
            slope, start = np.polyfit(distances[usual], areas[usual], 1)
            growth = slope / start if start > 0 else MAX_GROWTH
            self._growth = float(np.clip(growth, MIN_GROWTH, MAX_GROWTH))
        in_the_middle = areas / (1 + self._growth * distances)
        self._area = _weighted_quantile(in_the_middle, MIDDLE_SHARE)
        self.is_known = True

    def _distance(self, x: float, y: float) -> float:
        """Return the distance from the middle: 1 in a corner."""
        return math.hypot(x - self._middle[0], y - self._middle[1]) / self._corner


def _weighted_quantile(areas: np.ndarray, share: float) -> float:
    """Return the area below which `share` of the sum of `areas` lies."""
    ordered = np.sort(areas)
    sums = np.cumsum(ordered)
    return float(ordered[int(np.searchsorted(sums, share * sums[-1]))])

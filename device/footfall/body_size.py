"""Learns how large one person is in the reduced picture of a camera that looks straight down.

Note: a person away from the middle is seen from the side as well, and covers more of the picture than one under
the camera. So the area grows with the distance from the middle.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

# Of the picture that a person covers, while nothing is known: 0.009 to 0.055 in simulated doorways. Too large, and a
# small person is never learnt from: at 0.06, 0 of 12 were counted in one of them.
ASSUMED_SHARE = 0.035
BOX_SHARE = 0.62  # of a person's box that the person covers
# Of the area, from the middle of the picture to a corner. Who is far from the middle is cut by the picture's edge, and
# never measured: learnt by itself the growth was 0 or 1 by chance, and 7 of 384 people abreast more were missed.
GROWTH = 0.15
MIN_SAMPLES, MAX_SAMPLES = 12, 900
# Of the samples, each weighted by its area: feet and other fragments weigh little.
MIDDLE_SHARE = 0.46
# How long a part that walks is along its way, for its width, where it is one person: 1.1 usually. Several abreast are
# wider, several in a row longer. Learnt from both kinds alike, the size in simulated doorways (seeds 100 to 115 and 200
# to 215) of three abreast strayed by 0.29 (a logarithm) from that of people who walk alone; so, by 0.2.
LEAST_LONG, USUAL_LONG, MOST_LONG = 0.85, 1.1, 2.0
GROUP_WEIGHT = 0.2  # of a part that is several, divided by how many it seems to be


class BodySize:
    """The area and the width of one person, pixels of the reduced picture of `width` × `height`."""

    def __init__(self, width: int, height: int, box: tuple[float, float] | None = None) -> None:
        """`box`: width and height of a person in reduced pixels where it is known; then nothing is learnt."""
        self._middle = width / 2, height / 2
        self._corner = math.hypot(*self._middle)
        self._samples: deque[tuple[float, float]] = deque(maxlen=MAX_SAMPLES)  # area, weight
        self.is_known = box is not None
        self._is_given = box is not None
        self._area = BOX_SHARE * box[0] * box[1] if box else ASSUMED_SHARE * width * height

    @property
    def width(self) -> float:
        """The width of a disc of one person's area, in the middle of the picture."""
        return math.sqrt(4 * self._area / math.pi)

    @property
    def box_width(self) -> float:
        """The width of the square box about one person in the middle of the picture."""
        return math.sqrt(self._area / BOX_SHARE)

    def area(self, x: float, y: float) -> float:
        """Return the square pixels that one person covers about x, y."""
        return self._area * self._grown(x, y)

    def add(self, x: float, y: float, area: float, length: float) -> None:
        """Take in the area of a part that is wholly in the picture and walks.

        `length`: along the way that it walks, in widths across it.
        """
        if self._is_given:
            return
        alone = LEAST_LONG <= length <= MOST_LONG
        if not alone:
            area *= min(1.0, length / USUAL_LONG, MOST_LONG / length)
        area /= self._grown(x, y)
        self._samples.append((area, area if alone else GROUP_WEIGHT * area))
        if len(self._samples) >= MIN_SAMPLES and len(self._samples) % MIN_SAMPLES == 0:
            self._area = _middle(np.array(self._samples, np.float64))
            self.is_known = True

    def take_over(self, other: BodySize) -> None:
        """Begin with what `other` has learnt of the same camera."""
        self._samples = deque(other._samples, maxlen=MAX_SAMPLES)
        self._area, self.is_known = other._area, other.is_known

    def _grown(self, x: float, y: float) -> float:
        """Return how many times as much as in the middle a person covers about x, y."""
        distance = math.hypot(x - self._middle[0], y - self._middle[1]) / self._corner
        return 1 + GROWTH * distance


def _middle(samples: np.ndarray) -> float:
    """Return the area below which MIDDLE_SHARE of the weight of `samples` (n × area, weight) lies."""
    ordered = samples[np.argsort(samples[:, 0], kind="stable")]
    sums = np.cumsum(ordered[:, 1])
    return float(ordered[int(np.searchsorted(sums, MIDDLE_SHARE * sums[-1])), 0])

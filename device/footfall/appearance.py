"""How a person looks, in a handful of colours, for the second in which two people pass each other.

It is kept in memory for as long as the track lives, is far too coarse to know anyone by, and goes nowhere.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image
from models.people import PersonDetection

Colours = NDArray[np.float32]
"""2 × 64 shares that sum to 1."""

LEVELS = 4  # of each colour, so 64 bins a half
PATCH = (8, 16)  # pixels that a box is seen in: colours need no more
TOP, BOTTOM = (
    0.12,
    0.92,
)  # shares of a box's height: no background above the head and under the feet


def look(image: Image, person: PersonDetection) -> Colours:
    """Colour histograms of the upper and the lower half of the box: 2 × 64 shares that sum to 1."""
    height, width = image.shape[:2]
    x0, x1 = person.x + 0.2 * person.w, person.x + 0.8 * person.w
    x0, x1 = int(max(0, min(x0, width - 2))), int(min(width, max(x1, 2)))
    y0 = int(max(0, min(person.y + TOP * person.h, height - 2)))
    y1 = int(min(height, max(person.y + BOTTOM * person.h, 2)))
    part = image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    small = cv2.resize(part, PATCH, interpolation=cv2.INTER_AREA).reshape(-1, 3)
    levels = (small // (256 // LEVELS)).astype(np.intp) @ (LEVELS * LEVELS, LEVELS, 1)
    levels[len(levels) // 2 :] += LEVELS**3  # the lower half has bins of its own
    shares = np.bincount(levels, minlength=2 * LEVELS**3) / len(small)
    return np.asarray(shares, np.float32)

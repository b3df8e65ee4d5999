"""Coarse colours of a person, to re-identify them in the second in which two people pass each other.

The histogram stays in memory for as long as the track lives. It is far too coarse to recognise anyone by.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image
from models.people import PersonDetection

ColourHistogram = NDArray[np.float32]
"""2 × 64 shares that sum to 1: the upper half of the box, then the lower half."""

LEVELS = 4  # of each colour channel, so 64 bins a half
SAMPLE_PX = (8, 16)  # width and height to which a box is shrunk
SIDE_MARGIN = 0.2  # share of a box's width left out at each side: background
TOP_MARGIN, BOTTOM_MARGIN = 0.12, 0.08  # shares of a box's height left out: background


def colour_histogram(image: Image, person: PersonDetection) -> ColourHistogram:
    """Return the colour histograms of the upper and the lower half of the box (see ColourHistogram).

    `image`: uint8 BGR. `person`: pixels; the box may reach past the picture.
    """
    height, width = image.shape[:2]
    x0 = person.x + SIDE_MARGIN * person.w
    x1 = person.x + (1 - SIDE_MARGIN) * person.w
    x0, x1 = int(max(0, min(x0, width - 2))), int(min(width, max(x1, 2)))
    y0 = int(max(0, min(person.y + TOP_MARGIN * person.h, height - 2)))
    y1 = int(min(height, max(person.y + (1 - BOTTOM_MARGIN) * person.h, 2)))
    part = image[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    small = cv2.resize(part, SAMPLE_PX, interpolation=cv2.INTER_AREA).reshape(-1, 3)
    levels = small // (256 // LEVELS)
    bins = (levels[:, 0] * LEVELS + levels[:, 1]) * LEVELS + levels[:, 2]  # under 64: a byte each
    bins[len(bins) // 2 :] += LEVELS**3  # the lower half has bins of its own
    shares = np.bincount(bins, minlength=2 * LEVELS**3) / len(small)
    return np.asarray(shares, np.float32)

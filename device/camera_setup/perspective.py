"""How high the camera hangs and how far it is tilted, from the people it sees.

People stand on one floor and are much the same height, so where their feet are in the picture says how high their
heads must be, for a given height H and tilt of the camera. Seen at angles a (feet) and b (head) below the level, a
person of height P stands at H / tan a, and 1 - P / H = tan b / tan a. For each tilt the boxes give P / H; the tilt
that puts their heads where they were seen is the camera's. (A pinhole camera without roll, its opening angle taken
for that of a usual lens.)

Note: people who all walk along one line across the picture have their feet at one height of it. Then neither the
camera's height nor its tilt can be estimated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

PERSON_METRES = 1.65  # about the mean height of adults
FOCAL_HEIGHTS = 1.2  # focal length in heights of the picture: 45 degrees from top to bottom
MIN_BOXES = 12
MIN_SPREAD = 0.06  # standard deviation of the lower edges, as a share of the picture's height
# Median error of the heads, in heights of a person. A median ignores a post that is boxed all day.
MAX_ERROR_HEIGHTS = 0.12
MAX_TILT_DEGREES = 75
MIN_ANGLE_RADIANS = 0.02  # feet less far below the level are too far away to say anything


class Pose(Struct, frozen=True):
    """`height`: metres above the floor; `tilt`: degrees downwards. Both roughly."""

    height: float
    tilt: float


def estimate_pose(boxes: Sequence[tuple[float, float]], picture_height: float) -> Pose | None:
    """Estimate the camera's height and tilt from whole people. Returns None where the boxes don't determine them.

    `boxes`: lower edge and height of each, pixels. With lenses of 35 to 60 degrees from top to bottom, the height
    is right within about 30 %: enough to see that a camera hangs too low.
    """
    if len(boxes) < MIN_BOXES:
        return None
    feet, heights = np.array(boxes, np.float64).T
    if float(feet.std()) < MIN_SPREAD * picture_height:
        return None
    focal, middle = FOCAL_HEIGHTS * picture_height, picture_height / 2
    tilts = np.radians(np.arange(MAX_TILT_DEGREES + 1, dtype=np.float64))[:, None]
    to_feet = tilts + np.arctan((feet - middle) / focal)
    to_heads = tilts + np.arctan((feet - heights - middle) / focal)
    possible = (to_feet > MIN_ANGLE_RADIANS).all(axis=1)
    if not possible.any():
        return None
    tilts, to_feet, to_heads = tilts[possible], to_feet[possible], to_heads[possible]
    share = np.median(1 - np.tan(to_heads) / np.tan(to_feet), axis=1, keepdims=True)  # P / H
    heads = middle + focal * np.tan(np.arctan((1 - share) * np.tan(to_feet)) - tilts)
    wrong = np.median(np.abs(feet - heights - heads), axis=1)
    best = int(wrong.argmin())
    if wrong[best] > MAX_ERROR_HEIGHTS * np.median(heights) or share[best, 0] <= 0:
        return None
    return Pose(PERSON_METRES / float(share[best, 0]), float(np.degrees(tilts[best, 0])))

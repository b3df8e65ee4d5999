"""How high the camera hangs, from the people it sees.

People stand on one floor and are much the same height, so their boxes shrink evenly towards the horizon: with the
camera upright and its tilt small, h / (y - y0) = P / H, where h is a box's height, y its lower edge, y0 the horizon,
P a person's height and H the camera's (A. Criminisi, I. Reid, A. Zisserman, "Single View Metrology", IJCV 2000).
A straight line through the (y, h) of many boxes has P / H for its slope. What a newcomer would get wrong: people
who all walk along one line across the picture have one y, and say nothing; then the height is not known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

PERSON = 1.65  # metres, about the mean of grown-ups
FEWEST = 12  # boxes
SPREAD = 0.06  # standard deviation of the lower edges, as a share of the picture's height
EXPLAINED = 0.5  # share of the heights' variance that the line must explain


def camera_height(boxes: Sequence[tuple[float, float]], picture_height: float) -> float | None:
    """Metres above the floor, roughly; None where the boxes don't tell.

    `boxes`: lower edge and height of each, pixels, whole people only.
    """
    if len(boxes) < FEWEST:
        return None
    foot, height = np.array(boxes, np.float64).T
    if float(foot.std()) < SPREAD * picture_height:
        return None
    slope, _ = np.polyfit(foot, height, 1)
    fit = np.corrcoef(foot, height)[0, 1] ** 2
    if slope <= 0.05 or fit < EXPLAINED:
        return None
    return PERSON / float(slope)

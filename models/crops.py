"""Selects the crops of a frame that are embedded: rectified quads, the whole frame, and central squares.

A rectified quad is embedded as if the camera stood in front of the work, whatever the angle, distance and roll.
Decision 0003 says which crops were tried.

Note: quads alone are not enough. A work that fills the frame has no quad, and neither has a vase.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.quad import corners_of

# Each costs an embedding. Tuned together with the votes of the descriptor index on 360 covered works
# (tests/bench_shortlist.py): in the shortlist are 350 with four crops, 348 with three, 342 with two.
MAX_CROPS = 3
MAX_QUAD_CROPS = 2  # of them
# Squares as shares of the frame's shorter side, in order of use. None is the whole frame. It is always used: where a
# reference shows the wall around the work, only the whole frame is similar to it.
CENTRAL_SHARES = (None, 0.65, 0.4, 1.0)
_RECTIFIED_PX = 256  # longest side of a rectified quad; the network takes 160
_MIN_RECTIFIED_PX = 16  # shortest side


def select_crops(
    frame: NDArray[np.uint8], quads: Sequence[NDArray[np.float32]]
) -> list[NDArray[np.uint8]]:
    """Returns at most MAX_CROPS crops (uint8 BGR) of a frame.

    `quads`: 4 × 2 each, in pixels of the frame, the most prominent first.
    """
    rectified = [rectify(frame, quad) for quad in quads[:MAX_QUAD_CROPS]]
    shares = CENTRAL_SHARES[: MAX_CROPS - len(rectified)]
    return rectified + [
        frame if share is None else central_square(frame, share) for share in shares
    ]


def central_square(frame: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """Returns the central square of a frame; its side is `share` of the frame's shorter side."""
    height, width = frame.shape[:2]
    side = max(1, round(min(height, width) * share))
    top, left = (height - side) // 2, (width - side) // 2
    return frame[top : top + side, left : left + side]


def rectify(frame: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Rectify what `quad` (4 × 2, clockwise) encloses, keeping its proportions approximately."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    quad_width, quad_height = max(sides[0], sides[2]), max(sides[1], sides[3])
    scale = _RECTIFIED_PX / max(quad_width, quad_height, 1.0)
    width, height = (
        max(_MIN_RECTIFIED_PX, round(float(length) * scale)) for length in (quad_width, quad_height)
    )
    view = cv2.getPerspectiveTransform(quad.astype(np.float32), corners_of(width, height))
    return np.asarray(
        cv2.warpPerspective(frame, view, (width, height), flags=cv2.INTER_LINEAR), np.uint8
    )

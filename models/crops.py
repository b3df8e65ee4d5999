"""Where in a frame to look for a work: what four-sided outlines enclose, the whole, and squares about the middle.

An outline is unrolled first, so that a picture at an angle, far away and rolled is embedded as if one stood before
it: of 384 simulated photographs two outlines alone rank the right work as high as four squares do
(docs/decisions/0003). A newcomer would look at outlines only; a work that fills the frame, or a vase, has none.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

LOOKS = 4  # each costs an embedding; a fifth ranked no work higher
OUTLINES = 2  # of them, where there are as many
# Squares in shares of the frame's shorter side. None: the whole frame, which is always looked at: where a reference
# shows a wall about the work, only the whole frame is like it.
SQUARES = (None, 0.65, 0.4, 1.0)
_SIDE = 256  # pixels, longest side of what is unrolled; the network takes 160


def looks(
    frame: NDArray[np.uint8], quads: Sequence[NDArray[np.float32]]
) -> list[NDArray[np.uint8]]:
    """At most LOOKS pictures (uint8 BGR) out of a frame; `quads` (4 × 2, its pixels) the likeliest first."""
    enclosed = [unrolled(frame, quad) for quad in quads[:OUTLINES]]
    shares = SQUARES[: LOOKS - len(enclosed)]
    return enclosed + [frame if share is None else central_square(frame, share) for share in shares]


def central_square(frame: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """The square about the centre whose side is `share` of the frame's shorter one."""
    height, width = frame.shape[:2]
    side = max(1, round(min(height, width) * share))
    top, left = (height - side) // 2, (width - side) // 2
    return frame[top : top + side, left : left + side]


def unrolled(frame: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.uint8]:
    """What `quad` (4 × 2, clockwise) encloses, as seen from before it, in about its own proportions."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    wide, high = max(sides[0], sides[2]), max(sides[1], sides[3])
    scale = _SIDE / max(wide, high, 1.0)
    width, height = (max(16, round(float(length) * scale)) for length in (wide, high))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    return np.asarray(
        cv2.warpPerspective(frame, view, (width, height), flags=cv2.INTER_LINEAR), np.uint8
    )

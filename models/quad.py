"""Geometry of quadrilaterals: where a flat picture's corners appear in a frame.

A quad is float32, 4 × 2 (x, y), in pixels, clockwise on the screen from the picture's own upper left corner.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# The four limits only reject maps that no camera produces. None of them was tuned.
_MIN_AREA_SHARE = 0.02  # of the frame's area
_MAX_SIDE_RATIO = 4.0  # of two opposite sides: beyond, the plane is folded towards the horizon
_MIN_SIDE_PX = 1e-3  # guards the division
_MAX_CORNER_FACTOR = 20  # a corner may lie at most this many frame sides away from the origin


def corners_of(width: float, height: float) -> NDArray[np.float32]:
    """Returns the corners, 4 × 2, of a rectangle of `width` × `height` pixels at the origin."""
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def resizing(across: float, down: float) -> NDArray[np.float64]:
    """Returns the 3 × 3 map of a resized picture, pixel centre to pixel centre; `across`, `down`: its factors."""
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])


def project(points: NDArray[np.float32], homography: NDArray[Any]) -> NDArray[np.float32]:
    """Map `points` (n × 2) with a 3 × 3 homography. Returns n × 2."""
    return np.asarray(cv2.perspectiveTransform(points[None], homography)[0], np.float32)


def is_plausible(quad: NDArray[np.float32], size: tuple[int, int]) -> bool:
    """Tell whether a flat picture can appear as `quad` in a frame of `size` (w, h).

    True for a quad that is convex, not mirrored, large enough and not folded towards the horizon.
    """
    if not np.isfinite(quad).all() or np.abs(quad).max() > _MAX_CORNER_FACTOR * max(size):
        return False
    sides = np.roll(quad, -1, axis=0) - quad
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    if (turns <= 0).any():
        return False
    lengths = np.linalg.norm(sides, axis=1)
    opposite = np.maximum(lengths[:2], lengths[2:]) / np.maximum(
        np.minimum(lengths[:2], lengths[2:]), _MIN_SIDE_PX
    )
    area = cv2.contourArea(quad)
    return bool(opposite.max() < _MAX_SIDE_RATIO and area > _MIN_AREA_SHARE * size[0] * size[1])

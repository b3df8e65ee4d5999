"""Boxes as counting keeps them, and measures between two of them.

Note: a box is anchored at the middle of its lower edge, since a person's feet cross a line and not the middle of
their body. The height goes upwards from there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Box = NDArray[np.float64]
"""x of the middle, y of the lower edge, width, height: pixels."""


def centre_distance(one: Box, other: Box) -> Box:
    """Return the pixels between the centres of boxes (… × 4 each, broadcast)."""
    down = (other[..., 1] - other[..., 3] / 2) - (one[..., 1] - one[..., 3] / 2)
    return np.asarray(np.hypot(other[..., 0] - one[..., 0], down), np.float64)


def iou(one: Box, other: Box) -> Box:
    """Return the intersections over unions of boxes (… × 4 each, broadcast), 0 to 1."""
    both = _intersection(one, other)
    either = one[..., 2] * one[..., 3] + other[..., 2] * other[..., 3] - both
    return np.asarray(both / either, np.float64)


def as_array(boxes: Sequence[Box]) -> Box:
    """Return boxes as one array, n × 4; 0 × 4 for an empty sequence."""
    return np.array(boxes, np.float64).reshape(-1, 4)


def iou_matrix(boxes: Sequence[Box], others: Sequence[Box]) -> NDArray[np.float64]:
    """Return the intersection over union of each box with each other, rows × columns."""
    return iou(as_array(boxes)[:, None], as_array(others)[None])


def overlaps_any(boxes: Sequence[Box], others: Sequence[Box], min_iou: float) -> list[bool]:
    """Return for each of `boxes` whether its IoU with one of `others` is above `min_iou`."""
    if not boxes or not others:
        return [False] * len(boxes)
    return [bool(highest > min_iou) for highest in iou_matrix(boxes, others).max(axis=1)]


def _intersection(one: Box, other: Box) -> Box:
    """Return the square pixels that both cover."""
    width = np.minimum(
        one[..., 0] + one[..., 2] / 2, other[..., 0] + other[..., 2] / 2
    ) - np.maximum(one[..., 0] - one[..., 2] / 2, other[..., 0] - other[..., 2] / 2)
    height = np.minimum(one[..., 1], other[..., 1]) - np.maximum(
        one[..., 1] - one[..., 3], other[..., 1] - other[..., 3]
    )
    return np.asarray(np.maximum(width, 0) * np.maximum(height, 0), np.float64)

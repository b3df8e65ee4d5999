"""Boxes as counting keeps them, and how two of them lie to each other.

What a newcomer would get wrong: a box stands on its lower edge. A person's head is hidden more rarely than their feet,
but it is the feet that cross a line; so the lower edge is what is kept, and the height goes upwards from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Box = NDArray[np.float64]
"""x of the middle, y of the lower edge, width, height: pixels."""


def away(one: Box, other: Box) -> Box:
    """Pixels between the middles of boxes (… × 4 each, broadcast)."""
    down = (other[..., 1] - other[..., 3] / 2) - (one[..., 1] - one[..., 3] / 2)
    return np.asarray(np.hypot(other[..., 0] - one[..., 0], down), np.float64)


def overlaps(one: Box, other: Box) -> Box:
    """Intersections over unions of boxes (… × 4 each, broadcast), 0 to 1."""
    both = _shared(one, other)
    either = one[..., 2] * one[..., 3] + other[..., 2] * other[..., 3] - both
    return np.asarray(both / either, np.float64)


def within(inner: Box, outer: Box) -> Box:
    """The shares of `inner` that lie in `outer` (… × 4 each, broadcast), 0 to 1."""
    return np.asarray(_shared(inner, outer) / (inner[..., 2] * inner[..., 3]), np.float64)


def rows(boxes: Sequence[Box]) -> Box:
    """Boxes as an array, n × 4; of none, too."""
    return np.array(boxes, np.float64).reshape(-1, 4)


def overlapping(boxes: Sequence[Box], others: Sequence[Box], share: float) -> list[bool]:
    """For each of `boxes` whether it overlaps with one of `others` by more than `share`."""
    if not boxes or not others:
        return [False] * len(boxes)
    return [bool(most > share) for most in crossed(boxes, others).max(axis=1)]


def crossed(boxes: Sequence[Box], others: Sequence[Box]) -> NDArray[np.float64]:
    """The overlap of each with each, rows × columns."""
    return overlaps(rows(boxes)[:, None], rows(others)[None])


def _shared(one: Box, other: Box) -> Box:
    """Square pixels that both cover."""
    width = np.minimum(
        one[..., 0] + one[..., 2] / 2, other[..., 0] + other[..., 2] / 2
    ) - np.maximum(one[..., 0] - one[..., 2] / 2, other[..., 0] - other[..., 2] / 2)
    height = np.minimum(one[..., 1], other[..., 1]) - np.maximum(
        one[..., 1] - one[..., 3], other[..., 1] - other[..., 3]
    )
    return np.asarray(np.maximum(width, 0) * np.maximum(height, 0), np.float64)

"""Distinct spots of a picture and what surrounds each: SIFT, as RootSIFT in 8 bits.

A newcomer would take the spots with the strongest response. On a framed painting those are the frame's
ornaments, and the frames of one wall are alike; so a reference's spots are chosen evenly over its area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

REFERENCE_SIDE = 400  # pixels, longest side at which a reference is described
FRAME_SIDE = 400  # the same for a visitor's frame
REFERENCE_SPOTS = 300
FRAME_SPOTS = 400
DESCRIPTOR = 128
# A RootSIFT vector has unit length and no negative parts; times 512 its parts fit 8 bits but for rare peaks.
_SCALE = 512.0


@dataclass(frozen=True)
class LocalFeatures:
    """`spots` float32, n × 2, pixels of the resized picture; `descriptors` uint8, n × 128; `size` its (w, h)."""

    spots: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    size: tuple[int, int]


def resized_grey(picture: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """8-bit grey of a picture (uint8 BGR), its longest side at most `longest`."""
    scale = min(1.0, longest / max(picture.shape[:2]))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    size = [max(1, round(length * scale)) for length in (picture.shape[1], picture.shape[0])]
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def describe(grey: NDArray[np.uint8], spots: int) -> LocalFeatures:
    """At most `spots` features of an 8-bit grey picture (height × width)."""
    size = (grey.shape[1], grey.shape[0])
    sift = cv2.SIFT.create(contrastThreshold=0.02)
    found = sift.detect(grey, None)
    chosen = _spread(found, size, spots)
    chosen, raw = sift.compute(grey, chosen)
    if raw is None or len(raw) == 0:
        empty = np.zeros((0, DESCRIPTOR), np.uint8)
        return LocalFeatures(np.zeros((0, 2), np.float32), empty, size)
    places = np.array([spot.pt for spot in chosen], np.float32)
    return LocalFeatures(places, _root(raw), size)


def _root(raw: NDArray[Any]) -> NDArray[np.uint8]:
    """RootSIFT (Arandjelović and Zisserman, 2012): the square root of the L1-normalised vector."""
    share = raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.clip(np.sqrt(share) * _SCALE + 0.5, 0, 255), np.uint8)


def _spread(
    found: Sequence[cv2.KeyPoint], size: tuple[int, int], spots: int
) -> Sequence[cv2.KeyPoint]:
    """The strongest of each of 8 × 8 cells in turn, until there are enough."""
    if len(found) <= spots:
        return found
    place = np.array([spot.pt for spot in found])
    response = np.array([spot.response for spot in found])
    cells = np.minimum((place / np.array(size) * 8).astype(int), 7) @ np.array([1, 8])
    order = np.lexsort((-response, cells))
    starts = np.r_[0, np.flatnonzero(np.diff(cells[order])) + 1]
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    best = order[np.lexsort((-response[order], rank))[:spots]]
    return [found[i] for i in best]

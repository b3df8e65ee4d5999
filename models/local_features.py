"""Distinct spots of a picture and what surrounds each: SIFT, as RootSIFT in 8 bits.

A newcomer would take the spots with the strongest response. On a framed painting those are the frame's
ornaments, and the frames of one wall are alike; so a reference's spots are chosen evenly over its area.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

REFERENCE_SIDE = 360  # pixels, longest side at which a reference is described
FRAME_SIDE = 360  # the same for a visitor's frame
REFERENCE_SPOTS = 300
FRAME_SPOTS = 500
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
    # All are described and some are kept: to detect and describe in two calls would build the pyramid twice.
    found, raw = cv2.SIFT.create(contrastThreshold=0.02).detectAndCompute(
        grey, np.empty(0, np.uint8)
    )
    if len(found) == 0:
        empty = np.zeros((0, DESCRIPTOR), np.uint8)
        return LocalFeatures(np.zeros((0, 2), np.float32), empty, size)
    places = np.array([spot.pt for spot in found], np.float32)
    response = np.array([spot.response for spot in found], np.float32)
    kept = _spread(places, response, size, spots)
    return LocalFeatures(places[kept], _root(raw[kept]), size)


def _root(raw: NDArray[Any]) -> NDArray[np.uint8]:
    """RootSIFT (Arandjelović and Zisserman, 2012): the square root of the L1-normalised vector."""
    share = raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(np.clip(np.sqrt(share) * _SCALE + 0.5, 0, 255), np.uint8)


def _spread(
    places: NDArray[np.float32], response: NDArray[np.float32], size: tuple[int, int], spots: int
) -> NDArray[np.intp]:
    """Rows of the strongest of each of 8 × 8 cells in turn, until there are enough."""
    if len(places) <= spots:
        return np.arange(len(places))
    cells = np.clip((places / np.array(size) * 8).astype(int), 0, 7) @ np.array([1, 8])
    order = np.lexsort((-response, cells))
    starts = np.r_[0, np.flatnonzero(np.diff(cells[order])) + 1]
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return np.asarray(order[np.lexsort((-response[order], rank))[:spots]])

"""Distinct spots of a picture and what surrounds each, in 8 bits.

A newcomer would take the spots with the strongest response. On a framed painting those are the frame's
ornaments, and the frames of one wall are alike; so a reference's spots are chosen evenly over its area.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models import keypoint_descriptor, scale_space

REFERENCE_SIDE = 360  # pixels, longest side at which a reference is described
FRAME_SIDE = 360  # the same for a visitor's frame
REFERENCE_SPOTS = 300
FRAME_SPOTS = 500
DESCRIPTOR = keypoint_descriptor.LENGTH


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
    """What surrounds at most `spots` spots of an 8-bit grey picture (height × width).

    A spot with two directions gives two features: a seventh more than `spots` in the middle.
    """
    size = (grey.shape[1], grey.shape[0])
    octaves = scale_space.find(grey)
    found = np.concatenate([np.zeros((0, 2), np.float32), *(one.places for one in octaves)])
    response = np.concatenate([np.zeros(0, np.float32), *(one.response for one in octaves)])
    kept = np.zeros(len(found), bool)
    kept[_spread(found, response, size, spots)] = True
    places, descriptors, start = [found[:0]], [np.zeros((0, DESCRIPTOR), np.uint8)], 0
    for one in octaves:
        mine = kept[start : start + len(one.at)]
        rows, described = keypoint_descriptor.describe(one.octave, one.at[mine])
        places.append(one.places[mine][rows])
        descriptors.append(described)
        start += len(one.at)
    return LocalFeatures(np.concatenate(places), np.concatenate(descriptors), size)


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

"""Keypoints of a picture and their descriptors.

Note: a reference's keypoints are spread evenly over its area. The strongest ones of a framed painting lie on the
picture frame's ornaments, and the frames of one wall are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models import keypoint_descriptor, scale_space

# Tuned on 280 photographs of flat works (decision 0003): 400 keypoints a reference name no more works; a frame of
# 312 pixels names 1 % fewer; 400 keypoints a frame lose two of nine works on a phone's screen.
REFERENCE_SIDE_PX = 360  # longest side at which a reference is described
FRAME_SIDE_PX = 360  # the same for a visitor's frame
REFERENCE_KEYPOINTS = 300
FRAME_KEYPOINTS = 500
DESCRIPTOR_LENGTH = keypoint_descriptor.LENGTH
Descriptors = NDArray[np.uint8] | NDArray[np.float32]
# A picture whose 99th percentile is at most DARK is multiplied until it reaches BRIGHT_TO. Chosen on 83 simulated
# works in the dark: with it 59 have a homography on the right reference, without it 49; changing the contrast of every
# picture, locally (CLAHE) or by a curve, finds 55 to 57 of these and loses 1 to 3 of 83 others.
DARK, BRIGHT_TO, MAX_GAIN = 120, 200, 8.0
_GRID = 8  # cells each way, over which keypoints are spread


@dataclass(frozen=True)
class LocalFeatures:
    """The local features of one picture.

    `keypoints`: float32, n × 2 (x, y), pixels of the resized picture. `descriptors`: n × 128, whole numbers from 0 to
    255 as uint8, or as float32 where they are matched several times. `size`: of the resized picture (w, h). `poses`:
    float32, n × 2, each keypoint's size (pixels) and direction (radians); None where they were not kept.
    """

    keypoints: NDArray[np.float32]
    descriptors: Descriptors
    size: tuple[int, int]
    poses: NDArray[np.float32] | None = None


def resized_grey(picture: NDArray[np.uint8], longest_px: int) -> NDArray[np.uint8]:
    """Returns a picture (uint8 BGR) in 8-bit grey, its longest side at most `longest_px`."""
    scale = min(1.0, longest_px / max(picture.shape[:2]))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    size = [max(1, round(length * scale)) for length in (picture.shape[1], picture.shape[0])]
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def brightened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns an 8-bit grey picture whose bright parts reach BRIGHT_TO, or the picture itself where they reach DARK."""
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel()
    brightest = int(np.searchsorted(np.cumsum(counts), 0.99 * grey.size))
    if brightest > DARK:
        return grey
    gain = min(MAX_GAIN, BRIGHT_TO / max(brightest, 1))
    return np.asarray(cv2.convertScaleAbs(grey, alpha=gain), np.uint8)


def describe(
    grey: NDArray[np.uint8], max_keypoints: int, strongest_first: bool = False
) -> LocalFeatures:
    """Detect and describe at most `max_keypoints` keypoints of an 8-bit grey picture (height × width).

    A keypoint with two dominant directions gives two features, so the median result is a seventh longer than
    `max_keypoints`. A dark picture is brightened first: descriptors stay as they are, and more keypoints pass the
    minimum contrast. `strongest_first`: in the order in which keypoints are selected, so that the first of them are a
    selection, too.
    """
    size = (grey.shape[1], grey.shape[0])
    octaves = scale_space.find_keypoints(brightened(grey))
    xy = np.concatenate([np.zeros((0, 2), np.float32), *(one.xy for one in octaves)])
    response = np.concatenate([np.zeros(0, np.float32), *(one.response for one in octaves)])
    order = _spread(xy, response, size, max_keypoints)
    rank = np.full(len(xy), len(xy))
    rank[order] = np.arange(len(order))
    selected, ranks = rank < len(xy), [rank[:0]]
    keypoints, descriptors, start = [xy[:0]], [np.zeros((0, DESCRIPTOR_LENGTH), np.uint8)], 0
    poses = [np.zeros((0, 2), np.float32)]
    for one in octaves:
        in_octave = selected[start : start + len(one.positions)]
        positions = one.positions[in_octave]
        rows, directions, described = keypoint_descriptor.describe(one.octave, positions)
        keypoints.append(one.xy[in_octave][rows])
        descriptors.append(described)
        sizes = one.octave.size_at(positions[rows, 0]) * np.float32(one.octave.step)
        poses.append(np.stack([sizes, directions], axis=1))
        ranks.append(rank[start : start + len(one.positions)][in_octave][rows])
        start += len(one.positions)
    every = np.concatenate(ranks)
    kept = np.argsort(every, kind="stable") if strongest_first else np.arange(len(every))
    return LocalFeatures(
        np.concatenate(keypoints)[kept],
        np.concatenate(descriptors)[kept],
        size,
        np.concatenate(poses)[kept],
    )


def _spread(
    xy: NDArray[np.float32], response: NDArray[np.float32], size: tuple[int, int], count: int
) -> NDArray[np.intp]:
    """Select `count` keypoints: the strongest of each grid cell, then the second strongest, and so on.

    Returns their rows in this order.
    """
    if len(xy) == 0:
        return np.zeros(0, np.intp)
    cells = np.clip((xy / np.array(size) * _GRID).astype(int), 0, _GRID - 1) @ np.array([1, _GRID])
    order = np.lexsort((-response, cells))
    starts = np.r_[0, np.flatnonzero(np.diff(cells[order])) + 1]
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return np.asarray(order[np.lexsort((-response[order], rank))[:count]])

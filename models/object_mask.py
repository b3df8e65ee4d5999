"""Separates an object from the table or the wall in a photograph that is of the object.

A table's cloth and the markers printed on it are in the photographs of several objects, so a keypoint there tells
nothing about one of them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Radii are shares of the way from the picture's middle to its edges. The limits were set on the 3 references of one
# stone head and on simulated bodies; no finer search was made.
_SIDE_PX = 128  # longest side at which the picture is divided: 20 ms
_ITERATIONS = 3
_OUTSIDE, _INSIDE = (
    0.95,
    0.75,
)  # beyond the first is background; within the second is perhaps the object
_ALWAYS_INSIDE = 0.3  # the museum's photographer put the object in the middle
_MIN_SHARE = 0.08  # of the picture: a smaller object was not found
_WITHOUT = 0.6  # radius that is taken instead then
_MARGIN_PX = 3  # around the object: a keypoint on its outline is its own


def mask_of_object(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Divide a picture (uint8 BGR) into object and background by colour and by distance from its middle (GrabCut).

    Returns a mask, at most 128 pixels long, of the same proportions: True on the object.
    """
    scale = min(1.0, _SIDE_PX / max(picture.shape[:2]))
    width, height = (max(1, round(side * scale)) for side in picture.shape[1::-1])
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    down, across = np.mgrid[:height, :width]
    radius = np.hypot((across + 0.5) / width * 2 - 1, (down + 0.5) / height * 2 - 1)
    label = np.full((height, width), cv2.GC_BGD, np.uint8)
    label[radius < _OUTSIDE] = cv2.GC_PR_BGD
    label[radius < _INSIDE] = cv2.GC_PR_FGD
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)  # the same picture gives the same mask
    unused = (0, 0, 1, 1)  # a rectangle, which this mode does not read
    cv2.grabCut(small, label, unused, background, foreground, _ITERATIONS, cv2.GC_INIT_WITH_MASK)
    found = (label == cv2.GC_FGD) | (label == cv2.GC_PR_FGD)
    if found.mean() < _MIN_SHARE:
        found = radius < _WITHOUT
    wide = cv2.dilate(found.astype(np.uint8), np.ones((_MARGIN_PX, _MARGIN_PX), np.uint8))
    return np.asarray((wide > 0) | (radius < _ALWAYS_INSIDE), np.bool_)


def is_on_object(
    keypoints: NDArray[np.float32], size: tuple[int, int], mask: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which `keypoints` (n × 2) of a picture of `size` (w, h) lie on the object."""
    height, width = mask.shape
    place = (keypoints / np.array(size, np.float32) * (width, height)).astype(int)
    column, row = np.clip(place, 0, (width - 1, height - 1)).T
    return np.asarray(mask[row, column], np.bool_)

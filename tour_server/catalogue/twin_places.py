"""The places where two twins differ, as boxes on both of their pictures: models.twins.TwinPair in the desk's words."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.features import Features
from models.reference_measures import PictureBox


class TwinWork(Struct, frozen=True):
    """Another work that explains a picture as well as its own: that work, its picture, and where the two differ.

    `places` are boxes on the picture, `other_places` the same ones on the other work's picture. Empty where they
    differ in nothing that a kiosk could tell them by.
    """

    work: str
    file: str
    places: list[PictureBox]
    other_places: list[PictureBox]


def twins_of_first(features: Features, files: Sequence[str]) -> list[TwinWork]:
    """Return the twins of the first reference of `features`, whose references are the pictures `files`."""
    return [
        TwinWork(
            features.works[pair.second],
            files[pair.second],
            list(pair.places),
            [_moved(box, pair.corners) for box in pair.places],
        )
        for pair in features.twins
        if pair.first == 0
    ]


def _moved(box: PictureBox, corners: NDArray[np.float32]) -> PictureBox:
    """Return a box of the first picture on the second, whose `corners` (4 × 2) are in shares of the first."""
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    to_second = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), square)
    x, y, width, height = box
    outline = np.array(
        [[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]], np.float32
    )
    moved = np.clip(cv2.perspectiveTransform(outline, to_second)[0], 0, 1)
    (left, top), (right, bottom) = moved.min(axis=0), moved.max(axis=0)
    return float(left), float(top), float(right - left), float(bottom - top)

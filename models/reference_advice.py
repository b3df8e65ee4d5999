"""Judges a picture that is to be a reference: what keeps the kiosk from knowing a work by it, or makes that harder.

The server says each piece of advice in the staff's language. Note: a false alarm costs trust, so a hint is given only
where few good pictures have the measure. The limits were chosen on every second of 318 good pictures (paintings,
icons, photographs, patterns) and of the same ones spoilt by simulation; decision 0003 has the rates on the other half.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from models import local_features, patch_comparison
from models.block_agreement import MIN_INFORMATION, information
from models.quality_gate import Fault, quality
from models.reference_measures import (
    MEASURED_PX,
    PictureBox,
    blur,
    clipped_areas,
    resized,
    work_on_wall,
)

MIN_SIDE_PX = 64
# Structured blocks below which a picture is said to show little. Of 101 photographs of icons and a head all have 29
# and more, of 186 pictures of Debian packages and the Museum of Pattern 5 % have fewer than this.
_LITTLE_INFORMATION = 11
# Longest side, pixels: a third more than what a reference is described at, so that a visitor may stand closer.
_SMALL_SIDE_PX = local_features.REFERENCE_SIDE_PX * 4 // 3
_SOFT_PX = (
    1.7  # width of the sharpest edges at MEASURED_PX; the softest good picture of a work has 1.3
)
_DARK_LEVEL = 70.0  # 99th percentile, 0 to 255; the darkest good picture has 108
_WASHED_OUT_LEVEL = 150.0  # 1st percentile, 0 to 255; one good picture of 318 has more
_MIN_HALO, _MAX_GLOSS_SHARE = 0.3, 0.25
_EDGE = 0.01  # of the picture: an area that touches its border is a sky or paper more often than a reflection
_SMALL_WORK_SHARE = 0.6  # of the picture that the work covers
_MIN_WORK_SHARE = 0.1  # a smaller rectangle is a detail of a plain work
_ASKEW_DEGREES, _ASKEW_TAPER, _MAX_TILT_DEGREES = 4.0, 0.9, 20.0


class AdviceReason(StrEnum):
    """What is wrong with a reference picture."""

    TOO_SMALL = "too_small"
    NOT_SHARP = "not_sharp"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLOSSY = "glossy"
    TOO_EMPTY = "too_empty"
    MUCH_WALL = "much_wall"
    ASKEW = "askew"


@dataclass(frozen=True, slots=True)
class ReferenceAdvice:
    """One thing that is wrong with a reference picture.

    `by_number`: the kiosk can't know the work by this picture at all. `place`: where in the picture, None for all of
    it.
    """

    reason: AdviceReason
    by_number: bool = False
    place: PictureBox | None = None


_FAULTS = {
    Fault.TOO_SMALL: AdviceReason.TOO_SMALL,
    Fault.TOO_DARK: AdviceReason.TOO_DARK,
    Fault.NOTHING_IN_VIEW: AdviceReason.TOO_EMPTY,
    Fault.NOT_SHARP: AdviceReason.NOT_SHARP,
}


def advise(picture: NDArray[np.uint8]) -> list[ReferenceAdvice]:
    """Returns what is wrong with a reference picture (uint8 BGR, at its original size), the worst first.

    An empty list means that it is good. Only the reason that keeps it from being used is named where there is one.
    """
    height, width = picture.shape[:2]
    if min(height, width) < MIN_SIDE_PX:
        return [ReferenceAdvice(AdviceReason.TOO_SMALL, by_number=True)]
    fault = quality(picture).fault
    if fault is not None:
        return [ReferenceAdvice(_FAULTS[fault], by_number=True)]
    tells = _information(picture)
    if tells < MIN_INFORMATION:
        return [ReferenceAdvice(AdviceReason.TOO_EMPTY, by_number=True)]
    found = [
        *_exposure(picture),
        *_sharpness(picture),
        *_gloss(picture),
        *_wall(picture),
    ]
    if max(height, width) < _SMALL_SIDE_PX:
        found.insert(0, ReferenceAdvice(AdviceReason.TOO_SMALL))
    if tells < _LITTLE_INFORMATION:
        found.append(ReferenceAdvice(AdviceReason.TOO_EMPTY))
    return found


def _information(picture: NDArray[np.uint8]) -> int:
    grey = local_features.resized_grey(picture, local_features.REFERENCE_SIDE_PX)
    return information(patch_comparison.thumbnail(grey))


def _exposure(picture: NDArray[np.uint8]) -> list[ReferenceAdvice]:
    grey = local_features.resized_grey(picture, MEASURED_PX)
    low, high = np.percentile(grey, (1, 99))
    if high < _DARK_LEVEL:
        return [ReferenceAdvice(AdviceReason.TOO_DARK)]
    return [ReferenceAdvice(AdviceReason.TOO_BRIGHT)] if low > _WASHED_OUT_LEVEL else []


def _sharpness(picture: NDArray[np.uint8]) -> list[ReferenceAdvice]:
    width = blur(cv2.cvtColor(resized(picture), cv2.COLOR_BGR2GRAY).astype(np.uint8))
    return (
        [ReferenceAdvice(AdviceReason.NOT_SHARP)] if width is not None and width > _SOFT_PX else []
    )


def _gloss(picture: NDArray[np.uint8]) -> list[ReferenceAdvice]:
    """Returns advice on the largest reflection of a lamp: white, without a cut edge, inside the picture."""
    for area in clipped_areas(resized(picture)):
        x, y, w, h = area.box
        inside = min(x, y) > _EDGE and max(x + w, y + h) < 1 - _EDGE
        if inside and area.halo >= _MIN_HALO and area.share <= _MAX_GLOSS_SHARE:
            return [ReferenceAdvice(AdviceReason.GLOSSY, place=area.box)]
    return []


def _wall(picture: NDArray[np.uint8]) -> list[ReferenceAdvice]:
    work = work_on_wall(resized(picture))
    if work is None or work.share < _MIN_WORK_SHARE:
        return []
    x, y, w, h = work.box
    if not (x < 0.5 < x + w and y < 0.5 < y + h):
        return []  # a corner of a drawing on plain ground
    if work.tilt > _MAX_TILT_DEGREES:
        return []  # a figure on plain ground: no one holds a camera so
    found = []
    if work.tilt > _ASKEW_DEGREES or work.taper < _ASKEW_TAPER:
        found.append(ReferenceAdvice(AdviceReason.ASKEW, place=work.box))
    if work.share < _SMALL_WORK_SHARE:
        found.append(ReferenceAdvice(AdviceReason.MUCH_WALL, place=work.box))
    return found

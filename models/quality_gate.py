"""The first step: is this frame worth looking at, and if not, what should the visitor be told?

Only frames in which nothing can be recognised are stopped here. A newcomer would set the thresholds where a
picture starts to look bad; recognition still works there, and a gate that is too strict makes a kiosk deaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

SMALLEST_SIDE = 48  # pixels; the local features need patches of about 16
DARKEST = (
    8.0  # the brightest hundredth of the frame, 0 to 255: below, sensor noise outweighs the picture
)
FLATTEST = (
    2.0  # standard deviation of brightness, 0 to 255: a cap on the lens, a blank wall out of focus
)
SOFTEST = (
    2.5  # standard deviation of the Laplacian at 320 pixels; gallery photographs have 10 to 60
)
_LOOK = 320  # pixels, longest side at which the measures are taken, so that they mean the same on any camera


class Fault(StrEnum):
    """Why a frame can't be recognised."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    NOTHING_IN_VIEW = "nothing_in_view"
    NOT_SHARP = "not_sharp"


@dataclass(frozen=True, slots=True)
class Quality:
    """`sharpness`: standard deviation of the Laplacian; `brightness`: 99th percentile; `contrast`: standard
    deviation; all of 8-bit grey at 320 pixels. `fault` is None where the frame is worth looking at.
    """

    sharpness: float
    brightness: float
    contrast: float
    fault: Fault | None

    @property
    def usable(self) -> bool:
        """True where nothing speaks against looking further."""
        return self.fault is None


def quality(frame: NDArray[np.uint8]) -> Quality:
    """Judges one frame (uint8 BGR, height × width × 3)."""
    height, width = frame.shape[:2]
    if min(height, width) < SMALLEST_SIDE:
        return Quality(0.0, 0.0, 0.0, Fault.TOO_SMALL)
    scale = min(1.0, _LOOK / max(height, width))
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    sharpness = float(cv2.Laplacian(grey, cv2.CV_32F).std())
    brightness, contrast = float(np.percentile(grey, 99)), float(grey.std())
    fault = None
    if brightness < DARKEST:
        fault = Fault.TOO_DARK
    elif contrast < FLATTEST:
        fault = Fault.NOTHING_IN_VIEW
    elif sharpness < SOFTEST:
        fault = Fault.NOT_SHARP
    return Quality(sharpness, brightness, contrast, fault)

"""The first step of recognition: rejects frames in which nothing can be recognised, with the reason.

Note: the limits are far below what looks bad to a person, because recognition still works there. A stricter gate
would make the kiosk ignore usable frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from models import local_features

# Set by looking at simulated and real gallery frames at which recognition stops working; not fitted.
MIN_SIDE_PX = 48  # the local features need patches of about 16 pixels
MIN_BRIGHTNESS = 8.0  # 99th percentile, 0 to 255: below, sensor noise outweighs the picture
MIN_CONTRAST = 2.0  # standard deviation, 0 to 255: a cap on the lens, a blank wall out of focus
# Standard deviation of the Laplacian at _MEASURED_PX; photographs of galleries have 10 to 60.
MIN_SHARPNESS = 2.5
_MEASURED_PX = 320  # longest side at which all is measured, so that it means the same on any camera


class Fault(StrEnum):
    """Why a frame cannot be recognised."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    NOTHING_IN_VIEW = "nothing_in_view"
    NOT_SHARP = "not_sharp"


@dataclass(frozen=True, slots=True)
class Quality:
    """The measures of one frame, in 8-bit grey at 320 pixels; `fault` is None for a usable frame.

    `sharpness`: standard deviation of the Laplacian, of a dark frame after brightening. `brightness`: 99th percentile.
    `contrast`: standard deviation.
    """

    sharpness: float
    brightness: float
    contrast: float
    fault: Fault | None

    @property
    def usable(self) -> bool:
        """True when the frame has no fault."""
        return self.fault is None


def quality(frame: NDArray[np.uint8]) -> Quality:
    """Measure one frame (uint8 BGR, height × width × 3)."""
    height, width = frame.shape[:2]
    if min(height, width) < MIN_SIDE_PX:
        return Quality(0.0, 0.0, 0.0, Fault.TOO_SMALL)
    scale = min(1.0, _MEASURED_PX / max(height, width))
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    # A dark picture is compared as it is described: brightened.
    sharpness = float(cv2.Laplacian(local_features.brightened(grey), cv2.CV_32F).std())
    brightness, contrast = float(np.percentile(grey, 99)), float(grey.std())
    fault = None
    if brightness < MIN_BRIGHTNESS:
        fault = Fault.TOO_DARK
    elif contrast < MIN_CONTRAST:
        fault = Fault.NOTHING_IN_VIEW
    elif sharpness < MIN_SHARPNESS:
        fault = Fault.NOT_SHARP
    return Quality(sharpness, brightness, contrast, fault)

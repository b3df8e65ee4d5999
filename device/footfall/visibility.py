"""Decides whether the camera sees anything. Only then does an empty picture mean zero people; else it is "not known".

A covered lens, a dark room and a frozen stream all look like an empty hall to a person detector.

Note: a well lit, empty hall at night is an observation. Noise tells a working sensor from a frozen picture, so a
picture that repeats bit by bit for seconds is no observation.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from contract.messages import Blindness
from device.camera.camera import Image

SAMPLE_PX = 64  # pixels at which light and detail are judged
DARK_GREY = 12.0  # mean of the brightest tenth, 0 to 255, below which no person can be made out
FLAT_GREY = 4.0  # standard deviation, 0 to 255: a hand or a cap before the lens leaves less
FROZEN_SECONDS = 10.0  # of the very same picture; compressed streams do repeat a frame or two
MAX_GAP_SECONDS = 2.0  # between two frames, for the time between them to count as observed


BLINDNESS_SENTENCES = {
    Blindness.DARK: "It is too dark to see anyone.",
    Blindness.COVERED: "The camera is covered.",
    Blindness.FROZEN: "The camera's picture has frozen.",
    Blindness.NO_PICTURES: "The camera gives no pictures.",
    Blindness.DETECTOR: "Counting has failed; it is tried again.",
}


class VisibilityCheck:
    """Judges every frame, in order of time, and measures the seconds that were observed."""

    def __init__(self) -> None:
        self._sample: NDArray[np.uint8] | None = None
        self._changed_at = 0.0
        self._seen_at: float | None = None  # time of the last frame, where that was an observation

    def blindness(self, image: Image, at: float) -> Blindness | None:
        """Return why this frame (uint8 BGR) of time `at` (seconds) is no observation; None where it is one."""
        sample = np.ascontiguousarray(image[::7, ::7])
        if self._sample is None or not np.array_equal(sample, self._sample):
            self._sample, self._changed_at = sample, at
        elif at - self._changed_at >= FROZEN_SECONDS:
            return Blindness.FROZEN
        grey = cv2.cvtColor(cv2.resize(sample, (SAMPLE_PX, SAMPLE_PX)), cv2.COLOR_BGR2GRAY)
        levels = np.sort(grey, axis=None)
        if float(levels[-levels.size // 10 :].mean()) < DARK_GREY:
            return Blindness.DARK
        if float(grey.std()) < FLAT_GREY:
            return Blindness.COVERED
        return None

    def observed_seconds(self, seen: bool, at: float) -> float:
        """Return the seconds observed since the frame before: 0 where one of the two was not seen, or after a gap."""
        before, self._seen_at = self._seen_at, at if seen else None
        if before is None or not seen or at - before > MAX_GAP_SECONDS:
            return 0.0
        return max(0.0, at - before)

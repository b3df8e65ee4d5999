"""Does the camera see at all? Only then is a count of nobody a zero; else it is "not known".

A covered lens, a dark room and a frozen stream all look like an empty hall to a person detector. The one thing a
newcomer would get wrong: an empty hall at night, well lit, is still evidence; it is noise that tells a living
sensor from a frozen picture, so a picture that repeats bit by bit for seconds is no observation.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from contract.messages import Blindness
from device.camera.camera import Image

SIDE = 64  # pixels at which light and detail are judged
DARK = 12.0  # mean of the brightest tenth, 0 to 255: below it nobody can be made out
FLAT = 4.0  # standard deviation, 0 to 255: a hand or a cap before the lens leaves less
FROZEN_AFTER = 10.0  # seconds of the very same picture; compressed streams do repeat a frame or two
LONGEST_GAP = 2.0  # seconds between two frames that still count as having watched


WORDS = {
    Blindness.DARK: "It is too dark to see anyone.",
    Blindness.COVERED: "The camera is covered.",
    Blindness.FROZEN: "The camera's picture has frozen.",
    Blindness.NO_PICTURES: "The camera gives no pictures.",
    Blindness.DETECTOR: "Counting has failed; it is tried again.",
}


class Evidence:
    """Judges every frame, in order of time, and adds up the seconds that were watched."""

    def __init__(self) -> None:
        self._print: NDArray[np.uint8] | None = None
        self._changed_at = 0.0
        self._seen_at: float | None = None  # time of the last frame, where that was evidence

    def judge(self, image: Image, at: float) -> Blindness | None:
        """Why this frame (uint8 BGR) at `at` (seconds) is no evidence of who is there; None where it is."""
        sample = np.ascontiguousarray(image[::7, ::7])
        if self._print is None or not np.array_equal(sample, self._print):
            self._print, self._changed_at = sample, at
        elif at - self._changed_at >= FROZEN_AFTER:
            return Blindness.FROZEN
        grey = cv2.cvtColor(cv2.resize(sample, (SIDE, SIDE)), cv2.COLOR_BGR2GRAY)
        levels = np.sort(grey, axis=None)
        if float(levels[-levels.size // 10 :].mean()) < DARK:
            return Blindness.DARK
        if float(grey.std()) < FLAT:
            return Blindness.COVERED
        return None

    def watched(self, seen: bool, at: float) -> float:
        """Seconds that were watched since the frame before: 0 where either is no evidence, or far apart."""
        before, self._seen_at = self._seen_at, at if seen else None
        if before is None or not seen or at - before > LONGEST_GAP:
            return 0.0
        return max(0.0, at - before)

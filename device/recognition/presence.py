"""Whether a visitor is present, and stands still.

By the person detector where there is one, else by motion and difference from the empty scene.

Note: motion is not a person. Lamps are switched, the sun moves, sensors are noisy in the dark. A change of the whole
picture at once is taken for light, and a slow one is learnt as the scene.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.camera import Image
from models.people import PersonDetection

STILL_SECONDS = 1.0  # without a step: then a person stands still
STEP = 0.2  # share of a person's own height that is a step
NEAR = (
    0.25  # height as a share of the picture's, from which a person is near enough to be a visitor
)
HOLD_SECONDS = 0.7  # that a person counts as present after the last detection

SMALL = (64, 48)  # pixels, at which motion is judged
DIFFERENT = 18.0  # grey levels, 0 to 255, after the picture's own brightness is taken out
SOMETHING, EVERYTHING = 0.03, 0.6  # share of the picture: a visitor; the light itself
MOVING = 0.01  # share of the picture that differs from a moment ago
LEARNING_SECONDS = 20.0  # time constant of learning the empty scene
SETTLED_SECONDS = (
    90.0  # without motion: then an object belongs to the scene, as a chair or a bag does
)


@dataclass(frozen=True, slots=True)
class VisitorPresence:
    """`someone` is in view; `still`: they stand, and do not walk past."""

    someone: bool
    still: bool


ABSENT = VisitorPresence(someone=False, still=False)


class PresenceByPeople:
    """Judges presence by the detector's boxes. Keeps where people stood for some seconds."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, list[tuple[float, float, float]]]] = deque()
        self._last = ABSENT
        self._last_at = float("-inf")

    def see(
        self, people: Sequence[PersonDetection], frame_height: int, at: float
    ) -> VisitorPresence:
        """Take in one frame's `people` (boxes in pixels, of a frame `frame_height` pixels high)."""
        near = [(p.x + p.w / 2, p.y + p.h / 2, p.h) for p in people if p.h >= NEAR * frame_height]
        self._past.append((at, near))
        while self._past[0][0] < at - 2 * STILL_SECONDS:
            self._past.popleft()
        if near:
            still = any(self._stood(person, at) for person in near)
            self._last, self._last_at = VisitorPresence(someone=True, still=still), at
        elif at - self._last_at > HOLD_SECONDS:
            self._last = ABSENT
        return self._last

    def _stood(self, person: tuple[float, float, float], at: float) -> bool:
        """Returns whether a person was within a step of `person` all through the last STILL_SECONDS."""
        before = [(then, near) for then, near in self._past if then < at]
        long_enough = bool(before) and before[0][0] <= at - STILL_SECONDS
        recent = [near for then, near in before if then >= at - STILL_SECONDS]
        if not long_enough or not recent:
            return False
        here = sum(any(_within_a_step(person, other) for other in near) for near in recent)
        return here >= 0.75 * len(recent)


class PresenceByMotion:
    """Judges presence by motion, where no person detector runs."""

    def __init__(self) -> None:
        self._empty: NDArray[np.float32] | None = None
        self._before: NDArray[np.float32] | None = None
        self._moved_at = float("-inf")
        self._at = 0.0
        self.moving = False

    def see(self, image: Image, at: float) -> VisitorPresence:
        """Take in one frame (uint8 BGR) at `at` (seconds)."""
        now = _levelled(image)
        if self._empty is None or self._before is None:
            self._empty, self._before, self._at = now, now, at
            return ABSENT
        step, self._at = at - self._at, at
        moved = float(np.mean(np.abs(now - self._before) > DIFFERENT))
        other = float(np.mean(np.abs(now - self._empty) > DIFFERENT))
        self._before = now
        self.moving = MOVING < moved < EVERYTHING
        if moved >= EVERYTHING or other >= EVERYTHING:
            self._empty = now  # the light, or the kiosk itself was moved: learn the scene anew
            return ABSENT
        if self.moving:
            self._moved_at = at
        someone = other >= SOMETHING
        quiet = at - self._moved_at
        if not someone or quiet > SETTLED_SECONDS:
            share = 1 - math.exp(-step / LEARNING_SECONDS)
            self._empty = self._empty + share * (now - self._empty)
        return VisitorPresence(someone=someone, still=someone and quiet >= STILL_SECONDS)


def _levelled(image: Image) -> NDArray[np.float32]:
    """Returns the picture small, grey and without its own brightness, so that a dimmed lamp changes little."""
    small = cv2.resize(image, SMALL, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.asarray(grey * (110.0 / max(float(np.median(grey)), 20.0)), np.float32)


def _within_a_step(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    off = math.hypot(one[0] - other[0], one[1] - other[1])
    return off <= STEP * max(one[2], other[2])

"""Judges whether a visitor is present, and stands still.

It uses the person detector where there is one, else motion and the difference from the empty scene.

Note: motion is not a person. Lamps are switched, the sun moves, sensors are noisy in the dark. A change of the whole
picture at once counts as a change of light, and a slow one is learnt as part of the scene.
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

STILL_SECONDS = 1.0  # without a step, after which a person stands still
STEP_HEIGHTS = 0.2  # length of a step, in heights of the person
NEAR_SHARE = 0.25  # of the picture's height that a person near enough to be a visitor takes
HOLD_SECONDS = 0.7  # that a person counts as present after the last detection

THUMBNAIL_SIZE_PX = (64, 48)  # width and height, at which motion is judged
DIFFERENT_GREY = 18.0  # grey levels, 0 to 255, after the picture's own brightness is taken out
VISITOR_SHARE = 0.03  # of the picture that differs from the empty scene when a visitor is there
LIGHT_SHARE = 0.6  # of the picture that changes when the light does
MOTION_SHARE = 0.01  # of the picture that differs from the frame before when something moves
LEARNING_SECONDS = 20.0  # time constant of learning the empty scene
SETTLED_SECONDS = 90.0  # without motion, after which an object, as a chair, belongs to the scene


@dataclass(frozen=True, slots=True)
class VisitorPresence:
    """`someone` is in view; `still`: they stand, and do not walk past."""

    someone: bool
    still: bool


ABSENT = VisitorPresence(someone=False, still=False)


class PresenceByPeople:
    """Judges presence by the detector's boxes. Keeps for some seconds where people stood."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, list[tuple[float, float, float]]]] = deque()
        self._last = ABSENT
        self._last_at = float("-inf")

    def see(
        self, people: Sequence[PersonDetection], frame_height: int, at: float
    ) -> VisitorPresence:
        """Take in one frame's `people` (boxes in pixels, of a frame `frame_height` pixels high)."""
        near = [
            (p.x + p.w / 2, p.y + p.h / 2, p.h) for p in people if p.h >= NEAR_SHARE * frame_height
        ]
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
        times_here = sum(any(_within_a_step(person, other) for other in near) for near in recent)
        return times_here >= 0.75 * len(recent)


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
        moved = float(np.mean(np.abs(now - self._before) > DIFFERENT_GREY))
        unlike_scene = float(np.mean(np.abs(now - self._empty) > DIFFERENT_GREY))
        self._before = now
        self.moving = MOTION_SHARE < moved < LIGHT_SHARE
        if moved >= LIGHT_SHARE or unlike_scene >= LIGHT_SHARE:
            self._empty = now  # the light, or the kiosk itself was moved: learn the scene anew
            return ABSENT
        if self.moving:
            self._moved_at = at
        someone = unlike_scene >= VISITOR_SHARE
        quiet = at - self._moved_at
        if not someone or quiet > SETTLED_SECONDS:
            share = 1 - math.exp(-step / LEARNING_SECONDS)
            self._empty = self._empty + share * (now - self._empty)
        return VisitorPresence(someone=someone, still=someone and quiet >= STILL_SECONDS)


def _levelled(image: Image) -> NDArray[np.float32]:
    """Returns the picture small, grey and without its own brightness, so that a dimmed lamp changes little."""
    small = cv2.resize(image, THUMBNAIL_SIZE_PX, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.asarray(grey * (110.0 / max(float(np.median(grey)), 20.0)), np.float32)


def _within_a_step(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    distance = math.hypot(one[0] - other[0], one[1] - other[1])
    return distance <= STEP_HEIGHTS * max(one[2], other[2])

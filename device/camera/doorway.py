"""The twin of a camera over a doorway: it draws people who walk through in both directions.

The real person detector finds these figures as it finds people (scores of 0.38 to 0.51; its scores for people
peak near 0.6), so the code from the detector on is the same as in a museum. `plan` is the ground truth: the seed fixes
who crosses, and when, before the first frame. The camera draws that plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from device.camera import figure
from device.camera.camera import Frame, Image
from device.camera.frame_timer import FrameTimer

FIGURES = 8  # different people
FIRST_AFTER_SECONDS = 2.0  # until the first person enters the picture
MIN_GAP_SECONDS = 1.6  # between two people; with less, one would walk behind the other
MAX_INSIDE = 12  # people; then the next person leaves
TURN_RADIANS = 0.35  # between the way people walk and the picture's width
STRIDE_HEIGHTS = 0.8  # length of one cycle of two steps, in heights of the person
FLOOR_SHARE = 0.7  # of the picture's height, from above: where the wall meets the floor
NOISE_GREY = 4.0  # standard deviation of the sensor's noise, grey levels of 255
NOISE_SHEETS = 5  # pictures of noise, drawn once; each frame gets one of them


@dataclass(frozen=True, slots=True)
class Walker:
    """A person who will walk through: when, in which direction, how fast, and drawn as which figure."""

    start: float  # seconds, the moment of entering the picture
    inward: bool  # from left to right
    seconds: float  # from one edge of the picture to the other
    figure: int  # 0 to FIGURES - 1
    foot: float  # where the feet are, share of the picture's height from above

    @property
    def crosses(self) -> float:
        """The time at which the feet pass the middle of the picture, in seconds from the first frame."""
        return self.start + self.seconds / 2


def line(width: int, height: int) -> tuple[float, float, float, float]:
    """Returns the counting line through the middle, from the lower edge to the upper, so that `in` is to the right."""
    return width / 2, float(height), width / 2, 0.0


def plan(seed: int, people_per_minute: float) -> Iterator[Walker]:
    """Yield the people who will walk through, in order of time, without end."""
    random = np.random.default_rng([seed, 1])
    at, inside = FIRST_AFTER_SECONDS, 0
    while True:
        inward = inside == 0 or (inside < MAX_INSIDE and bool(random.random() < 0.55))
        inside += 1 if inward else -1
        yield Walker(
            start=at,
            inward=inward,
            seconds=float(random.uniform(4.5, 6.5)),
            figure=int(random.integers(FIGURES)),
            foot=float(random.uniform(0.86, 0.95)),
        )
        at += MIN_GAP_SECONDS + float(
            random.exponential(max(60 / people_per_minute - MIN_GAP_SECONDS, 0.1))
        )


def truth(seed: int, people_per_minute: float, until: float) -> tuple[int, int]:
    """Returns (in, out): how many people have passed the middle `until` seconds after the first frame."""
    entered = left = 0
    for walker in plan(seed, people_per_minute):
        if walker.start > until:
            return entered, left
        if walker.crosses <= until:
            entered += walker.inward
            left += not walker.inward
    raise AssertionError("the plan has no end")


class DoorwayCamera:
    """Draws the people of the plan. The time of its first frame is second 0 of the plan."""

    name = "virtual doorway"

    def __init__(
        self,
        seed: int,
        fps: float,
        people_per_minute: float,
        size: tuple[int, int],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        """`size`: width and height in pixels."""
        self.fps = fps
        self._width, self._height = size
        self._timer = FrameTimer(fps, clock, sleep)
        self._plan = plan(seed, people_per_minute)
        self._next = next(self._plan)
        self._in_view: list[Walker] = []
        self._random = np.random.default_rng([seed, 2])
        clothes_rng = np.random.default_rng([seed, 3])
        self._figures = [  # clothes, height in pixels
            (figure.clothe(clothes_rng), round(self._height * clothes_rng.uniform(0.52, 0.64)))
            for _ in range(FIGURES)
        ]
        self._drawn: dict[tuple[int, bool, int], figure.Picture] = {}
        self._hall = _hall(self._width, self._height)
        self._sheets = [
            self._random.normal(0, NOISE_GREY, self._hall.shape).astype(np.int16)
            for _ in range(NOISE_SHEETS)
        ]
        self._started: float | None = None

    def read(self) -> Frame | None:
        """Draw the hall as it is now."""
        at = self._timer.wait()
        if self._started is None:
            self._started = at
        return Frame(self.draw(at - self._started), at)

    def close(self) -> None:
        """Do nothing; there is no hardware."""

    def draw(self, now: float) -> Image:
        """Draw the hall `now` seconds after the first frame; `now` must not decrease from call to call."""
        while self._next.start <= now:
            self._in_view.append(self._next)
            self._next = next(self._plan)
        self._in_view = [w for w in self._in_view if now < w.start + w.seconds]
        scene = self._hall.copy()
        for walker in sorted(self._in_view, key=lambda one: one.foot):
            self._put(scene, walker, now)
        noise = self._sheets[int(self._random.integers(NOISE_SHEETS))]
        noisy: Image = np.clip(scene + noise, 0, 255).astype(np.uint8)
        return noisy

    def _put(self, scene: Image, walker: Walker, now: float) -> None:
        """Draw one person into `scene` where they are `now` seconds after the first frame."""
        clothes, height = self._figures[walker.figure]
        edge = 0.4 * height  # half a figure's width: the walk starts and ends outside the picture
        path_px = self._width + 2 * edge
        walked_px = (now - walker.start) / walker.seconds * path_px
        step = int(walked_px / (STRIDE_HEIGHTS * height) * figure.STEPS) % figure.STEPS
        key = (walker.figure, walker.inward, step)
        if key not in self._drawn:
            turn = TURN_RADIANS if walker.inward else math.pi - TURN_RADIANS
            sharp = figure.draw(clothes, height, turn, step, walker.figure)
            self._drawn[key] = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 0.8))
        x = walked_px - edge if walker.inward else self._width + edge - walked_px
        figure.place(scene, self._drawn[key], x, walker.foot * self._height)


def _hall(width: int, height: int) -> Image:
    """Draw a plain hall: wall, floor with boards, an open door in the middle of the wall."""
    hall = np.full((height, width, 3), (168, 182, 190), np.uint8)
    floor = round(FLOOR_SHARE * height)
    hall[floor:] = (96, 112, 128)
    middle = width / 2
    for x in range(-width // 2, width + width // 2, max(width // 8, 1)):
        ends = (x, height), (round(middle + (x - middle) / 2), floor)
        cv2.line(hall, *ends, (84, 98, 112), 1, cv2.LINE_AA)
    door = round(width * 0.38), round(height * 0.08), round(width * 0.62), floor
    hall[door[1] : door[3], door[0] : door[2]] = (140, 150, 150)
    cv2.rectangle(hall, door[:2], door[2:], (70, 90, 110), max(2, width // 100))
    shade = np.linspace(1.06, 0.88, width, dtype=np.float32)[None, :, None]
    lit: Image = np.clip(cv2.GaussianBlur(hall, (0, 0), 1.0) * shade, 0, 255).astype(np.uint8)
    return lit

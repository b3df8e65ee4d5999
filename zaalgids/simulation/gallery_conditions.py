"""Under what conditions photographs are simulated: one set to calibrate on, another to measure on.

A newcomer would use the same settings for both and measure how well the fit knows its own generator: so
`CALIBRATION` and `TEST` share no setting, and `part_of` deals the pictures out so that none serves both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

Range = tuple[float, float]
Colour = tuple[float, float, float]  # BGR, 0 to 255
Part = Literal["calibration", "test"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """How photographs are taken; of each range a value is drawn evenly.

    `sizes` of the photograph (w, h); `height`: share of its height that the work takes; `turn`: degrees from which
    the work is seen aside; `roll`: degrees; `aside`: of the work's middle from the photograph's, share of its size;
    `light`: part lost from the lit side of the wall to the other; `balance`: of each colour, factor; `exposure`:
    factor; `focus`: blur, pixels of standard deviation; `noise`: standard deviation, 0 to 255; `quality`: of JPEG;
    `mouldings`: colours of frames; `mat`: share of the picture's longest side; `faults`: chances of none, one and two
    of the faults below, chosen from all alike; `shake`: length of motion blur, pixels; `hand`: share of the work
    that a hand hides; `glare`: the same for a lamp's reflection; `shrink`: of the work's size, "far"; `tilt`: degrees
    of roll when the camera is held askew.
    """

    sizes: tuple[tuple[int, int], ...]
    height: Range
    turn: Range
    roll: Range
    aside: Range
    light: Range
    balance: Range
    exposure: Range
    focus: Range
    noise: Range
    quality: Range
    mouldings: tuple[Colour, ...]
    mat: Range
    faults: tuple[float, float, float]
    shake: Range
    hand: Range
    glare: Range
    shrink: Range
    tilt: Range


CALIBRATION = Conditions(
    sizes=((1280, 720), (960, 1280), (1200, 900)),
    height=(0.32, 0.98),
    turn=(-58, 58),
    roll=(-7, 7),
    aside=(-0.12, 0.12),
    light=(0.0, 0.5),
    balance=(0.84, 1.16),
    exposure=(0.6, 1.2),
    focus=(0.3, 2.4),
    noise=(1.0, 9.0),
    quality=(42, 92),
    mouldings=((40, 45, 52), (62, 92, 122), (72, 132, 162), (200, 210, 214)),
    mat=(0.0, 0.1),
    faults=(0.5, 0.3, 0.2),
    shake=(5, 19),
    hand=(0.1, 0.26),
    glare=(0.05, 0.14),
    shrink=(0.3, 0.6),
    tilt=(-33, 33),
)

TEST = Conditions(
    sizes=((1024, 768), (1600, 900), (720, 1080)),
    height=(0.3, 1.0),
    turn=(-60, 60),
    roll=(-6, 6),
    aside=(-0.1, 0.1),
    light=(0.05, 0.45),
    balance=(0.86, 1.14),
    exposure=(0.65, 1.15),
    focus=(0.4, 2.2),
    noise=(2.0, 8.0),
    quality=(50, 90),
    mouldings=((30, 32, 36), (48, 84, 108), (90, 150, 178), (222, 226, 230)),
    mat=(0.02, 0.09),
    faults=(0.6, 0.3, 0.1),
    shake=(6, 17),
    hand=(0.12, 0.22),
    glare=(0.06, 0.12),
    shrink=(0.33, 0.55),
    tilt=(-30, 30),
)


def part_of(name: str) -> Part:
    """Which of the two a picture serves, always the same: dealt out evenly by its name."""
    return "calibration" if hashlib.sha256(name.encode()).digest()[0] % 2 else "test"

"""The conditions under which photographs are simulated: one set for calibration, another for measuring.

Note: with the same conditions for both, the measurement would show how well the fit knows its own generator. So
`CALIBRATION` and `TEST` share no setting, and `part_of` assigns each picture to one of the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Range = tuple[float, float]
Colour = tuple[float, float, float]  # BGR, 0 to 255
Part = Literal["calibration", "test"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """How photographs are taken. A value is drawn uniformly from each range.

    `sizes`: of the photograph (w, h), pixels. `height`: of the work, as a share of the photograph's. `turn`: viewing
    angle, degrees. `roll`: degrees. `offset`: distance of the work's centre from the photograph's, as a share of its
    size. `light`: share of light lost from the lit side of the wall to the other. `balance`: factor of each colour.
    `exposure`: factor. `focus`: blur, pixels of standard deviation. `noise`: standard deviation, 0 to 255. `quality`:
    of JPEG, 0 to 100. `mouldings`: colours of frames. `mat`: width, as a share of the picture's longest side.
    `faults`: probabilities of zero, one and two faults, which are drawn uniformly. `shake`: length of motion blur,
    pixels. `hand`, `glare`: share of the work that a hand or a reflection covers. `shrink`: factor of the work's size
    when it is far. `tilt`: roll, degrees, when the camera is held askew.
    """

    sizes: tuple[tuple[int, int], ...]
    height: Range
    turn: Range
    roll: Range
    offset: Range
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
    offset=(-0.12, 0.12),
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
    offset=(-0.1, 0.1),
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

CONDITIONS: Mapping[Part, Conditions] = {"calibration": CALIBRATION, "test": TEST}


def part_of(name: str) -> Part:
    """Assign a picture to one of the two parts, evenly and reproducibly, by its name."""
    return "calibration" if hashlib.sha256(name.encode()).digest()[0] % 2 else "test"

"""The line over which people are counted.

The line is a segment and may reach past the picture. A point is on the negative or the positive side by the sign of
(x2-x1)(y-y1)-(y2-y1)(x-x1), in pixels, y down; from negative to positive is `in`.
"""

from __future__ import annotations

import math
from enum import StrEnum

from msgspec import Struct


class LineError(ValueError):
    """A line that can't be crossed, with the reason in a plain sentence."""


class ReferencePoint(StrEnum):
    """Which point of a person's box is compared with the line: the middle of its lower edge, or its centre."""

    FOOT = "foot"
    CENTRE = "centre"


class CountingLine(Struct, frozen=True):
    """A segment from (x1, y1) to (x2, y2), pixels, y down."""

    x1: float
    y1: float
    x2: float
    y2: float

    def __post_init__(self) -> None:
        """Raises LineError when the ends are not finite numbers or are the same point."""
        if not all(map(math.isfinite, (self.x1, self.y1, self.x2, self.y2))):
            raise LineError("A line needs four finite numbers: x1,y1,x2,y2.")
        if self.length < 1:
            raise LineError("The two ends of the line are the same point; give x1,y1,x2,y2.")

    @property
    def length(self) -> float:
        """Pixels from end to end."""
        return math.hypot(self.x2 - self.x1, self.y2 - self.y1)

    def distance(self, x: float, y: float) -> float:
        """Return the signed pixels from the endless line; the sign is the side, positive where `in` leads."""
        cross = (self.x2 - self.x1) * (y - self.y1) - (self.y2 - self.y1) * (x - self.x1)
        return cross / self.length

    def along(self, x: float, y: float) -> float:
        """Return where the foot of the perpendicular falls: 0 at the first end, 1 at the second."""
        dot = (x - self.x1) * (self.x2 - self.x1) + (y - self.y1) * (self.y2 - self.y1)
        return dot / self.length**2


def parse_line(text: str) -> CountingLine:
    """Return the line written as `x1,y1,x2,y2`, pixels. Raises LineError when it is no such line."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4:
        raise LineError(f"{text!r} is not a line. Write four numbers, like 340,0,340,576.")
    return CountingLine(*numbers)


def in_the_middle(width: int, height: int) -> CountingLine:
    """Return the default line: upright, through the middle of a picture of `width` × `height` pixels."""
    return CountingLine(width / 2, 0.0, width / 2, float(height))

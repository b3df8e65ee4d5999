"""The line people are counted over, and when one of them has crossed it.

The line is a segment and may reach past the picture. A point is on the negative or the positive side by the sign
of (x2-x1)(y-y1)-(y2-y1)(x-x1), in pixels, y down; from negative to positive is `in`. The one thing a newcomer
would get wrong: a change of sign is not yet a crossing. A box trembles, and people turn round on the doorstep; so
a point must come clear of a dead band about the line before it counts, and what is then reported is the frame at
which it passed the line itself.
"""

from __future__ import annotations

import math
from enum import StrEnum

from msgspec import Struct


class LineError(ValueError):
    """A line that nobody can cross, with the reason in a plain sentence."""


class Direction(StrEnum):
    """Which way over the line."""

    IN = "in"
    OUT = "out"


class Point(StrEnum):
    """Which point of a person's box is judged: the middle of its lower edge, or its centre."""

    FOOT = "foot"
    CENTRE = "centre"


class Line(Struct, frozen=True):
    """A segment from (x1, y1) to (x2, y2), pixels, y down."""

    x1: float
    y1: float
    x2: float
    y2: float

    def __post_init__(self) -> None:
        """Raises LineError where the ends are no numbers or fall together."""
        if not all(map(math.isfinite, (self.x1, self.y1, self.x2, self.y2))):
            raise LineError("A line needs four finite numbers: x1,y1,x2,y2.")
        if self.length < 1:
            raise LineError("The two ends of the line are the same point; give x1,y1,x2,y2.")

    @property
    def length(self) -> float:
        """Pixels from end to end."""
        return math.hypot(self.x2 - self.x1, self.y2 - self.y1)

    def distance(self, x: float, y: float) -> float:
        """Signed pixels from the (endless) line: the sign is the side, positive where `in` leads."""
        cross = (self.x2 - self.x1) * (y - self.y1) - (self.y2 - self.y1) * (x - self.x1)
        return cross / self.length

    def along(self, x: float, y: float) -> float:
        """Where the foot of the perpendicular falls: 0 at the first end, 1 at the second."""
        dot = (x - self.x1) * (self.x2 - self.x1) + (y - self.y1) * (self.y2 - self.y1)
        return dot / self.length**2


def parse_line(text: str) -> Line:
    """The line written as `x1,y1,x2,y2`, pixels. Raises LineError."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != 4:
        raise LineError(f"{text!r} is not a line. Write four numbers, like 340,0,340,576.")
    return Line(*numbers)


def in_the_middle(width: int, height: int) -> Line:
    """The line of a camera that was given none: upright, through the middle of a picture of that size."""
    return Line(width / 2, 0.0, width / 2, float(height))


class Passage(Struct, frozen=True):
    """One crossing: which way, and when the point passed the line (seconds, the frames' clock)."""

    direction: Direction
    at: float


class LineWatch:
    """Watches one person's point against one line.

    `band` below is half the dead band in pixels; the caller gives it with each point because it depends on how
    large the person is in the picture.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._side = 0  # the side last held for certain: -1, +1, or 0 while none is
        self._last: tuple[float, float, float, float] | None = None  # x, y, distance, at
        self._pending: Passage | None = None  # over the line, not yet clear of the band

    def same_past(self) -> LineWatch:
        """The watch of somebody who has come this far together with this one."""
        other = LineWatch(self._line)
        other._side, other._last, other._pending = self._side, self._last, self._pending
        return other

    def see(self, x: float, y: float, band: float, at: float) -> Passage | None:
        """The point at time `at` (seconds). The crossing, once it is certain; else None."""
        distance = self._line.distance(x, y)
        self._note_change_of_sign(x, y, distance, at)
        self._last = (x, y, distance, at)
        if abs(distance) < band:
            return None
        return self._settle(1 if distance > 0 else -1)

    def end(self, band: float) -> Passage | None:
        """The person is gone. Counts who was over the line, if not by the whole band, and does not come back.

        Shop doors swallow people a step behind the line, and frames end there too: half the band is enough then.
        """
        if self._last is None or abs(self._last[2]) < band / 2:
            return None
        return self._settle(1 if self._last[2] > 0 else -1)

    def _note_change_of_sign(self, x: float, y: float, distance: float, at: float) -> None:
        if self._last is None:
            return
        x0, y0, before, then = self._last
        if (before > 0) == (distance > 0):
            return
        share = abs(before) / max(abs(before) + abs(distance), 1e-9)
        on_x, on_y = x0 + share * (x - x0), y0 + share * (y - y0)
        within = 0.0 <= self._line.along(on_x, on_y) <= 1.0
        direction = Direction.IN if distance > 0 else Direction.OUT
        self._pending = Passage(direction, then + share * (at - then)) if within else None

    def _settle(self, side: int) -> Passage | None:
        passage, self._pending = self._pending, None
        before, self._side = self._side, side
        if before == side or passage is None:
            return None
        wanted = Direction.IN if side > 0 else Direction.OUT
        return passage if passage.direction is wanted else None

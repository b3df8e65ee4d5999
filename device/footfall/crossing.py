"""Detects when a point crosses the counting line.

Note: a change of side is not yet a crossing. Boxes tremble, and people turn round on the doorstep. So a point must
come clear of a dead band about the line before it counts; the time reported is that at which it passed the line.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from device.footfall.line import CountingLine


class Direction(StrEnum):
    """Which way over the line."""

    IN = "in"
    OUT = "out"


class Crossing(Struct, frozen=True):
    """One person over the line: which way, and when their point passed it (seconds, the frames' clock)."""

    direction: Direction
    at: float


class CrossingDetector:
    """Follows one person's point against one line.

    `band` below is half the dead band in pixels. The caller gives it with each point because it depends on how large
    the person is in the picture.
    """

    def __init__(self, line: CountingLine) -> None:
        self._line = line
        self._side = 0  # the side last held for certain: -1, +1, or 0 while none is
        self._last: tuple[float, float, float, float] | None = None  # x, y, distance, at
        self._pending: Crossing | None = None  # over the line, not yet clear of the band

    def copy(self) -> CrossingDetector:
        """Return a detector with the same past, for a person who came this far together with this one."""
        other = CrossingDetector(self._line)
        other._side, other._last, other._pending = self._side, self._last, self._pending
        return other

    def update(self, x: float, y: float, band: float, at: float) -> Crossing | None:
        """Take in the point at time `at` (seconds). Returns the crossing once it is certain."""
        distance = self._line.distance(x, y)
        self._note_change_of_side(x, y, distance, at)
        self._last = (x, y, distance, at)
        if abs(distance) < band:
            return None
        return self._settle(1 if distance > 0 else -1)

    def finish(self, band: float) -> Crossing | None:
        """Return the crossing of a person who was last seen over the line by half the band at least.

        Shop doors swallow people a step behind the line, and videos end there too.
        """
        if self._last is None or abs(self._last[2]) < band / 2:
            return None
        return self._settle(1 if self._last[2] > 0 else -1)

    def _note_change_of_side(self, x: float, y: float, distance: float, at: float) -> None:
        if self._last is None:
            return
        x0, y0, before, then = self._last
        if (before > 0) == (distance > 0):
            return
        share = abs(before) / max(abs(before) + abs(distance), 1e-9)
        on_x, on_y = x0 + share * (x - x0), y0 + share * (y - y0)
        is_on_segment = 0.0 <= self._line.along(on_x, on_y) <= 1.0
        direction = Direction.IN if distance > 0 else Direction.OUT
        passed_at = then + share * (at - then)
        self._pending = Crossing(direction, passed_at) if is_on_segment else None

    def _settle(self, side: int) -> Crossing | None:
        crossing, self._pending = self._pending, None
        before, self._side = self._side, side
        if before == side or crossing is None:
            return None
        expected = Direction.IN if side > 0 else Direction.OUT
        return crossing if crossing.direction is expected else None

"""Detects when a point crosses the counting line.

Note: a change of side is not yet a crossing. Detected boxes jitter, and people turn round in the doorway. So the point
must leave a dead band about the line on the other side before the crossing counts. The time of the crossing is still
the moment at which the point passed the line.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from device.footfall.line import CountingLine


class Direction(StrEnum):
    """The direction of a crossing."""

    IN = "in"
    OUT = "out"


class Crossing(Struct, frozen=True):
    """One person's crossing of the line. `at`: when their point passed it, in seconds of the frames' clock."""

    direction: Direction
    at: float


class CrossingDetector:
    """Follows one person's point against one line.

    `band` below is half the dead band in pixels. The caller gives it with each point because it depends on how large
    the person is in the picture.
    """

    def __init__(self, line: CountingLine) -> None:
        self._line = line
        self._side = 0  # the last side outside the dead band: -1 or +1, or 0 before the first
        self._last: tuple[float, float, float, float] | None = None  # x, y, distance, at
        self._pending: Crossing | None = None  # passed the line, still within the dead band

    def copy(self) -> CrossingDetector:
        """Return a detector with the same state, for a person who was hidden by this one so far."""
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
        """Return the crossing of a person who was last seen at least `band` / 2 beyond the line; None without.

        A whole `band` would miss people who disappear through a shop's door one step behind the line.
        """
        if self._last is None or abs(self._last[2]) < band / 2:
            return None
        return self._settle(1 if self._last[2] > 0 else -1)

    def _note_change_of_side(self, x: float, y: float, distance: float, at: float) -> None:
        """Keep a crossing as pending where the point passed the line, between its ends, since the last point."""
        if self._last is None:
            return
        last_x, last_y, last_distance, last_at = self._last
        if (last_distance > 0) == (distance > 0):
            return
        share = abs(last_distance) / max(abs(last_distance) + abs(distance), 1e-9)
        line_x, line_y = last_x + share * (x - last_x), last_y + share * (y - last_y)
        is_on_segment = 0.0 <= self._line.along(line_x, line_y) <= 1.0
        direction = Direction.IN if distance > 0 else Direction.OUT
        passed_at = last_at + share * (at - last_at)
        self._pending = Crossing(direction, passed_at) if is_on_segment else None

    def _settle(self, side: int) -> Crossing | None:
        """Set the side on which the point is for certain. Returns the pending crossing where it led to this side."""
        crossing, self._pending = self._pending, None
        before, self._side = self._side, side
        if before == side or crossing is None:
            return None
        expected = Direction.IN if side > 0 else Direction.OUT
        return crossing if crossing.direction is expected else None

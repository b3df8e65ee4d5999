"""Today's course of each room beside what was forecast for it. A capability above the crowd says where it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from msgspec import Struct

from contract.museum import Museum


class RoomCourse(Struct, frozen=True):
    """How many came into a room today, or the house, beside what was forecast until the same hour.

    `counted`: None where an hour until now is not known. `low`, `middle`, `high`: until `until`. `day`: of the day.
    """

    name: str
    until: str
    counted: int | None
    low: int
    middle: int
    high: int
    day: int

    @property
    def outside(self) -> int:
        """1 above the band, -1 below it, 0 within it or where it is not known."""
        if self.counted is None:
            return 0
        return int(self.counted > self.high) - int(self.counted < self.low)


class RoomCourses:
    """Gives the courses of a museum's rooms; none until something can read them."""

    def __init__(self) -> None:
        self._read: Callable[[Museum, dt.datetime], list[RoomCourse]] = lambda _museum, _now: []

    def read_from(self, read: Callable[[Museum, dt.datetime], list[RoomCourse]]) -> None:
        """Read the courses by calling `read` from now on."""
        self._read = read

    def __call__(self, museum: Museum, now: dt.datetime) -> list[RoomCourse]:
        """Returns the courses at `now`, the house first."""
        return self._read(museum, now)

"""Counts the people in a part of the picture, and measures how long they stay in it.

A person is in a zone while the reference point of their box is.

Note: the end of a track is not yet the end of a stay. A person who stands before a work is hidden by others, lost for
a moment, and then tracked anew. So a stay waits a little for a track that continues it at the same place. When the
end of a stay was not seen, because the camera went blind, its length is not known, and it is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

REJOIN_SECONDS = 4.0  # how long a stay waits for its person to come back into view or the zone
REJOIN_HEIGHTS = 0.8  # heights of the person between where a stay broke off and where it goes on


class ZoneError(ValueError):
    """A zone that no one can be in, with the reason in a plain sentence."""


class CountingZone(Struct, frozen=True):
    """A polygon, pixels, y down; `name` is what its counts are known by."""

    name: str
    corners: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Raises ZoneError when there are fewer than three corners, or they enclose no area."""
        if len(self.corners) < 3:
            raise ZoneError(f"Zone {self.name!r} needs three corners or more.")
        if not all(math.isfinite(length) for corner in self.corners for length in corner):
            raise ZoneError(f"Zone {self.name!r} needs finite numbers: x, y for each corner.")
        if self.area < 1:
            raise ZoneError(f"The corners of zone {self.name!r} lie on one line.")

    @property
    def area(self) -> float:
        """Square pixels, by the shoelace formula. Where a polygon crosses itself, the parts cancel out."""
        ends = (*self.corners[1:], self.corners[0])
        pairs = zip(self.corners, ends, strict=True)
        return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2

    def contains(self, x: float, y: float) -> bool:
        """Return True where a ray from the point to the right meets the edge an odd number of times."""
        inside = False
        ends = (*self.corners[1:], self.corners[0])
        for (x0, y0), (x1, y1) in zip(self.corners, ends, strict=True):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                inside = not inside
        return inside


class Stay(Struct, frozen=True):
    """One person's time in a zone that they have left."""

    zone: str
    seconds: float


class Position(Struct, frozen=True):
    """Where a person in view is: their reference point and their height, in pixels."""

    x: float
    y: float
    height: float


class _OpenStay(Struct):
    """A stay that goes on, or may: `person` is None while it waits for a track to continue it."""

    person: Any
    started_at: float
    last_at: float  # seconds, when its person was last seen inside
    position: Position


class ZoneCounter:
    """Counts in one zone."""

    def __init__(self, zone: CountingZone) -> None:
        self._zone = zone
        self._open: list[_OpenStay] = []

    def update(self, positions: Mapping[Any, Position], at: float) -> list[Stay]:
        """Take in everyone in view at `at` (seconds), each under a key of their own. Returns the stays that ended."""
        inside = {
            person: place
            for person, place in positions.items()
            if self._zone.contains(place.x, place.y)
        }
        for stay in self._open:
            place = None if stay.person is None else inside.pop(stay.person, None)
            if place is not None:
                stay.last_at, stay.position = at, place
            elif stay.person not in positions:
                stay.person = None
        for person, place in inside.items():
            waiting = _nearest([stay for stay in self._open if stay.person is None], place)
            if waiting is None:
                self._open.append(_OpenStay(person, at, at, place))
            else:
                waiting.person, waiting.last_at, waiting.position = person, at, place
        ended = [stay for stay in self._open if at - stay.last_at > REJOIN_SECONDS]
        self._open = [stay for stay in self._open if at - stay.last_at <= REJOIN_SECONDS]
        return [Stay(self._zone.name, stay.last_at - stay.started_at) for stay in ended]

    def count(self, positions: Mapping[Any, Position]) -> int:
        """Return how many of those in view are inside."""
        return sum(self._zone.contains(place.x, place.y) for place in positions.values())

    def finish(self) -> None:
        """Drop the open stays, because the frames that follow do not connect with these."""
        self._open.clear()


def histogram_bin(seconds: float, edges: Sequence[float]) -> int:
    """Return the bin, from 0, of a histogram with these inner `edges` in which a stay of `seconds` falls."""
    return sum(seconds >= edge for edge in edges)


def _nearest(stays: list[_OpenStay], place: Position) -> _OpenStay | None:
    """Return the stay that broke off nearest to `place`; None where none is near enough."""

    def distance(stay: _OpenStay) -> float:
        pixels = math.hypot(stay.position.x - place.x, stay.position.y - place.y)
        return pixels / max(stay.position.height, place.height)

    near = [stay for stay in stays if distance(stay) <= REJOIN_HEIGHTS]
    return min(near, key=distance, default=None)

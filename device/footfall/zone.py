"""A part of the picture in which people are counted, and how long they stay in it.

Somebody is in a zone while the judged point of their box is. The one thing a newcomer would get wrong: the end of
a track is not yet the end of a stay. Someone who stands still before a work is hidden by others and lost for a
moment, and is then somebody new to the tracker; so a stay waits a little for one that goes on at the same place.
And a stay whose end was not seen, because the camera went blind, has no length that anybody knows: it is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

REJOIN_SECONDS = 4.0  # how long a stay waits for its person to come back into view or into the zone
REJOIN_NEAR = 0.8  # heights of the person between where a stay broke off and where it goes on


class ZoneError(ValueError):
    """A zone that nobody can be in, with the reason in a plain sentence."""


class Zone(Struct, frozen=True):
    """A polygon, pixels, y down; `name` is what its counts are known by."""

    name: str
    corners: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Raises ZoneError where there are fewer than three corners, or they enclose nothing."""
        if len(self.corners) < 3:
            raise ZoneError(f"Zone {self.name!r} needs three corners or more.")
        if not all(math.isfinite(length) for corner in self.corners for length in corner):
            raise ZoneError(f"Zone {self.name!r} needs finite numbers: x, y for each corner.")
        if self.area < 1:
            raise ZoneError(f"The corners of zone {self.name!r} lie on one line.")

    @property
    def area(self) -> float:
        """Square pixels, by the shoelace formula; of a zone that crosses itself, what is left over."""
        ends = (*self.corners[1:], self.corners[0])
        pairs = zip(self.corners, ends, strict=True)
        return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2

    def holds(self, x: float, y: float) -> bool:
        """Is the point inside? By how often a ray from it to the right meets the edge: an odd number is inside."""
        inside = False
        ends = (*self.corners[1:], self.corners[0])
        for (x0, y0), (x1, y1) in zip(self.corners, ends, strict=True):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                inside = not inside
        return inside


class Stay(Struct, frozen=True):
    """Somebody was in a zone for so many seconds, and has left it."""

    zone: str
    seconds: float


class Spot(Struct, frozen=True):
    """Where somebody in view is: the judged point and their height, in pixels."""

    x: float
    y: float
    height: float


class _Open(Struct):
    """A stay that goes on, or may: `person` is None while it waits for somebody to go on with it."""

    person: Any
    since: float
    last: float  # seconds, when its person was last seen inside
    spot: Spot


class ZoneWatch:
    """Watches one zone."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._open: list[_Open] = []

    def see(self, spots: Mapping[Any, Spot], at: float) -> list[Stay]:
        """Everyone in view at `at` (seconds), each under a key of their own. The stays that have ended with it."""
        inside = {who: spot for who, spot in spots.items() if self._zone.holds(spot.x, spot.y)}
        for stay in self._open:
            spot = None if stay.person is None else inside.pop(stay.person, None)
            if spot is not None:
                stay.last, stay.spot = at, spot
            elif stay.person not in spots:
                stay.person = None
        for who, spot in inside.items():
            waiting = _nearest([stay for stay in self._open if stay.person is None], spot)
            if waiting is None:
                self._open.append(_Open(who, at, at, spot))
            else:
                waiting.person, waiting.last, waiting.spot = who, at, spot
        over = [stay for stay in self._open if at - stay.last > REJOIN_SECONDS]
        self._open = [stay for stay in self._open if at - stay.last <= REJOIN_SECONDS]
        return [Stay(self._zone.name, stay.last - stay.since) for stay in over]

    def count(self, spots: Mapping[Any, Spot]) -> int:
        """How many of those in view are inside."""
        return sum(self._zone.holds(spot.x, spot.y) for spot in spots.values())

    def finish(self) -> None:
        """What comes next does not connect with this: the open stays are of unknown length, and dropped."""
        self._open.clear()


def bar(seconds: float, edges: Sequence[float]) -> int:
    """Which bar of a histogram with these inner `edges` a stay of `seconds` falls in, from 0."""
    return sum(seconds >= edge for edge in edges)


def _nearest(stays: list[_Open], spot: Spot) -> _Open | None:
    """The waiting stay that broke off where `spot` is; None where none did."""

    def off(stay: _Open) -> float:
        away = math.hypot(stay.spot.x - spot.x, stay.spot.y - spot.y)
        return away / max(stay.spot.height, spot.height)

    return min((stay for stay in stays if off(stay) <= REJOIN_NEAR), key=off, default=None)

"""Geometry of rooms' outlines: corners on the plan, in metres, x to the right and y down."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

Point = tuple[float, float]
ON_WALL_METRES = 1e-6  # so close to a wall a point is on it


def lies_in(outline: Sequence[Point], point: Point) -> bool:
    """Returns whether a point lies in a polygon or on its edge: a ray from it crosses an odd number of walls."""
    if any(distance_to_wall(wall, point) <= ON_WALL_METRES for wall in walls(outline)):
        return True
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in walls(outline):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def walls(outline: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Yield each wall by its two corners."""
    yield from zip(outline, [*outline[1:], *outline[:1]], strict=True)


def distance_to_wall(wall: tuple[Point, Point], point: Point) -> float:
    """Returns the distance of a point to the nearest point of a wall, in metres."""
    return math.dist(nearest_on_wall(wall, point), point)


def nearest_on_wall(wall: tuple[Point, Point], point: Point) -> Point:
    """Returns the point of a wall that is nearest to `point`."""
    (x1, y1), (x2, y2) = wall
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    if length == 0:
        return x1, y1
    along = ((point[0] - x1) * (x2 - x1) + (point[1] - y1) * (y2 - y1)) / length
    along = min(1.0, max(0.0, along))
    return x1 + along * (x2 - x1), y1 + along * (y2 - y1)

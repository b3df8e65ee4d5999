"""Draws lines that wind round a grid of dots and turn back at its edge: what kolam and sona have in common.

The construction is Paulus Gerdes's (Sona Geometry; Geometry from Africa, 1999, chapter 4): set
mirrors round the grid and, where wanted, between neighbouring dots; let a ray of light run through
the midpoints between dots, at 45 degrees; where it meets a mirror it turns, elsewhere it goes on and
crosses itself. Round off its corners and it is the line that the hand draws.

Note: coordinates are doubled, so that all is whole numbers. Dot (i, j)
lies at (2i, 2j), and the midpoint between dots (i, j) and (i+1, j) at (2i+1, 2j).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self

from museum_of_pattern.svg import Point, curve_data

Cell = tuple[int, int]
Direction = tuple[int, int]


class Mirror(Enum):
    """How a mirror stands on the page: a ray that meets one keeps the part of its way along it."""

    UPRIGHT = "upright"
    LEVEL = "level"


@dataclass(frozen=True)
class Bend:
    """One point of a line: a midpoint, the direction the line leaves it in, the mirror if any."""

    at: Cell
    leaves: Direction
    arrives: Direction
    mirror: Mirror | None


class MirrorCurve:
    """The lines of one grid of dots with its mirrors."""

    def __init__(self, dots: Iterable[Cell], mirrors: Mapping[Cell, Mirror] | None = None) -> None:
        """`dots` as (column, row); `mirrors` stand at midpoints, in doubled coordinates."""
        self.dots = frozenset(dots)
        self._mirrors = dict(mirrors or {})
        self._midpoints = sorted(
            {
                (2 * i + di, 2 * j + dj)
                for i, j in self.dots
                for di, dj in ((1, 0), (-1, 0), (0, 1), (0, -1))
            }
        )

    @classmethod
    def rectangle(
        cls, columns: int, rows: int, mirrors: Mapping[Cell, Mirror] | None = None
    ) -> Self:
        """Make a full grid. Without inner mirrors it takes gcd(columns, rows) lines (Gerdes)."""
        return cls(((i, j) for i in range(columns) for j in range(rows)), mirrors)

    def mirror_at(self, midpoint: Cell) -> Mirror | None:
        """Returns the mirror at a midpoint: one that was set, or the edge's, where a dot lacks its neighbour."""
        x, y = midpoint
        beside = x % 2 == 1  # between a left and a right neighbour, else between upper and lower
        pair = ((x - 1, y), (x + 1, y)) if beside else ((x, y - 1), (x, y + 1))
        if all((u // 2, v // 2) in self.dots for u, v in pair):
            return self._mirrors.get(midpoint)
        return Mirror.UPRIGHT if beside else Mirror.LEVEL

    def lines(self) -> list[list[Bend]]:
        """Returns every closed line once, as its bends in order."""
        unvisited = {(cell, way) for cell in self._midpoints for way in self._ways(cell)}
        found = []
        while unvisited:
            start = min(unvisited)
            line: list[Bend] = []
            state = start
            while not line or state != start:
                cell, way = state
                mirror = self.mirror_at(cell)
                leaves = _reflect(way, mirror)
                line.append(Bend(cell, leaves, way, mirror))
                unvisited.discard(state)
                unvisited.discard((cell, (-leaves[0], -leaves[1])))  # the same line, walked back
                state = ((cell[0] + leaves[0], cell[1] + leaves[1]), leaves)
            found.append(line)
        return found

    def _ways(self, cell: Cell) -> list[Direction]:
        """Returns the directions in which a ray can arrive at this midpoint: those that come past a dot."""
        x, y = cell
        ways = [(dx, dy) for dx in (1, -1) for dy in (1, -1)]
        # The ray came from (x−dx, y−dy), round the dot that lies beside both midpoints.
        beside = {way: (x - way[0], y) if x % 2 == 1 else (x, y - way[1]) for way in ways}
        return [way for way, (u, v) in beside.items() if (u // 2, v // 2) in self.dots]


def _reflect(way: Direction, mirror: Mirror | None) -> Direction:
    dx, dy = way
    if mirror is Mirror.UPRIGHT:
        return -dx, dy
    if mirror is Mirror.LEVEL:
        return dx, -dy
    return way


def smooth(line: list[Bend], *, spacing: float, origin: Point, gap: float = 0.12) -> str:
    """Returns the path data of one closed line, dots `spacing` units apart, dot (0, 0) at `origin`.

    At a mirror the line keeps `gap` of a half spacing away from it, so that two lines that turn
    back on either side of one do not touch.
    """
    half = spacing / 2
    points, tangents = [], []
    for bend in line:
        x, y = float(bend.at[0]), float(bend.at[1])
        dx, dy = bend.leaves
        if bend.mirror is Mirror.UPRIGHT:
            x, tangent = x + dx * gap, (0.0, float(dy))
        elif bend.mirror is Mirror.LEVEL:
            y, tangent = y + dy * gap, (float(dx), 0.0)
        else:
            tangent = (dx * math.sqrt(0.5), dy * math.sqrt(0.5))
        points.append((origin[0] + x * half, origin[1] + y * half))
        tangents.append(tangent)
    return curve_data(points, tangents, closed=True)

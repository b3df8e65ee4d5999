"""Pentagons: one of the four kinds of pentagon that Marjorie Rice found to cover a floor.

Construction: a convex pentagon with angles A to E in turn, its sides AB, BC, CD and DE all alike, and
2A + C = D + 2E = 360° (D. Schattschneider, "Tiling the Plane with Congruent Pentagons", Mathematics
Magazine 51 (1978), 29-44, type 9). A family of one parameter; `SPREAD` chooses from it. The floor is
laid corner by corner: at every corner meet A, A and C, or D, E and E, or B, B, C and D. A tile that
leaves a corner which no further tile could fill is taken up again.

Note: the pentagon is laid with both faces up, half of them each. Turned,
but never turned over, it does not cover the floor.

Points are complex numbers, y up, in sides of the tile.
"""

from __future__ import annotations

import cmath
import itertools
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Spot = tuple[int, int]

SPREAD = 74.0  # C - D in degrees: the family's one freedom
ROUNDS = (Counter("AAC"), Counter("DEE"), Counter("BBCD"))
"""What may meet at a corner."""

WIDTH, HEIGHT = 1600, 1200
SIDE = 118.0  # units to a side of the tile
JOINT = "#3A2A22"
# A colour by the way a tile lies: honey and brick face up, sage and blue face down.
GLAZES = {
    False: ("#E5B75A", "#C9623B", "#EBC98A", "#B44B32"),
    True: ("#8FA98A", "#33617A", "#B5C4A2", "#25485E"),
}


def angles() -> dict[str, float]:
    """The five angles in degrees. The closing side makes A follow; bisection finds where it fits."""

    def misfit(total: float) -> float:
        c, d = (total + SPREAD) / 2, (total - SPREAD) / 2
        return _corner_a(180 - total / 2, c, d) - (180 - c / 2)

    low, high = 160.0, 240.0  # C + D
    for _ in range(60):
        middle = (low + high) / 2
        if (misfit(low) < 0) == (misfit(middle) < 0):
            low = middle
        else:
            high = middle
    c, d = (low + SPREAD) / 2, (low - SPREAD) / 2
    return {"A": 180 - c / 2, "B": 180 - low / 2, "C": c, "D": d, "E": 180 - d / 2}


def _chain(b: float, c: float, d: float) -> list[complex]:
    """A to E, four sides of 1 with these angles between them, to the left all the way."""
    points, way = [0j], 1 + 0j
    for angle in (b, c, d, 0.0):
        points.append(points[-1] + way)
        way *= cmath.exp(1j * math.radians(180 - angle))
    return points


def _corner_a(b: float, c: float, d: float) -> float:
    points = _chain(b, c, d)
    return math.degrees(cmath.phase(points[4] / points[1]))


@dataclass(frozen=True)
class PentagonTile:
    """A pentagon in its place: corners anticlockwise, `names` their angles; turned over or not."""

    corners: tuple[complex, ...]
    names: str
    over: bool

    @property
    def sides(self) -> Iterator[tuple[complex, complex]]:
        """From corner to corner, anticlockwise."""
        return itertools.pairwise((*self.corners, self.corners[0]))

    @property
    def middle(self) -> complex:
        """The mean of its corners."""
        return sum(self.corners) / 5


@cache
def faces() -> tuple[PentagonTile, PentagonTile]:
    """The tile as it is, and turned over."""
    size = angles()
    up = _chain(size["B"], size["C"], size["D"])
    over = [point.conjugate() for point in reversed(up)]
    return PentagonTile(tuple(up), "ABCDE", False), PentagonTile(tuple(over), "EDCBA", True)


def spot(point: complex) -> Spot:
    """A point as a key, to a thousandth of a side."""
    return round(point.real * 1e3), round(point.imag * 1e3)


def along(start: complex, end: complex) -> Iterator[PentagonTile]:
    """Every way to lay the tile so that one of its sides runs from `start` to `end`."""
    for face in faces():
        for a, b in face.sides:
            if abs(abs(b - a) - abs(end - start)) < 1e-6:
                turn = (end - start) / (b - a)
                corners = tuple(start + (corner - a) * turn for corner in face.corners)
                yield PentagonTile(corners, face.names, face.over)


@cache
def floor(half_width: float, half_height: float) -> tuple[PentagonTile, ...]:
    """Tiles without gap or overlap over a rectangle round the origin, in sides of the tile."""
    return tuple(_Floor(half_width, half_height).laid())


class _Floor:
    """Laying and taking up again."""

    def __init__(self, half_width: float, half_height: float) -> None:
        self.half = half_width, half_height
        self.tiles: list[PentagonTile] = []
        self.sides: set[tuple[Spot, Spot]] = set()
        self.met: dict[Spot, Counter[str]] = {}

    def laid(self) -> list[PentagonTile]:
        first = faces()[0]
        self._put(
            PentagonTile(tuple(c - first.middle for c in first.corners), first.names, first.over)
        )
        waiting: list[Iterator[PentagonTile]] = []
        side = self._open_side()
        while side is not None:
            waiting.append(along(*side))
            while True:
                tile = next((tile for tile in waiting[-1] if self._fits(tile)), None)
                if tile is not None:
                    break
                waiting.pop()
                self._take_up()
            self._put(tile)
            side = self._open_side()
        return self.tiles

    def _open_side(self) -> tuple[complex, complex] | None:
        """The free side nearest to the middle, as a new tile would run along it."""
        free = [
            (b, a)
            for tile in self.tiles
            for a, b in tile.sides
            if (spot(b), spot(a)) not in self.sides and self._in_sight(tile)
        ]
        return min(
            free, key=lambda side: (round(abs(side[0] + side[1]), 6), spot(side[0])), default=None
        )

    def _in_sight(self, tile: PentagonTile) -> bool:
        return any(abs(c.real) < self.half[0] and abs(c.imag) < self.half[1] for c in tile.corners)

    def _fits(self, tile: PentagonTile) -> bool:
        if any((spot(a), spot(b)) in self.sides for a, b in tile.sides):
            return False
        for corner, name in zip(tile.corners, tile.names, strict=True):
            here = self.met.get(spot(corner), Counter()) + Counter(name)
            if not any(here <= whole for whole in ROUNDS):
                return False
        return not any(
            _overlap(tile, other) for other in self.tiles if abs(tile.middle - other.middle) < 2.2
        )

    def _put(self, tile: PentagonTile) -> None:
        self.tiles.append(tile)
        self.sides.update((spot(a), spot(b)) for a, b in tile.sides)
        for corner, name in zip(tile.corners, tile.names, strict=True):
            self.met.setdefault(spot(corner), Counter())[name] += 1

    def _take_up(self) -> None:
        tile = self.tiles.pop()
        self.sides.difference_update((spot(a), spot(b)) for a, b in tile.sides)
        for corner, name in zip(tile.corners, tile.names, strict=True):
            self.met[spot(corner)] -= Counter(name)


def _overlap(one: PentagonTile, other: PentagonTile) -> bool:
    """True unless a side of one of them has the whole other on its far side (both are convex)."""
    return not any(
        all(((b - a).conjugate() * (point - a)).imag < 1e-6 for point in second.corners)
        for first, second in ((one, other), (other, one))
        for a, b in first.sides
    )


def draw() -> Drawing:
    """A floor of glazed pentagons, each with a paler rim."""
    laid = floor(WIDTH / 2 / SIDE, HEIGHT / 2 / SIDE)
    tiles, rims = [], []
    for tile in laid:
        glazes = GLAZES[tile.over]
        first = tile.corners[tile.names.index("A")] - tile.middle
        way = round(math.degrees(cmath.phase(first)) / 90 + 0.37) % 4
        tiles.append(svg.polygon([_place(corner) for corner in tile.corners], fill=glazes[way]))
        inner = [tile.middle + (corner - tile.middle) * 0.8 for corner in tile.corners]
        rims.append(svg.loop_data([_place(corner) for corner in inner]))
    body: list[str | Grain] = [
        svg.group(tiles, stroke=JOINT, stroke_width=7, stroke_linejoin="round"),
        svg.path("".join(rims), fill="none", stroke="#FFF6E0", stroke_opacity=0.5, stroke_width=3),
        Grain("#FFFFFF", frequency=0.008, strength=0.16, seed=9),  # gloss
        Grain("#2B1D10", frequency=0.3, strength=0.16),  # crackle
    ]
    return drawing(WIDTH, HEIGHT, body, ground=JOINT)


def _place(point: complex) -> svg.Point:
    return WIDTH / 2 + SIDE * point.real, HEIGHT / 2 - SIDE * point.imag

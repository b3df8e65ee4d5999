"""The five girih tiles: all sides equally long, all angles multiples of 36°, a line across each side.

Shapes and lines after Peter J. Lu and Paul J. Steinhardt, "Decagonal and Quasi-Crystalline Tilings in
Medieval Islamic Architecture", Science 315 (2007), 1106-1110: two lines cross every side at its
middle, each at 54° to the side, so that they run on in whatever tile lies next.

Note: the tiles are not seen in the finished wall. They guide the lines,
and only the lines and the fields between them are shown.

Points are complex numbers, the side of a tile is 1, angles turn anticlockwise.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_STEP = cmath.exp(1j * math.pi / 5)  # a tenth of a turn
_LEAN = math.radians(54)

# Angles at the corners, in steps of 36°.
CORNERS: dict[str, tuple[int, ...]] = {
    "decagon": (4,) * 10,
    "pentagon": (3,) * 5,
    "hexagon": (2, 4, 4, 2, 4, 4),
    "bowtie": (2, 2, 6, 2, 2, 6),
    "rhombus": (2, 3, 2, 3),
}

Spot = tuple[int, int]


def spot(point: complex) -> Spot:
    """Returns a point as a key: two corners that should meet differ by rounding alone."""
    return round(point.real * 1e4), round(point.imag * 1e4)


@dataclass(frozen=True)
class GirihTile:
    """One tile as it lies: its corners in order, anticlockwise."""

    kind: str
    corners: tuple[complex, ...]

    @property
    def sides(self) -> Iterator[tuple[complex, complex]]:
        """From each corner to the next."""
        return zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)

    def moved(self, turn: complex, mirrored: bool) -> GirihTile:
        """Turned about the origin, and mirrored in the real axis before that."""
        if not mirrored:
            return GirihTile(self.kind, tuple(turn * corner for corner in self.corners))
        # A mirror turns the order round; back, so that it stays anticlockwise, and on until the
        # angles stand in the order of CORNERS again.
        angles = CORNERS[self.kind]
        count = len(angles)
        start = next(
            k
            for k in range(count)
            if all(angles[(k - i) % count] == angles[i] for i in range(count))
        )
        back = [self.corners[(start - i) % count] for i in range(count)]
        return GirihTile(self.kind, tuple(turn * corner.conjugate() for corner in back))

    def fields(self) -> list[list[complex]]:
        """Returns the closed fields that the lines cut out of this tile, each touching sides' middles.

        Every corner below 180° is cut off by the two lines that leave its sides towards it. The
        bowtie's two deep corners are not: there the lines meet across the tile and leave two kites.
        """
        angles = CORNERS[self.kind]
        middles = [(a + b) / 2 for a, b in self.sides]
        along = [b - a for a, b in self.sides]
        if self.kind == "bowtie":
            # The corners come in the order 72°, 72°, 216°; a kite lies by the side between the 72°s.
            return [
                [middles[k], middles[k + 1], self._across(middles, along, k), middles[k - 1]]
                for k in (0, 3)
            ]
        outline = []
        for index, middle in enumerate(middles):
            outline.append(middle)
            after = (index + 1) % len(middles)
            if angles[after] > 2:  # at 72° the two lines are one straight line
                forward = along[index] * cmath.exp(1j * _LEAN)
                back = -along[after] * cmath.exp(-1j * _LEAN)
                outline.append(_meet(middle, forward, middles[after], back))
        return [outline]

    @staticmethod
    def _across(middles: list[complex], along: list[complex], k: int) -> complex:
        forward = along[k + 1] * cmath.exp(1j * _LEAN)
        back = -along[k - 1] * cmath.exp(-1j * _LEAN)
        return _meet(middles[k + 1], forward, middles[k - 1], back)


def placed(kind: str, start: complex, end: complex, first: int = 0) -> GirihTile:
    """Returns the tile of this kind whose side number `first` runs from `start` to `end`."""
    angles = CORNERS[kind]
    corners, at, way = [start], start, end - start
    for step in range(1, len(angles)):
        at += way
        corners.append(at)
        way *= _STEP ** (5 - angles[(first + step) % len(angles)])
    shift = len(angles) - first
    return GirihTile(kind, tuple(corners[shift % len(angles) :] + corners[: shift % len(angles)]))


@dataclass
class Patch:
    """A patch of tiles round the origin that ten turns and their mirror images leave unchanged."""

    tiles: list[GirihTile] = field(default_factory=list)
    _sides: dict[tuple[Spot, Spot], tuple[complex, complex]] = field(default_factory=dict)
    _angles: dict[Spot, int] = field(default_factory=dict)

    def lay(self, tile: GirihTile) -> bool:
        """Lays a tile and all its images. False, and nothing laid, where they don't fit."""
        images: dict[frozenset[Spot], GirihTile] = {}
        for turn in range(10):
            for mirrored in (False, True):
                image = tile.moved(_STEP**turn, mirrored)
                images.setdefault(frozenset(map(spot, image.corners)), image)
        laid = len(self.tiles)
        for image in images.values():
            if not self._fits(image):
                self._take_back(laid)
                return False
            self._put(image)
        if any(angle == 9 for angle in self._angles.values()):  # no tile fills 36°
            self._take_back(laid)
            return False
        return True

    def open_side(self) -> tuple[complex, complex]:
        """Returns the side without a neighbour nearest to the origin, as the next tile has to run along it."""
        open_sides = [
            (end, start)
            for (a, b), (start, end) in self._sides.items()
            if (b, a) not in self._sides
        ]
        return min(open_sides, key=_order)

    def _fits(self, tile: GirihTile) -> bool:
        for angle, corner in zip(CORNERS[tile.kind], tile.corners, strict=True):
            if self._angles.get(spot(corner), 0) + angle > 10:
                return False
        if any((spot(a), spot(b)) in self._sides for a, b in tile.sides):
            return False
        return not any(_overlap(tile, other) for other in self.tiles)

    def _put(self, tile: GirihTile) -> None:
        self.tiles.append(tile)
        for a, b in tile.sides:
            self._sides[spot(a), spot(b)] = (a, b)
        for angle, corner in zip(CORNERS[tile.kind], tile.corners, strict=True):
            self._angles[spot(corner)] = self._angles.get(spot(corner), 0) + angle

    def _take_back(self, count: int) -> None:
        kept = self.tiles[:count]
        self.tiles, self._sides, self._angles = [], {}, {}
        for tile in kept:
            self._put(tile)


def _order(side: tuple[complex, complex]) -> tuple[float, float]:
    middle = (side[0] + side[1]) / 2
    return round(abs(middle), 4), round(cmath.phase(middle) % (2 * math.pi), 4)


def _meet(p: complex, u: complex, q: complex, v: complex) -> complex:
    """Returns where the line from p along u meets the line from q along v."""
    cross = (u.conjugate() * v).imag
    return p + u * (((q - p).conjugate() * v).imag / cross)


def _overlap(one: GirihTile, other: GirihTile) -> bool:
    centre = sum(one.corners) / len(one.corners) - sum(other.corners) / len(other.corners)
    if abs(centre) > 4:  # two decagons reach 1.62 each
        return False
    for a, b in one.sides:
        for c, d in other.sides:
            if _cross(a, b, c, d):
                return True
    return any(_inside(point, other.corners) for point in _within(one)) or any(
        _inside(point, one.corners) for point in _within(other)
    )


def _cross(a: complex, b: complex, c: complex, d: complex) -> bool:
    def side(p: complex, q: complex, r: complex) -> float:
        return ((q - p).conjugate() * (r - p)).imag

    least = 1e-6
    return side(a, b, c) * side(a, b, d) < -least and side(c, d, a) * side(c, d, b) < -least


def _within(tile: GirihTile) -> list[complex]:
    """Points just inside the middle of each side."""
    return [(a + b) / 2 + (b - a) * 0.05j for a, b in tile.sides]


def _inside(point: complex, corners: Iterable[complex]) -> bool:
    """Even-odd rule."""
    ring = list(corners)
    odd = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a.imag > point.imag) != (b.imag > point.imag):
            x = a.real + (point.imag - a.imag) / (b.imag - a.imag) * (b.real - a.real)
            odd ^= x > point.real
    return odd

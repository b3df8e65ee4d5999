"""Litema: the walls that Basotho women comb and paint, one square mirrored over the whole wall.

Construction: one square with a simple figure; its mirror image beside it, both mirrored below; the
block of four repeated over the wall. Each field is combed with furrows while the plaster is wet,
and neighbouring fields are combed in different directions, so that they catch the light apart.
After P. Gerdes, "Women, Art and Geometry in Southern Africa" (1998), chapter on litema; the figure
in the square is our own.

Note: the pattern is made by the reflection. The single square has no
symmetry at all.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import NamedTuple

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

COLUMNS, ROWS = 6, 4  # squares on the wall, an even number each way
SQUARE = 260.0
MARGIN = 30.0
WIDTH = COLUMNS * SQUARE + 2 * MARGIN
HEIGHT = ROWS * SQUARE + 2 * MARGIN
FURROW = 9.0  # from furrow to furrow, pixels
WALL = "#8A5A3A"


class Field(NamedTuple):
    """A part of the square in units of its side: its border, its earth, its furrows' direction."""

    border: tuple[svg.Point, ...]
    earth: str
    furrow: str
    degrees: float


def _arc(x: float, y: float, radius: float, start: float, end: float) -> tuple[svg.Point, ...]:
    """Part of a circle (degrees), with the waver of an arm that swings a comb."""
    found = []
    for i in range(25):
        angle = math.radians(start + (end - start) * i / 24)
        # Nothing at 0 and 90 degrees, so that mirrored squares still meet.
        waver = radius + 0.008 * math.sin(10 * angle + 20 * radius) * math.sin(2 * angle)
        found.append((x + waver * math.cos(angle), y + waver * math.sin(angle)))
    return tuple(found)


def fields() -> list[Field]:
    """The one square, painted from back to front."""
    return [
        Field(((0, 0), (1, 0), (1, 1), (0, 1)), "#C98B4A", "#8E5526", 0),
        Field(((0, 0), *_arc(0, 0, 0.98, 0, 90)), "#EFE3C8", "#B99C6C", 90),
        Field(((0, 0), *_arc(0, 0, 0.74, 0, 90)), "#7C3B22", "#4E200F", 45),
        Field(((0, 0), *_arc(0, 0, 0.5, 0, 90)), "#E3B15E", "#A9702A", 135),
        Field(((0, 0), *_arc(0, 0, 0.26, 0, 90)), "#3A2A22", "#17100C", 0),
        Field((*_arc(1, 0, 0.80, 90, 146), *_arc(0, 1, 0.92, -26, 0)), "#3A2A22", "#120C08", 45),
        Field(((1, 0.34), (1, 0.02), (0.68, 0.02)), "#EFE3C8", "#B08F5B", 135),
    ]


def mirrored(column: int, row: int) -> tuple[bool, bool]:
    """Whether the square in this place is turned over left to right, and top to bottom."""
    return column % 2 == 1, row % 2 == 1


def draw() -> Drawing:
    """The wall."""
    hand = random.Random(1868)
    painted = []
    for field in fields():
        shapes = [_in_place(list(field.border), *place) for place in _PLACES]
        outlines = "".join(svg.loop_data(shape) for shape in shapes)
        furrows = "".join(
            _data(_in_place(furrow, *place))
            for place in _PLACES
            for furrow in _furrows(field, hand)
        )
        painted.append(svg.path(outlines, fill=field.earth))
        painted.append(
            svg.path(
                furrows,
                fill="none",
                stroke=field.furrow,
                stroke_width=2.8,
                shape_rendering="crispEdges",
            )
        )
    body: list[str | Grain] = [
        *painted,
        Grain("#2C160A", frequency=0.7, strength=0.35),  # dust
        Grain("#FFF3DC", frequency=0.004, strength=0.3, seed=7),  # sun
    ]
    return drawing(WIDTH, HEIGHT, body, ground=WALL)


_PLACES = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]


def _in_place(points: list[svg.Point], column: int, row: int) -> list[svg.Point]:
    """Points of the one square, mirrored as its place asks, in pixels on the wall."""
    over_x, over_y = mirrored(column, row)
    return [
        (
            MARGIN + SQUARE * (column + (1 - x if over_x else x)),
            MARGIN + SQUARE * (row + (1 - y if over_y else y)),
        )
        for x, y in points
    ]


def _furrows(field: Field, hand: random.Random) -> list[list[svg.Point]]:
    """Parallel lines over a field in units of the square's side, each a little unsteady."""
    cos, sin = math.cos(math.radians(field.degrees)), math.sin(math.radians(field.degrees))
    unsteady = 0.9 / SQUARE
    count = int(0.75 * SQUARE / FURROW)
    found = []
    for i in range(-count, count + 1):
        off = i * FURROW / SQUARE
        x, y = 0.5 - off * sin, 0.5 + off * cos
        for low, high in _inside(field.border, (x, y), (cos, sin)):
            line = []
            for share in (0.0, 1 / 3, 2 / 3, 1.0):
                along, aside = low + (high - low) * share, hand.gauss(0, unsteady)
                line.append((x + along * cos - aside * sin, y + along * sin + aside * cos))
            found.append(line)
    return found


def _inside(
    border: tuple[svg.Point, ...], start: svg.Point, way: svg.Point
) -> list[tuple[float, float]]:
    """The stretches of a line inside `border`, as (from, to) along its unit direction `way`.

    The comb lifts at the border: a line that is cut here needs no clip path, which is dear to render.
    """
    places = []
    for (ax, ay), (bx, by) in itertools.pairwise((*border, border[0])):
        # How far each end of the side lies to the left of the line; it is crossed where the sign turns.
        a = (ax - start[0]) * way[1] - (ay - start[1]) * way[0]
        b = (bx - start[0]) * way[1] - (by - start[1]) * way[0]
        if (a < 0) != (b < 0):
            x, y = ax + (bx - ax) * a / (a - b), ay + (by - ay) * a / (a - b)
            places.append((x - start[0]) * way[0] + (y - start[1]) * way[1])
    places.sort()
    return list(zip(places[::2], places[1::2], strict=True))


def _data(points: list[svg.Point]) -> str:
    return "M" + "L".join(f"{svg.number(x)} {svg.number(y)}" for x, y in points)

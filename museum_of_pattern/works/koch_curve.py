"""Koch's curve, sixth step: one line that bends at every place where one looks.

Construction: Helge von Koch, "Sur une courbe continue sans tangente, obtenue par une construction
géométrique élémentaire", Arkiv för Matematik, Astronomi och Fysik 1 (1904), 681-704: divide a line in
three, set an equilateral triangle on the middle part, leave out its base, and do the same with each of
the four parts. What each step adds is filled with a colour of its own, from the first and darkest to
the last; below the base lies the same once more, as in still water.

Note: this is von Koch's line and not the snowflake, three such lines round
a triangle, which others made of it later (Y. Demichel, arXiv 2308.15093).
"""

from __future__ import annotations

import cmath
import itertools
import math

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

STEPS = 6
_WIDTH, _HEIGHT = 1600, 1060
_LENGTH = 1440.0  # of the base, units
_LEFT, _BASE = 80.0, 590.0  # where the base begins
_NIGHT = "#13213F"
_LINE = "#FFF9E8"
# One a step, the first step's triangle first: deep water to snow.
_ICES = ("#2C5492", "#4A7DB4", "#76A9CB", "#A5CBD8", "#D6E6E2", "#F6F5EA")
_MIRRORED = ("#1E3A68", "#284B7C", "#355F92", "#4471A3", "#5381AF", "#6290BA")
_TIP = cmath.exp(1j * math.pi / 3)


def curve(steps: int) -> list[complex]:
    """The corners of the line after so many steps, from 0 to 1, its bends towards +i."""
    points = [0j, 1 + 0j]
    for _ in range(steps):
        bent = [points[0]]
        for start, end in itertools.pairwise(points):
            third = (end - start) / 3
            bent += [start + third, start + third + third * _TIP, start + 2 * third, end]
        points = bent
    return points


def added(step: int) -> list[tuple[complex, complex, complex]]:
    """The triangles that this step sets on the line, 1 for the first: 4^(step - 1) of them."""
    bent = curve(step)
    return [(bent[at], bent[at + 1], bent[at + 2]) for at in range(1, len(bent) - 1, 4)]


def draw() -> Drawing:
    """The line on its triangles, and their reflection."""
    reflections = [_triangles(step, _MIRRORED[step - 1], -1) for step in range(1, STEPS + 1)]
    triangles = [_triangles(step, _ICES[step - 1], 1) for step in range(1, STEPS + 1)]
    line = [_place(point, 1) for point in curve(STEPS)]
    shore = [(0.0, _BASE), line[0], line[-1], (float(_WIDTH), _BASE)]
    body: list[str | Grain] = [
        Grain("#20355E", frequency=(0.0012, 0.006), strength=0.8, octaves=4, seed=4),  # night
        *reflections,
        Grain(_NIGHT, frequency=(0.002, 0.05), strength=0.6, seed=6),  # ripples
        *triangles,
        svg.polyline(line, stroke=_LINE, stroke_width=2.2, stroke_linejoin="round"),
        svg.path(
            _level(shore[0], shore[1]) + _level(shore[2], shore[3]), stroke=_LINE, stroke_width=2.2
        ),
        Grain("#0A1226", frequency=0.5, strength=0.14, seed=8),  # paper
    ]
    return drawing(_WIDTH, _HEIGHT, body, ground=_NIGHT)


def _triangles(step: int, colour: str, up: int) -> str:
    shapes = (svg.loop_data([_place(point, up) for point in corners]) for corners in added(step))
    # A hair of its own colour closes the seam to the step before.
    return svg.path("".join(shapes), fill=colour, stroke=colour, stroke_width=0.8)


def _level(start: svg.Point, end: svg.Point) -> str:
    return f"M{svg.number(start[0])} {svg.number(start[1])}H{svg.number(end[0])}"


def _place(point: complex, up: int) -> svg.Point:
    return _LEFT + _LENGTH * point.real, _BASE - up * _LENGTH * point.imag

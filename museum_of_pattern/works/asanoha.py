"""Asanoha: the hemp leaf of Edo-period Japan, stitched in white on indigo.

Construction: a net of equal triangles; from the middle of each, a line to its three corners. At
every corner of the net twelve thin triangles meet; two by two they make six diamonds, which are the
six-pointed leaf. It is the Laves tiling [3.12²] of B. Grünbaum and G. C. Shephard, "Tilings and
Patterns" (1987), section 2.7; stitched as S. Briscoe, "The Ultimate Sashiko Sourcebook" (2005).

Note: the code draws no star. The stars appear where six triangles meet.

The needle goes along each line in an even number of stitches, a little longer on the front than
on the back, and never crosses thread at a corner: each line stops just short of it.
"""

from __future__ import annotations

import math
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

WIDTH, HEIGHT = 1600, 1280
SIDE = 230.0  # of a triangle of the net, pixels
RISE = SIDE * math.sqrt(3) / 2
INDIGO = "#1D2C55"
THREAD = "#EEE8D8"
STITCH = 22.0  # one stitch and one gap, pixels
SHORT = 7.0  # how far a line of stitches stays from a corner, pixels
Segment = tuple[svg.Point, svg.Point]


def corner(column: int, row: int) -> svg.Point:
    """A corner of the net; every other row is shifted by half a side."""
    return SIDE * (column + (row % 2) / 2), RISE * row


def triangles(columns: int, rows: int) -> list[tuple[svg.Point, svg.Point, svg.Point]]:
    """The net's triangles, upright and hanging, `2 * columns * rows` of them."""
    found = []
    for row in range(rows):
        for column in range(columns):
            shift = row % 2
            a, b = corner(column, row), corner(column + 1, row)
            below = corner(column + shift, row + 1)
            found.append((a, b, below))
            found.append((below, corner(column + shift + 1, row + 1), b))
    return found


def seams(columns: int, rows: int) -> list[Segment]:
    """All lines to stitch, each once: the net's own and three inside each triangle."""
    edges: dict[tuple[tuple[int, int], tuple[int, int]], Segment] = {}
    inner: list[Segment] = []
    for triangle in triangles(columns, rows):
        middle = (sum(p[0] for p in triangle) / 3, sum(p[1] for p in triangle) / 3)
        inner += [(middle, point) for point in triangle]
        for i in range(3):
            p, q = sorted((triangle[i], triangle[(i + 1) % 3]))
            name = ((round(p[0]), round(p[1])), (round(q[0]), round(q[1])))
            edges[name] = (p, q)
    return [*edges.values(), *inner]


def draw() -> Drawing:
    """Cloth dyed unevenly, with its stitches."""
    hand = random.Random(1716)
    columns, rows = math.ceil(WIDTH / SIDE) + 2, math.ceil(HEIGHT / RISE) + 2
    left, top = -SIDE * 1.2, -RISE * 0.65
    fronts, shades = [], []
    for (x0, y0), (x1, y1) in seams(columns, rows):
        for stitch in _stitches((x0 + left, y0 + top), (x1 + left, y1 + top), hand):
            fronts.append(_line(stitch))
            shades.append(_line([(x + 1.5, y + 3.5) for x, y in stitch]))
    body: list[str | Grain] = [
        Grain("#4C6AA8", frequency=0.0035, strength=0.75, seed=11),  # vat
        Grain("#0A1230", frequency=(0.55, 0.03), strength=0.55),  # warp
        Grain("#7C93C4", frequency=(0.03, 0.55), strength=0.3),  # weft
        svg.path("".join(shades), stroke="#0A1026", stroke_width=8, stroke_opacity=0.7, **_ROUND),
        svg.path("".join(fronts), stroke=THREAD, stroke_width=7, **_ROUND),
        svg.path("".join(fronts), stroke="#D2C8B0", stroke_width=1.6, fill="none"),  # its twist
    ]
    return drawing(WIDTH, HEIGHT, body, ground=INDIGO)


_ROUND = {"fill": "none", "stroke_linecap": "round"}


def _stitches(start: svg.Point, end: svg.Point, hand: random.Random) -> list[list[svg.Point]]:
    length = math.dist(start, end)
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    start = (start[0] + ux * SHORT, start[1] + uy * SHORT)
    length -= 2 * SHORT
    count = 2 * max(1, round(length / STITCH / 2))
    step = length / count
    found = []
    for i in range(count):
        low = i * step + step * 0.22 + hand.gauss(0, 0.8)
        high = (i + 1) * step - step * 0.22 + hand.gauss(0, 0.8)
        off = hand.gauss(0, 0.9), hand.gauss(0, 0.9)
        found.append(
            [
                (start[0] + ux * low - uy * off[0], start[1] + uy * low + ux * off[0]),
                (start[0] + ux * high - uy * off[1], start[1] + uy * high + ux * off[1]),
            ]
        )
    return found


def _line(points: list[svg.Point]) -> str:
    (x0, y0), (x1, y1) = points
    return f"M{svg.number(x0)} {svg.number(y0)}L{svg.number(x1)} {svg.number(y1)}"

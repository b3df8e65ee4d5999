"""Sierpiński's triangle, in the stones that church floors in Rome had eight centuries ago.

Construction (W. Sierpiński, Comptes Rendus 160 (1915), 302–305): take the middle quarter out of a
triangle, then out of the three that are left, and so on. Four times here, six triangles round one
point, in porphyry, serpentine and white marble, as marble workers of the twelfth and thirteenth
century laid single ones (E. Conversano and L. Tedeschini Lalli, "Sierpinski triangles in stone, on
medieval floors in Rome", Aplimat Journal of Applied Mathematics 4 (2011), 113–122). The six round
one point are our arrangement.

Note: Sierpiński's triangle is the limit, which no floor can show. A
floor shows a step on the way, and this one is the fourth.
"""

from __future__ import annotations

import math
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Triangle = tuple[svg.Point, svg.Point, svg.Point]

SIZE = 1600
MIDDLE = SIZE / 2
SIDE = 600.0  # of one of the six triangles, pixels
STEPS = 4
CORNER = 172.0  # from the panel's sides to the middle of a corner's round, pixels
MARBLE, MORTAR = "#E9E2D2", "#B9AE98"
PORPHYRY = ("#6A1F2B", "#7A2733", "#5C1A26", "#712431")
SERPENTINE = ("#27503A", "#316048", "#1F4432", "#2B583E")
YELLOW = ("#C9993A", "#D3A64C", "#BC8B30")
WHITES = ("#EDE7DA", "#E3DBC9", "#F2EDE2", "#DCD4C2")


def left_over(triangle: Triangle, steps: int) -> list[Triangle]:
    """The triangles that stay after `steps` times taking out the middle: 3 ** steps."""
    if steps == 0:
        return [triangle]
    a, b, c = triangle
    ab, bc, ca = _half(a, b), _half(b, c), _half(c, a)
    parts: tuple[Triangle, ...] = ((a, ab, ca), (ab, b, bc), (ca, bc, c))
    return [small for part in parts for small in left_over(part, steps - 1)]


def taken_out(triangle: Triangle, steps: int) -> list[tuple[int, Triangle]]:
    """The middles taken out, each with the step that took it, from 1."""
    found = []
    for step in range(steps):
        for a, b, c in left_over(triangle, step):
            found.append((step + 1, (_half(a, b), _half(b, c), _half(c, a))))
    return found


def area(triangle: Triangle) -> float:
    """In square units of its points."""
    (ax, ay), (bx, by), (cx, cy) = triangle
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


def _half(p: svg.Point, q: svg.Point) -> svg.Point:
    return (p[0] + q[0]) / 2, (p[1] + q[1]) / 2


def _on_circle(radius: float, degrees: float) -> svg.Point:
    angle = math.radians(degrees)
    return MIDDLE + radius * math.cos(angle), MIDDLE + radius * math.sin(angle)


def draw() -> Drawing:
    """A panel of floor: six triangles in a ring of squares, on slabs of marble."""
    hand = random.Random(1915)
    stones = [*_corners(hand), *_ring(hand)]
    for sixth in range(6):
        triangle = (
            (MIDDLE, MIDDLE),
            _on_circle(SIDE, 60 * sixth),
            _on_circle(SIDE, 60 * sixth + 60),
        )
        dark = PORPHYRY if sixth % 2 == 0 else SERPENTINE
        for step, hole in taken_out(triangle, STEPS):
            stones.append(_stone(hole, hand.choice(WHITES)))
            if step < 3:
                other = SERPENTINE if sixth % 2 == 0 else PORPHYRY
                stones += _inlay(hole, 4 - step, other, hand)
        stones += [_stone(small, hand.choice(dark)) for small in left_over(triangle, STEPS)]
    body: list[str | Grain] = [
        svg.group(stones, stroke=MORTAR, stroke_width=2.2, stroke_linejoin="round"),
        Grain("#2A211A", frequency=0.35, strength=0.2),  # wear
        Grain("#FFFDF6", frequency=0.004, strength=0.16, seed=6),  # polish
        Grain("#4B3A2A", frequency=(0.004, 0.012), strength=0.16, seed=2),  # veins
    ]
    return drawing(SIZE, SIZE, body, ground=MARBLE)


def _stone(points: Triangle | list[svg.Point], colour: str) -> str:
    return svg.polygon(points, fill=colour)


def _inlay(hole: Triangle, steps: int, dark: tuple[str, ...], hand: random.Random) -> list[str]:
    """A smaller triangle of the same kind, upside down in a hole, with a border of marble."""
    x, y = sum(p[0] for p in hole) / 3, sum(p[1] for p in hole) / 3
    a, b, c = ((x + (px - x) * 0.62, y + (py - y) * 0.62) for px, py in hole)
    steps -= 1
    stones = [_stone(small, hand.choice(dark)) for small in left_over((a, b, c), steps)]
    return stones + [
        _stone(middle, hand.choice(YELLOW if step == 1 else WHITES))
        for step, middle in taken_out((a, b, c), steps)
    ]


def _ring(hand: random.Random) -> list[str]:
    """Squares on their points between two strips of marble, round the six triangles."""
    inner, outer, count = SIDE + 30, SIDE + 112, 48
    stones = [
        svg.circle((MIDDLE, MIDDLE), outer + 28, fill=WHITES[2]),
        svg.circle((MIDDLE, MIDDLE), outer, fill=PORPHYRY[2]),
    ]
    for i in range(count):
        middle, wide = 360 * i / count, 360 / count / 2
        square = [
            _on_circle(inner, middle),
            _on_circle((inner + outer) / 2, middle + wide),
            _on_circle(outer, middle),
            _on_circle((inner + outer) / 2, middle - wide),
        ]
        stones.append(_stone(square, hand.choice((SERPENTINE, YELLOW)[i % 2])))
        between = [
            _on_circle(outer, middle),
            _on_circle((inner + outer) / 2, middle + wide),
            _on_circle(outer, middle + 2 * wide),
        ]
        stones.append(_stone(between, hand.choice(WHITES)))
    stones.append(svg.circle((MIDDLE, MIDDLE), inner, fill=WHITES[0]))
    # Between hexagon and circle: a strip of yellow along each straight side.
    strip = ((6, 4), (18, 18), (18, 42), (6, 56))
    stones += [
        _stone(
            [_on_circle(SIDE + out, 60 * sixth + degrees) for out, degrees in strip],
            hand.choice(YELLOW),
        )
        for sixth in range(6)
    ]
    return stones


def _corners(hand: random.Random) -> list[str]:
    """Slabs of marble, a border of triangles, and a round of porphyry in each corner."""
    slab = SIZE / 8
    stones = [
        svg.rectangle(column * slab, row * slab, slab, slab, fill=hand.choice(WHITES))
        for row in range(8)
        for column in range(8)
    ]
    count = 40
    side, deep = SIZE / count, 34.0
    for i in range(count):
        for turn in range(4):
            tooth = [(i * side, 0.0), ((i + 1) * side, 0.0), ((i + 0.5) * side, deep)]
            for _ in range(turn):
                tooth = [(SIZE - y, x) for x, y in tooth]
            stones.append(_stone(tooth, hand.choice((PORPHYRY, SERPENTINE)[i % 2])))
    for x in (CORNER, SIZE - CORNER):
        for y in (CORNER, SIZE - CORNER):
            stones += _round(x, y, hand)
    return stones


def _round(x: float, y: float, hand: random.Random) -> list[str]:
    """A disc sawn from a column, with a wreath of triangles."""
    inner, outer, count = 66.0, 104.0, 18
    stones = [
        svg.circle((x, y), outer + 12, fill=WHITES[2]),
        svg.circle((x, y), outer, fill=WHITES[1]),
    ]
    for i in range(count):
        a, b = (math.tau * (i + step) / count for step in (0.0, 1.0))
        tip = (a + b) / 2
        tooth = [
            (x + inner * math.cos(a), y + inner * math.sin(a)),
            (x + inner * math.cos(b), y + inner * math.sin(b)),
            (x + outer * math.cos(tip), y + outer * math.sin(tip)),
        ]
        stones.append(_stone(tooth, hand.choice((SERPENTINE, YELLOW)[i % 2])))
    stones.append(svg.circle((x, y), inner, fill=hand.choice(PORPHYRY)))
    return stones

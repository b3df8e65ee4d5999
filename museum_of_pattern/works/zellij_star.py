"""Zellij: cut glazed tile with eight-pointed stars, of the kind that lines the Alhambra's walls.

Construction: octagons and squares cover the wall; from the middle of every side two lines set off
at 67.5° to it and run on until they meet others. In an octagon they make the star {8/3}: eight
kites round an eight-pointed star. E. H. Hankin found such polygons scratched under patterns ("The
Drawing of Geometric Patterns in Saracenic Art", 1925); I. El-Said and A. Parman, "Geometric
Concepts in Islamic Art" (1976), give the same figures from a circle.

Note: the octagons and squares are scaffolding and are not to be seen.

Lengths are in the octagon's inner radius, so that neighbouring octagons lie 2 apart.
"""

from __future__ import annotations

import math
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

COLUMNS, ROWS = 5, 4
RADIUS = 160.0  # from an octagon's middle to its sides, pixels
WIDTH, HEIGHT = 2 * RADIUS * COLUMNS, 2 * RADIUS * ROWS
STRAP = 13.0

# Where the lines of the star {8/3} cross, as shares of the inner radius.
NOTCH = math.cos(math.radians(67.5)) / math.cos(math.radians(45))
INNER = math.cos(math.radians(67.5)) / math.cos(math.radians(22.5))
# The square has sides of 2·tan 22.5°; its lines meet at this share of its own inner radius.
SQUARE = math.tan(math.radians(22.5))
SQUARE_NOTCH = math.sin(math.radians(22.5)) / math.sin(math.radians(112.5))

WHITE = "#F3ECDC"
BLUES = ("#1F4E8C", "#2A5C9C", "#18427A", "#25579A")
GREENS = ("#2E6B4F", "#387A5B", "#265C43", "#33724F")
HONEYS = ("#C98A2B", "#D69A3C", "#B97C22", "#CF9334")
BLACKS = ("#20242A", "#282C33", "#1A1D22")
WHITES = ("#EFE7D6", "#E6DCC7", "#F5EFE2")


def around(middle: svg.Point, radius: float, degrees: float) -> svg.Point:
    """A point at `radius` (in inner radii) and angle from `middle` (in inner radii)."""
    angle = math.radians(degrees)
    return middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)


def kites(middle: svg.Point) -> list[list[svg.Point]]:
    """The eight kites of the octagon round `middle`; their tips touch the octagon's sides."""
    return [
        [
            around(middle, 1, 45 * k),
            around(middle, NOTCH, 45 * k + 22.5),
            around(middle, INNER, 45 * k),
            around(middle, NOTCH, 45 * k - 22.5),
        ]
        for k in range(8)
    ]


def star(middle: svg.Point) -> list[svg.Point]:
    """The eight-pointed star inside the kites: two squares, one turned by 45°."""
    points = []
    for k in range(8):
        points += [around(middle, INNER, 45 * k), around(middle, NOTCH, 45 * k + 22.5)]
    return points


def small_star(middle: svg.Point) -> list[svg.Point]:
    """The four-pointed star in the square round `middle`, which stands on its point."""
    points = []
    for k in range(4):
        points += [
            around(middle, SQUARE, 90 * k + 45),
            around(middle, SQUARE * SQUARE_NOTCH, 90 * k + 90),
        ]
    return points


def arms(square: svg.Point) -> list[list[svg.Point]]:
    """What is left between the stars round one square: a six-cornered piece at each corner."""
    found = []
    for k in range(4):
        # The corner lies on an axis; beyond it two octagons touch, one on either side.
        corner = 90 * k
        one = (square[0] + _cos(corner) - _sin(corner), square[1] + _sin(corner) + _cos(corner))
        two = (square[0] + _cos(corner) + _sin(corner), square[1] + _sin(corner) - _cos(corner))
        touch = around(square, 1, corner)
        found.append(
            [
                touch,
                _towards(one, around(square, math.sqrt(2) * SQUARE, corner)),
                around(square, SQUARE, corner + 45),
                around(square, SQUARE * SQUARE_NOTCH, corner),
                around(square, SQUARE, corner - 45),
                _towards(two, around(square, math.sqrt(2) * SQUARE, corner)),
            ]
        )
    return found


def _towards(middle: svg.Point, corner: svg.Point) -> svg.Point:
    """The notch of the octagon round `middle` that faces its `corner`."""
    length = math.dist(middle, corner)
    share = NOTCH / length
    return (
        middle[0] + (corner[0] - middle[0]) * share,
        middle[1] + (corner[1] - middle[1]) * share,
    )


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def _sin(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def draw() -> Drawing:
    """The wall: coloured pieces between white bands."""
    hand = random.Random(1370)
    pieces = []
    for row in range(ROWS + 1):
        for column in range(COLUMNS + 1):
            octagon = (2.0 * column, 2.0 * row)
            petals = BLACKS if (column + row) % 2 == 0 else GREENS
            heart = GREENS if (column + row) % 2 == 0 else BLACKS
            pieces += [_piece(kite, petals, hand) for kite in kites(octagon)]
            pieces.append(_piece(star(octagon), heart, hand))
            pieces.append(_rosette(octagon, hand))
            square = (octagon[0] + 1, octagon[1] + 1)
            pieces.append(_piece(small_star(square), BLACKS, hand))
            for arm, glazes in zip(arms(square), (HONEYS, BLUES) * 2, strict=True):
                pieces.append(_piece(arm, glazes, hand))
    body: list[str | Grain] = [
        svg.group(pieces, stroke=WHITE, stroke_width=STRAP, stroke_linejoin="miter"),
        Grain("#FFFFFF", frequency=0.01, strength=0.22, seed=2),  # gloss
        Grain("#2B1D10", frequency=0.3, strength=0.3),  # crackle
    ]
    return drawing(WIDTH, HEIGHT, body, ground=WHITE)


def _rosette(middle: svg.Point, hand: random.Random) -> str:
    points = []
    for k in range(8):
        points += [around(middle, 0.23, 45 * k), around(middle, 0.15, 45 * k + 22.5)]
    return svg.polygon(_pixels(points), fill=hand.choice(WHITES), stroke_width=0)


def _piece(points: list[svg.Point], glazes: tuple[str, ...], hand: random.Random) -> str:
    return svg.polygon(_pixels(points), fill=hand.choice(glazes))


def _pixels(points: list[svg.Point]) -> list[svg.Point]:
    return [(x * RADIUS, y * RADIUS) for x, y in points]

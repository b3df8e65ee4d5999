"""Sixteen tin-glazed wall tiles with ox-head corners: four corners of four tiles make one figure.

Construction: each tile carries one flower, and in each corner a quarter of an ornament that is only
whole where four tiles meet. Dutch tile painters pricked a design in paper, dabbed charcoal through the
holes (the "spons"), drew the outline dark and filled it with a lighter wash. So here: one outline a
flower, redrawn for each tile by an unsteady hand. Jan Pluis, De Nederlandse tegel: decors en
benamingen 1570-1930 (1997); Dutch Tiles in the Philadelphia Museum of Art (1984). The tiles are ours.
"""

from __future__ import annotations

import math
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain
from museum_of_pattern.svg import Point

TILES = 4
_SIDE = 400.0
_SIZE = round(TILES * _SIDE)
_LINE = "#1D2F6F"
_WASH = "#6F8CC4"
_PALE = "#B4C4E2"

# The quarter of the corner figure beside its diagonal, from a tile's own corner, in pixels: half of
# the muzzle, the brow, and a horn that curls in. It is mirrored in the diagonal.
_HEAD: tuple[Point, ...] = (
    (0, 0),
    (0, 16),
    (8, 30),
    (4, 46),
    (18, 50),
    (34, 44),
    (44, 52),
    (58, 58),
)
_HORN: tuple[Point, ...] = ((14, 50), (6, 78), (14, 108), (38, 120), (56, 108), (52, 90), (38, 90))


def corner_figure() -> list[list[Point]]:
    """The lines of one corner, symmetrical in its diagonal: what must meet across the joints."""
    half = [list(_HEAD), list(_HORN)]
    return [*half, *([(y, x) for x, y in line] for line in half)]


def draw() -> Drawing:
    """The work."""
    rng = random.Random(1640)
    flowers = (_tulip, _carnation, _fritillary, _rose)
    body: list[str | Grain] = []
    for row in range(TILES):
        for column in range(TILES):
            flower = flowers[(column + 2 * row + row // 2) % len(flowers)]
            lift = f"translate({svg.number(column * _SIDE)} {svg.number(row * _SIDE)})"
            body.append(svg.group([*_tile(rng), *flower(rng), *_corners(rng)], transform=lift))
    return drawing(
        _SIZE,
        _SIZE,
        [
            *body,
            Grain("#8A93A8", frequency=0.05, strength=0.1),  # glaze
        ],
        ground="#B7AE9C",
    )


def _tile(rng: random.Random) -> list[str]:
    """The glazed square itself: its white is never twice the same, its edges never quite straight."""
    white = rng.choice(("#F1EFE8", "#ECECE6", "#F3F0E6", "#E9EAE8", "#EEF0EF"))
    low, high = 3.0, _SIDE - 3.0
    ring = [(low, low), (_SIDE / 2, low), (high, low), (high, _SIDE / 2)]
    ring += [(high, high), (_SIDE / 2, high), (low, high), (low, _SIDE / 2)]
    edge = [(x + rng.gauss(0, 0.9), y + rng.gauss(0, 0.9)) for x, y in ring]
    # Two holes of the nails in the board along which the clay was cut.
    holes = [(72 + rng.gauss(0, 4), 24), (_SIDE - 72 + rng.gauss(0, 4), _SIDE - 24)]
    cracks = []
    for _ in range(rng.randint(0, 3)):
        at = (rng.uniform(40, 360), rng.uniform(40, 360))
        way = [at]
        for _ in range(5):
            at = (at[0] + rng.gauss(0, 26), at[1] + rng.gauss(0, 26))
            way.append(at)
        cracks.append(svg.polyline(way, stroke="#C9C6BC", stroke_width=1))
    return [
        svg.polygon(edge, fill=white),
        *cracks,
        *(svg.circle(hole, 4, fill="#BBA98C") for hole in holes),
    ]


def _corners(rng: random.Random) -> list[str]:
    """All four corners, each the mirror image of its neighbour."""
    shapes = []
    for flip_x, flip_y in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        place = f"translate({0 if flip_x == 1 else _SIDE} {0 if flip_y == 1 else _SIDE})"
        lines = corner_figure()
        muzzle = [*lines[0], *lines[2][::-1]]
        shapes.append(
            svg.group(
                [
                    svg.polygon(muzzle, fill=_WASH),
                    *(
                        _stroke(line, rng, width)
                        for line, width in zip(lines, (6, 10, 6, 10), strict=True)
                    ),
                    *(svg.circle(line[-1], 8, fill=_LINE) for line in (lines[1], lines[3])),
                    svg.circle((25, 25), 5, fill=_LINE),
                    svg.path("M60 60L92 92", stroke=_LINE, stroke_width=6),
                    svg.circle((98, 98), 9, fill=_WASH, stroke=_LINE, stroke_width=4),
                ],
                transform=f"{place} scale({flip_x} {flip_y})",
            )
        )
    return shapes


def _stroke(points: list[Point], rng: random.Random, width: float, shake: float = 0.8) -> str:
    """A brush line through the points, a little off them."""
    shaken = [(x + rng.gauss(0, shake), y + rng.gauss(0, shake)) for x, y in points]
    return svg.path(
        _brush(shaken),
        fill="none",
        stroke=_LINE,
        stroke_width=width + rng.gauss(0, 0.4),
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _shape(points: list[Point], rng: random.Random, wash: str, width: float = 5) -> str:
    """A closed outline with its wash, which the painter did not bring quite to the line."""
    shaken = [(x + rng.gauss(0, 1.2), y + rng.gauss(0, 1.2)) for x, y in points]
    moved = [(x + 1.5, y + 1) for x, y in shaken]
    return svg.path(_brush(moved, closed=True), fill=wash) + svg.path(
        _brush(shaken, closed=True),
        fill="none",
        stroke=_LINE,
        stroke_width=width + rng.gauss(0, 0.5),
        stroke_linejoin="round",
    )


def _brush(points: list[Point], *, closed: bool = False) -> str:
    """A smooth line: at each point it runs along the line between its neighbours (Catmull-Rom)."""
    last = len(points) - 1
    tangents = []
    for index in range(len(points)):
        before = points[index - 1] if closed or index else points[0]
        after = points[(index + 1) % len(points)] if closed or index < last else points[last]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        tangents.append((dx / length, dy / length))
    return svg.curve_data(points, tangents, closed=closed, pull=0.33)


def _stalk(rng: random.Random) -> list[str]:
    """Ground, stalk and leaves: the same for every flower."""
    ground: list[str] = [
        _stroke([(140, 318), (172, 306), (200, 310), (230, 304), (262, 318)], rng, 5)
    ]
    grass = [
        _stroke([(x, 314), (x + rng.gauss(0, 5), 300 - rng.uniform(0, 9))], rng, 3)
        for x in (152, 166, 226, 240, 252)
    ]
    leaf = [(200.0, 304.0), (176, 286), (142, 262), (128, 216), (150, 236), (178, 262), (198, 290)]
    other = [(402 - x, y - 14) for x, y in leaf]
    return [
        *ground,
        *grass,
        _shape(leaf, rng, _PALE),
        _shape(other, rng, _WASH),
        _stroke([(200, 306), (203, 260), (197, 215), (200, 178)], rng, 7),
        _stroke([(138, 228), (164, 258), (192, 284)], rng, 2.5),
        _stroke([(264, 214), (238, 244), (208, 272)], rng, 2.5),
    ]


def _tulip(rng: random.Random) -> list[str]:
    left = [(200.0, 184.0), (160, 168), (148, 120), (140, 84), (176, 110), (196, 140)]
    right = [(400 - x, y) for x, y in left]
    middle = [(200.0, 184.0), (176, 148), (180, 104), (200, 70), (220, 104), (224, 148)]
    flames: list[list[Point]] = [
        [(200.0, 96.0), (196, 130), (201, 164)],
        [(160, 112), (170, 140), (190, 168)],
    ]
    flames.append([(240, 112), (230, 140), (210, 168)])
    return [
        *_stalk(rng),
        _shape(left, rng, _WASH),
        _shape(right, rng, _WASH),
        _shape(middle, rng, _PALE),
        *(_stroke(flame, rng, 3.5) for flame in flames),
    ]


def _carnation(rng: random.Random) -> list[str]:
    petals = []
    for turn in (-64, -32, 0, 32, 64):
        angle = math.radians(turn)
        rim = [(-26.0, -84.0), (-17, -96), (-9, -86), (0, -100), (9, -86), (17, -96), (26, -84)]
        fan = [(0.0, 0.0), *rim]
        placed = [
            (
                200 + x * math.cos(angle) - y * math.sin(angle),
                166 + x * math.sin(angle) + y * math.cos(angle),
            )
            for x, y in fan
        ]
        petals.append(_shape(placed, rng, _PALE if turn % 64 else _WASH, 4.5))
    cup = [(200.0, 192.0), (182, 178), (180, 158), (200, 152), (220, 158), (218, 178)]
    return [*_stalk(rng), *petals, _shape(cup, rng, _WASH)]


def _fritillary(rng: random.Random) -> list[str]:
    """The snake's head, hanging, with its chequered bell."""
    bell = [(200.0, 92.0), (164, 104), (150, 150), (146, 182), (174, 170), (200, 190)]
    bell += [(226, 170), (254, 182), (250, 150), (236, 104)]
    checks = [
        svg.rectangle(
            156 + 15 * k + rng.gauss(0, 1.5), 112 + 14 * j, 9, 9, fill=_LINE, fill_opacity=0.75
        )
        for j in range(4)
        for k in range(6)
        if (k + j) % 2 == 0 and abs(156 + 15 * k - 196) < 32 + 6 * j
    ]
    neck = [(200.0, 190.0), (160, 206), (128, 166), (134, 96), (170, 66), (200, 72), (200, 94)]
    return [*_stalk(rng), _stroke(neck, rng, 6), _shape(bell, rng, _WASH), *checks]


def _rose(rng: random.Random) -> list[str]:
    rings = []
    for radius, petals, wash in ((72.0, 8, _PALE), (46.0, 6, _WASH), (22.0, 5, _PALE)):
        points = []
        for k in range(petals * 2):
            angle = math.pi * k / petals + radius
            reach = radius * (1.0 if k % 2 == 0 else 0.8)
            points.append((200 + reach * math.cos(angle), 124 + reach * math.sin(angle)))
        rings.append(_shape(points, rng, wash, 4.5))
    return [*_stalk(rng), *rings, svg.circle((200, 124), 7, fill=_LINE)]

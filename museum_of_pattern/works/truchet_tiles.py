"""Truchet's tiles: a square halved by its diagonal, dark and light, turned four ways.

Construction: Sébastien Truchet, "Mémoire sur les combinaisons", Mémoires de l'Académie Royale des
Sciences (1704), 363-372; Cyril Stanley Smith, "The Tiling Patterns of Sebastien Truchet and the
Topology of Structural Hierarchy", Leonardo 20 (1987), 373-385. Truchet found ten ways to set two such
tiles side by side, and drew plates of patterns. Here one board of tiles holds nine fields, each laid by
a rule of its own; the last is thrown with dice.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

FIELD = 12  # tiles along a field
_FIELDS = 3  # fields along the board
_TILE = 40
_GAP = 1  # tiles of plain border between fields
_SIZE = (FIELD * _FIELDS + _GAP * (_FIELDS + 1)) * _TILE
_DARK = "#2B2F3A"
_LIGHT = "#EFE6D2"
_BORDER = "#A3492F"

Rule = Callable[[int, int], int]


def _pinwheel(x: int, y: int) -> int:
    return (1, 2, 0, 3)[x % 2 + 2 * (y % 2)]


def _diamonds(x: int, y: int) -> int:
    return (2, 3, 1, 0)[x % 2 + 2 * (y % 2)]


def _zigzag(x: int, y: int) -> int:
    return (x % 2) + 2 * (y % 2)


def _quarters(x: int, y: int) -> int:
    """All towards the middle of the field."""
    half = FIELD // 2
    return (0, 1, 3, 2)[(x >= half) + 2 * (y >= half)]


def _rings(x: int, y: int) -> int:
    """Squares within squares, dark and light by turns."""
    half = FIELD // 2
    quarter = (x >= half) + 2 * (y >= half)
    across = min(x, FIELD - 1 - x)
    down = min(y, FIELD - 1 - y)
    flip = 2 * ((across + down) // 2 % 2)
    return ((2, 3, 1, 0)[quarter] + flip) % 4


def _waves(x: int, y: int) -> int:
    return (0, 3, 2, 1)[(x + 2 * (y // 2)) % 4] if y % 2 else (1, 2, 3, 0)[(x + 2 * (y // 2)) % 4]


def _sails(x: int, y: int) -> int:
    return (x // 2 + y // 2 + x % 2 * 2) % 4


def rules() -> list[Rule]:
    """One rule a field: (column, row) in the field to the tile's turn, 0 to 3 quarters."""
    dice = random.Random(1704)
    thrown = [[dice.randrange(4) for _ in range(FIELD)] for _ in range(FIELD)]
    return [
        _pinwheel,
        _waves,
        _diamonds,
        _zigzag,
        _rings,
        _sails,
        _quarters,
        lambda x, y: (_diamonds(x, y) + 2 * ((x // 2 + y // 2) % 2)) % 4,
        lambda x, y: thrown[y][x],
    ]


def dark_corner(turn: int, x: float, y: float, side: float) -> list[svg.Point]:
    """The dark half of a tile whose upper left corner is (x, y).

    Turn 0 has its right angle at the upper left, and each turn moves it on by a corner, clockwise.
    """
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    return [corners[(turn + step) % 4] for step in (3, 0, 1)]


def draw() -> Drawing:
    """The work."""
    boards, triangles = [], []
    for index, rule in enumerate(rules()):
        left = (_GAP + index % _FIELDS * (FIELD + _GAP)) * _TILE
        top = (_GAP + index // _FIELDS * (FIELD + _GAP)) * _TILE
        boards.append(svg.rectangle(left, top, FIELD * _TILE, FIELD * _TILE, fill=_LIGHT))
        for y in range(FIELD):
            for x in range(FIELD):
                corner = dark_corner(rule(x, y), left + x * _TILE, top + y * _TILE, _TILE)
                triangles.append(svg.loop_data(corner))
    return drawing(
        _SIZE,
        _SIZE,
        [
            *boards,
            svg.path("".join(triangles), fill=_DARK),
            Grain("#5A4630", frequency=0.15, strength=0.14),  # glaze
        ],
        ground=_BORDER,
    )

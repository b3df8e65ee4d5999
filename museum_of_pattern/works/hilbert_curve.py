"""Hilbert's curve, sixth step: a line that visits every one of 64 × 64 small squares once.

Construction: David Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück",
Mathematische Annalen 38 (1891), 459-460: divide the square in four, run through the quarters in order,
turn the first and the last so that the ends meet, and divide again. The colour runs along the line
from its start to its end, so that what lies near on the line can be seen to lie near on the square.
The third step shows through, broad and pale: without it the square is alike everywhere, and a camera
could not tell one part from another.
"""

from __future__ import annotations

import itertools

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing

STEPS = 6
_EARLIER = 3  # the step that shows through under it
_SIZE = 1600
_MARGIN = 100
_PAPER = "#F4EFE2"
# Inks along the line: indigo, blue-green, ochre, brick, plum.
_INKS = ((24, 44, 92), (22, 110, 122), (204, 150, 40), (176, 66, 42), (92, 36, 74))


def cells(steps: int) -> list[tuple[int, int]]:
    """The squares (column, row) in the order of the line, on a board of 2^steps a side."""
    if steps == 0:
        return [(0, 0)]
    half = 2 ** (steps - 1)
    inner = cells(steps - 1)
    return [
        *((row, column) for column, row in inner),  # mirrored, so that it ends beside the second
        *((column, row + half) for column, row in inner),
        *((column + half, row + half) for column, row in inner),
        *((2 * half - 1 - row, half - 1 - column) for column, row in inner),
    ]


def draw() -> Drawing:
    """The work."""
    side = (_SIZE - 2 * _MARGIN) / 2**STEPS
    line = [
        (_MARGIN + (column + 0.5) * side, _SIZE - _MARGIN - (row + 0.5) * side)
        for column, row in cells(STEPS)
    ]
    # Each piece shares its last point with the next one's first: the line has no gap.
    piece = 8
    pieces = [
        svg.polyline(line[at : at + piece + 1], stroke=_ink(at / len(line)))
        for at in range(0, len(line), piece)
    ]
    return drawing(
        _SIZE,
        _SIZE,
        [
            *(_frame(depth) for depth in (1, 2, 3)),
            _band(),
            svg.group(
                pieces, stroke_width=side * 0.5, stroke_linejoin="round", stroke_linecap="round"
            ),
            svg.circle(line[0], side * 0.62, fill=_ink(0)),
            svg.circle(line[-1], side * 0.62, fill=_ink(1)),
        ],
        ground=_PAPER,
    )


def _band() -> str:
    """The third step of the same line, broad and pale under the last: how it found its way."""
    side = (_SIZE - 2 * _MARGIN) / 2**_EARLIER
    points = [
        (_MARGIN + (column + 0.5) * side, _SIZE - _MARGIN - (row + 0.5) * side)
        for column, row in cells(_EARLIER)
    ]
    pieces = [
        svg.polyline([here, there], stroke=_ink(at / len(points), pale=0.72))
        for at, (here, there) in enumerate(itertools.pairwise(points))
    ]
    return svg.group(pieces, stroke_width=side * 0.62, stroke_linecap="round")


def _frame(depth: int) -> str:
    """The first divisions into quarters, as hairlines under the line: Hilbert's own figure has them."""
    span = _SIZE - 2 * _MARGIN
    at = [_MARGIN + span * k / 2**depth for k in range(2**depth + 1)]
    data = "".join(
        f"M{svg.number(_MARGIN)} {svg.number(v)}h{span}M{svg.number(v)} {svg.number(_MARGIN)}v{span}"
        for v in at
    )
    return svg.path(data, stroke="#B9AD92", stroke_width=5 - depth, fill="none")


def _ink(share: float, pale: float = 0.0) -> str:
    """The colour at this share of the line, 0 to 1; `pale` is how much of the paper is mixed in."""
    place = min(share, 1.0) * (len(_INKS) - 1)
    index = min(int(place), len(_INKS) - 2)
    rest = place - index
    paper = (int(_PAPER[at : at + 2], 16) for at in (1, 3, 5))
    mixed = (
        (a + (b - a) * rest) * (1 - pale) + white * pale
        for a, b, white in zip(_INKS[index], _INKS[index + 1], paper, strict=True)
    )
    return "#" + "".join(f"{round(value):02x}" for value in mixed)

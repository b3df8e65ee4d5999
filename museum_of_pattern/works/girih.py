"""A girih panel of ten-pointed stars, laid with three of the five girih tiles.

Construction: tiles are laid round a decagon, always along the free side nearest to the middle, and
each with its nineteen images under ten turns and their mirrors; `_ORDER` says which tile and which of
its sides. Then the tiles are forgotten and only the lines that cross their sides are kept (see
girih_tiles). The method after Lu and Steinhardt, Science 315 (2007), 1106-1110, who found it in walls such
as those of the Darb-i Imam in Isfahan; the panel is ours and copies no wall.
"""

from __future__ import annotations

import cmath
import math

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.girih_tiles import GirihTile, Patch, placed
from museum_of_pattern.grain import Grain

_SIZE = 1600
_SCALE = 86.0  # pixels to the side of a tile
_FRAME = 46
_ORDER = "b0 h0 b0 h2 d0 h0 b0 d0 h1 h0 b0 b2 d0 h0 b0"
_KINDS = {"b": "bowtie", "h": "hexagon", "d": "decagon"}

_COBALT = "#17306B"
_NIGHT = "#10224A"
_TURQUOISE = "#2C9C9A"
_OCHRE = "#DDA13A"
_WHITE = "#EFE8D8"


def patch() -> Patch:
    """The tiles. Raises ValueError should one not fit."""
    reach = 0.5 / math.sin(math.pi / 10)
    middle = tuple(reach * cmath.exp(1j * math.pi / 5 * (k + 0.5)) for k in range(10))
    laid = Patch()
    laid.lay(GirihTile("decagon", middle))
    for step in _ORDER.split():
        if not laid.lay(placed(_KINDS[step[0]], *laid.open_side(), first=int(step[1]))):
            raise ValueError(f"{step} does not fit beside {len(laid.tiles)} tiles")
    return laid


def draw() -> Drawing:
    """The work."""
    fields, straps, stars = [], [], []
    for tile in patch().tiles:
        for outline in tile.fields():
            data = svg.loop_data([_place(point) for point in outline])
            straps.append(data)
            if tile.kind != "decagon":
                fill = _OCHRE if tile.kind == "bowtie" else _COBALT
                fields.append(svg.path(data, fill=fill))
            else:
                fields.append(svg.path(data, fill=_TURQUOISE))
                stars.append(_star(outline))
    lines = "".join(straps)
    return drawing(
        _SIZE,
        _SIZE,
        [
            svg.group(
                [
                    *fields,
                    *stars,
                    svg.path(lines, fill="none", stroke=_NIGHT, stroke_width=17),
                    svg.path(lines, fill="none", stroke=_WHITE, stroke_width=10),
                ],
                stroke_linejoin="round",
            ),
            *_frame(),
            Grain("#0B1428", frequency=0.11, strength=0.16),  # glaze
        ],
        ground="#2A5FAE",
    )


def _place(point: complex) -> svg.Point:
    return _SIZE / 2 + _SCALE * point.real, _SIZE / 2 - _SCALE * point.imag


def _star(outline: list[complex]) -> str:
    """What fills a ten-pointed star: a smaller one, white, and a dark flower in it."""
    centre = sum(outline) / len(outline)
    tips = outline[::2]
    small = [
        centre + (tip - centre) * size * cmath.exp(1j * math.pi / 10 * shift)
        for tip in tips
        for size, shift in ((0.72, 0), (0.42, 1))
    ]
    flower = [
        centre + (tip - centre) * size * cmath.exp(1j * math.pi / 10 * shift)
        for tip in tips
        for size, shift in ((0.33, 1), (0.2, 2))
    ]
    return svg.polygon([_place(point) for point in small], fill=_WHITE) + svg.polygon(
        [_place(point) for point in flower], fill=_COBALT
    )


def _frame() -> list[str]:
    """A border of three bands, as a mosaic panel is set in brick."""
    bands = ((_FRAME, _NIGHT), (_FRAME - 8, _WHITE), (_FRAME - 16, _TURQUOISE))
    return [
        svg.rectangle(
            width / 2,
            width / 2,
            _SIZE - width,
            _SIZE - width,
            fill="none",
            stroke=ink,
            stroke_width=width,
        )
        for width, ink in bands
    ]

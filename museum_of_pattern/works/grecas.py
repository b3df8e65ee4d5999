"""Grecas: the stepped frets of Mitla, Oaxaca, set of cut stones without mortar.

Construction: a staircase of square stones climbs, and at its top the line bends into a square
spiral. Raised stones and hollow ground have the same shape: turn a band upside down by a half turn
and each stone comes to lie on a hollow. After the stepped fret (xicalcoliuhqui in Nahuatl) of the
Hall of Columns; the arrangement of the bands is ours.

Note: the hollows are not what is left over. `fret` is checked against
its own complement, because that is what makes the eye jump between the two.
"""

from __future__ import annotations

import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Rows = tuple[tuple[bool, ...], ...]  # rows of stones from the top, True where a stone stands out

COLUMNS = 96
STONE = 16.0
MARGIN = 32.0
COURSE = 2  # rows of plain stones between bands
HOLLOW, STONE_COLOUR = (96, 52, 38), (206, 186, 150)


def spiral(size: int) -> Rows:
    """A raised arm and a hollow arm, wound into each other; `size` is a multiple of 4."""
    raised = {(x, size - 1) for x in range(size)}
    x, y, dx, dy = 0, size - 1, 0, -1
    for turn in range(size - 2):
        for _ in range(size - 2 - turn // 2 * 2):
            x, y = x + dx, y + dy
            raised.add((x, y))
        dx, dy = -dy, dx
    return tuple(tuple((x, y) in raised for x in range(size)) for y in range(size))


def stair(size: int) -> Rows:
    """Steps two stones wide and two high that climb to the right; `size` is even."""
    return tuple(tuple(y >= size - (x + 1) // 2 * 2 for x in range(size)) for y in range(size))


def mirrored(rows: Rows) -> Rows:
    """Left for right."""
    return tuple(row[::-1] for row in rows)


def beside(*parts: Rows) -> Rows:
    """Parts of one height in a row."""
    return tuple(tuple(stone for row in rows for stone in row) for rows in zip(*parts, strict=True))


def bands() -> list[Rows]:
    """One period of each band, from the top; each period divides the wall's width."""
    climbing = beside(stair(8), spiral(8))
    return [
        beside(stair(12), spiral(12)),
        beside(stair(8), mirrored(stair(8))),
        beside(spiral(12), spiral(12)),
        mirrored(climbing),
        mirrored(beside(stair(12), spiral(12))),
    ]


def wall() -> Rows:
    """All stones of the wall: bands, with plain courses above, between and below."""
    plain = ((True,) * COLUMNS,) * COURSE
    rows = plain
    for band in bands():
        rows += tuple(row * (COLUMNS // len(row)) for row in band) + plain
    return rows


ROWS = len(wall())
WIDTH = COLUMNS * STONE + 2 * MARGIN
HEIGHT = ROWS * STONE + 2 * MARGIN


def draw() -> Drawing:
    """The wall in low sun from the upper left."""
    hand = random.Random(1580)
    shadows, stones, lights = [], [], []
    for y, row in enumerate(wall()):
        x = 0
        while x < COLUMNS:
            if not row[x]:
                x += 1
                continue
            longest = 4 if all(row[x : x + 4]) and hand.random() < 0.5 else 2
            length = 1
            while length < longest and x + length < COLUMNS and row[x + length]:
                length += 1
            left, top = MARGIN + x * STONE, MARGIN + y * STONE
            wide = length * STONE
            shadows.append(_box(left + 5, top + 6, wide, STONE))
            tone = hand.gauss(0, 9)
            stones.append(
                svg.rectangle(
                    left + 0.6, top + 0.6, wide - 1.2, STONE - 1.2, fill=_shade(STONE_COLOUR, tone)
                )
            )
            lights.append(_box(left + 0.8, top + 0.8, wide - 1.6, 2.2))
            x += length
    field = (MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    body: list[str | Grain] = [
        svg.rectangle(*field, fill=_shade(HOLLOW, 0)),
        svg.path("".join(shadows), fill="#1C0C06", fill_opacity=0.75),
        svg.rectangle(*field, fill="none", stroke=_shade(STONE_COLOUR, -14), stroke_width=8),
        *stones,
        svg.path("".join(lights), fill="#FFF6DF", fill_opacity=0.6),
        Grain("#3A2415", frequency=0.45, strength=0.35),  # pores
        Grain("#5A3A22", frequency=0.006, strength=0.4, seed=3),  # weather
    ]
    return drawing(WIDTH, HEIGHT, body, ground=_shade(STONE_COLOUR, -26))


def _box(x: float, y: float, width: float, height: float) -> str:
    return svg.loop_data([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def _shade(colour: tuple[int, int, int], by: float) -> str:
    return "#" + "".join(f"{min(255, max(0, round(part + by))):02X}" for part in colour)

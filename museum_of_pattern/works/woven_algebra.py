"""Woven algebra: a square of four letters, multiplied out and woven, after Ada K. Dietz, 1949.

Construction (A. K. Dietz, "Algebraic Expressions in Handwoven Textiles", 1949): multiply
(a + b + c + d)² out, write each term as its letters (2ab is a b a b), and let each letter be a
block of warp threads. The weft follows the same order of letters, so the cloth is its own mirror
image across the diagonal: where warp and weft have the same letter the pattern thread floats.

Note: the formula gives the order of the threads, not the picture. The
picture comes from the loom, when the same order meets itself crosswise.
"""

from __future__ import annotations

import itertools
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

LETTERS = "abcd"
THREADS = 4  # warp threads and weft threads for each letter
CELL = 11.5  # from thread to thread, pixels
FRINGE = 54.0
LINEN, HEMP, SHADE = "#EFE6D2", "#D3C4A4", "#2B2118"
WEFTS = {"a": "#9E2B25", "b": "#23406E", "c": "#B9822B", "d": "#2F5D4A"}


def terms(letters: str) -> list[str]:
    """(a + b + …)² multiplied out, a word a term: squares once, products twice."""
    return [
        first * 2 if first == second else (first + second) * 2
        for first, second in itertools.combinations_with_replacement(letters, 2)
    ]


def order() -> str:
    """The letters of warp and weft, one a block."""
    return "".join(terms(LETTERS))


def floats(warp: int, weft: int) -> bool:
    """True where the coloured weft lies over the warp thread (threads count from 0).

    Where the letters differ it runs behind the cloth, and the linen is seen.
    """
    letters = order()
    same = letters[warp // THREADS] == letters[weft // THREADS]
    # One warp thread in four ties the float down.
    return same and (warp + 2 * weft) % THREADS != 0


COUNT = len(order()) * THREADS
SIDE = COUNT * CELL + 2 * FRINGE


def draw() -> Drawing:
    """The cloth, with its fringes on a dark wooden board."""
    hand = random.Random(1949)
    letters = order()
    wefts: dict[str, list[str]] = {colour: [] for colour in _shades()}
    warps: list[str] = []
    grounds: list[str] = []
    ends = CELL * COUNT + FRINGE
    for weft in range(COUNT):
        colour = _tint(WEFTS[letters[weft // THREADS]], hand)
        y = FRINGE + weft * CELL
        warp = 0
        while warp < COUNT:
            over = floats(warp, weft)
            length = 1
            while over and warp + length < COUNT and floats(warp + length, weft):
                length += 1
            x = FRINGE + warp * CELL
            if over:
                wefts[colour].append(_thread(x - 2.5, y + 1, CELL * length + 5, CELL - 2))
            elif (warp + weft) % 2:
                warps.append(_thread(x + 1.2, y - 1.5, CELL - 2.4, CELL + 3))
            else:
                grounds.append(_thread(x - 1.5, y + 1.6, CELL + 3, CELL - 3.2))
            warp += length
    fringe = [
        _thread(FRINGE + i * CELL + 3 + hand.gauss(0, 1), y, 4.5, 44 + hand.gauss(0, 5))
        for i in range(COUNT)
        for y in (6.0 + hand.gauss(0, 3), ends - 2)
    ]
    body: list[str | Grain] = [
        Grain("#8A6B4C", frequency=(0.004, 0.25), strength=0.5),  # board
        svg.path("".join(fringe), fill="#D9CDB2"),
        svg.rectangle(FRINGE, FRINGE, CELL * COUNT, CELL * COUNT, fill="#6E6250"),
        svg.path("".join(grounds), fill=HEMP),
        svg.path("".join(warps), fill=LINEN),
        *(svg.path("".join(data), fill=colour) for colour, data in wefts.items()),
        Grain("#1A120B", frequency=0.8, strength=0.4),  # wool
        Grain("#2A1B10", frequency=0.003, strength=0.22, seed=5),  # folds
    ]
    return drawing(SIDE, SIDE, body, ground=SHADE)


def _shades() -> list[str]:
    return [_lighter(colour, step) for colour in WEFTS.values() for step in (-14, 0, 14)]


def _tint(colour: str, hand: random.Random) -> str:
    return _lighter(colour, hand.choice((-14, 0, 14)))


def _lighter(colour: str, by: int) -> str:
    parts = (int(colour[i : i + 2], 16) + by for i in (1, 3, 5))
    return "#" + "".join(f"{min(255, max(0, part)):02X}" for part in parts)


def _thread(x: float, y: float, width: float, height: float) -> str:
    """A rounded piece of thread: corners cut off, which at this size reads as round."""
    cut = min(width, height) * 0.3
    return svg.loop_data(
        [
            (x + cut, y),
            (x + width - cut, y),
            (x + width, y + cut),
            (x + width, y + height - cut),
            (x + width - cut, y + height),
            (x + cut, y + height),
            (x, y + height - cut),
            (x, y + cut),
        ]
    )

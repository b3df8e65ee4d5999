"""An ice-ray lattice: a window of Sichuan whose bars run like cracks in ice.

Construction, after the rule that G. Stiny read from D. S. Dye's drawings ("Ice-ray: a note on the
generation of Chinese lattice designs", Environment and Planning B 4 (1977), 89–98): begin with the
window; lay a bar from one side of a piece to another, so that both parts have three, four or five
sides and are about as large; go on until the pieces are small. Every bar stops at the bars laid
before it.

Note: this is not a random scatter of lines. Random lines cross; these do not,
and no piece is left much larger than another.

Pieces are convex polygons in pixels; bars that are laid first are the widest.
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass, field

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Piece = list[svg.Point]

WIDTH, HEIGHT = 1600, 1200
FRAME = 70.0
SMALL = 7800.0  # square pixels: a piece of less is not split
TRIES = 80
LEANING = 0.16  # how much roundness a part with three or five sides may lack
BAR_WIDTHS = (20.0, 18.0, 16.0, 14.0, 13.0, 12.0)
WOOD, EDGE, LIGHT = "#7A3B20", "#3C1A0C", "#B36A3E"
PAPER = "#F2E4C2"


@dataclass(frozen=True)
class Bar:
    """A straight bar; `depth` counts the splits that came before it, 0 for the window's first."""

    start: svg.Point
    end: svg.Point
    depth: int


@dataclass
class Lattice:
    """The finished window: its pieces, and its bars in the order in which they were laid."""

    pieces: list[Piece] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


def area(piece: Piece) -> float:
    """Of a polygon without crossings, in square pixels."""
    pairs = itertools.pairwise([*piece, piece[0]])
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def lattice(window: Piece, hand: random.Random, small: float = SMALL) -> Lattice:
    """Splits `window` until every piece has an area of less than `small`."""
    made = Lattice()
    waiting = [(window, 0)]
    while waiting:
        piece, depth = waiting.pop(0)
        if area(piece) < small:
            made.pieces.append(piece)
            continue
        one, other, bar = _best_split(piece, depth, hand)
        made.bars.append(bar)
        waiting += [(one, depth + 1), (other, depth + 1)]
    return made


def _best_split(piece: Piece, depth: int, hand: random.Random) -> tuple[Piece, Piece, Bar]:
    """Of many splits the one whose parts are roundest and whose bar leans."""
    splits = []
    for _ in range(TRIES):
        i, j = sorted(hand.sample(range(len(piece)), 2))
        start, end = _on_side(piece, i, hand), _on_side(piece, j, hand)
        one = [start, *piece[i + 1 : j + 1], end]
        other = [end, *piece[j + 1 :], *piece[: i + 1], start]
        if max(len(one), len(other)) > 5:
            continue
        shares = area(one) / area(piece), area(other) / area(piece)
        if min(shares) < 0.24:
            continue
        # A part of three or five sides comes from a bar that leans, and leaning looks like ice;
        # a bar between opposite sides of a four-sided piece makes a grid.
        odd = len(one) % 2 + len(other) % 2
        score = min(_roundness(one), _roundness(other)) + LEANING * odd + hand.uniform(0, 0.1)
        splits.append((score, one, other, Bar(start, end, depth)))
    # A convex piece of three to five sides always has such a split; enough tries find one.
    _, one, other, bar = max(splits, key=lambda split: split[0])
    return one, other, bar


def _on_side(piece: Piece, side: int, hand: random.Random) -> svg.Point:
    (ax, ay), (bx, by) = piece[side], piece[(side + 1) % len(piece)]
    share = hand.uniform(0.28, 0.72)
    return ax + (bx - ax) * share, ay + (by - ay) * share


def _roundness(piece: Piece) -> float:
    """1 for a circle, less for a splinter: 4π·area / perimeter²."""
    round_about = sum(math.dist(a, b) for a, b in itertools.pairwise([*piece, piece[0]]))
    return 4 * math.pi * area(piece) / round_about**2


def window() -> Piece:
    """The opening inside the frame."""
    left, top, right, bottom = FRAME, FRAME, WIDTH - FRAME, HEIGHT - FRAME
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def draw() -> Drawing:
    """The lattice of dark wood before paper with daylight behind it."""
    hand = random.Random(1850)
    made = lattice(window(), hand)
    shadows, bars = [], []
    for bar in reversed(made.bars):
        width = BAR_WIDTHS[min(bar.depth, len(BAR_WIDTHS) - 1)]
        ends = [bar.start, bar.end]
        shadows.append(
            svg.polyline([(x + 7, y + 9) for x, y in ends], stroke="#8A6A3A", stroke_width=width)
        )
        bars.append(svg.polyline(ends, stroke=EDGE, stroke_width=width))
        bars.append(svg.polyline(ends, stroke=WOOD, stroke_width=width - 4))
        bars.append(
            svg.polyline(
                [(x - width * 0.12, y - width * 0.18) for x, y in ends],
                stroke=LIGHT,
                stroke_width=width * 0.16,
            )
        )
    body: list[str | Grain] = [
        Grain("#A07C3C", frequency=0.06, strength=0.3),  # fibres
        Grain("#FFFDF2", frequency=0.003, strength=0.35, seed=5),  # day
        svg.group(shadows, stroke_opacity=0.45),
        *bars,
        *_frame(),
        Grain("#1E0C05", frequency=0.4, strength=0.2, seed=4),  # wood
    ]
    return drawing(WIDTH, HEIGHT, body, ground=PAPER)


def _frame() -> list[str]:
    """Four mitred boards over the bars' ends, and a rebate round the opening."""
    inside, outside = window(), [(0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT)]
    shades = ("#84432A", "#6A301A", "#6F351D", "#7C3D23")
    boards = [
        svg.polygon(
            [outside[i], outside[(i + 1) % 4], inside[(i + 1) % 4], inside[i]],
            fill=shades[i],
            stroke=EDGE,
            stroke_width=3,
        )
        for i in range(4)
    ]
    rebates = ((EDGE, 22.0), (WOOD, 14.0), (LIGHT, 2.0))
    return boards + [
        svg.rectangle(
            FRAME, FRAME, WIDTH - 2 * FRAME, HEIGHT - 2 * FRAME,
            fill="none", stroke=colour, stroke_width=width,
        )
        for colour, width in rebates
    ]  # fmt: skip

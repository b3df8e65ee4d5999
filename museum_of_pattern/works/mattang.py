"""A mattang: the stick chart that teaches how ocean swells bend and meet round an island.

Construction: bent ribs of palm leaf, tied where they cross. Two sticks cross at the island; each
side of the square is a swell that comes in from one quarter, and the bowed ribs are that swell
bending round the island, so that two swells meet on a line that leads to it. After the description
in M. Ascher, "Mathematics Elsewhere" (2002), chapter 4; this is a chart of that family and copies
no chart in a collection.

Note: this is not a map of places. It shows an idea, so it may be symmetrical,
and it was studied on land, not carried to sea.
"""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
from numpy.typing import NDArray

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

SIZE = 1600
MIDDLE = SIZE / 2
HALF = 610.0  # from the middle to the sides of the square, pixels
GROUND = "#2F4A50"
RIBS = ("#D8BC86", "#CDAE74", "#E0C794", "#C6A468")
CORD = "#6E4A2A"
Line = list[svg.Point]
Floats = NDArray[np.float64]


def _bow(chord: float, depth: float, reach: float, pieces: int = 60) -> Line:
    """A parabola across the upper half, `chord` above the middle at its ends, bent by `depth`."""
    return [
        (reach * t, -chord + depth * (1 - t * t))
        for t in (2 * i / pieces - 1 for i in range(pieces + 1))
    ]


def _turned(line: Line, quarter: int) -> Line:
    for _ in range(quarter):
        line = [(-y, x) for x, y in line]
    return line


def ribs() -> list[Line]:
    """Every stick as a line of points round an island at the origin; four-fold symmetrical."""
    out = HALF + 70
    quarter = [
        [(-out, -HALF), (out, -HALF)],  # the swell far out, still straight
        _bow(HALF + 36, 330, HALF + 40),  # bent a little
        _bow(HALF - 70, 520, HALF + 60),  # bowed past the island on the other side
        _bow(60, -330, 250),  # the ripples close by, bent round the island
        _bow(-10, -340, 430),
    ]
    lines = [_turned(line, turn) for turn in range(4) for line in quarter]
    far = HALF + 60
    return [
        *lines,
        [(-far, -far), (far, far)],
        [(-far, far), (far, -far)],
        [(-far, 0.0), (far, 0.0)],
        [(0.0, -far), (0.0, far)],
    ]


def crossings(lines: list[Line]) -> list[svg.Point]:
    """Where two sticks cross, each place once (places nearer than 26 units share one lashing)."""
    found: list[svg.Point] = []
    for first, second in itertools.combinations(map(np.array, lines), 2):
        for x, y in _crossings(first, second):
            if all(math.dist((x, y), known) > 26 for known in found):
                found.append((x, y))
    return found


def _crossings(first: Floats, second: Floats) -> list[svg.Point]:
    """Where two lines, each an array of points (n, 2), cross, in the order of the first."""
    a, u = first[:-1, None], np.diff(first, axis=0)[:, None]
    c, v = second[None, :-1], np.diff(second, axis=0)[None]
    across = _cross(u, v)
    across = np.where(abs(across) > 1e-9, across, 1e-12)  # side by side: they meet far away
    s, t = _cross(c - a, v) / across, _cross(c - a, u) / across
    meet = (s >= 0) & (s <= 1) & (t >= 0) & (t <= 1) & (abs(across) > 1e-9)
    places = (a + s[..., None] * u)[meet]
    return [(float(x), float(y)) for x, y in places]


def _cross(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0], dtype=np.float64)


def draw() -> Drawing:
    """The chart hung before sea-green cloth, with its shadow."""
    hand = random.Random(1862)
    lines = ribs()
    shadow, sticks, lashings = [], [], []
    for line in lines:
        points = _by_hand(line, hand)
        shadow.append(svg.polyline([(x + 12, y + 16) for x, y in points]))
        sticks.append(svg.polyline(points, stroke="#5B4526", stroke_width=17))
        sticks.append(svg.polyline(points, stroke=hand.choice(RIBS), stroke_width=13))
        sticks.append(
            svg.polyline(
                [(x - 2, y - 3) for x, y in points],
                stroke="#F2E3BD",
                stroke_width=2.5,
                stroke_opacity=0.8,
            )
        )
    for x, y in crossings(lines):
        lashings.append(_lashing(MIDDLE + x, MIDDLE + y, hand))
    body: list[str | Grain] = [
        Grain("#0E1F24", frequency=(0.5, 0.02), strength=0.5, seed=3),  # warp
        Grain("#9DB7B2", frequency=(0.02, 0.5), strength=0.3, seed=9),  # weft
        svg.group(
            shadow, stroke="#0C1A1E", stroke_width=16, stroke_opacity=0.5, stroke_linecap="round"
        ),
        svg.group(sticks, stroke_linecap="round", stroke_linejoin="round"),
        *lashings,
    ]
    return drawing(SIZE, SIZE, body, ground=GROUND)


def _by_hand(line: Line, hand: random.Random) -> Line:
    """The same stick, bent a little unevenly as a rib of leaf is; its ends stay."""
    bend, phase = hand.uniform(-4, 4), hand.uniform(0, math.tau)
    ax, ay = line[0]
    bx, by = line[-1]
    fine = (
        line
        if len(line) > 2
        else [(ax + (bx - ax) * i / 40, ay + (by - ay) * i / 40) for i in range(41)]
    )
    last = len(fine) - 1
    return [
        (
            MIDDLE + x + bend * math.sin(math.pi * i / last) * math.cos(phase),
            MIDDLE + y + bend * math.sin(math.pi * i / last) * math.sin(phase),
        )
        for i, (x, y) in enumerate(fine)
    ]


def _lashing(x: float, y: float, hand: random.Random) -> str:
    """Turns of cord both ways across a crossing."""
    lean = hand.uniform(-12, 12)
    turns = []
    for side in (-1, 1):
        for step in (-6, 0, 6):
            dx, dy = 11.0, 11.0 * side
            sx, sy = step * side / math.sqrt(2), -step / math.sqrt(2)
            turns.append(svg.polyline([(sx - dx, sy - dy), (sx + dx, sy + dy)]))
    return svg.group(
        [
            svg.group(turns, stroke="#2E1C0D", stroke_width=7.5),
            svg.group(turns, stroke=CORD, stroke_width=5),
        ],
        stroke_linecap="round",
        transform=f"translate({svg.number(x)} {svg.number(y)}) rotate({svg.number(lean)})",
    )

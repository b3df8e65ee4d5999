"""A mattang: the stick chart that teaches how ocean swells bend and meet round an island.

Construction: bent ribs of palm leaf, tied where they cross. Two sticks cross at the island; each
side of the square is a swell that comes in from one quarter, and the bowed ribs are that swell
bending round the island, so that two swells meet on a line that leads to it. After the description
in M. Ascher, "Mathematics Elsewhere" (2002), chapter 4; this is a chart of that family and copies
no chart in a collection.

What a newcomer would get wrong: it is no map of places. It shows an idea, so it may be symmetrical,
and it was studied on land, not carried to sea.
"""

from __future__ import annotations

import itertools
import math
import random

from museum_of_pattern import svg

SIZE = 1600
MIDDLE = SIZE / 2
HALF = 610.0  # from the middle to the sides of the square, pixels
GROUND = "#2F4A50"
RIBS = ("#D8BC86", "#CDAE74", "#E0C794", "#C6A468")
CORD = "#6E4A2A"
Line = list[svg.Point]


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
    """Where two sticks cross, each place once (places nearer than 26 pixels share one lashing)."""
    found: list[svg.Point] = []
    for first, second in itertools.combinations(lines, 2):
        for a, b in itertools.pairwise(first):
            for c, d in itertools.pairwise(second):
                at = _crossing(a, b, c, d)
                if at is not None and all(math.dist(at, known) > 26 for known in found):
                    found.append(at)
    return found


def _crossing(a: svg.Point, b: svg.Point, c: svg.Point, d: svg.Point) -> svg.Point | None:
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return None
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    across = ux * vy - uy * vx
    if abs(across) < 1e-9:
        return None
    s = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / across
    t = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / across
    return (a[0] + s * ux, a[1] + s * uy) if 0 <= s <= 1 and 0 <= t <= 1 else None


def draw() -> str:
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
    body = [
        svg.grain(SIZE, SIZE, "#0E1F24", name="warp", frequency="0.5 0.02", strength=0.5, seed=3),
        svg.grain(SIZE, SIZE, "#9DB7B2", name="weft", frequency="0.02 0.5", strength=0.3, seed=9),
        svg.group(
            shadow, stroke="#0C1A1E", stroke_width=16, stroke_opacity=0.5, stroke_linecap="round"
        ),
        svg.group(sticks, stroke_linecap="round", stroke_linejoin="round"),
        *lashings,
    ]
    return svg.document(SIZE, SIZE, body, ground=GROUND)


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

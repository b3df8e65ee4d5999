"""Interlace: bands that pass over and under without a break, as in the Book of Kells.

Construction, after G. Bain, "Celtic Art: The Methods of Construction" (1951): a plain plait on a
grid of squares, then breaks. At every crossing the two bands either cross, or a wall is put there
and both turn back. Whatever walls are put, each band still goes over and under in turn.

Note: over and under need no planning along the band. They depend on the
place of the crossing alone, so that every break leaves them right (Gerdes and Jablan call the closed lines
mirror curves).

The plait's squares have sides of 2; crossings are the points (x, y) with x + y odd, bands run
diagonally between them, and the frame turns them back.
"""

from __future__ import annotations

from typing import NamedTuple

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

Node = tuple[int, int]

COLUMNS, ROWS = 10, 8  # the plait's squares
STEP = 71.0  # half a square, pixels
FRAME = 90.0
WIDTH = 2 * COLUMNS * STEP + 2 * FRAME
HEIGHT = 2 * ROWS * STEP + 2 * FRAME
BAND, EDGE = 50.0, 6.0  # widths, pixels
VELLUM, INK = "#E9DDBD", "#2A1D14"
COLOURS = ("#D9A62E", "#B5402A", "#4F7F5C", "#6B4A78", "#3F6C93", "#C97B3C", "#8C9A3F")


class Pass(NamedTuple):
    """A band at a crossing: where, in which direction it leaves, and whether it is the upper one."""

    at: Node
    leaves: Node
    over: bool
    turned: bool


def walls() -> dict[Node, str]:
    """The breaks, as "-" or "|", symmetrical left to right and top to bottom."""
    quarter = dict.fromkeys(((5, 8), (5, 6), (10, 1), (5, 2), (4, 5), (8, 5), (6, 3), (8, 1)), "-")
    quarter |= dict.fromkeys(((3, 4), (8, 3), (1, 4), (7, 4)), "|")
    found = {}
    for (x, y), wall in quarter.items():
        for over_x in (x, 2 * COLUMNS - x):
            for over_y in (y, 2 * ROWS - y):
                found[(over_x, over_y)] = wall
    return found


def is_crossing(node: Node) -> bool:
    """True where two bands meet, inside the frame."""
    x, y = node
    return 0 < x < 2 * COLUMNS and 0 < y < 2 * ROWS and (x + y) % 2 == 1


def is_over(node: Node, direction: Node) -> bool:
    """Which band is the upper one: by the crossing's place, rising or falling in turn."""
    rising = direction[0] * direction[1] < 0
    return rising == (node[0] % 2 == 0)


def bands() -> list[list[Pass]]:
    """Every band as the closed round of its passes; together each piece of the plait once."""
    breaks = walls()
    starts = [
        ((x, y), direction)
        for y in range(2 * ROWS + 1)
        for x in range(2 * COLUMNS + 1)
        if is_crossing((x, y))
        for direction in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    done: set[tuple[Node, Node]] = set()
    found: list[list[Pass]] = []
    for at, direction in starts:
        if (at, direction) in done:
            continue
        band: list[Pass] = []
        while (at, direction) not in done:
            done.add((at, direction))
            at = (at[0] + direction[0], at[1] + direction[1])
            done.add((at, (-direction[0], -direction[1])))
            over = is_over(at, direction)
            leaves = _turned(at, direction, breaks.get(at))
            turned = leaves != direction
            band.append(Pass(at, leaves, over, turned))
            direction = leaves
        found.append(band)
    return found


def _turned(at: Node, direction: Node, wall: str | None) -> Node:
    dx, dy = direction
    if wall == "|" or at[0] in (0, 2 * COLUMNS):
        dx = -dx
    if wall == "-" or at[1] in (0, 2 * ROWS):
        dy = -dy
    return dx, dy


def draw() -> Drawing:
    """The page: coloured bands edged in ink on vellum, in a frame."""
    rounds = bands()
    whole, uppers = [], []
    for index, band in enumerate(rounds):
        colour = COLOURS[index % len(COLOURS)]
        points, tangents = _line(band)
        whole.append(_band(svg.curve_data(points, tangents, closed=True, pull=0.36), colour))
    for index, band in enumerate(rounds):
        colour = COLOURS[index % len(COLOURS)]
        points, tangents = _line(band)
        for i, step in enumerate(band):
            if step.over and not step.turned:
                # From halfway before to halfway behind the crossing: only the upper band is
                # drawn again, between its neighbours, where it is straight.
                x, y = points[i]
                u, v = tangents[i]
                reach = 0.55 * STEP
                data = svg.curve_data(
                    [(x - u * reach, y - v * reach), (x + u * reach, y + v * reach)],
                    [tangents[i], tangents[i]],
                )
                uppers.append(_band(data, colour, butt=True))
    left, top = FRAME - STEP * 0.72, FRAME - STEP * 0.72
    field = (left, top, WIDTH - 2 * left, HEIGHT - 2 * top)
    body: list[str | Grain] = [
        Grain("#8A6A3C", frequency=0.012, strength=0.35, octaves=5),  # skin
        svg.rectangle(*field, fill="#33231A", stroke="#B5402A", stroke_width=12),
        svg.rectangle(*field, fill="none", stroke="#D9A62E", stroke_width=5),
        *whole,
        *uppers,
        Grain("#3A2817", frequency=0.5, strength=0.28, seed=8),  # age
    ]
    return drawing(WIDTH, HEIGHT, body, ground=VELLUM)


def _band(data: str, colour: str, *, butt: bool = False) -> str:
    cap = "butt" if butt else "round"
    strokes = ((INK, BAND), (colour, BAND - 2 * EDGE), ("#F6EBCB", 6.0))
    return svg.group(
        [svg.path(data, stroke=ink, stroke_width=width) for ink, width in strokes],
        fill="none",
        stroke_linecap=cap,
    )


def _line(band: list[Pass]) -> tuple[list[svg.Point], list[svg.Point]]:
    """Points and unit tangents: diagonal at a crossing, along the wall where the band turns."""
    points, tangents = [], []
    before = band[-1].leaves
    for step in band:
        x, y = FRAME + step.at[0] * STEP, FRAME + step.at[1] * STEP
        dx, dy = before[0] + step.leaves[0], before[1] + step.leaves[1]
        if step.turned:
            # Keep off the wall by a little more than half a band.
            off = 0.36 * STEP
            x += (step.leaves[0] - before[0]) / 2 * off
            y += (step.leaves[1] - before[1]) / 2 * off
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        points.append((x, y))
        tangents.append((dx / length, dy / length))
        before = step.leaves
    return points, tangents

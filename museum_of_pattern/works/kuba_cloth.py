"""A raffia cloth in the manner of Kuba cut-pile embroidery: interlaced bands that change as they go.

Construction: a web of interlacing bands is drawn on a square count of stitches, in two slanting
directions, each band passing over and under by turns. Every few rows the embroiderer may change her
mind: the bands grow wider, a lozenge is filled with lines instead of pile, the ground goes from
natural to dyed. Symmetry is broken on purpose. After the description and analysis in Dorothy K.
Washburn and Donald W. Crowe, Symmetries of Culture (1988), and Georges Meurant, Shoowa Design (1986).
The cloth is ours and copies none.
"""

from __future__ import annotations

import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

_WIDTH, _HEIGHT = 1600, 1440
_STITCH = 8  # units a tuft
_HALF = 4.3  # of a tuft's width, a little over half a stitch, so that no weave shows between two
_MARGIN = 9  # stitches of bare weave round the embroidery
COLUMNS, ROWS = _WIDTH // _STITCH, _HEIGHT // _STITCH

_BARE = "#B98F4E"
_LIGHT = ("#E3C483", "#D9B672", "#EACF95")
_DARK = ("#2B1A14", "#35211A", "#241510")
_RED = ("#7C3322", "#8A3B27", "#6E2C1E")


def thread(column: int, row: int) -> str:
    """Which pile stands at this stitch: "light", "dark", "red", or "line" for plain embroidery."""
    x, y = column - _MARGIN, row - _MARGIN
    # The repeat is wider to the right, as the maker found more room there than at the start.
    repeat = 34 if x < 74 else 42 if x < 130 else 28
    start = 0 if x < 74 else 74 if x < 130 else 130
    x -= start
    up, down = (x + y) % repeat, (x - y) % repeat
    band = repeat // 3
    on_up, on_down = up < band, down < band
    if on_up or on_down:
        over = ((x + y) // repeat + (x - y) // repeat) % 2 == 0
        place = up if on_up and (over or not on_down) else down
        edge = place in (0, band - 1)
        middle = abs(place - (band - 1) / 2) < 1.5
        return "dark" if edge else "red" if middle and y > 60 else "light"
    # The lozenges between: pile, lines or a smaller lozenge, by the row she is in.
    inside = min(up - band, down - band, repeat - 1 - up, repeat - 1 - down)
    manner = ((x + y) // repeat * 2 + (x - y) // repeat + start) % 3
    if manner == 0:
        return "dark" if inside % 4 < 2 else "line"
    if manner == 1:
        return "dark" if inside > 3 else "line"
    return "line" if (up if y < 90 else down) % 3 else "dark"


def draw() -> Drawing:
    """The work."""
    rng = random.Random(1892)
    tufts: dict[str, list[str]] = {ink: [] for inks in (_LIGHT, _DARK, _RED) for ink in inks}
    piles = {"light": _LIGHT, "dark": _DARK, "red": _RED}
    for row in range(_MARGIN, ROWS - _MARGIN):
        for column in range(_MARGIN, COLUMNS - _MARGIN):
            kind = thread(column, row)
            if kind == "line":
                continue
            x = column * _STITCH + rng.gauss(0, 0.8)
            y = row * _STITCH + rng.gauss(0, 0.8)
            lean = rng.gauss(1.5, 1.5)
            tufts[rng.choice(piles[kind])].append(
                f"M{svg.number(x - _HALF)} {svg.number(y + _STITCH)}h{2 * _HALF}"
                f"l{svg.number(lean)} {-_STITCH}h{-2 * _HALF}z"
            )
    return drawing(
        _WIDTH,
        _HEIGHT,
        [
            # The plain weave under it: unspun raffia, each strand its own width and colour.
            Grain("#9A7234", frequency=(0.002, 0.24), strength=0.7, seed=1),
            Grain("#86622C", frequency=(0.2, 0.004), strength=0.45, seed=2),
            # Tufts have rough edges by nature; smoothed ones take three times as long.
            *(
                svg.path("".join(marks), fill=ink, shape_rendering="crispEdges")
                for ink, marks in tufts.items()
            ),
            _hem(rng),
        ],
        ground=_BARE,
    )


def _hem(rng: random.Random) -> str:
    """The stitched line round the pile."""
    inset = (_MARGIN - 2.5) * _STITCH
    sides = [
        svg.rectangle(
            inset - step,
            inset - step,
            _WIDTH - 2 * inset + 2 * step,
            _HEIGHT - 2 * inset + 2 * step,
        )
        for step in (0, 14, 28)
    ]
    return svg.group(
        sides,
        fill="none",
        stroke="#3A2418",
        stroke_width=5,
        stroke_dasharray=f"{rng.randint(11, 13)} 4",
    )

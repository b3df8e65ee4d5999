"""A lusona of the plaited-mat kind: one finger, one closed line, eight by five dots in sand.

Construction: a grid of dots is pressed with two fingertips; the line runs slantwise between them and
turns at the edge of the grid. Numbers of rows and columns without a common divisor give one line.
Paulus Gerdes, Sona Geometry from Angola: Mathematics of an African Tradition (2006), and Geometry from
Africa (1999), chapter 4. This is the plain weave that anybody may draw, none of the drawings that are
kept for initiation.
"""

from __future__ import annotations

import itertools
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain
from museum_of_pattern.mirror_curve import MirrorCurve, smooth

COLUMNS, ROWS = 8, 5
_WIDTH, _HEIGHT = 1600, 1080
_SPACING = 178.0
_ORIGIN = (
    (_WIDTH - (COLUMNS - 1) * _SPACING) / 2,
    (_HEIGHT - (ROWS - 1) * _SPACING) / 2,
)


def curve() -> MirrorCurve:
    """The dots and the line round them."""
    return MirrorCurve.rectangle(COLUMNS, ROWS)


def draw() -> Drawing:
    """The work."""
    rng = random.Random(2023)
    groove = [
        svg.path(smooth(line, spacing=_SPACING, origin=_ORIGIN, gap=0.02), fill="none")
        for line in curve().lines()
    ]
    pits = [
        svg.circle(
            (
                _ORIGIN[0] + i * _SPACING + rng.gauss(0, 2.5),
                _ORIGIN[1] + j * _SPACING + rng.gauss(0, 2.5),
            ),
            rng.uniform(14, 18),
        )
        for i, j in sorted(curve().dots)
    ]
    return drawing(
        _WIDTH,
        _HEIGHT,
        [
            # Sand smoothed by hand in wide shallow strokes, with a few small stones.
            Grain("#B98B4E", frequency=(0.003, 0.022), strength=0.5, octaves=3, seed=4),
            Grain("#7D5A2F", frequency=0.35, strength=0.5),  # sand
            # Light comes from the upper left: the far wall of a groove shines, the near one is dark,
            # and the sand that was pushed aside lies along both.
            svg.group(groove, stroke="#F0DCB0", stroke_width=44, stroke_opacity=0.35),
            _stones(rng),
            _crumbs(rng),
            svg.group(
                [*groove, *pits],
                transform="translate(4 5)",
                stroke="#FBEFD2",
                stroke_width=22,
                fill="#FBEFD2",
            ),
            svg.group([*groove, *pits], stroke="#6B4722", stroke_width=20, fill="#6B4722"),
            svg.group(groove, stroke="#8E6537", stroke_width=9, transform="translate(2 3)"),
        ],
        ground="#D3AC72",
    )


def _crumbs(rng: random.Random) -> str:
    """Lumps of sand that the finger threw up on both sides of its way."""
    lumps = []
    for line in curve().lines():
        for here, there in itertools.pairwise([*line, line[0]]):
            for _ in range(16):
                share, aside = rng.random(), rng.choice((-1, 1)) * rng.gauss(19, 5)
                along = (there.at[0] - here.at[0], there.at[1] - here.at[1])
                x = _ORIGIN[0] + (here.at[0] + along[0] * share) * _SPACING / 2
                y = _ORIGIN[1] + (here.at[1] + along[1] * share) * _SPACING / 2
                place = (x - along[1] * aside * 0.7, y + along[0] * aside * 0.7)
                ink = rng.choice(("#E8CC98", "#B98C54", "#F4E3BD", "#A67A45"))
                lumps.append(svg.circle(place, rng.uniform(1.5, 4.5), fill=ink))
    return svg.group(lumps)


def _stones(rng: random.Random) -> str:
    return svg.group(
        svg.circle(
            (rng.uniform(0, _WIDTH), rng.uniform(0, _HEIGHT)),
            rng.uniform(1.5, 5),
            fill=rng.choice(("#8C6B45", "#A78255", "#6E5233")),
        )
        for _ in range(240)
    )

"""A sikku kolam on forty-one dots in a diamond: one closed line that looks the same after a quarter turn.

Construction: the dots (pulli) are set first, one, three, five, seven, nine and back; then a line winds
round every dot and comes back to its start. Where the line could cross itself between two dots it may
turn away instead (`_TURNS`); these places were chosen so that one single line remains. Dots and closed
curves after Marcia Ascher, "The Kolam Tradition", American Scientist 90 (2002), 56-63; the mirrors
after Paulus Gerdes (see mirror_curve). The pattern is ours, made by the rules, copied from nobody's
threshold.
"""

from __future__ import annotations

import itertools
import math
import random

from museum_of_pattern import svg
from museum_of_pattern.mirror_curve import Cell, Mirror, MirrorCurve, smooth

_SIZE = 1600
_SPACING = 158
_REACH = 4  # dots from the middle to each tip

# One place of each four that a quarter turn carries into one another, in doubled coordinates.
_TURNS: dict[Cell, Mirror] = {
    (-6, -1): Mirror.LEVEL,
    (-6, 1): Mirror.LEVEL,
    (-5, 0): Mirror.LEVEL,
    (-5, 2): Mirror.LEVEL,
    (-4, -3): Mirror.LEVEL,
    (-4, -1): Mirror.UPRIGHT,
    (-4, 1): Mirror.UPRIGHT,
    (-4, 3): Mirror.UPRIGHT,
    (-2, 1): Mirror.UPRIGHT,
    (-1, 0): Mirror.LEVEL,
}


def curve() -> MirrorCurve:
    """The dots and the turns of the line."""
    span = range(-_REACH, _REACH + 1)
    dots = [(i, j) for i in span for j in span if abs(i) + abs(j) <= _REACH]
    mirrors: dict[Cell, Mirror] = {}
    for place, mirror in _TURNS.items():
        for _ in range(4):
            mirrors[place] = mirror
            place = (-place[1], place[0])
            mirror = Mirror.UPRIGHT if mirror is Mirror.LEVEL else Mirror.LEVEL
    return MirrorCurve(dots, mirrors)


def draw() -> str:
    """The work as an SVG document."""
    rng = random.Random(90)
    kolam = curve()
    middle = (_SIZE / 2, _SIZE / 2)
    flour = "#F3ECDD"
    line = [
        svg.path(smooth(bends, spacing=_SPACING, origin=middle), fill="none", stroke=flour)
        for bends in kolam.lines()
    ]
    dots = [
        svg.circle((middle[0] + i * _SPACING, middle[1] + j * _SPACING), 11, fill=flour)
        for i, j in sorted(kolam.dots)
    ]
    return svg.document(
        _SIZE,
        _SIZE,
        [
            _sweeps(rng),
            svg.grain(_SIZE, _SIZE, "#2A1A12", name="earth", frequency=0.14, octaves=3),
            # A pinch of flour falls thick in the middle and thin beside it.
            svg.group(line, stroke_width=27, opacity=0.16),
            svg.group(_spilt(kolam, middle, rng), fill=flour),
            svg.group([*line, *dots], stroke_width=12),
        ],
        ground="#5F4030",
    )


def _spilt(kolam: MirrorCurve, middle: svg.Point, rng: random.Random) -> list[str]:
    """Grains of flour that fell beside the line."""
    grains = []
    for bends in kolam.lines():
        for here, there in itertools.pairwise([*bends, bends[0]]):
            for _ in range(18):
                share = rng.random()
                x, y = (
                    middle[axis]
                    + (here.at[axis] * (1 - share) + there.at[axis] * share) * _SPACING / 2
                    + rng.gauss(0, 12)
                    for axis in (0, 1)
                )
                grains.append(svg.circle((x, y), rng.uniform(0.7, 2.6)))
    return grains


def _sweeps(rng: random.Random) -> str:
    """Arcs that a broom leaves in damp earth, washed darker and lighter."""
    marks = []
    for _ in range(260):
        x, y = rng.uniform(-200, _SIZE), rng.uniform(0, _SIZE)
        reach, lift = rng.uniform(240, 620), rng.uniform(30, 110)
        tilt = rng.gauss(0, 0.18)
        end = (x + reach * math.cos(tilt), y + reach * math.sin(tilt))
        peak = ((x + end[0]) / 2, (y + end[1]) / 2 - lift)
        data = "M" + " ".join(svg.number(v) for v in (x, y)) + "Q"
        data += " ".join(svg.number(v) for v in (*peak, *end))
        shade = rng.choice(("#4C3124", "#6E4C39", "#3F291E"))
        marks.append(svg.path(data, stroke=shade, stroke_width=rng.uniform(1, 5)))
    return svg.group(marks, fill="none", opacity=0.45)

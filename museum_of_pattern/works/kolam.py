"""A sikku kolam on forty-one dots in a diamond: one closed line that looks the same after a quarter turn.

Construction: the dots (pulli) are set first, one, three, five, seven, nine and back; then a line winds
round every dot and comes back to its start. Where the line could cross itself between two dots it may
turn away instead (`_TURNS`); these places were chosen so that one single line remains. Dots and closed
curves after Marcia Ascher, "The Kolam Tradition", American Scientist 90 (2002), 56-63; the mirrors
after Paulus Gerdes (see mirror_curve). The pattern is ours, made by the rules; it copies no
threshold.
"""

from __future__ import annotations

import itertools
import random

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain
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


def draw() -> Drawing:
    """The work."""
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
    return drawing(
        _SIZE,
        _SIZE,
        [
            # Where a broom went.
            Grain("#7A5844", frequency=(0.004, 0.012), strength=0.4, octaves=5),
            Grain("#2A1A12", frequency=0.14, octaves=3, strength=0.35),  # earth
            # A pinch of flour falls thick in the middle and thin beside it.
            svg.group(line, stroke_width=27, stroke_opacity=0.16),
            svg.path(_spilt(kolam, middle, rng), fill=flour),
            svg.group([*line, *dots], stroke_width=12),
        ],
        ground="#5F4030",
    )


def _spilt(kolam: MirrorCurve, middle: svg.Point, rng: random.Random) -> str:
    """Path data of the grains of flour that fell beside the line."""
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
                size = rng.uniform(0.8, 2.8)
                grains.append(
                    svg.loop_data([(x - size, y), (x, y - size), (x + size, y), (x, y + size)])
                )
    return "".join(grains)

"""Penrose's kites and darts: a sun of five kites, divided five times over.

Construction: each half kite is cut into two smaller half kites and half a dart, each half dart into
one of each, smaller by the golden ratio; "deflation" in Martin Gardner, "Mathematical Games",
Scientific American 236 (January 1977), 110-121. Because every cut is made by the same rule, the halves
meet again as whole tiles, and the rule that keeps the pattern from repeating holds by itself. The
two families of curves show that rule, an idea of John Conway's: where tiles meet as they should,
each runs on across the joint.
"""

from __future__ import annotations

import cmath
import itertools
import math
from collections import Counter
from typing import Literal, NamedTuple

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing

PHI = (1 + math.sqrt(5)) / 2
STEPS = 5
_SIZE = 1600
_REACH = 765.0  # pixels from the middle to the sun's rim

Kind = Literal["kite", "dart"]


class Half(NamedTuple):
    """Half of a tile, cut along its axis.

    For a kite: the tip of 72°, the corner at the side, the blunt end. For a dart: the tip, the wing,
    the notch. The axis runs from `tip` to `end`; tip to side is the long edge, side to end the short.
    """

    kind: Kind
    tip: complex
    side: complex
    end: complex


def deflate(halves: list[Half]) -> list[Half]:
    """Every half cut once more."""
    cut: list[Half] = []
    for kind, tip, side, end in halves:
        if kind == "kite":
            on_edge = tip + (side - tip) / PHI**2
            on_axis = tip + (end - tip) / PHI
            cut += [
                Half("kite", side, end, on_axis),
                Half("kite", side, on_edge, on_axis),
                Half("dart", tip, on_axis, on_edge),
            ]
        else:
            on_edge = tip + (side - tip) / PHI
            cut += [Half("kite", tip, on_edge, end), Half("dart", side, end, on_edge)]
    return cut


def halves(steps: int) -> list[Half]:
    """The sun of radius 1 after so many cuts."""
    rim = [cmath.exp(1j * math.pi * k / 5) for k in range(10)]
    found = [Half("kite", 0j, rim[k], rim[k + s]) for k in range(0, 10, 2) for s in (1, -1)]
    for _ in range(steps):
        found = deflate(found)
    return found


def whole(found: list[Half]) -> list[Half]:
    """Those halves whose other half is there too: at the rim some lie outside the sun."""
    axes = Counter(_axis(half) for half in found)
    return [half for half in found if axes[_axis(half)] == 2]


def _axis(half: Half) -> tuple[int, ...]:
    """A tile's axis as a key, to a millionth."""
    ends = (half.tip.real, half.tip.imag, half.end.real, half.end.imag)
    return tuple(round(value * 1e6) for value in ends)


def draw() -> Drawing:
    """The work."""
    tiles: dict[tuple[int, ...], list[Half]] = {}
    for half in whole(halves(STEPS)):
        tiles.setdefault(_axis(half), []).append(half)
    bodies: dict[str, list[str]] = {}
    about_tips, about_ends = [], []
    edges: dict[tuple[tuple[str, ...], ...], str] = {}  # each once, though two tiles share it
    for one, other in tiles.values():
        corners = [_place(point) for point in (one.tip, one.side, one.end, other.side)]
        bodies.setdefault(_glaze(one), []).append(svg.loop_data(corners))
        written = [tuple(map(svg.number, corner)) for corner in corners]
        for a, b in itertools.pairwise([*written, written[0]]):
            edges[tuple(sorted((a, b)))] = f"M{' '.join(a)}L{' '.join(b)}"
        for half in (one, other):
            tip, end = _arcs(half)
            about_tips.append(tip)
            about_ends.append(end)
    fills = [svg.path("".join(parts), fill=ink) for ink, parts in sorted(bodies.items())]
    return drawing(
        _SIZE,
        _SIZE,
        [
            *fills,
            svg.path("".join(about_ends), fill="none", stroke="#F0B93A", stroke_width=5),
            svg.path("".join(about_tips), fill="none", stroke="#F8EFD4", stroke_width=7),
            svg.path(
                "".join(edges.values()),
                fill="none",
                stroke="#1F1B16",
                stroke_width=3.5,
                stroke_linecap="round",
            ),
        ],
        ground="#EDE6D6",
    )


def _place(point: complex) -> svg.Point:
    # A tenth of a turn back, so that a kite's axis stands upright.
    turned = point * cmath.exp(-0.1j * math.pi)
    return _SIZE / 2 + _REACH * turned.real, _SIZE / 2 - _REACH * turned.imag


def _glaze(half: Half) -> str:
    """A colour by the tile's kind and its direction, one of ten: five shades, each there and back."""
    shade = round(cmath.phase(half.end - half.tip) / (math.pi / 5)) % 5
    if half.kind == "kite":
        return ("#1F5C57", "#2B6E66", "#174B4A", "#347D70", "#225566")[shade]
    return ("#C4562F", "#D26B38", "#B44A2B", "#DB7F45", "#BF6127")[shade]


def _arcs(half: Half) -> tuple[str, str]:
    """Two arcs, from an edge to the axis: one about the tip, one about the other end.

    On edges that meet, a kite's tip lies at a dart's wing, and a kite's blunt end at a dart's wing
    too. So the radii about the tips, 1/φ and 1/φ² of the long edge, add up to one; and so do those
    about the ends, 1/φ and 1/φ² of the short edge. On the axis the two arcs touch.
    """
    share = 1 / PHI if half.kind == "kite" else 1 / PHI**2
    return (
        _arc(half.tip, half.side, half.end, share * abs(half.side - half.tip)),
        _arc(half.end, half.side, half.tip, share * abs(half.side - half.end)),
    )


def _arc(centre: complex, start: complex, stop: complex, radius: float) -> str:
    """Path data of the arc from the ray towards `start` to that towards `stop`, the short way."""
    rays = [(point - centre) / abs(point - centre) for point in (start, stop)]
    # On the page y runs down: what is anticlockwise in the plane is drawn with flag 0.
    sweep = 0 if (rays[0].conjugate() * rays[1]).imag > 0 else 1
    size = svg.number(radius * _REACH)
    ends = [" ".join(map(svg.number, _place(centre + ray * radius))) for ray in rays]
    return f"M{ends[0]}A{size} {size} 0 0 {sweep} {ends[1]}"

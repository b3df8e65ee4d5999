"""Kolam and sona consist of closed lines round every dot; their number follows a theorem."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from museum_of_pattern.mirror_curve import Mirror, MirrorCurve, smooth
from museum_of_pattern.works import kolam


@settings(deadline=None)  # a loaded machine is no fault
@given(st.integers(1, 9), st.integers(1, 9))
def test_a_full_grid_takes_as_many_lines_as_its_greatest_common_divisor(
    columns: int, rows: int
) -> None:
    """Gerdes, Geometry from Africa (1999), chapter 4."""
    assert len(MirrorCurve.rectangle(columns, rows).lines()) == math.gcd(columns, rows)


def test_a_mirror_between_dots_keeps_the_line_on_its_side() -> None:
    crossed = MirrorCurve.rectangle(2, 1).lines()
    parted = MirrorCurve.rectangle(2, 1, {(1, 0): Mirror.UPRIGHT}).lines()
    assert (len(crossed), len(parted)) == (1, 2)


def test_kolam_is_one_line() -> None:
    assert len(kolam.curve().lines()) == 1


def test_kolam_goes_all_the_way_round_every_dot() -> None:
    (line,) = kolam.curve().lines()
    corners = set()
    for here, there in zip(line, [*line[1:], line[0]], strict=True):
        # Each piece cuts off one corner of one dot's square; the dot is where both coordinates are even.
        (x, y), (u, v) = here.at, there.at
        dot = (x if x % 2 == 0 else u, y if y % 2 == 0 else v)
        corners.add((dot, (x + u - 2 * dot[0], y + v - 2 * dot[1])))
    assert len(corners) == len(line) == 4 * 41
    assert {(x // 2, y // 2) for (x, y), _ in corners} == kolam.curve().dots


def test_kolam_is_the_same_after_a_quarter_turn() -> None:
    curve = kolam.curve()
    (line,) = curve.lines()
    turned = {Mirror.UPRIGHT: Mirror.LEVEL, Mirror.LEVEL: Mirror.UPRIGHT, None: None}
    for bend in line:
        x, y = bend.at
        assert curve.mirror_at((-y, x)) is turned[bend.mirror]


def test_the_smooth_line_is_closed() -> None:
    (line,) = kolam.curve().lines()
    data = smooth(line, spacing=10, origin=(0, 0))
    start = data[1 : data.index("C")]
    assert data.endswith(start + "Z")


@pytest.mark.parametrize("size", [(3, 2), (5, 4)])
def test_no_step_is_walked_twice(size: tuple[int, int]) -> None:
    (line,) = MirrorCurve.rectangle(*size).lines()
    steps = [frozenset((a.at, b.at)) for a, b in zip(line, [*line[1:], line[0]], strict=True)]
    assert len(steps) == len(set(steps))

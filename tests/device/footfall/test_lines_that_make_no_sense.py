"""Counting lines are parsed, and invalid ones are refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.footfall.assignment import assign
from device.footfall.line import CountingLine, LineError, parse_line


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1;2;3;4", "5,5,5,5", "nan,0,1,1", "0,0,inf,1"]
)
def test_invalid_lines_are_refused_in_words(text):
    with pytest.raises(LineError, match=r"line"):
        parse_line(text)


def test_a_line_survives_writing_and_reading():
    assert parse_line(" 1, -2.5,3e2,4") == CountingLine(1, -2.5, 300, 4)


coordinate = st.floats(-2000, 2000, allow_nan=False)


@given(coordinate, coordinate, coordinate, coordinate, coordinate, coordinate)
def test_the_side_of_a_point_has_the_documented_sign(x1, y1, x2, y2, x, y):
    if math.hypot(x2 - x1, y2 - y1) < 1:
        return
    sign = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
    if abs(sign) > 1e-3:
        assert (CountingLine(x1, y1, x2, y2).distance(x, y) > 0) == (sign > 0)


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 10_000))
def test_the_assignment_has_minimal_cost(rows, columns, seed):
    costs = np.random.default_rng(seed).uniform(0, 2, (rows, columns))
    pairs = assign(costs, 1.0)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(costs[row, column] < 1.0 for row, column in pairs)
    found = sum(costs[row, column] - 1 for row, column in pairs)
    wide = np.minimum(costs if rows <= columns else costs.T, 1.0) - 1
    least = min(
        (
            sum(wide[row, column] for row, column in enumerate(chosen))
            for chosen in itertools.permutations(range(wide.shape[1]), wide.shape[0])
        ),
        default=0.0,
    )
    assert found == pytest.approx(least)

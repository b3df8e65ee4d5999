"""The coverage check fails below the floor, and when the floor is far below the coverage."""

from __future__ import annotations

import pytest

from tests.coverage_floor import misfit


@pytest.mark.parametrize("measured", [88.0, 88.4, 89.0])
def test_a_floor_within_a_point_fits(measured: float) -> None:
    assert misfit(measured, 88) == ""


def test_coverage_below_the_floor_is_refused() -> None:
    assert "below the floor of 88 %" in misfit(87.99, 88)


def test_a_floor_more_than_a_point_too_low_must_be_raised() -> None:
    assert "fail_under = 89" in misfit(89.01, 88)


def test_a_floor_that_is_not_set_yet_refuses_nothing() -> None:
    assert misfit(12.0, 0) == ""

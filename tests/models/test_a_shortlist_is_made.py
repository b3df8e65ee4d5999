"""The nearest references are looked at closely, in a large catalogue none that is not like the frame at all."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.shortlist import ALWAYS, FEW, LENGTH, nearest


def unit(*likeness: float) -> NDArray[np.float32]:
    """References whose cosine with the look (1, 0) is as given."""
    return np.array([(one, np.sqrt(1 - one**2)) for one in likeness], np.float32)


LOOK = np.array([[1.0, 0.0]], np.float32)


def test_the_nearest_come_first_and_no_more_than_asked() -> None:
    near = nearest(LOOK, unit(0.5, 0.9, 0.7, *[0.6] * 20))
    assert [one.reference for one in near[:2]] == [1, 2]
    assert len(near) == LENGTH
    assert near[0].likeness == pytest.approx(0.9)


def test_in_a_large_catalogue_what_is_not_like_it_is_not_looked_at() -> None:
    near = nearest(LOOK, unit(0.8, 0.1, 0.3, 0.25, *[0.15] * FEW))
    assert [round(one.likeness, 2) for one in near] == [0.8, 0.3, 0.25]
    nothing = nearest(LOOK, unit(*[0.1] * FEW))
    assert len(nothing) == ALWAYS  # the likeliest are looked at all the same


def test_in_a_small_one_everything_is() -> None:
    assert len(nearest(LOOK, unit(0.8, *[0.1] * (FEW - 2)))) == LENGTH


def test_what_is_left_out_is_not_there() -> None:
    near = nearest(LOOK, unit(0.9, 0.8, 0.7), without=(0,))
    assert [one.reference for one in near] == [1, 2]
    assert nearest(LOOK, unit(0.9), without=(0,)) == []

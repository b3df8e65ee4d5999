"""The nearest references are verified; in a large catalogue dissimilar ones are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.shortlist import ALWAYS, LENGTH, SMALL_CATALOGUE, nearest


def unit(*similarity: float) -> NDArray[np.float32]:
    """Returns references whose cosines with the crop (1, 0) are as given."""
    return np.array([(one, np.sqrt(1 - one**2)) for one in similarity], np.float32)


CROP = np.array([[1.0, 0.0]], np.float32)


def test_the_nearest_come_first_and_no_more_than_asked() -> None:
    near = nearest(CROP, unit(0.5, 0.9, 0.7, *[0.6] * 20))
    assert [one.reference for one in near[:2]] == [1, 2]
    assert len(near) == LENGTH
    assert near[0].similarity == pytest.approx(0.9)


def test_in_a_large_catalogue_dissimilar_references_are_not_verified() -> None:
    near = nearest(CROP, unit(0.8, 0.1, 0.3, 0.25, *[0.15] * SMALL_CATALOGUE))
    assert [round(one.similarity, 2) for one in near] == [0.8, 0.3, 0.25]
    nothing = nearest(CROP, unit(*[0.1] * SMALL_CATALOGUE))
    assert len(nothing) == ALWAYS  # the nearest are verified however dissimilar


def test_in_a_small_catalogue_all_of_the_shortlist_is_verified() -> None:
    assert len(nearest(CROP, unit(0.8, *[0.1] * (SMALL_CATALOGUE - 2)))) == LENGTH


def test_references_that_are_left_out_are_not_returned() -> None:
    near = nearest(CROP, unit(0.9, 0.8, 0.7), without=(0,))
    assert [one.reference for one in near] == [1, 2]
    assert nearest(CROP, unit(0.9), without=(0,)) == []

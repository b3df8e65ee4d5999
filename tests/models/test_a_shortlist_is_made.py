"""References with votes and the nearest ones are verified; in a large catalogue dissimilar ones are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.descriptor_index import Votes
from models.shortlist import (
    ALWAYS,
    LENGTH,
    MIN_VOTES,
    SMALL_CATALOGUE,
    merge,
    nearest,
    similarities,
    voted,
)


def unit(*similarity: float) -> NDArray[np.float32]:
    """Returns references whose cosines with the crop (1, 0) are as given."""
    return np.array([(one, np.sqrt(1 - one**2)) for one in similarity], np.float32)


CROP = np.array([[1.0, 0.0]], np.float32)


def near_crop(*similarity: float) -> NDArray[np.float32]:
    return similarities(CROP, unit(*similarity))


def test_the_nearest_come_first_and_no_more_than_asked() -> None:
    near = nearest(near_crop(0.5, 0.9, 0.7, *[0.6] * 20))
    assert [one.reference for one in near[:2]] == [1, 2]
    assert len(near) == LENGTH
    assert near[0].similarity == pytest.approx(0.9)


def test_in_a_large_catalogue_dissimilar_references_are_not_verified() -> None:
    near = nearest(near_crop(0.8, 0.1, 0.3, 0.25, *[0.15] * SMALL_CATALOGUE))
    assert [round(one.similarity, 2) for one in near] == [0.8, 0.3, 0.25]
    nothing = nearest(near_crop(*[0.1] * SMALL_CATALOGUE))
    assert len(nothing) == ALWAYS  # the nearest are verified however dissimilar


def test_in_a_small_catalogue_all_of_the_shortlist_is_verified() -> None:
    assert len(nearest(near_crop(0.8, *[0.1] * (SMALL_CATALOGUE - 2)))) == LENGTH


def test_references_that_are_left_out_are_not_returned() -> None:
    near = nearest(near_crop(0.9, 0.8, 0.7), without=(0,))
    assert [one.reference for one in near] == [1, 2]
    assert nearest(near_crop(0.9), without=(0,)) == []


def test_the_references_with_the_most_votes_come_first_and_take_at_most_half() -> None:
    weight = np.arange(20, dtype=np.float32) + 1
    weight[:16] /= 10
    votes = Votes(weight, np.full(20, MIN_VOTES))
    rows = voted(votes, LENGTH, without=(19,))
    assert rows == [18, 17, 16, 15]
    similarity = near_crop(*[0.9 - 0.01 * n for n in range(20)])
    merged = merge(rows, nearest(similarity), similarity, LENGTH)
    assert [one.reference for one in merged] == [18, 17, 16, 15, 0, 1, 2, 3]
    assert merged[0].similarity == pytest.approx(0.72)


def test_a_reference_with_too_few_votes_is_not_verified_for_them() -> None:
    votes = Votes(np.ones(2, np.float32), np.array([MIN_VOTES - 1, MIN_VOTES]))
    assert voted(votes, LENGTH) == [1]


def test_where_no_reference_stands_out_no_votes_count() -> None:
    votes = Votes(np.linspace(2, 1, 100, dtype=np.float32), np.full(100, MIN_VOTES))
    assert voted(votes, LENGTH) == []

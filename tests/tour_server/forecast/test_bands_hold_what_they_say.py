"""Of the 80 % bands four in five hold, also where they were made far too narrow, and few days make wide ones."""

from __future__ import annotations

import numpy as np
import pytest

from tour_server.forecast.bands import WIDEST, factors, held, scores, widened
from tour_server.forecast.panel import Values
from tour_server.forecast.tree_model import CountBand


def drawn(days: int, spread: float, seed: int) -> tuple[CountBand, Values]:
    rng = np.random.default_rng(seed)
    middle = np.full((3, days, 8), 100.0, np.float32)
    counts = rng.normal(100, spread, middle.shape).astype(np.float32)
    return CountBand(middle - 4, middle, middle + 4), counts


@pytest.mark.parametrize("spread", [2.0, 10.0, 25.0])
def test_bands_are_as_wide_as_they_have_to_be(spread: float) -> None:
    band, counts = drawn(90, spread, 1)
    by = factors(scores(band, counts))
    later, outcomes = drawn(200, spread, 2)
    inside, known = held(widened(later, by), outcomes)
    assert known == outcomes.size
    assert 0.78 <= inside / known <= 0.84


def test_a_few_days_make_a_wider_band_and_none_the_widest() -> None:
    band, counts = drawn(90, 10.0, 1)
    many = factors(scores(band, counts))
    few = factors(scores(band, counts)[:, :5])
    assert (few > 1.05 * many).all()
    assert (factors(np.full((3, 0, 8), np.nan, np.float32)) == WIDEST).all()


def test_a_series_of_its_own_kind_gets_its_own_band() -> None:
    band, counts = drawn(90, 5.0, 1)
    counts[2] = 100 + 4 * (counts[2] - 100)
    by = factors(scores(band, counts))
    assert by[2] > 2 * by[0]

"""Calibrates bands on forecasts whose outcome is known: split conformal prediction, by lead and series.

A score says how far an outcome lies from the middle, in halves of its band. The quantile of the scores of the last
weeks that are known makes the bands as wide as they would have had to be.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from tour_server.forecast.panel import Values
from tour_server.forecast.tree_model import CountBand

SHARE = 0.8  # of outcomes that a band is to hold
SHRUNK_ROWS = 300.0  # scores of its own after which a series' factor counts as much as that of all
LEAST_ROWS = 20
LEAST_HALF = 0.5  # people; a band is never narrower than a person
WIDEST = 8.0  # halves of a band, where hardly anything is known

Factors = NDArray[np.float64]


def scores(band: CountBand, counts: Values) -> Values:
    """Returns the score of each outcome; NaN where it is not known, or hardly anybody was expected.

    At night a band of nobody always holds, and would make the bands of the day too narrow.
    """
    below, above = _halves(band)
    distance = counts - band.middle
    found = np.where(distance < 0, -distance / below, distance / above)
    found = np.where(band.middle < LEAST_HALF, np.nan, found)
    return cast("Values", found.astype(np.float32))


def factors(found: Values) -> Factors:
    """Returns for each series by what its bands are to be multiplied; `found`: scores by series, step and slot.

    A series of few scores is drawn to the factor of all. The quantile is that of n + 1 draws, so that a handful of
    days makes a wide band.
    """
    days = _quantile_share(found.shape[1])
    everything = found[~np.isnan(found)]
    if len(everything) < LEAST_ROWS:
        return np.full(len(found), WIDEST)
    of_all = float(np.quantile(everything, days))
    own = np.full(len(found), of_all)
    for series, values in enumerate(found):
        known = values[~np.isnan(values)]
        if len(known) >= LEAST_ROWS:
            weight = len(known) / (len(known) + SHRUNK_ROWS)
            own[series] = weight * np.quantile(known, days) + (1 - weight) * of_all
    bounded: Factors = np.minimum(own, WIDEST)
    return bounded


def widened(band: CountBand, by: Factors) -> CountBand:
    """Returns bands multiplied by the factor of each series."""
    below, above = _halves(band)
    factor = by[:, None, None]
    return CountBand(
        np.maximum(band.middle - factor * below, 0.0).astype(np.float32),
        band.middle,
        (band.middle + factor * above).astype(np.float32),
    )


def held(band: CountBand, counts: Values) -> tuple[int, int]:
    """Returns how many outcomes the bands hold, and how many are known; hours of nobody don't count, as in `scores`."""
    known = ~np.isnan(counts) & (band.middle >= LEAST_HALF)
    inside = (counts >= band.low) & (counts <= band.high)
    return int((inside & known).sum()), int(known.sum())


def _halves(band: CountBand) -> tuple[Values, Values]:
    below = np.maximum(band.middle - band.low, LEAST_HALF)
    return below, np.maximum(band.high - band.middle, LEAST_HALF)


def _quantile_share(steps: int) -> float:
    """Return which quantile holds SHARE of new outcomes after so many days; hours of one day err together."""
    return min(1.0, SHARE * (steps + 1) / max(1, steps))

"""Chooses what forecasts each series, by the errors of forecasts whose outcome is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tour_server.forecast.panel import Values

GAIN_OF_ALL = 0.01  # by which another candidate must be better for all than the first of the order
OWN_GAIN = (
    0.03  # by which a candidate must be better for one series than the one that is best for all
)
MOST_WEEKS = 26  # that a choice looks back
CERTAINTY = 1.0  # standard errors of the weeks' differences by which it must be so; weeks are few

PerSeries = NDArray[np.float64]


class Errors(Struct):
    """The errors of one candidate by series and week: `missed` people of `counted`."""

    missed: PerSeries
    counted: PerSeries

    @property
    def wape(self) -> float:
        """The weighted absolute percentage error over all series; NaN where nothing was counted."""
        counted = float(self.counted.sum())
        return float(self.missed.sum()) / counted if counted > 0 else float("nan")

    def plus(self, other: Errors) -> Errors:
        """Returns both together, of the same weeks."""
        return Errors(self.missed + other.missed, self.counted + other.counted)

    def then(self, later: Errors) -> Errors:
        """Returns both, one after the other: the last MOST_WEEKS of them."""
        return Errors(
            np.concatenate([self.missed, later.missed], axis=1)[:, -MOST_WEEKS:],
            np.concatenate([self.counted, later.counted], axis=1)[:, -MOST_WEEKS:],
        )

    def summed(self) -> Errors:
        """Returns the same as one long week."""
        return Errors(
            self.missed.sum(axis=1, keepdims=True), self.counted.sum(axis=1, keepdims=True)
        )


def errors(middle: Values, counts: Values, usable: NDArray[np.bool_]) -> Errors:
    """Returns the errors of forecasts where they are usable, all by series, step and slot; seven steps as one."""
    missed = np.where(usable, np.abs(middle - counts), 0.0).sum(axis=2, dtype=float)
    counted = np.where(usable, counts, 0.0).sum(axis=2, dtype=float)
    weeks = np.arange(0, middle.shape[1], 7)
    return Errors(np.add.reduceat(missed, weeks, axis=1), np.add.reduceat(counted, weeks, axis=1))


def choose(found: Mapping[str, Errors], order: Sequence[str]) -> list[str]:
    """Returns the candidate of each series: the best of all, unless another is better for it by OWN_GAIN.

    `order`: the first of it is taken for the best of all, unless another is better by GAIN_OF_ALL. Either must also be
    so by more than the weeks differ by chance.
    """
    names = [name for name in order if name in found]
    weeks = min(found[name].missed.shape[1] for name in names)  # a candidate may have come later
    found = {
        name: Errors(found[name].missed[:, -weeks:], found[name].counted[:, -weeks:])
        for name in names
    }
    known = [name for name in names if found[name].wape == found[name].wape]
    series = range(len(found[names[0]].missed))
    if not known:
        return [names[0]] * len(series)
    best = known[0]
    for name in sorted(known, key=lambda one: found[one].wape):
        if _is_better(found[name].missed.sum(axis=0), found[best].missed.sum(axis=0), GAIN_OF_ALL):
            best = name
            break
    chosen = []
    for one in series:
        own = min(known, key=lambda name: float(found[name].missed[one].sum()))
        better = _is_better(found[own].missed[one], found[best].missed[one], OWN_GAIN)
        chosen.append(own if better else best)
    return chosen


def _is_better(missed: PerSeries, other: PerSeries, gain: float) -> bool:
    """Return whether weeks of one candidate are better than the same weeks of another, and not by chance."""
    gained = other - missed
    error = float(gained.std()) * len(gained) ** 0.5
    least: float = max(gain * float(other.sum()), CERTAINTY * error)
    total: float = float(gained.sum())
    return total > least

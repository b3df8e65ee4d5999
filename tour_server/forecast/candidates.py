"""The candidates: what may forecast a series, each asked for the same targets from the same origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from tour_server.forecast import step_models, tree_model
from tour_server.forecast.features import Seen
from tour_server.forecast.nearest_counts import nearest_counts
from tour_server.forecast.panel import Cadence, Values, lagged, median_of
from tour_server.forecast.step_models import StepForecaster, shared_out
from tour_server.forecast.tree_model import CountBand, TreeModel
from web.translations import mark

NAIVE, USUAL, TREES, MEAN, MEDIAN = "seasonal naive", "usual", "LightGBM", "mean", "median"
"""The same hour a week (or the same month a year) ago; the median of four such; the trees; the mean of all but these
two simple ones; and of months the median of the models and of the same month a year ago."""

UNKNOWN_WIDER = 2.0  # the bands of hours that were never counted on such a day
LONGEST_LEAD = 29  # that is asked for together: of 28 days ahead

NEEDS_EXTRA = mark(
    "Forecasts by models need the extra `forecast`: pip install 'zaalgids[forecast]'."
)


class Candidates:
    """All candidates over one panel. What is expensive of each was fitted before."""

    def __init__(
        self, seen: Seen, trees: TreeModel | None, of_steps: Mapping[str, StepForecaster]
    ) -> None:
        self.seen = seen
        self._trees, self._of_steps = trees, of_steps
        self._totals: dict[tuple[str, int, int], NDArray[np.float64]] = {}

    @property
    def trees(self) -> TreeModel | None:
        """The trees, None where there are none."""
        return self._trees

    @property
    def step_forecasters(self) -> Mapping[str, StepForecaster]:
        """The models of series by themselves."""
        return self._of_steps

    @property
    def names(self) -> list[str]:
        """The names of the candidates."""
        found = [NAIVE, USUAL, *self._of_steps]
        found += [TREES] if self._trees is not None else []
        if len(found) <= len((NAIVE, USUAL, TREES)):
            return found
        months = self.seen.panel.cadence is Cadence.MONTHLY
        return [*found, MEAN, MEDIAN] if months else [*found, MEAN]

    def forecasts(
        self, steps: NDArray[np.int64], lead: int, wanted: Sequence[str] | None = None
    ) -> dict[str, CountBand]:
        """Returns name -> the forecast of target steps, seen from `lead` steps before each."""
        wanted = self.names if wanted is None else wanted
        found: dict[str, CountBand] = {}
        usual = self.usual(steps, lead)
        own = self.seen.usual(steps, lead)
        scale = np.maximum(self.seen.scale(steps, lead), usual)
        spread = 0.5 * np.sqrt(scale * np.maximum(usual, 1.0))
        spread = np.where(np.isnan(own), UNKNOWN_WIDER * spread, spread).astype(np.float32)
        combined = bool({MEAN, MEDIAN} & set(wanted))
        parts = [name for name in self._of_steps if name in wanted or combined]
        if NAIVE in wanted:
            found[NAIVE] = _around(self.naive(steps, lead), spread)
        if USUAL in wanted:
            found[USUAL] = _around(usual, spread)
        for name in parts:
            found[name] = _around(self._by_steps(name, steps, lead, usual), spread)
        if self._trees is not None and (TREES in wanted or combined):
            trees = self._trees.forecast(self.seen, steps, lead)
            found[TREES] = _else(trees, _around(usual, spread), own)
        if combined:
            together = [found[name] for name in [*parts, TREES] if name in found]
            together = together or [_around(usual, spread)]
            found[MEAN] = _mean_of(together)
            if MEDIAN in wanted:
                found[MEDIAN] = _median_of([*together, _around(self.naive(steps, lead), spread)])
        return {name: band for name, band in found.items() if name in wanted}

    def naive(self, steps: NDArray[np.int64], lead: int) -> Values:
        """Returns what was counted in the newest season that is known, marked days too; NaN in its gaps."""
        season = self.seen.panel.cadence.season
        back = season * -(-lead // season)
        return lagged(self.seen.panel.values, back)[:, steps]

    def usual(self, steps: NDArray[np.int64], lead: int) -> Values:
        """Returns the usual counts; of slots that have none, those of the nearest that were counted."""
        panel = self.seen.panel
        usual = self.seen.usual(steps, lead)
        return nearest_counts(usual, self.seen.plain, steps, lead, panel.cadence)

    def _by_steps(self, name: str, steps: NDArray[np.int64], lead: int, usual: Values) -> Values:
        totals = np.stack(
            [self._totals_at(name, int(step) - lead + 1, lead) for step in steps], axis=1
        )
        shared = shared_out(self.seen, totals, steps, lead)
        nothing = np.isnan(shared) | np.isnan(self.seen.usual(steps, lead))
        return np.where(nothing, usual, shared).astype(np.float32)

    def _totals_at(self, name: str, origin: int, lead: int) -> NDArray[np.float64]:
        """Return the totals that a model gives `lead` steps from an origin on; asked once for all leads."""
        longest = max(lead, LONGEST_LEAD)
        key = name, origin, longest
        if key not in self._totals:
            self._totals[key] = self._of_steps[name].totals(origin, longest)
        return self._totals[key][:, lead - 1]


def fit_candidates(
    seen: Seen, until: int, settings: tree_model.TreeSettings, *, steps: bool = True
) -> Candidates:
    """Returns the candidates, fitted to the counts before step `until`; without the extra the simple ones only.

    Months have no trees: those learn what the newest weeks tell, and of months there are too few.
    """
    trees, cadence = None, seen.panel.cadence
    enough = cadence is not Cadence.MONTHLY and until >= 8 * cadence.season
    if tree_model.is_installed() and enough:
        with suppress(tree_model.NothingToLearnError):
            trees = tree_model.train(seen, until, settings)
    of_steps = {}
    if steps and step_models.is_installed():
        makers = step_models.step_models(seen.panel.cadence)
        of_steps = {name: StepForecaster(seen, make, until) for name, make in makers.items()}
    return Candidates(seen, trees, of_steps)


def _around(middle: Values, spread: Values) -> CountBand:
    low = np.maximum(middle - spread, 0.0)
    return CountBand(low.astype(np.float32), middle, (middle + spread).astype(np.float32))


def _else(band: CountBand, other: CountBand, usual: Values) -> CountBand:
    """Return a band, and the other one of slots without a usual count, by which the trees measure."""
    nothing = np.isnan(usual)
    low, middle, high = (
        np.where(nothing, getattr(other, end), getattr(band, end)).astype(np.float32)
        for end in ("low", "middle", "high")
    )
    return CountBand(low, middle, high)


def _mean_of(bands: Sequence[CountBand]) -> CountBand:
    low, middle, high = (
        np.mean([getattr(band, end) for band in bands], axis=0).astype(np.float32)
        for end in ("low", "middle", "high")
    )
    return CountBand(low, middle, high)


def _median_of(bands: Sequence[CountBand]) -> CountBand:
    """Return the median of each end, of the bands that have it."""
    low, middle, high = (
        median_of(np.stack([getattr(band, end) for band in bands]))
        for end in ("low", "middle", "high")
    )
    return CountBand(low, middle, high)

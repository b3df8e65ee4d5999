"""Models of one series by itself (statsforecast): the total of each step, shared out over its slots as usual.

AutoETS and AutoTheta choose their own form. It is chosen once, on what is known at the first origin; at later origins
the chosen form goes on with the newer counts, which takes a thousandth of the time.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tour_server.forecast.features import Seen
from tour_server.forecast.panel import Cadence, Values

LONGEST_DAYS = (
    400  # of history that a model looks at; it takes time in proportion, and forgets sooner anyway
)
LEAST_SEASONS = 4  # of history, for a model to be fitted at all

Totals = NDArray[np.float64]


def is_installed() -> bool:
    """Returns whether statsforecast is there."""
    return find_spec("statsforecast") is not None


def step_models(cadence: Cadence) -> dict[str, Callable[[str], Any]]:
    """Returns name -> what makes a model of statsforecast for this cadence, of a form or, with "", to be chosen."""
    from statsforecast.models import MSTL, AutoETS, AutoTheta

    season = cadence.season

    def ets(form: str) -> Any:
        if not form:
            return AutoETS(season_length=season)
        return AutoETS(season_length=season, model=form[:3], damped=form[3:] == "D")

    def theta(form: str) -> Any:
        return AutoTheta(season_length=season, model=form or None)

    def mstl(_form: str) -> Any:
        trend = AutoETS(season_length=1, model="ZZN")
        return MSTL(season_length=[season], trend_forecaster=trend)

    return {"AutoETS": ets, "AutoTheta": theta, "MSTL": mstl}


def form_of(model: Any) -> str:
    """Returns the form that a fitted model has chosen, to fit the same again without a choice; "" without one."""
    fitted = getattr(model, "model_", None)
    if isinstance(fitted, dict):
        return str(fitted.get("components") or fitted.get("modeltype") or "")
    return ""


class StepForecaster:
    """One kind of model, fitted to each series of a panel."""

    def __init__(
        self,
        seen: Seen,
        make: Callable[[str], Any],
        at: int,
        forms: Mapping[str, str] | None = None,
    ) -> None:
        """`at`: the step at which it is fitted, to the counts before it.

        `forms`: series -> a form that was chosen before. With them only these series are forecast.
        """
        self._seen = seen
        self._totals = filled_totals(seen)
        self._models: list[Any] = []
        for series in range(len(seen.panel.names)):
            name = seen.panel.names[series]
            history = self._history(series, at) if forms is None or name in forms else None
            if history is None:
                self._models.append(None)
                continue
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # a series that a form doesn't fit; another form does
                self._models.append(make((forms or {}).get(name, "")).fit(y=history))

    def forms(self) -> dict[str, str]:
        """Returns series -> the form of its model."""
        named = zip(self._seen.panel.names, self._models, strict=True)
        return {name: form_of(model) for name, model in named if model is not None}

    def totals(self, origin: int, length: int) -> Totals:
        """Returns the totals of the `length` steps from `origin` on, by series; NaN where there is no model.

        `origin`: the first step that is not known.
        """
        found = np.full((len(self._models), length), np.nan)
        for series, model in enumerate(self._models):
            history = None if model is None else self._history(series, origin)
            if history is None:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                mean = np.asarray(model.forward(y=history, h=length)["mean"], float)
            known = np.isfinite(mean) & (mean < 10 * max(1.0, float(history.max())))
            found[series] = np.where(known, np.maximum(mean, 0.0), np.nan)
        return found

    def _history(self, series: int, until: int) -> Totals | None:
        season = self._seen.panel.cadence.season
        year = self._seen.panel.cadence.year
        length = LONGEST_DAYS if year > LEAST_SEASONS * season else until
        totals = self._totals[series, max(0, until - length) : until]
        known = np.flatnonzero(~np.isnan(totals))
        if not len(known) or len(totals) - known[0] < LEAST_SEASONS * season:
            return None
        return _without_gaps(totals[known[0] :], season)


def filled_totals(seen: Seen) -> Totals:
    """Returns the total of each step by series, of the slots that are known; gaps among them count as usual.

    NaN where less than half of the usual count was known, and on days that no other is measured by.
    """
    usual = np.nan_to_num(seen.usual_by_seasons(1), nan=0.0)
    known = ~np.isnan(seen.plain)
    counted = np.where(known, seen.plain, 0.0).sum(axis=2, dtype=float)
    missing = np.where(known, 0.0, usual).sum(axis=2, dtype=float)
    total = counted + missing
    enough = known.any(axis=2) & (missing <= 0.5 * np.maximum(total, 1e-9))
    return np.where(enough, total, np.nan)


def shared_out(seen: Seen, totals: Totals, steps: NDArray[np.int64], lead: int) -> Values:
    """Returns totals by series and step as counts by slot, shared as the usual counts are."""
    usual = np.nan_to_num(seen.usual(steps, lead), nan=0.0)
    whole = usual.sum(axis=2, keepdims=True)
    even = np.full_like(usual, 1.0 / usual.shape[2])
    share = np.where(whole > 0, usual / np.maximum(whole, 1e-9), even)
    return (share * totals[:, :, None]).astype(np.float32)


def _without_gaps(totals: Totals, season: int) -> Totals:
    """Return totals whose gaps have what was counted a season before, or the mean where nothing was."""
    filled = totals.copy()
    mean = float(np.nanmean(totals))
    for step in np.flatnonzero(np.isnan(filled)):
        filled[step] = filled[step - season] if step >= season else mean
    return filled

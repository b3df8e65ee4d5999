"""Forecasts the next days of all series with models that were already chosen: what a night's job does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from tour_server.forecast import step_models, tree_model
from tour_server.forecast.bands import widened
from tour_server.forecast.candidates import MEAN, NEEDS_EXTRA, TREES, USUAL, Candidates
from tour_server.forecast.chosen_models import (
    LEAST_DAYS,
    ChosenModels,
    LeadBand,
    SeriesModel,
    band_of_lead,
)
from tour_server.forecast.features import Seen
from tour_server.forecast.panel import Values
from tour_server.forecast.step_models import StepForecaster
from tour_server.forecast.tree_model import CountBand, TreeModel


class ExtraMissingError(RuntimeError):
    """A model that was chosen needs a package that is not there."""


class DayForecast(Struct, frozen=True):
    """The forecast of one day of one series: low, middle and high of the day, and of each hour; None where shut.

    `lead`: days from the newest count that was known.
    """

    series: str
    lead: int
    model: str
    low: float
    middle: float
    high: float
    hours: tuple[tuple[float, float, float] | None, ...]


def forecast_ahead(
    seen: Seen,
    origin: int,
    days: int,
    chosen: ChosenModels,
    trees: TreeModel | None,
    shares: Values,
) -> list[DayForecast]:
    """Returns the forecasts of the `days` days from step `origin` on, of the series that have a model.

    `seen`: of a panel that reaches so far; nothing of it is known from `origin` on. `shares`: of each hour that is
    open, by series, day and slot. Raises ExtraMissingError.
    """
    names = seen.panel.names
    models = [chosen.series.get(name) for name in names]
    wanted = sorted({model.candidate for model in models if model is not None} | {USUAL})
    if (TREES in wanted or MEAN in wanted) and trees is not None and not tree_model.is_installed():
        raise ExtraMissingError(NEEDS_EXTRA)
    candidates = Candidates(seen, trees, _of_steps(seen, origin, chosen.forms))
    made = []
    for lead in range(1, days + 1):
        step = np.array([origin + lead - 1])
        found, usual = candidates.forecasts(step, lead, wanted), seen.usual(step, lead)
        for at, model in enumerate(models):
            if model is None or model.days < LEAST_DAYS or model.candidate not in found:
                continue
            band = _of_series(found[model.candidate], at)
            if np.isnan(band.middle).all():
                continue
            unknown = np.isnan(usual[at, 0])
            made.append(_day(names[at], lead, model, band, shares[at, lead - 1], unknown))
    return made


def _of_steps(
    seen: Seen, origin: int, forms: Mapping[str, Mapping[str, str]]
) -> dict[str, StepForecaster]:
    if not forms:
        return {}
    if not step_models.is_installed():
        raise ExtraMissingError(NEEDS_EXTRA)
    makers = step_models.step_models(seen.panel.cadence)
    return {kind: StepForecaster(seen, makers[kind], origin, of) for kind, of in forms.items()}


def _of_series(band: CountBand, at: int) -> CountBand:
    rows = slice(at, at + 1)
    return CountBand(band.low[rows], band.middle[rows], band.high[rows])


def _day(
    name: str,
    lead: int,
    model: SeriesModel,
    band: CountBand,
    shares: NDArray[np.float32],
    unknown: NDArray[np.bool_],
) -> DayForecast:
    """Return a day. `unknown`: the slots without a usual count; the more of it they are, the wider is its band."""
    width = band_of_lead(model, lead)
    expected = np.nan_to_num(band.middle[0, 0], nan=0.0) * shares
    part = float(expected[unknown].sum()) / max(float(expected.sum()), 1e-9)
    width = replace(width, low=width.low ** (1 + part), high=width.high ** (1 + part))
    wide = widened(band, np.array([width.hours]))
    ends = np.stack([wide.low[0, 0], wide.middle[0, 0], wide.high[0, 0]], axis=1)
    ends = np.nan_to_num(ends, nan=0.0) * shares[:, None]
    hours = tuple(
        (round(float(low), 2), round(float(middle), 2), round(float(high), 2))
        if share > 0
        else None
        for (low, middle, high), share in zip(ends, shares, strict=True)
    )
    return day_of(name, lead, model.candidate, hours, width)


def day_of(
    name: str,
    lead: int,
    model: str,
    hours: Sequence[tuple[float, float, float] | None],
    width: LeadBand,
) -> DayForecast:
    """Returns a day of these hours. Its own band is narrower than the sum of the hours', which don't err together."""
    total = sum(hour[1] for hour in hours if hour is not None)
    least, most = (sum(hour[end] for hour in hours if hour is not None) for end in (0, 2))
    low, high = max(total * width.low, least), min(total * width.high, most)
    return DayForecast(
        name, lead, model, round(low, 2), round(total, 2), round(high, 2), tuple(hours)
    )

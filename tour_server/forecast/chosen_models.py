"""Chooses the models of a museum's series, which is done each week, and what is kept of the choice."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tour_server.forecast.backtest import Backtest, BacktestPlan, LeadResult
from tour_server.forecast.bands import SHARE, factors, scores
from tour_server.forecast.candidates import MEAN, USUAL, Candidates, fit_candidates
from tour_server.forecast.features import Seen
from tour_server.forecast.panel import Cadence
from tour_server.forecast.tree_model import CountBand, TreeModel, TreeSettings

JUDGED_LEADS = (2, 8, 29)
"""Tomorrow, in a week and in four weeks, each forecast before today's doors open."""
JUDGED_DAYS = 28  # that no model of the choice was fitted to
LEAST_DAYS = 7  # counted, for any forecast
FULL_DAYS = 140  # of history, for a choice by backtest; below it the usual counts forecast
NEW_SERIES_DAYS = 56  # of its own, below which a series gets a band half as wide again
UNJUDGED_WIDER = 1.5
DAY_RATIOS = (0.3, 3.0)  # between which the band of a day's total stays
LEAST_RATIO_DAYS = 10
LEAST_RATIO = 0.02  # a day of fewer counts as this


class LeadBand(Struct, frozen=True):
    """How wide the bands of one lead are. `hours`: the factor of an hour's band; `low`, `high`: of a day's total."""

    hours: float
    low: float
    high: float


class SeriesModel(Struct, frozen=True):
    """What forecasts a series. `bands`: by lead, those of JUDGED_LEADS."""

    candidate: str
    bands: dict[int, LeadBand]
    days: int


class ChosenModels(Struct, frozen=True):
    """The choice of a week. `forms`: of each kind of step model the form by series. `seconds`: what choosing took.

    `judged`: how right the choice was over the last JUDGED_DAYS; empty where the past is too short for that.
    """

    series: dict[str, SeriesModel]
    forms: dict[str, dict[str, str]]
    judged: list[LeadResult]
    last_day: dt.date
    seconds: float


def choose_models(
    seen: Seen,
    settings: TreeSettings | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> tuple[ChosenModels, TreeModel | None]:
    """Returns the models of all series of a panel, and the trees among them."""
    began = time.perf_counter()
    panel = seen.panel
    if panel.steps < FULL_DAYS:
        chosen = _by_usual(seen)
        return replace(chosen, seconds=time.perf_counter() - began), None
    settings = replace(settings or TreeSettings(), longest=max(JUDGED_LEADS))
    plan = BacktestPlan(
        panel.steps - JUDGED_DAYS,
        JUDGED_DAYS,
        JUDGED_LEADS,
        seen.marks.unlike[: panel.steps],
        settings,
    )
    backtest = Backtest(seen, plan, progress)
    backtest.run()
    last = fit_candidates(seen, panel.steps, settings)
    choice = backtest.choice(last.names)
    days = _known_days(seen)
    bands = {lead: _lead_bands(backtest, lead, days) for lead in JUDGED_LEADS}
    series = {
        name: SeriesModel(
            choice[at] if days[at] >= NEW_SERIES_DAYS else USUAL,
            {lead: bands[lead][at] for lead in JUDGED_LEADS},
            int(days[at]),
        )
        for at, name in enumerate(panel.names)
    }
    wanted = {name for name, one in series.items() if one.candidate == MEAN}
    forms = {
        kind: {
            name: form
            for name, form in of.forms().items()
            if name in wanted or series[name].candidate == kind
        }
        for kind, of in last.step_forecasters.items()
    }
    chosen = ChosenModels(
        series,
        {kind: of for kind, of in forms.items() if of},
        backtest.results(),
        panel.date(panel.steps - 1),
        time.perf_counter() - began,
    )
    return chosen, last.trees


def band_of_lead(model: SeriesModel, lead: int) -> LeadBand:
    """Returns how wide the bands of a lead are: those of the next that was judged."""
    return model.bands[next((one for one in JUDGED_LEADS if one >= lead), JUDGED_LEADS[-1])]


def _known_days(seen: Seen) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    known = (~np.isnan(seen.panel.values)).any(axis=2).sum(axis=1)
    return np.asarray(known, np.int64)


def _lead_bands(
    backtest: Backtest,
    lead: int,
    days: Mapping[int, int] | np.ndarray[tuple[int], np.dtype[np.int64]],
) -> list[LeadBand]:
    hours = backtest.factors(lead)
    ratios = backtest.step_ratios(lead)
    return [
        _band(float(hours[at]), row, UNJUDGED_WIDER if days[at] < NEW_SERIES_DAYS else 1.0)
        for at, row in enumerate(ratios)
    ]


def _band(
    hours: float, ratios: np.ndarray[tuple[int], np.dtype[np.float64]], wider: float
) -> LeadBand:
    """Return the band of a day's total: as many times more as fewer, for what a past season erred to one side the next
    errs to the other.

    With ends of their own, quantiles of the ratios, the bands of the usual counts of Auckland's streets in 2023 and
    2024 held 78, 77 and 73 % of the days 1, 7 and 28 ahead; with these 81, 80 and 79 %, and are 2 to 5 % wider.
    """
    known = ratios[~np.isnan(ratios)]
    if len(known) < LEAST_RATIO_DAYS:
        return LeadBand(hours * wider, 1 / (1 + 0.5 * wider), 1 + 0.5 * wider)
    times = np.abs(np.log(np.maximum(known, LEAST_RATIO)))
    reach = wider * float(np.quantile(times, min(1.0, SHARE * (1 + 1 / len(known)))))
    least, most = DAY_RATIOS
    return LeadBand(hours * wider, max(least, math.exp(-reach)), min(most, math.exp(reach)))


def _by_usual(seen: Seen) -> ChosenModels:
    """Return the usual counts as the model of every series, with wide bands.

    They are as wide as the few days with an outcome need, half as wide again for what few days can't show, and wider
    for leads that no day has shown, as the root of the weeks.
    """
    panel = seen.panel
    candidates = Candidates(seen, None, {})
    leads = [lead for lead in (1, 8) if panel.steps - lead > panel.cadence.season]
    ratios: list[np.ndarray[tuple[int, int], np.dtype[np.float64]]] = []
    found = []
    for lead in leads:
        steps = np.arange(lead, panel.steps)
        band = candidates.forecasts(steps, lead, [USUAL])[USUAL]
        counts = panel.values[:, steps]
        found.append(scores(band, counts))
        ratios.append(_ratios(band, counts))
    names, days = panel.names, _known_days(seen)
    by = factors(np.concatenate(found, axis=1)) if found else np.full(len(names), 4.0)
    series = {}
    for at, name in enumerate(names):
        own = np.concatenate([one[at] for one in ratios]) if ratios else np.empty(0)
        series[name] = SeriesModel(
            USUAL,
            {
                lead: _band(float(by[at]), own, UNJUDGED_WIDER * (1 + (lead - 1) / 28) ** 0.5)
                for lead in JUDGED_LEADS
            },
            int(days[at]),
        )
    return ChosenModels(series, {}, [], panel.date(panel.steps - 1), 0.0)


def _ratios(band: CountBand, counts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    values = np.asarray(counts, float)
    known = ~np.isnan(values) & ~np.isnan(band.middle)
    counted = np.where(known, values, 0.0).sum(axis=2)
    forecast = np.where(known, band.middle, 0.0).sum(axis=2, dtype=float)
    return np.where(forecast > 0, counted / np.maximum(forecast, 1e-9), np.nan)


def can_forecast(seen: Seen) -> bool:
    """Returns whether enough days were counted for any forecast of at least one series."""
    return seen.panel.cadence is not Cadence.MONTHLY and bool(
        (_known_days(seen) >= LEAST_DAYS).any()
    )

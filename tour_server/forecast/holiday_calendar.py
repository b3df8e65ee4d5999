"""Public holidays of a country or a region of it, and which country's a series of counts follows.

The library `holidays` (MIT) knows those of some 250 countries; it is part of the extra `forecast`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.features import Seen
from tour_server.forecast.panel import Cadence, Panel

YEARS_LOOKED_AT = (
    3  # of counts, for the country; more years name the same one on the streets of Auckland
)
LEAST_SCORE = 4.0  # standard errors by which holidays must differ from other days
LEAST_GAIN = 1.05  # that a region must bring over its country
LEAST_DAYS = 8  # holidays in those years, for a country to be judged at all


class UnknownHolidaysError(ValueError):
    """No holidays are known of this country or region, in a sentence."""


def is_installed() -> bool:
    """Returns whether the library is there."""
    return find_spec("holidays") is not None


def countries() -> Mapping[str, list[str]]:
    """Returns the countries of which holidays are known, each with its regions; codes of ISO 3166."""
    import holidays

    found: Mapping[str, list[str]] = holidays.list_supported_countries(include_aliases=False)
    return found


def public_holidays(place: str, years: Iterable[int]) -> dict[dt.date, str]:
    """Returns day -> name of the public holidays of a place: NL, DE-BY; of none where it is "".

    Raises UnknownHolidaysError.
    """
    if not place:
        return {}
    import holidays

    country, _dash, region = place.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=list(years))
    except NotImplementedError as error:
        raise UnknownHolidaysError(f"No holidays are known of {place}.") from error
    return dict(sorted(found.items()))


def followed_place(panel: Panel) -> str:
    """Returns the place whose public holidays stand out most in the counts, "" where none do.

    Of a panel by the month nothing can be told, nor of less than a year.
    """
    if panel.cadence is Cadence.MONTHLY or panel.steps < panel.cadence.year:
        return ""
    start = max(0, panel.steps - 366 * YEARS_LOOKED_AT)
    own = Panel(panel.names, panel.date(start), panel.cadence, panel.values[:, start:])
    unusual = _unusualness(own)
    years = range(own.first.year, own.date(own.steps - 1).year + 1)
    scores = {place: _score(own, unusual, place, years) for place in countries()}
    country = max(scores, key=lambda place: scores[place])
    if scores[country] < LEAST_SCORE:
        return ""
    regions = {
        f"{country}-{region}": _score(own, unusual, f"{country}-{region}", years)
        for region in countries()[country]
    }
    best = max(regions, key=lambda place: regions[place], default=country)
    return best if regions.get(best, 0.0) > LEAST_GAIN * scores[country] else country


def _unusualness(panel: Panel) -> NDArray[np.float64]:
    """Return how far each step is from its usual count, as a logarithm, over all series; NaN where not known."""
    seen = Seen(panel, marked_steps(panel, DayMarks(), panel.steps), panel.steps)
    known = np.where(seen.step_residual > 0, seen.step_residual, np.nan)
    counted = np.sum(~np.isnan(known), axis=0)
    logs = np.where(np.isnan(known), 0.0, np.log(np.where(np.isnan(known), 1.0, known)))
    mean = logs.sum(axis=0) / np.maximum(counted, 1)
    return np.where(counted > 0, np.abs(mean), np.nan)


def _score(panel: Panel, unusual: NDArray[np.float64], place: str, years: range) -> float:
    """Return by how many standard errors the holidays of a place are more unusual than other days."""
    dates = public_holidays(place, years)
    steps = [step for date in dates if 0 <= (step := panel.step(date)) < panel.steps]
    own = unusual[steps]
    own = own[~np.isnan(own)]
    rest = np.delete(unusual, steps)
    rest = rest[~np.isnan(rest)]
    if len(own) < LEAST_DAYS or not len(rest):
        return 0.0
    # An outlier is an event of one day, and no holiday of a calendar.
    cut = float(np.quantile(rest, 0.99))
    own, rest = np.minimum(own, cut), np.minimum(rest, cut)
    spread = float(rest.std()) or 1e-9
    return float((own.mean() - rest.mean()) / spread * np.sqrt(len(own)))

"""Judges forecasts over the last part of a panel: what `zaalgids evaluate forecast` prints.

A horizon of one day is tomorrow, as it is forecast before today's doors open: the newest count that is known is
yesterday's. The same hour last week, for a horizon of seven days, is not known then; it is two weeks before the target.
Of months a horizon of one is the first month that is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tour_server.forecast.apart import days_of, months_apart
from tour_server.forecast.backtest import Backtest, BacktestPlan, LeadResult
from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.features import Seen
from tour_server.forecast.holiday_calendar import followed_place, is_installed, public_holidays
from tour_server.forecast.panel import Cadence, Panel
from tour_server.forecast.series_file import SeriesError
from tour_server.forecast.tree_model import TreeSettings

BLOCK_DAYS = (
    91  # from one fit to the next; a server fits again each week, and errs no more than this
)
BLOCK_MONTHS = 6
DAYS_OF_A_MONTH = 365 / 12


class JudgedHorizon(Struct, frozen=True):
    """How right the forecasts of a horizon were. `naive_back`: steps from a target to the count that is naive."""

    horizon: int
    naive_back: int
    result: LeadResult


class JudgedPast(Struct, frozen=True):
    """What was found. `place`: whose public holidays the counts follow. `apart`: of months unlike all others."""

    cadence: Cadence
    series: int
    place: str
    first: str
    last: str
    rows: list[JudgedHorizon]
    months_apart: list[str]
    apart: list[JudgedHorizon]


def lead_of(horizon: int, cadence: Cadence) -> int:
    """Returns how many steps a target of this horizon is after the newest that is known."""
    return horizon if cadence is Cadence.MONTHLY else horizon + 1


def judge(
    panel: Panel,
    horizons: Sequence[int],
    holdout_days: int,
    place: str | None = None,
    settings: TreeSettings | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> JudgedPast:
    """Returns how right forecasts of the last `holdout_days` would have been.

    `place`: whose public holidays count, None to find it out from what is not held out, "" for none. Raises
    SeriesError where the past is too short.
    """
    cadence = panel.cadence
    held_out = holdout_days
    if cadence is Cadence.MONTHLY:
        held_out = max(1, round(holdout_days / DAYS_OF_A_MONTH))
    start = panel.steps - held_out
    leads = tuple(lead_of(horizon, cadence) for horizon in horizons)
    _refuse_short(panel, start, max(leads))
    if place is None:
        place = followed_place(panel.until(start)) if is_installed() else ""
    months = _months_apart(panel, start)
    years = range(panel.first.year - 1, panel.date(panel.steps).year + 2)
    marks = DayMarks(public_holidays(place, years), unlike=days_of(months))
    seen = Seen(panel, marked_steps(panel, marks, panel.steps), start)
    usual_block = BLOCK_MONTHS if cadence is Cadence.MONTHLY else BLOCK_DAYS
    blocks = max(1, round(held_out / usual_block))
    trees = replace(settings or TreeSettings(), longest=max(leads))
    plan = BacktestPlan(start, -(-held_out // blocks), leads, seen.marks.unlike, trees)
    backtest = Backtest(seen, plan, progress)
    backtest.run()
    told_apart = sorted(month for month in months if panel.date(start) <= _last_day(month))
    return JudgedPast(
        cadence,
        len(panel.names),
        place,
        f"{panel.date(start)}",
        f"{panel.date(panel.steps - 1)}",
        _rows(seen, backtest, horizons, apart=False),
        [f"{year}-{month:02d}" for year, month in told_apart],
        _rows(seen, backtest, horizons, apart=True),
    )


def _refuse_short(panel: Panel, start: int, longest: int) -> None:
    least = longest + 5 * panel.cadence.season
    if start < least:
        steps = "months" if panel.cadence is Cadence.MONTHLY else "days"
        raise SeriesError(
            f"Of {panel.steps} {steps} {panel.steps - start} are held out; {least} are needed before them."
            " Hold fewer out (--holdout-days)."
        )


def _months_apart(panel: Panel, start: int) -> frozenset[tuple[int, int]]:
    """Return the months that are told apart. Those before `start` are found without what comes after it."""
    first = panel.date(start)
    held_out = {month for month in months_apart(panel) if month >= (first.year, first.month)}
    return months_apart(panel.until(start)) | held_out


def _rows(
    seen: Seen, backtest: Backtest, horizons: Sequence[int], *, apart: bool
) -> list[JudgedHorizon]:
    by_lead = {result.lead: result for result in backtest.results(apart=apart)}
    cadence = seen.panel.cadence
    return [
        JudgedHorizon(horizon, seen.seasons(lead) * cadence.season, by_lead[lead])
        for horizon in horizons
        if (lead := lead_of(horizon, cadence)) in by_lead
    ]


def _last_day(month: tuple[int, int]) -> dt.date:
    return max(days_of(frozenset({month})))

"""The best candidate is taken, for a series of its own only where it is clearly better; shut months are told apart."""

from __future__ import annotations

import datetime as dt
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.tour_server.forecast.drawn_counts import MONDAY, drawn_panel
from tour_server.forecast.apart import days_of, months_apart
from tour_server.forecast.backtest import Backtest, BacktestPlan
from tour_server.forecast.candidates import MEAN, MEDIAN, NAIVE, TREES, USUAL, Candidates
from tour_server.forecast.choice import Errors, choose
from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.features import Seen
from tour_server.forecast.judged_past import judge, lead_of
from tour_server.forecast.panel import Cadence, Panel
from tour_server.forecast.series_file import SeriesError
from tour_server.forecast.step_models import StepForecaster
from tour_server.forecast.tree_model import TreeSettings

SMALL = TreeSettings(trees=25, leaves=15, rate=0.15, rows=8000, tail_trees=10)


def test_the_best_of_all_is_taken_unless_another_is_clearly_better_for_one() -> None:
    counted = np.full((3, 4), 100.0)
    found = {
        "one": Errors(np.full((3, 4), 10.0), counted),
        "two": Errors(np.array([[9.9] * 4, [30.0] * 4, [5.0] * 4]), counted),
    }
    assert choose(found, ["one", "two"]) == ["one", "one", "two"]
    none = {"one": Errors(np.zeros((1, 1)), np.zeros((1, 1)))}
    assert choose(none, ["one"]) == ["one"]


def test_one_lucky_week_chooses_nothing() -> None:
    counted = np.full((1, 4), 100.0)
    lucky = Errors(np.array([[2.0, 11.0, 11.0, 11.0]]), counted)
    steady = Errors(np.full((1, 4), 10.0), counted)
    assert choose({"steady": steady, "lucky": lucky}, ["steady", "lucky"]) == ["steady"]
    better = Errors(np.full((1, 4), 8.5), counted)
    assert choose({"steady": steady, "better": better}, ["steady", "better"]) == ["better"]


def test_a_candidate_that_came_later_is_compared_over_its_own_weeks() -> None:
    counted = np.full((1, 3), 100.0)
    old = Errors(np.array([[50.0, 10.0, 10.0]]), counted)
    new = Errors(np.array([[8.0, 8.0]]), counted[:, 1:])
    assert choose({"old": old, "new": new}, ["old", "new"]) == ["new"]
    assert old.then(new).missed.tolist() == [[50.0, 10.0, 10.0, 8.0, 8.0]]


def test_months_in_which_hardly_anybody_came_are_found() -> None:
    panel = drawn_panel(500, cadence=Cadence.DAILY)
    values = panel.values.copy()
    april = [n for n in range(500) if panel.date(n).strftime("%Y-%m") == "2024-04"]
    values[:, april] *= 0.1
    found = months_apart(Panel(panel.names, panel.first, panel.cadence, values))
    assert found == {(2024, 4)}
    assert months_apart(panel) == frozenset()
    assert len(days_of(found)) == 30
    nobody = Panel(panel.names, panel.first, panel.cadence, values * 0)
    assert months_apart(nobody) == frozenset(), "a room that nobody enters is no shut house"


@pytest.mark.long
def test_a_walk_over_the_past_beats_the_same_hour_last_week() -> None:
    panel = drawn_panel(300)
    seen = Seen(panel, marked_steps(panel, DayMarks(), panel.steps), 272)
    plan = BacktestPlan(272, 28, (2, 8), np.zeros(300, bool), SMALL)
    backtest = Backtest(seen, plan)
    backtest.run()
    results = backtest.results()
    assert [one.lead for one in results] == [2, 8]
    for one in results:
        assert one.targets == 2 * 7 * 24, "28 days of 24 open hours a week for two rooms"
        assert one.wape < 0.9 * one.naive_wape
        assert one.wape <= 1.05 * min(one.errors.values())
        assert 0.7 <= one.coverage <= 0.9
        assert sum(one.chosen.values()) == 2
    assert backtest.results(apart=True) == []
    assert len(backtest.choice([NAIVE, USUAL, TREES])) == 2


class StepTwin:
    """A model of months that gives the same total for each step."""

    def __init__(self, total: float) -> None:
        self._total = total

    def totals(self, _origin: int, length: int) -> NDArray[np.float64]:
        return np.full((2, length), self._total)


def test_months_have_the_median_of_the_models_and_days_are_compared() -> None:
    for cadence in Cadence:
        panel = drawn_panel(150, cadence=cadence)
        values = np.nan_to_num(panel.values, nan=50.0)
        panel = Panel(panel.names, panel.first, cadence, values)
        seen = Seen(panel, marked_steps(panel, DayMarks(), panel.steps), 140)
        models = {name: StepTwin(total) for name, total in (("a", 8.0), ("b", 9.0), ("c", 40.0))}
        candidates = Candidates(seen, None, cast("dict[str, StepForecaster]", models))
        backtest = Backtest(seen, BacktestPlan(140, 7, (1,), np.zeros(150, bool)))
        steps = np.arange(140, 150)
        found = candidates.forecasts(steps, 1)
        assert list(found) == candidates.names
        months = cadence is Cadence.MONTHLY
        assert (MEDIAN in found) == months
        assert backtest.choice(candidates.names) == [MEDIAN if months else MEAN] * 2
        assert backtest.choice([NAIVE, USUAL]) == [NAIVE if months else USUAL] * 2
        if months:
            same = float(found[NAIVE].middle[0, 0, 0])
            assert found[MEDIAN].middle[0, 0, 0] == np.median([8, 9, 40, same])
            assert found[MEAN].middle[0, 0, 0] == 19


def test_too_short_a_past_is_said() -> None:
    with pytest.raises(SeriesError, match="Hold fewer out"):
        judge(drawn_panel(100), [1, 7, 28], 60, "")


def test_tomorrow_is_forecast_before_today_is_counted() -> None:
    assert lead_of(1, Cadence.HOURLY) == 2
    assert lead_of(7, Cadence.DAILY) == 8
    assert lead_of(1, Cadence.MONTHLY) == 1
    assert MONDAY.weekday() == 0
    assert dt.date(2024, 1, 8) == drawn_panel(8, 1).date(7)

"""Hours that are open for the first time, and kiosks that were blind for weeks: never forecast as nobody."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tour_server.forecast.drawn_counts import drawn_panel
from tour_server.forecast.ahead import DayForecast, forecast_ahead
from tour_server.forecast.candidates import MEAN, NAIVE, TREES, USUAL, Candidates
from tour_server.forecast.chosen_models import ChosenModels, LeadBand, SeriesModel
from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.features import Seen
from tour_server.forecast.panel import Panel
from tour_server.forecast.tree_model import TreeModel, TreeSettings, train

DAYS = 160
SMALL = TreeSettings(trees=15, leaves=7, rate=0.2, rows=4000, tail_trees=5)


def seen_of(panel: Panel) -> Seen:
    longer = panel.longer(29)
    return Seen(longer, marked_steps(longer, DayMarks(), longer.steps), panel.steps)


def ahead(seen: Seen, model: str, trees: TreeModel | None, opens: range) -> list[DayForecast]:
    shares = np.zeros((2, 29, 24), np.float32)
    shares[:, :, opens] = 1
    band = {lead: LeadBand(1.0, 0.7, 1.4) for lead in (2, 8, 29)}
    models = {name: SeriesModel(model, band, DAYS) for name in seen.panel.names}
    chosen = ChosenModels(models, {}, [], seen.panel.date(DAYS - 1), 0.0)
    return forecast_ahead(seen, DAYS, 29, chosen, trees, shares)


@pytest.mark.parametrize("model", [USUAL, pytest.param(TREES, marks=pytest.mark.long)])
def test_an_hour_and_a_day_that_were_never_open_count_as_the_nearest(model: str) -> None:
    panel = drawn_panel(DAYS)
    seen = seen_of(panel)
    trees = train(seen, DAYS, SMALL) if model == TREES else None
    made = [one for one in ahead(seen, model, trees, range(10, 20)) if one.series == "room-0"]
    known = float(np.nanmean(panel.values[0, -28:, 16]))
    for one in made:
        low, middle, high = one.hours[18] or (0.0, 0.0, 0.0)
        assert 0.4 * known < middle < 2.5 * known, "18:00 was never open; 16:00 is the nearest"
        assert high - low > 0.8 * middle
        day = panel.date(DAYS + one.lead - 1)
        if day.weekday() == 0:
            assert 0.5 < one.middle / (7 * 40) < 3, "no Monday was ever open"
            assert one.high > 1.6 * one.middle, "and its band says so"


@pytest.mark.long
@pytest.mark.parametrize("blind", [21, 42, 84])
def test_a_kiosk_that_was_blind_for_weeks_is_no_house_without_visitors(blind: int) -> None:
    panel = drawn_panel(DAYS)
    values = panel.values.copy()
    values[0, DAYS - blind :] = np.nan
    seen = seen_of(Panel(panel.names, panel.first, panel.cadence, values))
    trees = train(seen, DAYS, SMALL)
    made = [one for one in ahead(seen, TREES, trees, range(10, 17)) if one.series == "room-0"]
    assert len(made) == 29
    for one in made:
        day = panel.date(DAYS + one.lead - 1)
        if day.weekday() != 0:
            assert one.middle > 100
            assert all(hour is not None and hour[1] > 4 for hour in one.hours[10:17])


def test_each_step_is_filled_by_what_was_known_at_its_own_origin() -> None:
    panel = drawn_panel(30)
    seen = seen_of(panel)
    candidates = Candidates(seen, None, {})
    steps = np.arange(2, 12)
    together = candidates.forecasts(steps, 1, [USUAL, NAIVE])
    alone = [candidates.forecasts(np.array([step]), 1, [USUAL])[USUAL] for step in steps]
    for at, one in enumerate(alone):
        np.testing.assert_array_equal(together[USUAL].middle[:, at], one.middle[:, 0])
    assert MEAN not in together

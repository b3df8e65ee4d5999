"""Rain and events change a forecast by what was measured here; where nothing was measured, nothing changes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.tour_server.forecast.drawn_counts import drawn_panel
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.day_plot import day_plot
from tour_server.forecast.effects import DayEffects, MeasuredEffect, measure, more, with_effects
from tour_server.forecast.features import Seen
from tour_server.forecast.forecast_store import KeptForecast
from tour_server.forecast.known_days import KnownDay, KnownKind
from tour_server.forecast.panel import Panel
from tour_server.forecast.rightness import outcome_plot, rightness

DAY = dt.date(2024, 5, 3)
HOURS = (*[None] * 10, *[(8.0, 10.0, 13.0)] * 7, *[None] * 7)
FORECAST = DayForecast("house", 2, "usual", 55.0, 70.0, 88.0, HOURS)


def rain(day: dt.date, millimetres: float) -> KnownDay:
    return KnownDay(KnownKind.RAIN, day, day, millimetres=millimetres)


def test_rain_is_measured_from_wet_and_dry_days() -> None:
    panel = drawn_panel(120, 1)
    values, known = panel.values.copy(), []
    for step in range(40, 120):
        wet = step % 3 == 0
        known.append(rain(panel.date(step), 8.0 if wet else 0.0))
        if wet:
            values[:, step] *= 1.4
    wetter = Panel(panel.names, panel.first, panel.cadence, values)
    seen = Seen(wetter, marked_steps(wetter, DayMarks(), 120), 120)
    effect = measure(seen, known).rain
    assert effect.days >= 20
    assert 1.2 < effect.times < 1.7
    assert measure(seen, known[:9]).rain == MeasuredEffect(), "too few days tell nothing"
    rainy = with_effects(FORECAST, DAY, [rain(DAY, 5.0)], DayEffects(rain=effect), "", "hal")
    assert rainy.middle == pytest.approx(70 * effect.times, abs=0.01)
    dry = with_effects(FORECAST, DAY, [rain(DAY, 0.2)], DayEffects(rain=effect), "", "hal")
    assert dry == FORECAST


def test_earlier_events_tell_what_the_next_brings() -> None:
    event = KnownDay(KnownKind.EVENT, DAY, DAY, "Night of museums")
    effects = DayEffects(event=MeasuredEffect(1.5, 3))
    assert with_effects(FORECAST, DAY, [event], effects, "", "hal").middle == 105.0
    assert with_effects(FORECAST, DAY, [event], DayEffects(), "", "hal") == FORECAST
    upstairs = KnownDay(KnownKind.EVENT, DAY, DAY, "Talk", room="zolder")
    assert with_effects(FORECAST, DAY, [upstairs], effects, "hal", "hal") == FORECAST


def test_more_people_come_in_open_hours_only() -> None:
    fuller = more(FORECAST, 70)
    assert (fuller.low, fuller.middle, fuller.high) == (125, 140, 158)
    assert fuller.hours[10] == pytest.approx((18.0, 20.0, 23.0))
    group = more(FORECAST, 28, 11)
    assert group.hours[11] == pytest.approx((36.0, 38.0, 41.0))
    assert more(FORECAST, 28, 3) == FORECAST, "nobody comes in at three at night"


def kept(back: int, counted: float | None) -> KeptForecast:
    made = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    return KeptForecast(DAY - dt.timedelta(days=back), made, FORECAST, counted)


def test_how_right_forecasts_were() -> None:
    few = rightness([kept(1, 70.0)])
    assert (few.days, few.error) == (1, None)
    found = rightness([kept(back, 63.0 if back % 2 else 100.0) for back in range(1, 7)])
    assert (found.days, found.held) == (6, 0.5)
    assert found.error == pytest.approx((3 * 7 + 3 * 30) / 489)
    assert outcome_plot([kept(1, 70.0)]) is None
    plot = outcome_plot([kept(1, 70.0), kept(2, 60.0), kept(3, None)])
    assert plot is not None
    assert len(plot.dots) == 2


def test_a_plot_has_a_path_for_each_stretch_and_labels_that_can_be_read() -> None:
    week = [None] * 24
    week[10:13] = [9.0, 8.0, 7.0]
    week[15] = 10.0
    plot = day_plot(HOURS, {"week": week})
    assert plot is not None
    assert len(plot.lines["week"]) == 2
    assert len(plot.bands) == 1
    heights = sorted(label.y for label in plot.labels)
    assert heights[1] - heights[0] >= 17
    assert day_plot([None] * 24, {}) is None
    assert np.isfinite([x for x, _hour in plot.hours]).all()

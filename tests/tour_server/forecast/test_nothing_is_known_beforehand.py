"""A forecast sees nothing of what comes after its origin: not a count, not the profile, not a band."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tour_server.forecast.drawn_counts import drawn_panel
from tour_server.forecast.candidates import NAIVE, USUAL, Candidates
from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.features import NAMES, Seen
from tour_server.forecast.panel import Cadence, Panel


def seen_of(panel: Panel, known: int) -> Seen:
    return Seen(panel, marked_steps(panel, DayMarks(), panel.steps), known)


@pytest.mark.parametrize("lead", [1, 2, 7, 8, 28, 29, 36])
@pytest.mark.parametrize("cadence", [Cadence.HOURLY, Cadence.MONTHLY])
def test_a_row_is_the_same_when_the_future_is_another(cadence: Cadence, lead: int) -> None:
    panel = drawn_panel(130, cadence=cadence)
    target = 120
    other = panel.values.copy()
    other[:, target - lead + 1 :] *= 7
    steps = np.array([target])
    before = seen_of(panel, target - lead + 1)
    after = seen_of(Panel(panel.names, panel.first, panel.cadence, other), target - lead + 1)
    rows, changed = before.rows(steps, lead), after.rows(steps, lead)
    assert rows.shape == (2 * cadence.slots, len(NAMES))
    for number, name in enumerate(NAMES):
        np.testing.assert_array_equal(rows[:, number], changed[:, number], name)
    for name in (NAIVE, USUAL):
        one, two = (
            Candidates(seen, None, {}).forecasts(steps, lead, [name])[name].middle
            for seen in (before, after)
        )
        np.testing.assert_array_equal(one, two)


def test_a_marked_day_is_no_measure_for_others_and_a_gap_is_none() -> None:
    panel = drawn_panel(60)
    values = panel.values.copy()
    values[:, 50] *= 5  # an event
    loud = Panel(panel.names, panel.first, panel.cadence, values)
    marks = DayMarks(unlike=frozenset({panel.date(50)}))
    seen = Seen(loud, marked_steps(loud, marks, 60), 57)
    usual = seen.usual(np.array([57]), 1)
    plain = seen_of(panel, 57).usual(np.array([57]), 1)
    assert np.nanmax(usual) <= np.nanmax(plain) * 1.5
    assert np.isnan(usual[:, :, 3]).all(), "at three at night nothing was ever counted"

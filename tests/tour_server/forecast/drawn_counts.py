"""Counts of a drawn museum: weekends are busy, Mondays shut, afternoons busier than mornings, and chance."""

from __future__ import annotations

import datetime as dt

import numpy as np

from tour_server.forecast.panel import Cadence, Panel

MONDAY = dt.date(2024, 1, 1)


def drawn_panel(
    days: int, series: int = 2, seed: int = 1, cadence: Cadence = Cadence.HOURLY
) -> Panel:
    """Returns counts from MONDAY on. Hours in which a drawn museum is shut are gaps."""
    rng = np.random.default_rng(seed)
    slots = cadence.slots
    values = np.full((series, days, slots), np.nan, np.float32)
    for day in range(days):
        weekday = day % 7
        if weekday == 0:
            continue
        level = 40.0 * (1.6 if weekday > 4 else 1.0) * (1 + 0.3 * np.sin(day / 58))
        level *= rng.gamma(25, 1 / 25)  # the weather, which all series share
        for one in range(series):
            if slots == 1:
                values[one, day, 0] = rng.poisson(level * 7 / (one + 1))
                continue
            for hour in range(10, 17):
                values[one, day, hour] = rng.poisson(level * (0.6 + 0.1 * (hour - 10)) / (one + 1))
    return Panel(tuple(f"room-{one}" for one in range(series)), MONDAY, cadence, values)

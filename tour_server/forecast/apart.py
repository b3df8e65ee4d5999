"""Finds the months that are unlike all others, because the doors were shut or hardly anybody went out."""

from __future__ import annotations

import datetime as dt

import numpy as np

from tour_server.forecast.panel import Panel

SHARE_OF_USUAL = 0.5  # of the counts of the months around; a quiet season is above it, the shut months of 2020 below
AROUND_MONTHS = 18  # to each side; the level of a series moves over years


def months_apart(panel: Panel) -> frozenset[tuple[int, int]]:
    """Returns the months (year, number) in which the series as a whole counted less than half of the usual."""
    dates = [panel.date(step) for step in range(panel.steps)]
    months = sorted({(date.year, date.month) for date in dates})
    number = {month: at for at, month in enumerate(months)}
    of = np.array([number[date.year, date.month] for date in dates])
    known = ~np.isnan(panel.values)
    shape = (len(panel.names), len(months))
    counted, slots = np.zeros(shape), np.zeros(shape)
    by_step = np.where(known, panel.values, 0.0).sum(axis=2, dtype=float)
    for series in range(len(panel.names)):
        counted[series] = np.bincount(of, by_step[series], len(months))
        slots[series] = np.bincount(of, known[series].sum(axis=1), len(months))
    rates = np.where(slots > 0, counted / np.maximum(slots, 1), np.nan)
    found = set()
    for at, month in enumerate(months):
        around = rates[:, max(0, at - AROUND_MONTHS) : at + AROUND_MONTHS + 1]
        there = ~np.isnan(rates[:, at])
        if not there.any():
            continue
        usual = np.nanmedian(around[there], axis=1)
        usually = usual > 0  # in a room that nobody enters every month is like all others
        if not usually.any():
            continue
        shares = rates[there, at][usually] / usual[usually]
        if float(np.median(shares)) < SHARE_OF_USUAL:
            found.add(month)
    return frozenset(found)


def days_of(months: frozenset[tuple[int, int]]) -> frozenset[dt.date]:
    """Returns the days of months."""
    found = set()
    for year, month in months:
        day = dt.date(year, month, 1)
        while day.month == month:
            found.add(day)
            day += dt.timedelta(days=1)
    return frozenset(found)

"""What counts as usual for a slot that has no usual count: an hour that is open for the first time, a blind kiosk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tour_server.forecast.panel import Cadence, Values

RECENT_SEASONS = 4
NEWEST = 4  # counts of the same slot that are averaged, of a series that was blind for longer
YEARS = 2  # that are looked back for them


def nearest_counts(
    usual: Values, plain: Values, steps: NDArray[np.int64], lead: int, cadence: Cadence
) -> Values:
    """Returns usual counts of target steps with their gaps filled; NaN only in series that were never counted.

    A slot that was never counted on this day of the week counts as the same slot of the last four weeks' other days,
    one that was never counted at all as the nearest that was. A series that was blind for four weeks counts as the
    newest of the same day of the week. `plain`: what was counted, without marked days.
    """
    if not np.isnan(usual).any():
        return usual
    filled = usual.copy()
    for at, step in enumerate(steps):
        missing = np.isnan(usual[:, at])
        if missing.any():
            found = _nearest(plain, int(step), max(1, int(step) - lead + 1), cadence)
            filled[:, at] = np.where(missing, found, usual[:, at])
    return filled


def _nearest(plain: Values, step: int, origin: int, cadence: Cadence) -> Values:
    """Return the counts by series and slot that are nearest to those of a step, known before `origin`."""
    recent = plain[:, max(0, origin - RECENT_SEASONS * cadence.season) : origin]
    found = _by_slot(recent)
    blind = np.flatnonzero(np.isnan(found).all(axis=1))
    if len(blind):
        oldest = max(0, origin - YEARS * cadence.year)
        back = np.arange(oldest + (step - oldest) % cadence.season, origin, cadence.season)
        found[blind] = _by_slot(_newest(plain[blind][:, back]))
        never = blind[np.isnan(found[blind]).all(axis=1)]
        found[never] = _by_slot(plain[never, oldest:origin])
    return found


def _newest(counts: Values) -> Values:
    """Return counts by series, step and slot without those that are older than the NEWEST known of their slot."""
    known = ~np.isnan(counts)
    rank = np.cumsum(known[:, ::-1], axis=1)[:, ::-1]
    return np.where(known & (rank <= NEWEST), counts, np.nan).astype(np.float32)


def _by_slot(counts: Values) -> Values:
    """Return the mean of each slot over the steps; where a slot was never counted, that of the nearest one."""
    known = ~np.isnan(counts)
    number = known.sum(axis=1)
    total = np.where(known, counts, 0).sum(axis=1)
    mean = np.where(number > 0, total / np.maximum(number, 1), np.nan).astype(np.float32)
    for row in mean:
        there, gaps = np.flatnonzero(~np.isnan(row)), np.flatnonzero(np.isnan(row))
        if len(there) and len(gaps):
            row[gaps] = row[there[np.argmin(np.abs(gaps[:, None] - there[None, :]), axis=1)]]
    return mean

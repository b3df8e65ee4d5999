"""What the tree model sees of a count that is to be forecast: everything relative to the usual count of its slot.

The usual count is the median of the same slot in the last four seasons that are known at the origin, without marked
days. Lead: how many steps before the target the last known step is, 1 for the next.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tour_server.forecast.day_marks import MarkedSteps
from tour_server.forecast.panel import Cadence, Panel, Values, lagged, median_of

SEASONS = 4  # in the usual count; 3 and 6 were within 0.3 % of it on the streets of Auckland, 2019 to 2024
MORE_LAGS = 8
FLOOR_SHARE = 0.03  # of a series' mean count: a slot is never measured by less

Rows = NDArray[np.float32]
Steps = NDArray[np.int64]

NAMES = [
    "lead",
    "slot",
    "weekday",
    "week_sin",
    "week_cos",
    "holiday",
    "before",
    "after",
    "lag_holidays",
    "school",
    "school_lag",
    "usual_share",
    "floor_share",
    "lag0",
    "lag1",
    "lag2",
    "lag3",
    "long",
    "spread",
    "year",
    "year_move",
    "same_holiday",
    "step0",
    "step1",
    "step2",
    "steps7",
    "steps28",
    "slot0",
    "slot7",
    "level7",
    "level28",
    "neighbours",
]


class Seen:
    """A panel with what the rows of all its targets are computed from."""

    def __init__(self, panel: Panel, marks: MarkedSteps, known: int) -> None:
        """`known`: the steps from which the series' mean and profile are taken, those before it."""
        self.panel, self.marks = panel, marks
        values = panel.values
        plain = values.copy()
        plain[:, (marks.holiday > 0) | marks.unlike] = np.nan
        self.plain = plain
        mean = _mean(
            values[:, max(0, known - panel.cadence.year) : known].reshape(len(values), -1), 1
        )
        self.floor = np.maximum(FLOOR_SHARE * np.nan_to_num(mean, nan=1.0), 0.05).astype(np.float32)
        self._lags: dict[int, Values] = {}
        self._usual: dict[int, Values] = {}
        nearest = self.usual_by_seasons(1)
        self.slot_residual = values / (nearest + self.floor[:, None, None])
        both = ~np.isnan(values) & ~np.isnan(nearest)
        counted = np.where(both, values, 0).sum(axis=2)
        expected = np.where(both, nearest, 0).sum(axis=2) + self.floor[:, None]
        self.step_residual = np.where(both.any(axis=2), counted / expected, np.nan).astype(
            np.float32
        )
        self.level = _level(values, panel.cadence, known)

    def seasons(self, lead: int) -> int:
        """Returns how many seasons back the newest same slot is that is known with this lead."""
        return -(-lead // self.panel.cadence.season)

    def usual(self, steps: Steps, lead: int) -> Values:
        """Returns the usual counts of target steps, by series, step and slot."""
        return self.usual_by_seasons(self.seasons(lead))[:, steps]

    def usual_by_seasons(self, back: int) -> Values:
        """Returns the usual counts of all steps where the newest known season is so many seasons back.

        Where all of them were marked days, what was counted in the newest counts as usual.
        """
        if back not in self._usual:
            found = median_of(np.stack([self._lag(back + one) for one in range(SEASONS)]))
            counted = lagged(self.panel.values, back * self.panel.cadence.season)
            self._usual[back] = np.where(np.isnan(found), counted, found).astype(np.float32)
        return self._usual[back]

    def _lag(self, seasons: int) -> Values:
        if seasons not in self._lags:
            self._lags[seasons] = lagged(self.plain, seasons * self.panel.cadence.season)
        return self._lags[seasons]

    def scale(self, steps: Steps, lead: int) -> Values:
        """Returns what the counts of target steps are measured by: the usual count, and the floor with it."""
        usual = self.usual(steps, lead)
        scale: Values = np.nan_to_num(usual, nan=0.0) + self.floor[:, None, None]
        return scale

    def rows(self, steps: Steps, lead: int) -> Rows:
        """Returns a row for each series, target step and slot, in that order."""
        panel, marks = self.panel, self.marks
        season, slots = panel.cadence.season, panel.cadence.slots
        shape = (len(panel.names), len(steps), slots)
        newest = self.seasons(lead)
        scale = self.scale(steps, lead)
        origin = np.maximum(steps - lead, 0)
        lags = [self._lag(newest + at)[:, steps] / scale for at in range(MORE_LAGS)]
        stacked = np.stack(lags)

        def by_step(value: NDArray[np.float32]) -> Values:
            return np.broadcast_to(value[None, :, None], shape)

        back = [np.maximum(steps - season * (newest + at), 0) for at in range(SEASONS)]
        lag_holidays = np.mean([marks.holiday[one] > 0 for one in back], axis=0)
        school_lag = np.mean([marks.school[one] for one in back], axis=0)
        place = 2 * np.pi * np.array([_place_in_year(panel, int(one)) for one in steps])
        weekday = np.array([panel.date(int(one)).weekday() for one in steps])
        columns: list[Values] = [
            np.full(shape, lead, np.float32),
            np.broadcast_to(np.arange(slots, dtype=np.float32)[None, None, :], shape),
            *(by_step(one.astype(np.float32)) for one in (weekday, np.sin(place), np.cos(place))),
            by_step((marks.holiday[steps] > 0).astype(np.float32)),
            by_step(marks.before[steps]),
            by_step(marks.after[steps]),
            by_step(lag_holidays.astype(np.float32)),
            by_step(marks.school[steps]),
            by_step(school_lag.astype(np.float32)),
            scale / (self.floor[:, None, None] / FLOOR_SHARE),
            self.floor[:, None, None] / scale,
            *lags[:4],
            _mean(stacked, 0),
            _spread(stacked),
            *self._of_last_year(steps, lead, scale),
            *self._of_the_origin(origin),
            _neighbours(lags[0]),
        ]
        return np.stack(
            [np.broadcast_to(one, shape).reshape(-1) for one in columns], axis=1
        ).astype(np.float32)

    def _of_last_year(self, steps: Steps, lead: int, scale: Values) -> list[Values]:
        values, year = self.panel.values, self.panel.cadence.year
        year *= -(-lead // year)  # the newest of the years that is known
        there = steps >= year
        at = np.maximum(steps - year, 0)
        last = np.where(there[None, :, None], values[:, at], np.nan) / scale
        then = self.level[:, at]
        before = self.level[:, np.maximum(at - lead, 0)]
        usable = there & (at - lead >= 0)
        move = np.where(usable[None, :], then / np.maximum(before, 1e-6), np.nan)
        same = self.marks.same_before[steps]
        held = np.maximum(same, 0)
        found = self.slot_residual[:, held]
        holiday = np.where((same >= 0)[None, :, None], found, np.nan)
        return [last, np.broadcast_to(move[:, :, None], last.shape), holiday]

    def _of_the_origin(self, origin: Steps) -> list[Values]:
        residual, slots = self.step_residual, self.panel.cadence.slots

        def by_series_step(value: NDArray[np.float32]) -> Values:
            return np.repeat(value[:, :, None], slots, axis=2)

        def mean_back(length: int) -> NDArray[np.float32]:
            return _mean(
                np.stack([residual[:, np.maximum(origin - one, 0)] for one in range(length)]), 0
            )

        week = [np.maximum(origin - one, 0) for one in range(self.panel.cadence.season)]
        level = self.level

        def rise(back: int) -> NDArray[np.float32]:
            before = np.maximum(level[:, np.maximum(origin - back, 0)], 1e-6)
            return (level[:, origin] / before).astype(np.float32)

        return [
            *(by_series_step(residual[:, np.maximum(origin - one, 0)]) for one in range(3)),
            by_series_step(mean_back(7)),
            by_series_step(mean_back(28)),
            self.slot_residual[:, origin],
            _mean(np.stack([self.slot_residual[:, one] for one in week]), 0),
            by_series_step(rise(7)),
            by_series_step(rise(28)),
        ]


def _level(values: Values, cadence: Cadence, known: int) -> NDArray[np.float32]:
    """Return each series' level at each step: the mean of a week before it, freed of hour and day of the week."""
    season = cadence.season
    profile = np.stack(
        [
            _mean(values[:, max(0, known - 60 * season) : known][:, day::season], 1)
            for day in range(season)
        ],
        axis=1,
    )
    start = max(0, known - 60 * season) % season
    order = [(step - start) % season for step in range(values.shape[1])]
    expected = profile[:, order]
    both = ~np.isnan(values) & ~np.isnan(expected)
    counted = np.where(both, values, 0).sum(axis=2)
    usual = np.where(both, expected, 0).sum(axis=2)
    total, of = np.cumsum(counted, axis=1), np.cumsum(usual, axis=1)
    width = 7 if cadence is not Cadence.MONTHLY else 3
    total[:, width:] = total[:, width:] - total[:, :-width]
    of[:, width:] = of[:, width:] - of[:, :-width]
    return np.where(of > 0, total / np.maximum(of, 1e-9), np.nan).astype(np.float32)


def _place_in_year(panel: Panel, step: int) -> float:
    return panel.date(step).timetuple().tm_yday / 365.25


def _mean(values: Values, axis: int) -> Values:
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def _spread(stacked: Values) -> Values:
    mean = _mean(stacked, 0)
    return _mean(np.abs(stacked - mean), 0)


def _neighbours(values: Values) -> Values:
    if values.shape[2] == 1:
        return np.full_like(values, np.nan)
    return _mean(np.stack([np.roll(values, 1, axis=2), np.roll(values, -1, axis=2)]), 0)

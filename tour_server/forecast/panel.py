"""The counts of several series on one grid of steps and slots, with gaps.

A step is a day, of 24 slots or of one; or a month, of one slot. What was not counted is NaN: a gap, never a zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Values = NDArray[np.float32]
"""Counts by series, step and slot; or what is computed of them, in the same shape."""


class Cadence(StrEnum):
    """How often is counted."""

    HOURLY = "hourly"
    DAILY = "daily"
    MONTHLY = "monthly"

    @property
    def slots(self) -> int:
        """How many slots a step has."""
        return 24 if self is Cadence.HOURLY else 1

    @property
    def season(self) -> int:
        """After how many steps the same course comes again: a week of days, a year of months."""
        return 12 if self is Cadence.MONTHLY else 7

    @property
    def year(self) -> int:
        """How many steps back the same part of the last year is, on the same day of the week."""
        return 12 if self is Cadence.MONTHLY else 364


class Panel(Struct, frozen=True):
    """`values[i, j, k]`: the count of series `names[i]` in slot k of step `first` + j. NaN where it is not known."""

    names: tuple[str, ...]
    first: dt.date
    cadence: Cadence
    values: Values

    @property
    def steps(self) -> int:
        """How many steps the grid has."""
        return int(self.values.shape[1])

    def date(self, step: int) -> dt.date:
        """Returns the day of a step, or the first day of its month; also of steps after the last."""
        if self.cadence is not Cadence.MONTHLY:
            return self.first + dt.timedelta(days=step)
        months = self.first.year * 12 + self.first.month - 1 + step
        return dt.date(months // 12, months % 12 + 1, 1)

    def step(self, date: dt.date) -> int:
        """Returns the step in which a day is."""
        if self.cadence is not Cadence.MONTHLY:
            return (date - self.first).days
        return (date.year - self.first.year) * 12 + date.month - self.first.month

    def until(self, step: int) -> Panel:
        """Returns the panel of the steps before `step`."""
        return Panel(self.names, self.first, self.cadence, self.values[:, :step])

    def longer(self, steps: int) -> Panel:
        """Returns the panel with so many more steps, of which nothing is known."""
        shape = (len(self.names), steps, self.cadence.slots)
        more = np.full(shape, np.nan, np.float32)
        return Panel(
            self.names, self.first, self.cadence, np.concatenate([self.values, more], axis=1)
        )

    def of(self, chosen: Sequence[int]) -> Panel:
        """Returns the panel of some of its series."""
        names = tuple(self.names[one] for one in chosen)
        return Panel(names, self.first, self.cadence, self.values[list(chosen)])


def lagged(values: Values, steps: int) -> Values:
    """Returns what was counted `steps` before each step; NaN before the first."""
    if steps == 0:
        return values
    back = np.full_like(values, np.nan)
    back[:, steps:] = values[:, : max(0, values.shape[1] - steps)]
    return back


def median_of(stack: Values) -> Values:
    """Returns the median over the first axis of what is known; NaN where nothing is."""
    ordered = np.sort(stack, axis=0)  # NaN last
    known = np.sum(~np.isnan(stack), axis=0)
    low = np.take_along_axis(ordered, np.maximum((known - 1) // 2, 0)[None], axis=0)[0]
    high = np.take_along_axis(ordered, np.minimum(known // 2, len(stack) - 1)[None], axis=0)[0]
    middle: Values = ((low + high) / 2).astype(np.float32)
    return np.where(known > 0, np.where(known % 2 == 1, low, middle), np.nan).astype(np.float32)

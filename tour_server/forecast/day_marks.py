"""What is known of days beforehand: public holidays, school holidays, and days that are unlike all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tour_server.forecast.panel import Cadence, Panel

NEAR_DAYS = (
    4  # a holiday further away than this is not felt; the tree model sees no nearer ones anyway
)


class DayMarks(Struct, frozen=True):
    """`holidays`: day -> name of the public holiday. `school`: days of school holidays.

    `unlike`: days that no other is measured by: an event, an evacuation, a month in which the doors were shut.
    """

    holidays: Mapping[dt.date, str] = {}
    school: frozenset[dt.date] = frozenset()
    unlike: frozenset[dt.date] = frozenset()


class MarkedSteps(Struct, frozen=True):
    """The marks on the steps of a panel. `holiday`: 0 is none, else the number of its name.

    `before`, `after`: days to the next holiday and from the last, NEAR_DAYS + 1 where it is further away.
    `same_before`: the step at which the same holiday was the last time, -1 where none was.
    """

    holiday: NDArray[np.int32]
    before: NDArray[np.float32]
    after: NDArray[np.float32]
    same_before: NDArray[np.int32]
    school: NDArray[np.float32]
    unlike: NDArray[np.bool_]


def marked_steps(panel: Panel, marks: DayMarks, steps: int) -> MarkedSteps:
    """Returns the marks of the first `steps` steps of a panel's grid, also of those after its last.

    The steps of a monthly panel have none: a month holds its holidays each year.
    """
    if panel.cadence is Cadence.MONTHLY:
        return _unmarked(panel, marks, steps)
    dates = [panel.date(step) for step in range(-NEAR_DAYS, steps + NEAR_DAYS)]
    numbers = {name: n + 1 for n, name in enumerate(sorted(set(marks.holidays.values())))}
    names = [marks.holidays.get(date, "") for date in dates]
    wide = np.array([numbers.get(name, 0) for name in names], np.int32)
    own = slice(NEAR_DAYS, NEAR_DAYS + steps)
    before = np.full(steps, NEAR_DAYS + 1, np.float32)
    after = np.full(steps, NEAR_DAYS + 1, np.float32)
    for away in range(NEAR_DAYS, 0, -1):
        before[wide[NEAR_DAYS + away : NEAR_DAYS + away + steps] > 0] = away
        after[wide[NEAR_DAYS - away : NEAR_DAYS - away + steps] > 0] = away
    last: dict[int, int] = {}
    same_before = np.full(steps, -1, np.int32)
    for step, number in enumerate(wide[own].tolist()):
        if number:
            same_before[step] = last.get(number, -1)
            last[number] = step
    return MarkedSteps(
        wide[own],
        before,
        after,
        same_before,
        np.array([date in marks.school for date in dates[own]], np.float32),
        np.array([date in marks.unlike for date in dates[own]], np.bool_),
    )


def _unmarked(panel: Panel, marks: DayMarks, steps: int) -> MarkedSteps:
    unlike_months = {(date.year, date.month) for date in marks.unlike}
    dates = [panel.date(step) for step in range(steps)]
    far = np.full(steps, NEAR_DAYS + 1, np.float32)
    return MarkedSteps(
        np.zeros(steps, np.int32),
        far,
        far,
        np.full(steps, -1, np.int32),
        np.zeros(steps, np.float32),
        np.array([(date.year, date.month) in unlike_months for date in dates], np.bool_),
    )

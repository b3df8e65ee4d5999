"""A day's needs as a table of stretches: what is needed, with its band, and who is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from tour_server.staffing.breaks import presence
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import QUARTER_MINUTES, QUARTERS, PlannedShift
from tour_server.staffing.week_facts import WeekFacts


class NeedFigures(Struct, frozen=True):
    """A skill's figures in a stretch: needed in each band, there, and there while others have a break."""

    low: int
    middle: int
    high: int
    there: int
    at_work: int


class NeedStretch(Struct, frozen=True):
    """A stretch of a day, in minutes since midnight, in which no figure changes; a skill each."""

    begins: int
    ends: int
    skills: tuple[NeedFigures, ...]


def need_stretches(
    facts: WeekFacts, shifts: Sequence[PlannedShift], day: dt.date
) -> list[NeedStretch]:
    """Returns the stretches of a day in which somebody is needed or there, to the quarter of an hour."""
    columns = []
    for skill in facts.skills:
        bands = [facts.need(day, skill, band) for band in Band]
        there = [presence(shifts, day, skill, breaks=breaks) for breaks in (False, True)]
        columns.append([*bands, *there])
    quarters = [
        tuple(NeedFigures(*(figures[quarter] for figures in column)) for column in columns)
        for quarter in range(QUARTERS)
    ]
    found = []
    for figures, group in groupby(range(QUARTERS), key=quarters.__getitem__):
        if any(one.high or one.there for one in figures):
            at = list(group)
            begins, ends = at[0] * QUARTER_MINUTES, (at[-1] + 1) * QUARTER_MINUTES
            found.append(NeedStretch(begins, ends, figures))
    return found

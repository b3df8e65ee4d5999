"""The counts of a museum as a panel: of the house and of each room, by hour, with what is known of the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.forecast.day_marks import DayMarks, marked_steps
from tour_server.forecast.features import Seen
from tour_server.forecast.hour_counts import HOUSE, IMPORTED, entrance_of, series_of
from tour_server.forecast.known_days import KnownDay, KnownKind, closed_on, of_kind
from tour_server.forecast.open_hours import HOURS, open_shares
from tour_server.forecast.panel import Cadence, Panel, Values
from tour_server.forecast.tables import VisitorHourRow

MOST_DAYS = 1280  # that are read; the trees look at three of them and at the year before
WHOLE_DAY = -1  # the hour of a count of a whole day


class History(Struct, frozen=True):
    """The counts of days that are over. `by_day`: series of which only whole days are counted; shared out by hour.

    `groups`: booked visitors by series, day and hour, who are not in `panel`.
    """

    panel: Panel
    by_day: frozenset[str]


def read_history(
    session: Session,
    museum: Museum,
    known: Sequence[KnownDay],
    today: dt.date,
    most_days: int = MOST_DAYS,
) -> History | None:
    """Returns the counts of the `most_days` days before `today`; None where nothing was counted.

    What was imported goes before what kiosks counted. The house is what was imported of it, else the entrance.
    """
    earliest = today - dt.timedelta(days=most_days)
    first = session.scalar(
        select(func.min(VisitorHourRow.day)).where(
            VisitorHourRow.day >= earliest, VisitorHourRow.day < today
        )
    )
    if first is None:
        return None
    rooms = {series_of(room.key) for room in museum.rooms}
    names = (HOUSE, *(series_of(room.key) for room in museum.rooms))
    number = {name: at for at, name in enumerate(names)}
    steps = (today - first).days
    shape = (len(names), steps, HOURS)
    counted, imported = np.full(shape, np.nan, np.float32), np.full(shape, np.nan, np.float32)
    whole = np.full(shape[:2], np.nan, np.float32)
    rows = session.execute(
        select(
            VisitorHourRow.series,
            VisitorHourRow.day,
            VisitorHourRow.hour,
            VisitorHourRow.source,
            VisitorHourRow.people,
            VisitorHourRow.open_share,
        ).where(VisitorHourRow.day >= first, VisitorHourRow.day < today),
        execution_options={"yield_per": 10_000},  # a million rows of a large house
    )
    for series, day, hour, source, people, share in rows:
        at = number.get(series)
        if at is None:
            continue
        step = (day - first).days
        if hour == WHOLE_DAY:
            whole[at, step] = people
        else:
            into = imported if source == IMPORTED else counted
            into[at, step, hour] = people / max(share, 1e-3)
    entrance = series_of(entrance_of(museum))
    if entrance in rooms:
        counted[0] = counted[number[entrance]]
    values = np.where(np.isnan(imported), counted, imported)
    whole[~np.isnan(imported).all(axis=2)] = np.nan  # hours tell more than the day that they are of
    by_day = _share_out_days(values, whole, names, museum, first)
    _take_out(values, names, museum, known, first)
    return History(Panel(names, first, Cadence.HOURLY, values), frozenset(by_day))


def seen_of(history: History, marks: DayMarks, days_ahead: int) -> Seen:
    """Returns the history with what the models see of it, and so many days more."""
    panel = history.panel.longer(days_ahead) if days_ahead else history.panel
    return Seen(panel, marked_steps(panel, marks, panel.steps), history.panel.steps)


def marks_of(
    known: Sequence[KnownDay], holidays: Mapping[dt.date, str], unlike: frozenset[dt.date]
) -> DayMarks:
    """Returns the marks of days: holidays, school holidays, and those of events and closures, unlike all others."""
    school = {day for one in of_kind(known, KnownKind.SCHOOL) for day in one.days()}
    events = {day for one in of_kind(known, KnownKind.EVENT) for day in one.days()}
    return DayMarks(holidays, frozenset(school), unlike | events)


def shares_ahead(
    museum: Museum, names: Sequence[str], known: Sequence[KnownDay], first: dt.date, days: int
) -> Values:
    """Returns the share of each hour that is open, by series, day from `first` on, and hour."""
    rooms = {series_of(room.key): room for room in museum.rooms}
    found = np.zeros((len(names), days, HOURS), np.float32)
    for ahead in range(days):
        day = first + dt.timedelta(days=ahead)
        closed = closed_on(known, day)
        for at, name in enumerate(names):
            room = rooms.get(name)
            if "" in closed or (room is not None and room.key in closed):
                continue
            found[at, ahead] = open_shares(museum, room, day)
    return found


def _share_out_days(
    values: Values,
    whole: NDArray[np.float32],
    names: Sequence[str],
    museum: Museum,
    first: dt.date,
) -> list[str]:
    """Share counts of whole days out over the hours, as that weekday's hours were counted, else evenly.

    Returns the series of which no hour was ever counted.
    """
    only_days = []
    rooms = {series_of(room.key): room for room in museum.rooms}
    for at, name in enumerate(names):
        days = np.flatnonzero(~np.isnan(whole[at]))
        if not len(days):
            continue
        known = ~np.isnan(values[at])
        if not known.any():
            only_days.append(name)
        weekdays = (np.arange(values.shape[1]) + first.weekday()) % 7
        for step in days:
            same = weekdays == weekdays[step]
            hours = np.where(known[same], values[at][same], 0).sum(axis=0)
            shares = open_shares(museum, rooms.get(name), first + dt.timedelta(days=int(step)))
            weights = hours if hours.sum() > 0 else shares
            if weights.sum() > 0:
                day = whole[at, step] * weights / weights.sum()
                values[at, step] = np.where(shares > 0, day, np.nan)
    return only_days


def _take_out(
    values: Values,
    names: Sequence[str],
    museum: Museum,
    known: Sequence[KnownDay],
    first: dt.date,
) -> None:
    """Take booked groups out of what was counted, for they are added to what is forecast; shut days are no measure."""
    number = {name: at for at, name in enumerate(names)}
    for one in known:
        for day in one.days():
            step = (day - first).days
            if not 0 <= step < values.shape[1]:
                continue
            if one.kind is KnownKind.CLOSED:
                rows = [
                    at
                    for at, name in enumerate(names)
                    if one.room == "" or name == series_of(one.room)
                ]
                values[rows, step] = np.nan
            if one.kind is KnownKind.GROUP and one.people and one.hour is not None:
                for series in {HOUSE, series_of(one.room or entrance_of(museum))} & number.keys():
                    left = values[number[series], step, one.hour] - one.people
                    values[number[series], step, one.hour] = np.maximum(left, 0)  # a gap stays one

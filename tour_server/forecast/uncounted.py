"""Says which hours or days a forecast rests on were not counted: of a blind kiosk, or open for the first time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.museum import Museum
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.hour_counts import HOUSE, entrance_of, series_of
from tour_server.forecast.tables import VisitorHourRow
from tour_server.forecast.words import day_words
from web.translations import gettext as _

WEEKS = 9  # before a day: four of a forecast four weeks ahead, and the four whose middle is the usual count
SILENT_DAYS = 7


def series_counted(museum: Museum, series: str) -> list[str]:
    """Returns the series whose counts are those of a series: of the house also the entrance's."""
    return [series, series_of(entrance_of(museum))] if series == HOUSE else [series]


def uncounted_sentences(
    session: Session,
    museum: Museum,
    series: str,
    day: dt.date,
    made_on: dt.date,
    hours: Sequence[object | None],
) -> list[str]:
    """Returns what was not counted of what a day's forecast rests on, a sentence or none.

    `made_on`: the day on which it was made. `hours`: of the forecast, None where shut.
    """
    of, names = VisitorHourRow, series_counted(museum, series)
    newest = session.scalar(select(func.max(of.day)).where(of.series.in_(names), of.day < made_on))
    if newest is None:
        return []
    if (made_on - newest).days > SILENT_DAYS:
        return [
            _(
                "Nothing was counted here after {day}, so older counts stand for newer ones.",
                day=f"{day_words(newest)} {newest.year}",
            )
        ]
    alike = [day - dt.timedelta(days=7 * back) for back in range(1, WEEKS + 1)]
    found = select(of.hour).where(of.series.in_(names), of.day.in_(alike), of.day < made_on)
    counted = set(session.scalars(found.distinct()))
    missing = [hour for hour, one in enumerate(hours) if one is not None and hour not in counted]
    if not missing or WHOLE_DAY in counted:
        return []
    return [
        _(
            "Not counted on such a day in the last weeks: {hours}. The nearest that was counted stands for it, with a"
            " wider band.",
            hours=_spans(missing),
        )
    ]


def _spans(hours: Sequence[int]) -> str:
    """Return hours as spans: 10:00-12:00, 17:00-20:00."""
    found: list[tuple[int, int]] = []
    for hour in hours:
        if found and found[-1][1] == hour:
            found[-1] = found[-1][0], hour + 1
        else:
            found.append((hour, hour + 1))
    return ", ".join(f"{first}:00–{last}:00" for first, last in found)

"""What the page of a day shows: its forecast, last week's and last year's counts beside it, and what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import select

from contract.museum import Museum
from tour_server.database import Database
from tour_server.forecast.day_plot import Counts, DayPlot, day_plot
from tour_server.forecast.effects import RAINY_MILLIMETRES
from tour_server.forecast.forecast_store import ForecastStore, KeptForecast
from tour_server.forecast.history import WHOLE_DAY
from tour_server.forecast.holiday_calendar import is_installed, public_holidays
from tour_server.forecast.hour_counts import (
    HOUSE,
    IMPORTED,
    ROOM_PREFIX,
    series_of,
)
from tour_server.forecast.known_days import KnownDay, KnownDays, KnownKind
from tour_server.forecast.tables import VisitorHourRow
from tour_server.forecast.uncounted import series_counted, uncounted_sentences
from tour_server.forecast.what_if import WhatIf, ask_what_if
from tour_server.forecast.words import KIND_WORDS, rests_on, series_names
from web.translations import gettext as _

YEAR_DAYS = 364  # the same day of the week a year before


class HourRow(Struct, frozen=True):
    """An hour in the table: the forecast with its band, and what was counted then."""

    hour: int
    low: int
    middle: int
    high: int
    week: int | None
    year: int | None
    counted: int | None


class DayView(Struct, frozen=True):
    """A day of a series. `asked`: sentences on what was asked of it (what if). `counted`: so far, or in all."""

    day: dt.date
    series: str
    low: int
    middle: int
    high: int
    plot: DayPlot | None
    rows: list[HourRow]
    sentences: list[str]
    asked: list[str]
    made_at: dt.datetime
    holiday: str


class DayViews:
    """Builds the views of days. May be called from any thread."""

    def __init__(
        self,
        database: Database,
        store: ForecastStore,
        known: KnownDays,
        place: Callable[[], str],
    ) -> None:
        """`place` returns whose public holidays count."""
        self._database, self._store, self._known, self._place = database, store, known, place

    def view(
        self, museum: Museum, series: str, day: dt.date, asked: WhatIf | None = None
    ) -> DayView | None:
        """Returns the view of a day; None where it was not forecast."""
        asked = asked or WhatIf()
        models = self._store.models()
        kept = self._store.newest(day, day, series)
        if models is None or not kept:
            return None
        known = self._known.all(day)
        forecast, said = ask_what_if(museum, kept[0].forecast, day, asked, known, models[0])
        week = self.counted(museum, series, day - dt.timedelta(days=7))
        year = self.counted(museum, series, day - dt.timedelta(days=YEAR_DAYS))
        today = self.counted(museum, series, day)
        others = {"week": week, "year": year, "counted": today}
        holiday = self.holidays([day]).get(day, "")
        sentences = rests_on(museum, forecast, day, models[0], known, holiday)
        made_on = kept[0].made_at.astimezone(ZoneInfo(museum.site.time_zone)).date()
        with self._database.reading() as session:
            sentences += uncounted_sentences(session, museum, series, day, made_on, forecast.hours)
        return DayView(
            day,
            series,
            round(forecast.low),
            round(forecast.middle),
            round(forecast.high),
            day_plot(forecast.hours, {kind: of for kind, of in others.items() if _any(of)}),
            [
                HourRow(
                    hour,
                    *(round(end) for end in ends),
                    *(None if of[hour] is None else round(of[hour] or 0) for of in others.values()),
                )
                for hour, ends in enumerate(forecast.hours)
                if ends is not None
            ],
            sentences,
            said,
            kept[0].made_at,
            holiday,
        )

    def counted(self, museum: Museum, series: str, day: dt.date) -> Counts:
        """Returns what was counted of a series by hour; None where that is not known."""
        names, of = series_counted(museum, series), VisitorHourRow
        with self._database.reading() as session:
            rows = session.execute(
                select(of.series, of.hour, of.source, of.people).where(
                    of.series.in_(names), of.day == day, of.hour != WHOLE_DAY
                )
            ).all()
        # What was imported of the house goes before what its entrance counted.
        found: dict[int, tuple[tuple[bool, bool], float]] = {}
        for name, hour, source, people in rows:
            rank = (name == series, source == IMPORTED)
            if hour not in found or rank > found[hour][0]:
                found[hour] = rank, people
        return [found[hour][1] if hour in found else None for hour in range(24)]

    def holidays(self, days: Sequence[dt.date]) -> Mapping[dt.date, str]:
        """Returns the public holidays among days."""
        if not days or not is_installed():
            return {}
        found = public_holidays(self._place(), {day.year for day in days})
        return {day: name for day, name in found.items() if day in set(days)}

    def reasons(
        self, museum: Museum, days: Sequence[dt.date], series: str
    ) -> Mapping[dt.date, list[str]]:
        """Returns what is known of each day in a few words: holidays, events, groups, closures, rain."""
        rooms = series_names(museum)
        holidays = self.holidays(days)
        known = self._known.all(min(days)) if days else []
        return {
            day: [
                *([holidays[day]] if day in holidays else []),
                *(
                    _few_words(one, rooms)
                    for one in known
                    if one.holds_on(day)
                    and (series == HOUSE or one.room in ("", series.removeprefix(ROOM_PREFIX)))
                    and (
                        one.kind is not KnownKind.RAIN
                        or (one.millimetres or 0) >= RAINY_MILLIMETRES
                    )
                ),
            ]
            for day in days
        }

    def made_at(self) -> dt.datetime | None:
        """Returns when the newest forecasts were made."""
        return self._store.made_at()

    def month(self, series: str, first: dt.date, days: int) -> list[KeptForecast]:
        """Returns the newest forecasts of the days from `first` on."""
        return self._store.newest(first, first + dt.timedelta(days=days - 1), series)


def _few_words(one: KnownDay, rooms: Mapping[str, str]) -> str:
    """Returns what is known in a few words. A closure says which room: the name that staff typed may not."""
    if one.kind is KnownKind.CLOSED and one.room:
        return _("{room} closed", room=rooms.get(series_of(one.room), one.room))
    return one.name or _(KIND_WORDS[one.kind])


def _any(counts: Counts) -> bool:
    return any(count is not None for count in counts)

"""The two jobs of forecasts: each night the next days are forecast, each week the models are chosen.

`ForecastJobs.look` asks for them when they are due; a server that was off at night does it when it is back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.museum import Museum
from tour_server.database import Database
from tour_server.forecast.ahead import ExtraMissingError, forecast_ahead
from tour_server.forecast.apart import days_of, months_apart
from tour_server.forecast.chosen_models import LEAST_DAYS, can_forecast, choose_models
from tour_server.forecast.day_marks import DayMarks
from tour_server.forecast.effects import measure, with_effects
from tour_server.forecast.forecast_store import ForecastStore, KeptModels
from tour_server.forecast.history import (
    MOST_DAYS,
    History,
    marks_of,
    read_history,
    seen_of,
    shares_ahead,
)
from tour_server.forecast.holiday_calendar import is_installed, public_holidays
from tour_server.forecast.hour_counts import (
    HOUSE,
    OUTCOME_DAYS,
    ROOM_PREFIX,
    entrance_of,
    store_hours,
    was_counted_before,
)
from tour_server.forecast.known_days import KnownDay, KnownDays
from tour_server.forecast.open_hours import open_shares
from tour_server.jobs.job import JobFailedError, JobKind, JobRun, JobState
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from web.translations import mark

DAYS_AHEAD = 29  # today, and 28 days more
NIGHT_DAYS = (
    2 * 364 + 60
)  # of history that a night looks at: a year back, and the usual counts before it
LEAST_PAST = dt.timedelta(days=LEAST_DAYS)
CHOSEN_FOR = dt.timedelta(days=7)
NO_MUSEUM = mark("There is no museum yet.")
NO_COUNTS = mark(
    "Fewer than seven days were counted, so nothing can be forecast yet. Kiosks at the doors count,"
    " or bring in counts that you have."
)


class ForecastDone(Struct, frozen=True):
    """What a job did."""

    days: int = 0
    series: int = 0
    seconds: float = 0.0


class ForecastJobs:
    """Makes forecasts. The handlers run in a job's thread."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        store: ForecastStore,
        known: KnownDays,
        jobs: Jobs,
        now: Callable[[], dt.datetime],
        hour: int,
    ) -> None:
        """`hour`: of the museum's clock, after which a night's forecast is made."""
        self._database, self._museum, self._store = database, museum, store
        self._known, self._jobs, self._now, self._hour = known, jobs, now, hour
        self._again: set[str] = set()  # kinds that were asked for while they ran
        self.nightly = JobKind(
            "forecast-visitors", "Forecast the visitors of the next days", self.forecast
        )
        self.weekly = JobKind(
            "choose-forecast-models",
            "Choose the models of the forecasts",
            self.choose,
            can_wait=True,
            permission=Permission.ROOMS,
        )

    def look(self) -> None:
        """Ask for what is due; nothing is before there is a museum that counted for a week.

        A choice forecasts, too. Where today's failed, the models that were chosen before make the night's forecast.
        """
        museum = self._museum()
        if museum is None or not was_counted_before(self._database, self._now() - LEAST_PAST):
            return
        zone = ZoneInfo(museum.site.time_zone)
        local = self._now().astimezone(zone)
        due = local.replace(hour=self._hour, minute=0, second=0, microsecond=0)
        if local < due:
            due -= dt.timedelta(days=1)
        models = self._store.models()
        weekly = models is None or self._now() - models[1] >= CHOSEN_FOR
        if weekly and self._is_due(self.weekly, due):
            self._jobs.ask(self.weekly)
        if models is None or (weekly and self._jobs.unended(self.weekly.name)):
            return
        made_at = self._store.made_at()
        late = made_at is None or made_at < due
        if late and self._is_due(self.nightly, due):
            self._jobs.ask(self.nightly)

    def ask(self, by: str, *, choose: bool = False) -> None:
        """Ask for a forecast now, because staff changed what it rests on; models are chosen where none are."""
        kind = self.weekly if choose or self._store.models() is None else self.nightly
        if self._jobs.ask(kind, by=by) is None and self._is_running(kind):
            self._again.add(kind.name)

    def making(self) -> bool:
        """Returns whether a forecast is made now, or waits for that."""
        return any(self._jobs.unended(kind.name) for kind in (self.nightly, self.weekly))

    def problem(self) -> str:
        """Returns why the newest forecast was not made, a marked sentence; an empty string where it was."""
        found = [self._jobs.newest(kind.name) for kind in (self.nightly, self.weekly)]
        newest = max(filter(None, found), key=lambda job: job.id, default=None)
        return newest.problem if newest is not None and newest.state is JobState.FAILED else ""

    def forecast(self, run: JobRun) -> ForecastDone:
        """Forecast the next days with the models that were chosen; again where what it rests on changed meanwhile."""
        return self._until_still(self.nightly, self._forecast, run)

    def choose(self, run: JobRun) -> ForecastDone:
        """Choose the models anew, and forecast with them; again where what they rest on changed meanwhile."""
        return self._until_still(self.weekly, self._choose, run)

    def _until_still(
        self, kind: JobKind, make: Callable[[JobRun], ForecastDone], run: JobRun
    ) -> ForecastDone:
        """Run a job until nobody asked for it while it ran: it may have read what was changed too early.

        Note: the server's pages and jobs share a process, so what was asked for is kept in memory.
        """
        while True:
            self._again.discard(kind.name)
            done = make(run)
            if kind.name not in self._again:
                return done

    def _forecast(self, run: JobRun) -> ForecastDone:
        kept = self._store.models()
        if kept is None:
            return self._choose(run)
        museum, today, began = self._count(run)
        return self._make(museum, today, kept[0], began)

    def _count(self, run: JobRun) -> tuple[Museum, dt.date, dt.datetime]:
        """Store what was counted until now. Returns the museum, its day, and when this began."""
        museum, today = self._today()
        began = self._now()
        store_hours(
            self._database, museum, began, lambda done, of: run.progress(mark("counting"), done, of)
        )
        self._note_outcomes(museum, today)
        return museum, today, began

    def _choose(self, run: JobRun) -> ForecastDone:
        museum, today, began = self._count(run)
        history, known = self._history(museum, today)
        if history is None:
            raise JobFailedError(NO_COUNTS)
        seen = seen_of(history, self._marks(history, known), 0)
        if not can_forecast(seen):
            raise JobFailedError(NO_COUNTS)
        chosen, trees = choose_models(
            seen, progress=lambda done, of: run.progress(mark("choosing models"), done, of)
        )
        effects = measure(seen, known)
        models = KeptModels(chosen, effects, self.place(), sorted(history.by_day))
        self._store.keep_models(models, trees)
        return self._make(museum, today, models, began)

    def place(self) -> str:
        """Returns whose public holidays count; the country of the museum's time zone until staff say another."""
        said = self._known.place()
        if said is not None:
            return said
        museum = self._museum()
        return "" if museum is None else country_of(museum.site.time_zone)

    def _make(
        self, museum: Museum, today: dt.date, models: KeptModels, began: dt.datetime
    ) -> ForecastDone:
        history, known = self._history(museum, today, NIGHT_DAYS)
        if history is None:
            raise JobFailedError(NO_COUNTS)
        seen = seen_of(history, self._marks(history, known), DAYS_AHEAD)
        names = history.panel.names
        shares = shares_ahead(museum, names, known, today, DAYS_AHEAD)
        try:
            made = forecast_ahead(
                seen, history.panel.steps, DAYS_AHEAD, models.chosen, self._store.trees(), shares
            )
        except ExtraMissingError as error:
            raise JobFailedError(str(error)) from error
        entrance = entrance_of(museum)
        full = [
            with_effects(
                one,
                today + dt.timedelta(days=one.lead - 1),
                known,
                models.effects,
                "" if one.series == HOUSE else one.series.removeprefix(ROOM_PREFIX),
                entrance,
            )
            for one in made
        ]
        self._store.keep(today, full)
        series = len({one.series for one in full})
        return ForecastDone(DAYS_AHEAD, series, (self._now() - began).total_seconds())

    def _today(self) -> tuple[Museum, dt.date]:
        museum = self._museum()
        if museum is None:
            raise JobFailedError(NO_MUSEUM)
        return museum, self._now().astimezone(ZoneInfo(museum.site.time_zone)).date()

    def _history(
        self, museum: Museum, today: dt.date, most_days: int = MOST_DAYS
    ) -> tuple[History | None, list[KnownDay]]:
        known = self._known.all()
        with self._database.reading() as session:
            return read_history(session, museum, known, today, most_days), known

    def _marks(self, history: History, known: list[KnownDay]) -> DayMarks:
        panel = history.panel
        holidays: Mapping[dt.date, str] = {}
        if is_installed():
            last = panel.date(panel.steps + DAYS_AHEAD)
            holidays = public_holidays(self.place(), range(panel.first.year - 1, last.year + 1))
        return marks_of(known, holidays, days_of(months_apart(panel)))

    def _note_outcomes(self, museum: Museum, today: dt.date) -> None:
        """Store what came of forecasts whose day is over and was counted in every hour that was open."""
        with self._database.reading() as session:
            open_days = self._store.open_days(
                session, today - dt.timedelta(days=OUTCOME_DAYS), today
            )
            back = (today - min((day for _series, day in open_days), default=today)).days
            # Groups are people, so they are not taken out here.
            history = read_history(session, museum, [], today, back)
        if history is None:
            return
        panel = history.panel
        rooms = {f"{ROOM_PREFIX}{room.key}": room for room in museum.rooms}
        number = {name: at for at, name in enumerate(panel.names)}
        with self._database.writing() as session:
            for series, day in open_days:
                step = panel.step(day)
                if series not in number or not 0 <= step < panel.steps:
                    continue
                shares = open_shares(museum, rooms.get(series), day)
                total = _counted(panel.values[number[series], step], shares)
                if total is not None:
                    self._store.note_outcome(session, series, day, total)

    def _is_running(self, kind: JobKind) -> bool:
        newest = self._jobs.newest(kind.name)
        return newest is not None and newest.state is JobState.RUNNING

    def _is_due(self, kind: JobKind, due: dt.datetime) -> bool:
        newest = self._jobs.newest(kind.name)
        return newest is None or newest.asked_at < due


def country_of(time_zone: str) -> str:
    """Returns the country of a time zone of which public holidays are known; "" where none is."""
    from babel.core import get_global

    country: str = get_global("zone_territories").get(time_zone, "")
    if not country or not is_installed():
        return ""
    try:
        public_holidays(country, [2025])
    except ValueError:
        return ""
    return country


def _counted(values: NDArray[np.float32], shares: NDArray[np.float32]) -> float | None:
    """Return the people of a day; None where an hour that was open was not counted, or the day was shut."""
    opened = shares >= 0.25
    if not opened.any() or np.isnan(values[opened]).any():
        return None
    return float((values[opened] * shares[opened]).sum())

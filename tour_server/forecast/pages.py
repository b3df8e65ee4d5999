"""The desk's pages of forecasts: a day, the next 28 days, and how right the forecasts were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.museum import Museum
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.catalogue.parts import NoMuseumError
from tour_server.forecast import step_models, tree_model
from tour_server.forecast.chosen_models import JUDGED_LEADS
from tour_server.forecast.day_view import DayViews
from tour_server.forecast.forecast_store import ForecastStore, KeptForecast
from tour_server.forecast.holiday_calendar import is_installed
from tour_server.forecast.hour_counts import HOUSE, series_of
from tour_server.forecast.import_pages import CountImportPages
from tour_server.forecast.jobs import ForecastJobs
from tour_server.forecast.known_days import MOST_PEOPLE
from tour_server.forecast.known_pages import MOST_DIGITS, KnownDayPages, is_number
from tour_server.forecast.rightness import outcome_plot, rightness
from tour_server.forecast.what_if import WhatIf
from tour_server.forecast.words import (
    day_words,
    model_words,
    series_names,
    short_day_words,
)
from tour_server.page_count import page_count
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person

DAYS = 28
PERIODS = (28, 91, 364, 3650)
USUAL_PERIOD = 91
MOST_LISTED = 100  # on a page


class CalendarDay(Struct, frozen=True):
    """A day in the calendar. `reasons`: what is known of it, a few words each."""

    day: dt.date
    kept: KeptForecast
    reasons: list[str]


class ForecastPages:
    """The pages under `/desk/tomorrow`."""

    def __init__(
        self,
        views: DayViews,
        store: ForecastStore,
        jobs: ForecastJobs,
        museum: CurrentMuseum,
        known: KnownDayPages,
        imports: CountImportPages,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._views, self._store, self._jobs = views, store, jobs
        self._museum, self._known, self._imports = museum, known, imports
        self._now = now

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "forecast",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/tomorrow",
        )
        read, rooms = allowed(Permission.READ), allowed(Permission.ROOMS)
        add = pages.add_url_rule
        add("", "page", read(self.page))
        add("/days", "days", read(self.days))
        add("/right", "right", read(self.right))
        add("/state", "state", read(self.state))
        add("/now", "make", rooms(self.make), methods=["POST"])
        self._known.add_to(pages)
        self._imports.add_to(pages)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show a day: tomorrow, unless the address names another."""
        museum = self._known_museum()
        today = self._today(museum)
        names = series_names(museum)
        series = request.args.get("series", HOUSE)
        series = series if series in names else HOUSE
        day = _day(request.args.get("day", "")) or today + dt.timedelta(days=1)
        asked = self._asked(museum)
        view = self._views.view(museum, series, day, asked)
        return render_template(
            "forecast/tomorrow.html",
            view=view,
            day=day,
            today=today,
            last=today + dt.timedelta(days=DAYS),
            series=series,
            names=names,
            rooms={room.key: names[series_of(room.key)] for room in museum.rooms},
            asked=asked,
            most_people=MOST_PEOPLE,
            models=self._store.models(),
            model_words=model_words,
            day_words=day_words,
            leads=JUDGED_LEADS,
            missing=_missing_extra(),
            making=self._jobs.making(),
            failed=self._jobs.problem(),
        )

    def days(self) -> ResponseReturnValue:
        """Show the next 28 days as a calendar."""
        museum = self._known_museum()
        today = self._today(museum)
        names = series_names(museum)
        series = request.args.get("series", HOUSE)
        series = series if series in names else HOUSE
        kept = self._views.month(series, today, DAYS + 1)
        reasons = self._views.reasons(museum, [one.day for one in kept], series)
        return render_template(
            "forecast/days.html",
            listed=[CalendarDay(one.day, one, reasons[one.day]) for one in kept],
            blank=kept[0].day.weekday() if kept else 0,
            series=series,
            names=names,
            today=today,
            day_words=day_words,
            made_at=self._views.made_at(),
            making=self._jobs.making(),
            failed=self._jobs.problem(),
        )

    def right(self) -> ResponseReturnValue:
        """Show how right the forecasts of a horizon were."""
        museum = self._known_museum()
        names = series_names(museum)
        series = request.args.get("series", HOUSE)
        series = series if series in names else HOUSE
        asked = request.args.get("horizon", "")
        horizons = [lead - 1 for lead in JUDGED_LEADS]
        horizon = int(asked) if asked in {str(one) for one in horizons} else horizons[0]
        asked = request.args.get("days", "")
        period = int(asked) if asked in {str(one) for one in PERIODS} else USUAL_PERIOD
        since = self._today(museum) - dt.timedelta(days=period)
        kept = self._store.judged(series, horizon + 1, since)
        pages = page_count(len(kept), MOST_LISTED)
        asked = request.args.get("page", "")
        number = min(max(1, int(asked)), pages) if is_number(asked) else 1
        listed = kept[(number - 1) * MOST_LISTED : number * MOST_LISTED]
        return render_template(
            "forecast/right.html",
            kept=listed,
            number=number,
            pages=pages,
            found=rightness(kept),
            plot=outcome_plot(listed),
            series=series,
            names=names,
            horizons=horizons,
            horizon=horizon,
            periods=PERIODS,
            period=period,
            day_words=short_day_words,
            models=self._store.models(),
            model_words=model_words,
        )

    def state(self) -> ResponseReturnValue:
        """Answer whether a forecast is made, for a page that waits for it."""
        return jsonify(ended=not self._jobs.making())

    def make(self) -> ResponseReturnValue:
        """Ask for a forecast now."""
        self._jobs.ask(person().name)
        return redirect(url_for("forecast.page"))

    def _asked(self, museum: Museum) -> WhatIf:
        people = request.args.get("people", "")[:MOST_DIGITS]
        room = request.args.get("closed", "")
        return WhatIf(
            min(int(people), MOST_PEOPLE) if is_number(people) else 0,
            request.args.get("rain", "") == "1",
            room if room in {one.key for one in museum.rooms} else "",
        )

    def _known_museum(self) -> Museum:
        museum = self._museum()
        if museum is None:
            raise NoMuseumError("there is no museum yet")
        return museum

    def _today(self, museum: Museum) -> dt.date:
        return self._now().astimezone(ZoneInfo(museum.site.time_zone)).date()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _missing_extra() -> bool:
    return not (tree_model.is_installed() and step_models.is_installed() and is_installed())

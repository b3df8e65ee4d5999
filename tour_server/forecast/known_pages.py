"""The desk's page of what is known of days: events, groups, closures, rain, school holidays, public holidays."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum_folder import MuseumError
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.forecast import school_calendar
from tour_server.forecast.candidates import NEEDS_EXTRA
from tour_server.forecast.effects import RAINY_MILLIMETRES
from tour_server.forecast.events import DAY_FORGOTTEN, DAY_KNOWN, HOLIDAYS_CHOSEN
from tour_server.forecast.holiday_calendar import countries, is_installed
from tour_server.forecast.hour_counts import series_of
from tour_server.forecast.known_days import (
    LONGEST_DAYS,
    MOST_MILLIMETRES,
    MOST_NAME,
    MOST_PEOPLE,
    KnownDay,
    KnownDays,
    KnownKind,
)
from tour_server.forecast.rain_table import read_rain
from tour_server.forecast.school_calendar import CalendarError, read_school_holidays
from tour_server.forecast.words import (
    KIND_WORDS,
    day_words,
    place_name,
    series_names,
    short_day_words,
)
from tour_server.imports.uploads import file_name
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import ngettext

LISTED_BACK_DAYS = 60
LAST_HOUR = 23
MOST_DIGITS = 9
REPEATED_DAYS = 2 * 366  # ahead, to which holidays of a calendar repeat
ENDINGS = (".csv", ".xlsx", ".ods")
TYPED_KINDS = (KnownKind.EVENT, KnownKind.GROUP, KnownKind.CLOSED, KnownKind.RAIN)


class Forecasting(Protocol):
    """Makes forecasts anew when what they rest on has changed."""

    def ask(self, by: str, *, choose: bool = False) -> None:
        """Ask for a forecast now, with `choose` after choosing the models."""

    def place(self) -> str:
        """Returns whose public holidays count."""


class TypedDayError(ValueError):
    """What was typed is not taken, in a sentence."""


class KnownDayPages:
    """The page and its forms."""

    def __init__(
        self,
        known: KnownDays,
        museum: CurrentMuseum,
        forecasting: Forecasting,
        recorder: Recorder,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._known, self._museum, self._forecasting = known, museum, forecasting
        self._recorder, self._now = recorder, now

    def add_to(self, pages: Blueprint) -> None:
        """Add the addresses to the blueprint of forecasts."""
        read, rooms = allowed(Permission.READ), allowed(Permission.ROOMS)
        add, post = pages.add_url_rule, ["POST"]
        add("/known", "known", read(self.page))
        add("/known", "add_known", rooms(self.add), methods=post)
        add(
            "/known/<int(max=2147483647):number>/remove",
            "remove_known",
            rooms(self.remove),
            methods=post,
        )
        add("/known/school", "school", rooms(self.school), methods=post)
        add("/known/rain", "rain", rooms(self.rain), methods=post)
        add("/known/holidays", "holidays", rooms(self.holidays), methods=post)

    def page(self) -> ResponseReturnValue:
        """Show what is known, and the forms."""
        return self._page()

    def add(self) -> ResponseReturnValue:
        """Store what was typed."""
        try:
            one = self._typed(request.form)
        except TypedDayError as error:
            return self._page(str(error), 422)
        self._known.add([one], person().name)
        self._recorder.record(DAY_KNOWN, person().name, one.kind.value, f"{one.first} {one.name}")
        return self._made(_("It is kept. The forecast is being made anew."))

    def remove(self, number: int) -> ResponseReturnValue:
        """Take off what was known."""
        one = self._known.remove(number)
        if one is None:
            abort(404)
        self._recorder.record(
            DAY_FORGOTTEN, person().name, one.kind.value, f"{one.first} {one.name}"
        )
        return self._made(_("It is taken off. The forecast is being made anew."))

    def school(self) -> ResponseReturnValue:
        """Take the school holidays of a calendar in the place of those that were known."""
        given = request.files.get("calendar")
        if given is None or not given.filename:
            return self._page(_("Choose a calendar (.ics)."), 422)
        if not school_calendar.is_installed():
            return self._page(_(NEEDS_EXTRA), 501)
        try:
            content = given.stream.read(school_calendar.MOST_BYTES)
            until = self._today() + dt.timedelta(days=REPEATED_DAYS)
            calendar = read_school_holidays(content, until, self._zone())
        except CalendarError as error:
            return self._page(str(error), 422)
        days = calendar.days
        self._known.replace_school(days, person().name)
        self._recorder.record(DAY_KNOWN, person().name, KnownKind.SCHOOL.value, f"{len(days)}")
        words = _("{count} school holidays are kept.", count=len(days))
        if calendar.left_out:
            left_out = ngettext(
                "{number} event has no day, or lasts more than a year, and is left out.",
                "{number} events have no day, or last more than a year, and are left out.",
                calendar.left_out,
            )
            words = f"{words} {left_out}"
        return self._made(words, choose=True)

    def rain(self) -> ResponseReturnValue:
        """Take the rain of days from a table, past ones and those of a weather forecast."""
        given = request.files.get("table")
        if given is None or not given.filename:
            return self._page(_("Choose a file."), 422)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file_name(given.filename)
            given.save(path)
            try:
                table = read_rain(path)
            except MuseumError as error:
                return self._page(" ".join(error.problems), 422)
        self._known.add(table.days, person().name)
        self._recorder.record(DAY_KNOWN, person().name, KnownKind.RAIN.value, f"{len(table.days)}")
        words = ngettext(
            "The rain of {number} day is kept.",
            "The rain of {number} days is kept.",
            len(table.days),
        )
        if table.unread:
            unread = ngettext(
                "{number} row can't be read.", "{number} rows can't be read.", table.unread
            )
            words = " ".join([words, unread, *(f"{problem}." for problem in table.problems)])
        if table.repeated:
            twice = ngettext(
                "{number} day stands in several rows; the last counts.",
                "{number} days stand in several rows; the last of each counts.",
                table.repeated,
            )
            words = f"{words} {twice}"
        return self._made(words, choose=True)

    def holidays(self) -> ResponseReturnValue:
        """Take whose public holidays count."""
        place = request.form.get("place", "")
        if place not in places():
            return self._page(_("No holidays are known of “{text}”.", text=place[:40]), 422)
        self._known.set_place(place)
        self._recorder.record(HOLIDAYS_CHOSEN, person().name, place)
        return self._made(_("It is kept. The models are being chosen anew."), choose=True)

    def _page(self, problem: str = "", status: int = 200) -> ResponseReturnValue:
        museum = self._museum()
        names = {} if museum is None else series_names(museum)
        rooms = [] if museum is None else museum.rooms
        today = self._today()
        recent = self._known.all(today - dt.timedelta(days=LISTED_BACK_DAYS))
        past_rain = [
            one for one in self._known.all() if one.kind is KnownKind.RAIN and one.first < today
        ]
        page = render_template(
            "forecast/known.html",
            problem=problem,
            typed=request.form,
            listed=[one for one in recent if one.kind is not KnownKind.RAIN or one.first >= today],
            past_rain=past_rain,
            wet=sum((one.millimetres or 0) >= RAINY_MILLIMETRES for one in past_rain),
            endings=ENDINGS,
            kinds=TYPED_KINDS,
            kind_words=KIND_WORDS,
            rooms={room.key: names[series_of(room.key)] for room in rooms},
            places=sorted(places(), key=place_name),
            place_name=place_name,
            place=self._forecasting.place(),
            has_holidays=is_installed(),
            today=today,
            day_words=day_words,
            short_day_words=short_day_words,
            most_name=MOST_NAME,
            most_people=MOST_PEOPLE,
        )
        return page, status

    def _typed(self, form: Mapping[str, str]) -> KnownDay:
        """Return what was typed. Raises TypedDayError."""
        kind = form.get("kind", "")
        if kind not in {one.value for one in TYPED_KINDS}:
            raise TypedDayError(_("Choose what is known of the day."))
        first = _typed_day(form.get("first", ""))
        last = _typed_day(form.get("last", "") or form.get("first", ""))
        if last < first:
            raise TypedDayError(_("The last day is before the first."))
        if (last - first).days >= LONGEST_DAYS:
            raise TypedDayError(_("That is more than a year. Enter it year by year."))
        museum = self._museum()
        room = form.get("room", "")
        if room and (museum is None or room not in {one.key for one in museum.rooms}):
            raise TypedDayError(_("There is no such room."))
        name = form.get("name", "").strip()[:MOST_NAME]
        chosen = KnownKind(kind)
        if chosen is KnownKind.RAIN:
            return KnownDay(chosen, first, first, name, millimetres=_typed_rain(form))
        if chosen is KnownKind.CLOSED:
            return KnownDay(chosen, first, last, name, room)
        people = _typed_people(form.get("people", ""), needed=chosen is KnownKind.GROUP)
        if chosen is KnownKind.GROUP:
            return KnownDay(chosen, first, first, name, room, people, _typed_hour(form))
        return KnownDay(chosen, first, last, name, room, people)

    def _made(self, words: str, *, choose: bool = False) -> ResponseReturnValue:
        self._forecasting.ask(person().name, choose=choose)
        flash(words)
        return redirect(url_for("forecast.known"))

    def _zone(self) -> dt.tzinfo:
        museum = self._museum()
        return dt.UTC if museum is None else ZoneInfo(museum.site.time_zone)

    def _today(self) -> dt.date:
        return self._now().astimezone(self._zone()).date()


def places() -> list[str]:
    """Returns the places of which public holidays are known, "" for none first."""
    if not is_installed():
        return [""]
    found = [""]
    for country, regions in sorted(countries().items()):
        found += [country, *(f"{country}-{region}" for region in regions)]
    return found


def _typed_day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise TypedDayError(
            _("“{text}” is no day. Write one like 2026-03-15.", text=text[:40])
        ) from error
    if not 1990 <= day.year <= 2100:
        raise TypedDayError(_("{day} is too far away.", day=day))
    return day


def is_number(text: str) -> bool:
    """Returns whether a text is a whole number in digits, no longer than a column takes."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _typed_people(text: str, *, needed: bool) -> int | None:
    text = text.strip()
    if not text and not needed:
        return None
    if not is_number(text) or not 0 < int(text) <= MOST_PEOPLE:
        raise TypedDayError(_("Say how many people come, as a number."))
    return int(text)


def _typed_hour(form: Mapping[str, str]) -> int:
    text = form.get("hour", "").strip().partition(":")[0]
    if not is_number(text) or int(text) > LAST_HOUR:
        raise TypedDayError(_("Say at which hour the group comes, like 10:00."))
    return int(text)


def _typed_rain(form: Mapping[str, str]) -> float:
    text = form.get("millimetres", "").strip().replace(",", ".")
    try:
        fell = float(text)
    except ValueError as error:
        raise TypedDayError(_("Say how many millimetres of rain, as a number.")) from error
    if not 0 <= fell <= MOST_MILLIMETRES:
        raise TypedDayError(_("Say how many millimetres of rain, as a number."))
    return fell

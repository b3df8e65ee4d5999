"""The desk's page What is heard: what kiosks told, to its end or not, and which words were missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.museum import Museum, Work, worded
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.catalogue.pages import address_of
from tour_server.catalogue.parts import NoMuseumError, PartKind
from tour_server.heard.bars import BarPlot, bar_plot
from tour_server.heard.spans import DaySpans, HourSpans, day_spans, hour_spans
from tour_server.heard.tallies import LEAST_SHOWN, Period, ShownTally, Tallies, Tally, shown, total
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed

PERIODS = (7, 28, 91, 364)  # days
USUAL_PERIOD = 28
MOST_SILENT = 200  # works that nobody asked for, as links


class HeardWork(Struct, frozen=True):
    """A work with its tallies. `missing`: languages in which it was asked for and has no words."""

    work: Work
    title: str
    total: ShownTally
    by_language: list[tuple[str, ShownTally]]
    missing: list[tuple[str, int]]


class HeardPlots(Struct, frozen=True):
    """The plots by day and by hour, where the counts are large enough, and the widths of their spans."""

    days: BarPlot | None
    day_width: int
    hours: BarPlot | None
    hour_width: int


class HeardPages:
    """The list of works, and a page for each."""

    def __init__(
        self, tallies: Tallies, museum: CurrentMuseum, now: Callable[[], dt.datetime]
    ) -> None:
        self._tallies, self._museum, self._now = tallies, museum, now

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "heard",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/heard",
        )
        read = allowed(Permission.READ)
        pages.add_url_rule("", "page", read(self.page))
        pages.add_url_rule("/<key>", "work", read(self.work))
        return pages

    def page(self) -> ResponseReturnValue:
        """Show all works that kiosks were asked for, those that were told most often first."""
        museum, period = self._known_museum(), self._period()
        tallies = self._tallies.by_work(period)
        heard_keys = {key for key, by_language in tallies.items() if by_language}
        works = [
            _heard(museum, one, tallies[one.key]) for one in museum.works if one.key in heard_keys
        ]
        silent = [one for one in museum.works if one.key not in heard_keys]
        works.sort(key=lambda one: (-(one.total.told or 0), one.work.number))
        languages: dict[str, list[ShownTally]] = {}
        for heard in works:
            for language, tally in heard.by_language:
                languages.setdefault(language, []).append(tally)
        by_language = [(language, total(tallies)) for language, tallies in languages.items()]
        return render_template(
            "heard/works.html",
            period=period,
            periods=PERIODS,
            works=works,
            silent=[_heard(museum, one, {}) for one in silent[:MOST_SILENT]],
            silent_count=len(silent),
            languages=sorted(by_language, key=_most_told),
            least=LEAST_SHOWN,
            plots=_plots(self._tallies.told_by_hour(period), period),
        )

    def work(self, key: str) -> ResponseReturnValue:
        """Show one work by language, day and hour."""
        museum, period = self._known_museum(), self._period()
        work = next((one for one in museum.works if one.key == key), None)
        if work is None:
            abort(404)
        heard = _heard(museum, work, self._tallies.by_work(period).get(key, {}))
        return render_template(
            "heard/work.html",
            period=period,
            periods=PERIODS,
            heard=heard,
            address=address_of(PartKind.WORK, key),
            least=LEAST_SHOWN,
            plots=_plots(self._tallies.told_by_hour(period, key), period),
        )

    def _known_museum(self) -> Museum:
        museum = self._museum()
        if museum is None:
            raise NoMuseumError("there is no museum yet")
        return museum

    def _period(self) -> Period:
        """Return the period that the address asks for: whole days until yesterday, and today so far."""
        asked = request.args.get("days", "")
        days = int(asked) if asked in {str(one) for one in PERIODS} else USUAL_PERIOD
        zone = self._museum.zone()
        last = self._now().astimezone(zone).date()
        return Period(last - dt.timedelta(days=days - 1), last, zone)


def _heard(museum: Museum, work: Work, tallies: Mapping[str, Tally]) -> HeardWork:
    worded_in = {block.language for block in work.blocks}
    by_language = [(language, shown(tally)) for language, tally in tallies.items()]
    missing = [
        (language, tally.refused)
        for language, tally in by_language
        if tally.refused and language not in worded_in
    ]
    return HeardWork(
        work,
        worded(work.title, museum.site.languages)[0] or work.key,
        total(tally for _language, tally in by_language),
        sorted(by_language, key=_most_told),
        sorted(missing, key=lambda one: -one[1]),
    )


def _most_told(one: tuple[str, ShownTally]) -> tuple[int, str]:
    language, tally = one
    return -(tally.told or 0), language


def _plots(told: Mapping[dt.datetime, int], period: Period) -> HeardPlots:
    by_day: DaySpans | None = day_spans(told, period)
    by_hour: HourSpans | None = hour_spans(told)
    return HeardPlots(
        None
        if by_day is None
        else bar_plot([(f"{day:%d-%m}", count) for day, count in by_day.counts.items()]),
        0 if by_day is None else by_day.days,
        None
        if by_hour is None
        else bar_plot([(f"{hour}:00", count) for hour, count in by_hour.counts.items()]),
        0 if by_hour is None else by_hour.hours,
    )

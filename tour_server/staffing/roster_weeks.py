"""What the pages, the jobs and the links ask for: the facts of a week, computed from all that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from contract.museum import Museum
from contract.opening import states_hours
from tour_server.forecast.known_days import KnownDays, closed_on
from tour_server.staffing.colleagues import Colleagues
from tour_server.staffing.fairness import counted_from
from tour_server.staffing.house_rules import HouseRules
from tour_server.staffing.law import AVERAGE_WEEKS, YEAR_WEEKS, LawLimits
from tour_server.staffing.needs import ArrivalForecast, DayArrivals, SkillNeed, day_needs
from tour_server.staffing.planned_shift import LAST_MINUTE, monday_of
from tour_server.staffing.rosters import Rosters
from tour_server.staffing.week_facts import WeekFacts

DAYS = 7
AFTER = dt.timedelta(days=7)  # days after the week whose shifts matter: rest after a Sunday


class RosterWeeks:
    """Computes the facts of a week."""

    def __init__(
        self,
        museum: Callable[[], Museum | None],
        colleagues: Colleagues,
        rosters: Rosters,
        rules: HouseRules,
        forecast: ArrivalForecast,
        known: KnownDays,
        limits: LawLimits,
        now: Callable[[], dt.datetime],
        holidays: Callable[[Sequence[dt.date]], Collection[dt.date]],
    ) -> None:
        """`known`: what staff know of days, closures among it; `now` returns the time in UTC.

        `holidays` returns the public holidays among days.
        """
        self._holidays = holidays
        self._known = known
        self._museum, self._limits, self._now = museum, limits, now
        self._colleagues, self._rosters, self._rules = colleagues, rosters, rules
        self._forecast = forecast

    def today(self) -> dt.date:
        """Returns the day it is at the museum."""
        museum = self._museum()
        zone = dt.UTC if museum is None else ZoneInfo(museum.site.time_zone)
        return self._now().astimezone(zone).date()

    def states_hours(self) -> bool:
        """Returns whether the museum has stated its opening hours; without them nobody is needed in the house."""
        museum = self._museum()
        return museum is not None and states_hours(museum.site)

    def facts(self, monday: dt.date) -> WeekFacts:
        """Returns the facts of the week of a Monday."""
        sunday = monday + dt.timedelta(days=6)
        begin = monday - dt.timedelta(weeks=AVERAGE_WEEKS - 1)
        before = self._rosters.shifts(begin, monday - dt.timedelta(days=1))
        sundays = self._rosters.shifts_on(
            [sunday - dt.timedelta(weeks=back) for back in range(AVERAGE_WEEKS, YEAR_WEEKS)]
        )
        after = self._rosters.shifts(sunday + dt.timedelta(days=1), sunday + AFTER)
        rules, museum = self._rules.rules(), self._museum()
        expected = self._expected(monday)
        return WeekFacts(
            monday,
            self._colleagues.everyone(),
            self._rules.kinds(),
            tuple(dict.fromkeys(rule.skill for rule in rules)),
            self._needs(monday, sunday, expected),
            (*sundays, *before, *after),
            self._limits,
            expected,
            "UTC" if museum is None else museum.site.time_zone,
            self._rosters.days_off(monday, sunday),
            self._holidays_until(sunday),
        )

    def _holidays_until(self, sunday: dt.date) -> frozenset[dt.date]:
        begin = counted_from(monday_of(sunday))
        days = [begin + dt.timedelta(days=number) for number in range((sunday - begin).days + 1)]
        return frozenset(self._holidays(days))

    def _expected(self, monday: dt.date) -> dict[dt.date, DayArrivals]:
        days = [monday + dt.timedelta(days=number) for number in range(8)]
        known = {day: self._forecast.arrivals(day) for day in days}
        return {
            day: _with_night(one, known[day + dt.timedelta(days=1)])
            for day in days[:-1]
            if (one := known[day]) is not None
        }

    def _needs(
        self, monday: dt.date, sunday: dt.date, expected: Mapping[dt.date, DayArrivals]
    ) -> dict[dt.date, tuple[SkillNeed, ...]]:
        museum, rules = self._museum(), self._rules.rules()
        if museum is None:
            return {}
        tours, known = self._rules.tours(monday, sunday), self._known.all(monday)
        needs = {}
        for number in range(7):
            day = monday + dt.timedelta(days=number)
            there = _without(museum, closed_on(known, day))
            needs[day] = tuple(day_needs(there, day, rules, tours, expected.get(day)))
        return needs


def _without(museum: Museum, closed: Collection[str]) -> Museum:
    """Returns the museum without what staff expect to be closed: rooms, or the whole house, which is ""."""
    if "" in closed:
        site = replace(museum.site, opening=[None] * DAYS, exceptions=[])
        return replace(museum, site=site)
    return replace(museum, rooms=[room for room in museum.rooms if room.key not in closed])


def _with_night(day: DayArrivals, after: DayArrivals | None) -> DayArrivals:
    """Returns the arrivals of a day and of the night after it."""
    if after is None:
        return day
    night = LAST_MINUTE // 60 - len(day.middle)
    return DayArrivals(
        day.low + after.low[:night],
        day.middle + after.middle[:night],
        day.high + after.high[:night],
        day.rests_on,
        day.of_day,
    )

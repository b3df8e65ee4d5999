"""What the pages, the jobs and the links ask for: the facts of a week, computed from all that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from contract.museum import Museum
from tour_server.staffing.colleagues import Colleagues
from tour_server.staffing.house_rules import HouseRules
from tour_server.staffing.law import YEAR_WEEKS, LawLimits
from tour_server.staffing.needs import ArrivalForecast, SkillNeed, day_needs
from tour_server.staffing.rosters import Rosters
from tour_server.staffing.week_facts import WeekFacts

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
        limits: LawLimits,
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now` returns the time in UTC."""
        self._museum, self._limits, self._now = museum, limits, now
        self._colleagues, self._rosters, self._rules = colleagues, rosters, rules
        self._forecast = forecast

    def today(self) -> dt.date:
        """Returns the day it is at the museum."""
        museum = self._museum()
        zone = dt.UTC if museum is None else ZoneInfo(museum.site.time_zone)
        return self._now().astimezone(zone).date()

    def facts(self, monday: dt.date) -> WeekFacts:
        """Returns the facts of the week of a Monday."""
        sunday = monday + dt.timedelta(days=6)
        before = self._rosters.shifts(
            monday - dt.timedelta(weeks=YEAR_WEEKS - 1), monday - dt.timedelta(days=1)
        )
        after = self._rosters.shifts(sunday + dt.timedelta(days=1), sunday + AFTER)
        rules = self._rules.rules()
        return WeekFacts(
            monday,
            self._colleagues.everyone(),
            self._rules.kinds(),
            tuple(dict.fromkeys(rule.skill for rule in rules)),
            self._needs(monday, sunday),
            (*before, *after),
            self._limits,
        )

    def rests_on(self, monday: dt.date) -> str:
        """Returns what the arrivals of a week rest on, in a sentence; empty where nothing is known."""
        days = (monday + dt.timedelta(days=number) for number in range(7))
        known = (self._forecast.arrivals(day) for day in days)
        return next((one.rests_on for one in known if one is not None), "")

    def _needs(self, monday: dt.date, sunday: dt.date) -> dict[dt.date, tuple[SkillNeed, ...]]:
        museum, rules = self._museum(), self._rules.rules()
        if museum is None:
            return {}
        tours = self._rules.tours(monday, sunday)
        needs = {}
        for number in range(7):
            day = monday + dt.timedelta(days=number)
            found = day_needs(museum, day, rules, tours, self._forecast.arrivals(day))
            needs[day] = tuple(found)
        return needs

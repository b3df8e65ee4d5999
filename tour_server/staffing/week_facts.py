"""Everything that the roster of one week is computed and checked from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct

from tour_server.staffing.law import LawLimits
from tour_server.staffing.needs import Band, DayArrivals, Quarters, SkillNeed
from tour_server.staffing.planned_shift import QUARTERS, Cell, Colleague, PlannedShift, ShiftKind

WEEK = 7


class WeekFacts(Struct, frozen=True):
    """One week. `around`: the shifts of the 15 weeks before it, of the Sundays of the year before it, and of the
    days after it, as far as they are kept.

    `skills`: those that the museum's rules name, in the order in which they are shown. `expected`: the arrivals that
    the needs rest on, for the days of which they are known. `time_zone`: the museum's. `days_off`: by hand.
    `holidays`: public ones of the week and of the weeks before it in which shifts are counted.
    """

    monday: dt.date
    colleagues: tuple[Colleague, ...]
    kinds: tuple[ShiftKind, ...]
    skills: tuple[str, ...]
    needs: Mapping[dt.date, tuple[SkillNeed, ...]]
    around: tuple[PlannedShift, ...]
    limits: LawLimits
    expected: Mapping[dt.date, DayArrivals] = {}
    time_zone: str = "UTC"
    days_off: frozenset[Cell] = frozenset()
    holidays: frozenset[dt.date] = frozenset()

    @property
    def days(self) -> list[dt.date]:
        """Returns the seven days."""
        return [self.monday + dt.timedelta(days=number) for number in range(WEEK)]

    @property
    def zone(self) -> dt.tzinfo:
        """Returns the museum's time zone."""
        return dt.UTC if self.time_zone == "UTC" else ZoneInfo(self.time_zone)

    def need(self, day: dt.date, skill: str, band: Band) -> Quarters:
        """Returns how many people of a skill a day needs in each quarter of an hour."""
        found = next((one for one in self.needs.get(day, ()) if one.skill == skill), None)
        return (0,) * QUARTERS if found is None else found.of(band)

    def of(self, colleague: str) -> list[PlannedShift]:
        """Returns a colleague's shifts before and after the week."""
        return [one for one in self.around if one.colleague == colleague]

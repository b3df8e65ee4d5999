"""A week of a small museum, to plan and check in tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tour_server.staffing.law import LawLimits
from tour_server.staffing.needs import SkillNeed
from tour_server.staffing.planned_shift import QUARTERS, Colleague, PlannedShift, ShiftKind
from tour_server.staffing.week_facts import WeekFacts

MONDAY = dt.date(2026, 3, 2)
LIMITS = LawLimits(rest=660, weekly_rest=2160, shift=720, week=3600, average=2880, free_sundays=13)
DAY = ShiftKind(1, "Day", 570, 1050, 30)
EVENING = ShiftKind(2, "Evening", 780, 1260, 30)
ALL_DAY = ((480, 1320),) * 7


def colleague(key: str, *skills: str, **changes: Any) -> Colleague:
    """Returns a colleague of 24 hours who may work at any time; the name is the key with a capital."""
    given: dict[str, Any] = {
        "key": key,
        "name": key.capitalize(),
        "skills": skills or ("guard",),
        "week_minutes": 24 * 60,
        "flex_minutes": 24 * 60,
        "most_days_in_a_row": 5,
        "hours": ALL_DAY,
        **changes,
    }
    return Colleague(**given)


def shift(key: str, day: int, kind: ShiftKind = DAY, **changes: Any) -> PlannedShift:
    """Returns a shift of a colleague on a day, counted from Monday."""
    given: dict[str, Any] = {
        "colleague": key,
        "day": MONDAY + dt.timedelta(days=day),
        "kind": kind.number,
        "begins": kind.begins,
        "ends": kind.ends,
        "break_minutes": kind.break_minutes,
        "skill": "guard",
        **changes,
    }
    return PlannedShift(**given)


def needed(begins: int, ends: int, people: int, skill: str = "guard") -> SkillNeed:
    """Returns a need from an hour to an hour, the same in each band."""
    quarters = tuple(
        people if 4 * begins <= quarter < 4 * ends else 0 for quarter in range(QUARTERS)
    )
    return SkillNeed(skill, quarters, quarters, quarters)


def week(*colleagues: Colleague, **changes: Any) -> WeekFacts:
    """Returns a week in which every day needs one guard from 10 to 17."""
    needs = {MONDAY + dt.timedelta(days=day): (needed(10, 17, 1),) for day in range(7)}
    given: dict[str, Any] = {
        "monday": MONDAY,
        "colleagues": colleagues,
        "kinds": (DAY, EVENING),
        "skills": ("guard",),
        "needs": needs,
        "around": (),
        "limits": LIMITS,
        **changes,
    }
    return WeekFacts(**given)

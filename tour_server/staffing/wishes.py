"""What colleagues wish, in words, and where a roster goes against it. A wish does not bind, so that it is no rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tour_server.staffing.planned_shift import (
    DAY_MINUTES,
    AbsenceKind,
    Colleague,
    HourWish,
    PlannedShift,
    clock,
)
from tour_server.staffing.week_check import WeekIssue, weekday
from tour_server.staffing.week_facts import WeekFacts
from web.translations import day_in_words
from web.translations import gettext as _

A_MONDAY = dt.date(2024, 1, 1)


def hours_in_words(wish: HourWish) -> str:
    """Returns a wish's hours: `rather from 11:00`, `rather not before 11:00`."""
    begins, ends = clock(wish.begins), clock(wish.ends)
    if wish.ends == DAY_MINUTES and wish.begins:
        if wish.rather:
            return _("rather from {begins} on", begins=begins)
        return _("rather not after {begins}", begins=begins)
    if not wish.begins:
        if wish.rather:
            return _("rather until {ends}", ends=ends)
        return _("rather not before {ends}", ends=ends)
    if wish.rather:
        return _("rather from {begins} to {ends}", begins=begins, ends=ends)
    return _("rather not from {begins} to {ends}", begins=begins, ends=ends)


def days_in_words(wish: HourWish) -> str:
    """Returns the days that a wish is about: `every Tuesday`."""
    if wish.day is not None:
        return day_in_words(wish.day, "d MMMM y")
    return _("every day") if wish.weekday is None else every(wish.weekday)


def every(number: int) -> str:
    """Returns `every Tuesday` for a weekday, 0 for Monday."""
    return _("every {weekday}", weekday=weekday(A_MONDAY + dt.timedelta(days=number)))


def unkept_wishes(facts: WeekFacts, shifts: Iterable[PlannedShift]) -> list[WeekIssue]:
    """Returns each wish that a shift goes against, in a sentence."""
    by_key = {one.key: one for one in facts.colleagues}
    return [
        WeekIssue(
            _(
                "{name} works {begins}–{ends} on {day} and wished: {wish}.",
                name=by_key[one.colleague].name,
                begins=clock(one.begins),
                ends=clock(one.ends),
                day=weekday(one.day),
                wish=wish,
            ),
            one.colleague,
            one.day,
            "wish",
        )
        for one in sorted(shifts, key=lambda shift: (shift.day, shift.begins, shift.colleague))
        if one.colleague in by_key
        for wish in _against(by_key[one.colleague], one)
    ]


def _against(colleague: Colleague, shift: PlannedShift) -> Iterable[str]:
    if colleague.absence(shift.day) is AbsenceKind.WISH:
        yield _("rather off")
    for wish in colleague.wishes:
        if wish.minutes_against(shift.day, shift.begins, shift.ends):
            yield hours_in_words(wish)

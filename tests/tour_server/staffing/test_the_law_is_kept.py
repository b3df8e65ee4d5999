"""Each limit of the law, against shifts just within it and just beyond."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.tour_server.staffing.weeks import LIMITS, MONDAY, shift
from tour_server.staffing.law import LawRule, allowance_minutes, law_problems
from tour_server.staffing.planned_shift import PlannedShift, ShiftKind
from tour_server.staffing.settings import StaffingSettings


def kind(begins: int, ends: int, pause: int = 60) -> ShiftKind:
    return ShiftKind(1, "", begins, ends, pause)


def rules(*shifts: PlannedShift) -> list[LawRule]:
    return [one.rule for one in law_problems(shifts, MONDAY, LIMITS)]


def test_eleven_hours_between_two_shifts() -> None:
    late = shift("a", 0, kind(720, 1320))
    assert rules(late, shift("a", 1, kind(540, 900))) == []
    assert rules(late, shift("a", 1, kind(539, 900))) == [LawRule.DAILY_REST]


def test_rest_after_the_sunday_of_the_week_before() -> None:
    late = shift("a", -1, kind(720, 1380))
    assert rules(late, shift("a", 0, kind(480, 900))) == [LawRule.DAILY_REST]
    assert rules(late, shift("a", 1, kind(480, 900))) == []


@pytest.mark.parametrize(("work", "pause"), [(330, 0), (331, 30), (600, 30), (601, 45), (60, 0)])
def test_a_break_by_the_length_of_the_work(work: int, pause: int) -> None:
    assert LIMITS.needed_break(work) == pause
    assert rules(shift("a", 0, kind(480, 480 + work + pause, pause))) == []
    if pause:
        short = shift("a", 0, kind(480, 480 + work + pause - 15, pause - 15))
        assert rules(short) == [LawRule.BREAK]


def test_twelve_hours_in_a_shift() -> None:
    assert rules(shift("a", 0, kind(480, 480 + 720 + 45, 45))) == []
    assert rules(shift("a", 0, kind(480, 480 + 735 + 45, 45))) == [LawRule.SHIFT]


def test_sixty_hours_in_a_week() -> None:
    ten = kind(480, 480 + 600 + 60)
    assert rules(*(shift("a", day, ten) for day in range(6))) == [LawRule.WEEKLY_REST]
    eleven = kind(480, 480 + 660 + 60)
    assert LawRule.WEEK in rules(*(shift("a", day, eleven) for day in range(6)))


def test_thirty_six_hours_in_one_piece() -> None:
    five = [shift("a", day, kind(540, 1020)) for day in (0, 1, 2, 4, 5)]
    assert rules(*five) == []
    # Off on Thursday: from Wednesday 22:00 to Friday 9:00 are 35 hours.
    late = kind(840, 1320)
    worked = [*(shift("a", day, late) for day in (-1, 0, 1, 2)), shift("a", 4, kind(540, 1020))]
    assert rules(*worked, shift("a", 5, kind(540, 1020))) == [LawRule.WEEKLY_REST]


def test_forty_eight_hours_on_average_over_sixteen_weeks() -> None:
    ten = kind(480, 480 + 600 + 60)
    before = [shift("a", day - 7 * week, ten) for week in range(1, 16) for day in range(5)]
    assert allowance_minutes(before, MONDAY, LIMITS) == 48 * 60 * 16 - 15 * 50 * 60
    assert rules(*before, shift("a", 0, ten)) == []
    assert LawRule.AVERAGE in rules(*before, *(shift("a", day, ten) for day in (0, 1)))


def test_thirteen_sundays_off() -> None:
    sundays = [shift("a", 6 - 7 * week) for week in range(40)]
    assert rules(*sundays[:39]) == []
    assert rules(*sundays) == [LawRule.SUNDAYS]
    assert rules(*sundays[1:], shift("a", 2)) == []


def test_another_weeks_fault_is_not_told_again() -> None:
    old = shift("a", -7, kind(480, 480 + 900, 0))
    assert rules(old, shift("a", 0)) == []
    assert [one.day for one in law_problems([old], MONDAY - dt.timedelta(weeks=1), LIMITS)] == [
        old.day,
        old.day,
    ]


def test_another_countrys_breaks_are_settings() -> None:
    limits = StaffingSettings(
        law_break_after_hours=4, law_break_minutes=20, law_long_break_after_hours=8
    ).limits()
    assert [limits.needed_break(work) for work in (240, 241, 480, 481)] == [0, 20, 20, 45]
    one = shift("noor", 0, break_minutes=15)
    (problem,) = law_problems([one], MONDAY, limits)
    assert (problem.rule, problem.found, problem.limit) == (LawRule.BREAK, 15, 20)
    assert StaffingSettings().limits() == LIMITS, "as shipped"

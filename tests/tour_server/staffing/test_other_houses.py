"""Weeks of houses that are not the usual one: nights, a change of the clock, nobody there, more contract than need."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from contract.museum import Hours
from tests.tiny_museum import tiny_museum
from tests.tour_server.staffing.weeks import (
    DAY,
    EVENING,
    LIMITS,
    MONDAY,
    colleague,
    needed,
    shift,
    week,
)
from tour_server.staffing.breaks import presence, with_breaks
from tour_server.staffing.law import LawRule, law_problems
from tour_server.staffing.needs import Band, BookedTour, NeedKind, StaffingRule, day_needs
from tour_server.staffing.planned_shift import Absence, AbsenceKind, PlannedShift, ShiftKind, clock
from tour_server.staffing.typed import typed_span
from tour_server.staffing.week_check import shortages, week_issues
from tour_server.staffing.week_facts import WeekFacts

SATURDAY = MONDAY + dt.timedelta(days=5)
NIGHT = ShiftKind(3, "Night", 18 * 60, 26 * 60, 30)
LONG = ShiftKind(4, "Long", 570, 1260, 60)
BEFORE_SPRING = dt.date(2026, 3, 23)  # Monday of the week whose Sunday has 23 hours in Amsterdam


def computed(
    facts: WeekFacts, pinned: Sequence[PlannedShift] = (), begins: dt.date = dt.date.min
) -> list[PlannedShift]:
    from tour_server.staffing.lawful_week import find_week

    return find_week(facts, Band.MIDDLE, pinned, None, begins, 20, 1).shifts


def test_a_night_of_the_museum() -> None:
    assert typed_span({"begins": "18:00", "ends": "02:00"}, "Shift") == (1080, 1560)
    assert clock(1560) == "02:00"
    museum = tiny_museum()
    night = Hours(dt.time(19), dt.time(23, 59), next_day=dt.time(2))
    museum = replace(museum, site=replace(museum.site, opening=[night] * 7))
    rules = [StaffingRule(1, NeedKind.OPEN, "guard", 1, late_minutes=30)]
    (need,) = day_needs(museum, SATURDAY, rules, [], None)
    assert [at for at, people in enumerate(need.middle) if people] == list(
        range(19 * 4, 26 * 4 + 2)
    )
    late = shift("noor", 5, NIGHT)
    assert presence([late], SATURDAY, "guard", breaks=False)[26 * 4 - 1] == 1
    facts = week(needs={SATURDAY: (need,)})
    (lack,) = shortages(facts, [replace(late, begins=19 * 60)], Band.MIDDLE)
    assert (lack.hours, lack.there) == ("02:00–02:30", 0)


def test_the_law_at_night() -> None:
    def rules(*shifts: PlannedShift) -> list[LawRule]:
        return [one.rule for one in law_problems(shifts, MONDAY, LIMITS)]

    late = ShiftKind(1, "", 18 * 60, 27 * 60, 30)  # until three
    assert rules(shift("a", 0, late), shift("a", 1, ShiftKind(2, "", 1020, 1200, 0))) == []
    soon = ShiftKind(2, "", 960, 1200, 0)
    assert rules(shift("a", 0, late), shift("a", 1, soon)) == [LawRule.NIGHT_REST]
    assert rules(shift("a", 0, NIGHT), shift("a", 1, ShiftKind(2, "", 870, 1200, 0))) == []
    assert rules(shift("a", 0, ShiftKind(1, "", 960, 960 + 645, 45))) == []
    assert rules(shift("a", 0, ShiftKind(1, "", 960, 960 + 660, 45))) == [LawRule.NIGHT]


def test_the_night_that_has_an_hour_less() -> None:
    saturday = shift("a", 26, ShiftKind(1, "", 840, 22 * 60 + 30, 30))
    sunday = shift("a", 27)
    facts = week(time_zone="Europe/Amsterdam")
    assert sunday.day == dt.date(2026, 3, 29)
    found = law_problems([saturday, sunday], BEFORE_SPRING, LIMITS, facts.zone)
    assert [(one.rule, one.found) for one in found] == [(LawRule.DAILY_REST, 600)]
    assert law_problems([saturday, sunday], BEFORE_SPRING, LIMITS) == []


def test_no_break_in_the_hour_that_a_changed_clock_leaves_out_or_has_twice() -> None:
    facts = week(time_zone="Europe/Amsterdam")
    night = ShiftKind(1, "", 22 * 60, 30 * 60, 30)
    for day in (dt.date(2026, 3, 28), dt.date(2026, 10, 24)):
        late = replace(shift("a", 0, night), day=day)
        (placed,) = with_breaks(facts, [late], Band.MIDDLE)
        assert placed.break_begins is not None
        assert not {placed.break_begins, placed.break_begins + 30} & set(range(26 * 60, 27 * 60))
        (usual,) = with_breaks(facts, [replace(late, day=day - dt.timedelta(days=7))], Band.MIDDLE)
        assert usual.break_begins == 25 * 60 + 45


@pytest.mark.solver
def test_the_search_keeps_the_rest_over_that_night() -> None:
    late = ShiftKind(1, "Late", 840, 22 * 60 + 30, 30)
    days = dt.date(2026, 3, 28), dt.date(2026, 3, 29)
    facts = week(
        *(
            colleague(key, flex_minutes=24 * 60, hours=((480, 1380),) * 7)
            for key in ("noor", "els")
        ),
        monday=BEFORE_SPRING,
        kinds=(late, DAY),
        needs={days[0]: (needed(18, 22, 1),), days[1]: (needed(10, 17, 1),)},
        time_zone="Europe/Amsterdam",
    )
    shifts = computed(facts)
    assert shortages(facts, shifts, Band.MIDDLE) == []
    assert week_issues(facts, shifts) == []
    assert len({one.colleague for one in shifts}) == 2


@pytest.mark.long
@pytest.mark.solver
def test_thirty_six_hours_of_rest_are_kept_by_the_search() -> None:
    late, early = ShiftKind(1, "Late", 840, 1320, 30), ShiftKind(2, "Early", 480, 960, 30)
    free = (1, 3, 5)  # from 22:00 over a day off to 8:00 are 34 hours
    needs = {
        MONDAY + dt.timedelta(days=day): (needed(*((8, 16) if day % 4 == 0 else (14, 22)), 1),)
        for day in range(7)
        if day not in free
    }
    facts = week(
        colleague("noor"), colleague("els", week_minutes=0), kinds=(late, early), needs=needs
    )
    shifts = computed(facts, [shift("noor", -1, late)])
    assert shortages(facts, shifts, Band.MIDDLE) == []
    assert week_issues(facts, shifts) == []


@pytest.mark.long
@pytest.mark.solver
def test_nobody_stays_until_nine_in_a_house_that_closes_at_five() -> None:
    full = [colleague(key, week_minutes=36 * 60, flex_minutes=60) for key in ("noor", "els", "jan")]
    facts = week(*full, kinds=(DAY, LONG), needs=week().needs | {SATURDAY: (needed(10, 21, 1),)})
    shifts = computed(facts)
    assert {one.day for one in shifts if one.kind == LONG.number} == {SATURDAY}


@pytest.mark.solver
def test_days_that_are_over_stay_as_they_were() -> None:
    thursday = MONDAY + dt.timedelta(days=3)
    worked = [shift("noor", 0), shift("noor", 1), shift("els", 2, EVENING)]
    shifts = computed(week(colleague("noor"), colleague("els")), worked, thursday)
    assert [one for one in shifts if one.day < thursday] == worked
    assert {one.day for one in shifts if one.day >= thursday} == {
        MONDAY + dt.timedelta(days=day) for day in range(3, 7)
    }


@pytest.mark.long
@pytest.mark.solver
def test_everybody_is_away_and_one_has_no_hours() -> None:
    gone = (Absence(MONDAY, SATURDAY + dt.timedelta(days=1), AbsenceKind.AWAY),)
    facts = week(
        colleague("noor", absences=gone),
        colleague("els", week_minutes=0, flex_minutes=0),
        colleague("ida", hours=(None,) * 7),
    )
    assert computed(facts) == []
    assert [one.sentence.partition(" ")[0] for one in week_issues(facts, [])] == []
    assert len(shortages(facts, [], Band.MIDDLE)) == 7


def test_a_contract_that_ends_in_the_week_asks_for_its_share() -> None:
    ends = (Absence(MONDAY + dt.timedelta(days=3), dt.date(2099, 12, 31), AbsenceKind.AWAY),)
    leaver = colleague("noor", flex_minutes=0, absences=ends)
    (issue,) = week_issues(week(leaver), [shift("noor", 0)])
    assert issue.sentence == (
        "Noor works 7 h 30 min; the contract asks for 10 h 17 min in this week, without the days away or ill."
    )
    assert week_issues(week(leaver), [shift("noor", 0), shift("noor", 2)]) == []
    (issue,) = week_issues(week(replace(leaver, absences=())), [shift("noor", 0)])
    assert "the contract says 24 h" in issue.sentence


@pytest.mark.long
@pytest.mark.solver
def test_everybody_wishes_the_same_day_off() -> None:
    wish = (Absence(SATURDAY, SATURDAY, AbsenceKind.WISH),)
    facts = week(*(colleague(key, absences=wish) for key in ("noor", "els", "jan")))
    shifts = computed(facts)
    assert shortages(facts, shifts, Band.MIDDLE) == []
    assert Counter(one.day for one in shifts)[SATURDAY] == 1, (
        "no more wishes are broken than needed"
    )


def test_two_tours_at_once_need_two_guides() -> None:
    rules = [StaffingRule(1, NeedKind.TOUR, "guide", 1)]
    tours = [BookedTour(number, SATURDAY, 630, 705, 1) for number in (1, 2)]
    (need,) = day_needs(tiny_museum(), SATURDAY, rules, tours, None)
    assert need.middle[42:47] == (2,) * 5


@pytest.mark.long
@pytest.mark.solver
def test_three_people_for_a_house_that_needs_four() -> None:
    from tour_server.staffing.clashes import why_short
    from tour_server.staffing.week_problem import WeekProblem

    needs = {MONDAY + dt.timedelta(days=day): (needed(10, 17, 2),) for day in range(7)}
    three = [
        colleague(key, week_minutes=30 * 60, flex_minutes=120) for key in ("noor", "els", "jan")
    ]
    facts = week(*three, needs=needs)
    shifts = computed(facts)
    assert week_issues(facts, shifts) == []
    lack = shortages(facts, shifts, Band.MIDDLE)[0]
    words = " ".join(why_short(WeekProblem(facts, Band.MIDDLE), shifts, lack).sentences)
    for name in ("Noor", "Els", "Jan"):
        assert f"{name} may work 32 h in this week." in words
    assert "infeasible" not in words

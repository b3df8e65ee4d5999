"""The roster of a museum's week: needs met, rules kept, little changed when somebody is ill, clashes in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.tour_server.staffing.weeks import (
    ALL_DAY,
    DAY,
    EVENING,
    MONDAY,
    colleague,
    needed,
    shift,
    week,
)
from tour_server.staffing.breaks import with_breaks
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import Absence, AbsenceKind, PlannedShift
from tour_server.staffing.week_check import shortages, week_issues
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import WeekProblem

pytestmark = pytest.mark.solver
SATURDAY = MONDAY + dt.timedelta(days=5)


def computed(
    facts: WeekFacts,
    pinned: Iterable[PlannedShift] = (),
    stays: Iterable[PlannedShift] | None = None,
) -> list[PlannedShift]:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster

    problem = WeekProblem(facts, Band.MIDDLE, pinned, stays)
    found = find_roster(problem.problem, TimeLimit(20), workers=1)
    assert found.is_best
    return with_breaks(facts, problem.planned(found.roster), Band.MIDDLE)


def away(first: int, last: int, kind: AbsenceKind = AbsenceKind.AWAY) -> tuple[Absence, ...]:
    days = [MONDAY + dt.timedelta(days=day) for day in (first, last)]
    return (Absence(*days, kind),)


def test_needs_are_met_and_rules_kept() -> None:
    facts = week(colleague("noor"), colleague("els"), colleague("jan", most_days_in_a_row=2))
    shifts = computed(facts)
    assert shortages(facts, shifts, Band.MIDDLE) == []
    assert week_issues(facts, shifts) == []
    assert all(one.break_begins is not None for one in shifts)


def test_somebody_ill_changes_as_little_as_possible() -> None:
    everyone = [colleague(key) for key in ("noor", "els", "jan")]
    shifts = computed(week(*everyone))
    ill = next(one for one in shifts if one.day == MONDAY)
    absent = away(0, 0, AbsenceKind.ILL)
    facts = week(
        *(
            colleague(one.key, absences=absent if one.key == ill.colleague else ())
            for one in everyone
        )
    )
    again = computed(facts, stays=shifts)
    assert shortages(facts, again, Band.MIDDLE) == []
    before = {(one.colleague, one.day, one.kind) for one in shifts}
    after = {(one.colleague, one.day, one.kind) for one in again}
    assert len(before - after) == 1
    assert len(after - before) == 1


def test_what_was_put_there_by_hand_stays() -> None:
    pinned = shift("els", 3, EVENING, pinned=True)
    shifts = computed(week(colleague("noor"), colleague("els")), [pinned])
    assert [one.pinned for one in shifts if (one.colleague, one.day) == ("els", pinned.day)] == [
        True
    ]


def test_a_day_off_by_hand_stays_off_and_is_named() -> None:
    from tour_server.staffing.clashes import why_short

    needs = {MONDAY: (needed(10, 17, 1),)}
    assert [one.day for one in computed(week(colleague("noor"), needs=needs))] == [MONDAY]
    facts = week(colleague("noor"), needs=needs, days_off=frozenset({("noor", MONDAY)}))
    assert computed(facts) == []
    (lack,) = shortages(facts, [], Band.MIDDLE)
    reason = why_short(WeekProblem(facts, Band.MIDDLE), [], lack)
    assert "Noor is off on Monday, by hand." in reason.sentences


def test_what_was_put_there_against_a_rule_stays_too() -> None:
    pinned = [shift("noor", day, pinned=True) for day in range(7)]
    facts = week(colleague("noor"), colleague("els"))
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster

    problem = WeekProblem(facts, Band.MIDDLE, pinned)
    found = find_roster(problem.problem, TimeLimit(20), workers=1)
    assert {one.day for one in problem.planned(found.roster) if one.colleague == "noor"} == {
        *facts.days
    }


def test_who_worked_few_weekends_goes_first() -> None:
    past = tuple(shift("noor", day - 7 * back) for back in (1, 2) for day in (5, 6))
    facts = week(colleague("noor"), colleague("els"), around=past)
    weekend = Counter(one.colleague for one in computed(facts) if one.day >= SATURDAY)
    assert weekend == {"els": 2}


def test_a_wish_is_kept_where_it_can_be() -> None:
    facts = week(colleague("noor", absences=away(2, 2, AbsenceKind.WISH)), colleague("els"))
    wished = MONDAY + dt.timedelta(days=2)
    assert [one.colleague for one in computed(facts) if one.day == wished] == ["els"]


def test_a_contract_that_cant_be_reached_is_shortened() -> None:
    facts = week(colleague("noor", flex_minutes=0, week_minutes=1_350, absences=away(1, 6)))
    problem = WeekProblem(facts, Band.MIDDLE)
    (person,) = problem.problem.people
    assert person.min_minutes <= DAY.work_minutes
    assert [one.day for one in computed(facts)] in ([MONDAY], [])


def told(facts: WeekFacts, day: dt.date) -> str:
    from tour_server.staffing.clashes import why_short

    shifts = computed(facts)
    lack = next(one for one in shortages(facts, shifts, Band.MIDDLE) if one.day == day)
    reason = why_short(WeekProblem(facts, Band.MIDDLE), shifts, lack)
    assert not reason.can_be_met
    return " ".join(reason.sentences)


def test_a_clash_names_who_is_away_and_who_cant() -> None:
    hours = (*ALL_DAY[:5], None, None)
    facts = week(
        colleague("noor"),
        colleague("els", absences=away(5, 5)),
        colleague("jan", hours=hours),
        colleague("ida", "desk"),
        needs={SATURDAY: (needed(10, 17, 2),)},
    )
    words = told(facts, SATURDAY)
    assert words.startswith("Saturday 10:00–17:00 needs 2 × guard; only 1 person may work then.")
    assert "3 colleagues are guard." in words
    assert "Els is away on Saturday." in words
    assert "Jan can't work at that time on Saturday." in words
    assert "Ida" not in words
    assert "Noor" not in words


def test_a_clash_names_hours_and_days_in_a_row() -> None:
    facts = week(colleague("noor", week_minutes=3 * DAY.work_minutes, flex_minutes=0))
    shifts = computed(facts)
    empty = next(one.day for one in shortages(facts, shifts, Band.MIDDLE))
    assert "Noor may work 22 h 30 min in this week." in told(facts, empty)


def test_a_need_that_can_be_met_says_so() -> None:
    from tour_server.staffing.clashes import why_short

    facts = week(colleague("noor"), colleague("els"))
    lack = shortages(facts, [], Band.MIDDLE)[0]
    reason = why_short(WeekProblem(facts, Band.MIDDLE), [], lack)
    assert reason.can_be_met
    assert "It can be met within all rules" in reason.sentences[1]


def test_what_was_not_found_out_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from tour_server.staffing import clashes

    monkeypatch.setattr(clashes, "EFFORT", 0.0)
    facts = week(*(colleague(key) for key in ("noor", "els", "jan")))
    lack = shortages(facts, [], Band.MIDDLE)[0]
    reason = clashes.why_short(WeekProblem(facts, Band.MIDDLE), [], lack)
    assert (reason.can_be_met, reason.names_rules) == (False, False)
    assert "was not found out in a few seconds" in reason.sentences[1]

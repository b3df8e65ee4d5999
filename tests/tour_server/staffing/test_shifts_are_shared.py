"""Weekends, evenings, nights and public holidays: each counted, compared with a share, and weighed in the search."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lxml import html

from tests.desk import Browser, Desk
from tests.tour_server.staffing.rostering import WEEK, add_colleague, put
from tests.tour_server.staffing.weeks import DAY, EVENING, MONDAY, colleague, needed, shift, week
from tour_server.forecast.known_days import KnownDays
from tour_server.staffing.fairness import SharedShiftKind, shared_counts, shared_kinds
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import (
    Absence,
    AbsenceKind,
    HourWish,
    PlannedShift,
    ShiftKind,
)
from tour_server.staffing.roster_weeks import RosterWeeks
from tour_server.staffing.week_board import shared_table
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import LEAST_WISH_COST, WeekProblem

NIGHT = ShiftKind(3, "Night", 1320, 1800, 30)
ALWAYS = ((0, 2160),) * 7
THURSDAY = MONDAY + dt.timedelta(days=3)


def before(key: str, kind: ShiftKind, weekday: int, *weeks: int) -> tuple[PlannedShift, ...]:
    """Returns shifts of a colleague on a weekday, so many weeks before."""
    return tuple(shift(key, weekday - 7 * back, kind) for back in weeks)


def computed(facts: WeekFacts) -> list[PlannedShift]:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster

    problem = WeekProblem(facts, Band.MIDDLE)
    found = find_roster(problem.problem, TimeLimit(20), workers=1)
    assert found.is_best
    return problem.planned(found.roster)


def test_of_which_kinds_a_shift_is() -> None:
    saturday = MONDAY + dt.timedelta(days=5)
    assert shared_kinds(MONDAY, 570, 1050, ()) == []
    assert shared_kinds(MONDAY, 570, 1140, ()) == [], "until 19:00"
    assert shared_kinds(MONDAY, 570, 1155, ()) == [SharedShiftKind.EVENING]
    assert shared_kinds(MONDAY, 1320, 1800, ()) == [SharedShiftKind.NIGHT]
    assert shared_kinds(MONDAY, 1080, 1500, ()) == [SharedShiftKind.EVENING], (
        "an hour past midnight"
    )
    assert shared_kinds(saturday, 570, 1050, {saturday}) == [
        SharedShiftKind.WEEKEND,
        SharedShiftKind.HOLIDAY,
    ]


@pytest.mark.solver
@pytest.mark.parametrize("keys", [("noor", "els"), ("els", "noor")])
@pytest.mark.parametrize(
    "kind", [SharedShiftKind.EVENING, SharedShiftKind.NIGHT, SharedShiftKind.HOLIDAY]
)
def test_who_worked_few_of_a_kind_goes_first(kind: SharedShiftKind, keys: tuple[str, str]) -> None:
    many, few = keys
    given: dict[str, Any] = {}
    if kind is SharedShiftKind.HOLIDAY:
        given = {
            "needs": {THURSDAY: (needed(10, 17, 1),)},
            "around": before(many, DAY, 3, 2),
            "holidays": frozenset({THURSDAY, THURSDAY - dt.timedelta(weeks=2)}),
        }
    elif kind is SharedShiftKind.EVENING:
        given = {
            "needs": {THURSDAY: (needed(17, 21, 1),)},
            "around": (*before(many, EVENING, 3, 2), *before(few, DAY, 3, 2)),
        }
    else:
        given = {
            "needs": {THURSDAY: (needed(23, 29, 1),)},
            "around": (*before(many, NIGHT, 2, 2), *before(few, EVENING, 2, 2)),
            "kinds": (DAY, EVENING, NIGHT),
        }
    facts = week(*(colleague(key, hours=ALWAYS) for key in ("noor", "els")), **given)
    assert [one.colleague for one in computed(facts)] == [few]


def test_a_share_goes_by_the_contract_and_the_days_there() -> None:
    half = dt.timedelta(weeks=4)
    ill = (Absence(MONDAY - half, MONDAY - dt.timedelta(days=1), AbsenceKind.ILL),)
    day_only = ((480, 1080),) * 7
    facts = week(
        colleague("noor", week_minutes=32 * 60),
        colleague("els", week_minutes=16 * 60),
        colleague("ida", week_minutes=32 * 60, absences=ill),
        colleague("jan", hours=day_only),
        around=(*before("noor", EVENING, 3, 1, 2, 3, 4, 8), *before("els", EVENING, 3, 9, 10)),
    )
    counts = {key: own.get(SharedShiftKind.EVENING) for key, own in shared_counts(facts).items()}
    assert counts.pop("jan") is None, "no evening lies in the hours of Jan"
    found = {key: (one.worked, one.share) for key, one in counts.items() if one is not None}
    assert found == {"noor": (5, 2.5), "els": (0, 1.25), "ida": (0, 1.25)}
    above = {key: one.above for key, one in counts.items() if one is not None}
    assert above == {"noor": 3.75, "els": 0.0, "ida": 0.0}


@pytest.mark.solver
def test_the_longer_contract_has_the_larger_share() -> None:
    facts = week(
        colleague("noor", week_minutes=36 * 60),
        colleague("els", week_minutes=12 * 60),
        needs={THURSDAY: (needed(17, 21, 1),)},
        around=(*before("noor", EVENING, 1, 1, 2, 3, 4), *before("els", EVENING, 2, 1, 2)),
    )
    assert [one.colleague for one in computed(facts)] == ["noor"], "4 of 4.5, and 2 of 1.5"


@pytest.mark.solver
def test_a_wish_goes_before_an_even_share_however_uneven() -> None:
    past = tuple(one for day in range(7) for one in before("noor", EVENING, day, *range(1, 9)))
    facts = week(
        colleague("noor"),
        colleague("els", wishes=(HourWish(1245, 1440, rather=False),)),
        needs={THURSDAY: (needed(17, 21, 1),)},
        around=past,
        holidays=frozenset({THURSDAY}),
    )
    assert [one.colleague for one in computed(facts)] == ["noor"]
    costs = [one.cost for one in WeekProblem(facts, Band.MIDDLE).problem.wishes if not one.person]
    assert 0 < max(costs) < LEAST_WISH_COST


def test_each_kind_is_a_count_of_its_own() -> None:
    facts = week(
        colleague("noor"),
        colleague("els"),
        around=(*before("noor", EVENING, 5, 1), *before("els", DAY, 3, 2)),
        holidays=frozenset({THURSDAY - dt.timedelta(weeks=2)}),
    )
    table = shared_table(facts, [shift("els", 6)])
    assert table.kinds == (
        SharedShiftKind.WEEKEND,
        SharedShiftKind.EVENING,
        SharedShiftKind.HOLIDAY,
    )
    found = [[(one.worked, one.this_week) for one in row.cells if one] for row in table.rows]
    assert found == [[(1, 0), (1, 0), (0, 0)], [(0, 1), (0, 0), (1, 0)]]


def test_the_week_shows_the_counts_beside_the_share(bram: Browser, desk: Desk) -> None:
    pytest.importorskip("holidays")
    context = desk.parts.assembly.context
    context.get(KnownDays).set_place("NL")
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    page = "/desk/roster/week/2026-04-06"  # begins with Easter Monday
    assert bram.post(f"{page}/put", cell=f"{noor}.2026-04-06", shift="1.guard").status_code == 303
    assert bram.post(f"{page}/put", cell=f"{els}.2026-04-07", shift="2.guard").status_code == 303
    put(bram, noor, "2026-03-07", "2.guard")
    tree = html.fromstring(bram.get("/desk/roster/week/2026-04-13").text)
    (table,) = tree.xpath("//h2[text()='Shared evenly']/following::table[1]")
    rows = [[" ".join(one.text_content().split()) for one in row] for row in table.iter("tr")]
    assert rows == [
        ["Colleague", "Days of weekends", "Evenings", "Public holidays"],
        ["Els", "0 share 0.5", "1 share 1", "0 share 0.5"],
        ["Noor", "1 share 0.5", "1 share 1", "1 share 0.5"],
    ]
    assert "1 this week" in bram.get(page).text
    facts = context.get(RosterWeeks).facts(MONDAY)
    assert dt.date(2026, 1, 1) not in facts.holidays, "that is nine weeks before"
    assert WEEK.endswith(str(MONDAY))

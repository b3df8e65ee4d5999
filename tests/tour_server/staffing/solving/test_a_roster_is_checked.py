"""The plain check of rosters, each rule against a row that keeps it and one that doesn't."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.tour_server.staffing.solving.rosters import SHIFTS
from tour_server.staffing.solving.roster_check import check_roster
from tour_server.staffing.solving.roster_problem import (
    CoverRow,
    RosterPerson,
    RosterProblem,
    ShiftWish,
)

DAYS = 14
ANYTHING = RosterPerson(
    "A", (frozenset((0, 1)),) * DAYS, (DAYS, DAYS), 99_999, max_days_in_a_row=DAYS
)


def rules_broken(row: str, **changes: Any) -> set[str]:
    """Returns the rules that a row breaks: E early, L late, a point for a day off."""
    problem = RosterProblem(DAYS, SHIFTS, (replace(ANYTHING, **changes),), ())
    roster = (tuple({"E": 0, "L": 1, ".": -1}[one] for one in row),)
    return {broken.rule for broken in check_roster(problem, roster).broken}


@pytest.mark.parametrize(
    ("changes", "keeps", "breaks"),
    [
        ({"max_minutes": 1_080}, "E....L........", "L....L........"),
        ({"min_minutes": 960}, "E....E........", "L............."),
        ({"max_of_shift": (2, DAYS)}, "E.E.L.L.......", "E.E.E........."),
        ({"max_weekends": 1}, ".....EE.......", "......E.....E."),
        ({"max_weekends": 1}, "EEEEE.......EE", ".....E.......E"),
        ({"max_days_in_a_row": 3}, "EEE.EEE.......", "..EEEE........"),
        ({"max_days_in_a_row": 3, "days_worked_before": 2}, "E.EEE.........", "EE............"),
        ({"min_days_in_a_row": 2}, "E.EE.........E", "..E..........."),
        ({"min_days_off_in_a_row": 2}, ".E..EEEEEEEEE.", "E.E..........."),
        ({"possible": (frozenset((0,)),) * DAYS}, "E.............", "L............."),
    ],
)
def test_a_rule_is_kept_and_broken(changes: dict[str, Any], keeps: str, breaks: str) -> None:
    assert rules_broken(keeps, **changes) == set()
    assert rules_broken(breaks, **changes) == {next(iter(changes))}


def test_an_early_shift_after_a_late_one() -> None:
    assert rules_broken("L.E...........") == set()
    assert rules_broken("EL............") == set()
    assert rules_broken("LE............") == {"not_followed_by"}


def test_cover_and_wishes_cost() -> None:
    cover = (CoverRow(0, frozenset((0,)), 2, 100, 1), CoverRow(1, frozenset((0, 1)), 0, 100, 3))
    wishes = (ShiftWish(0, 0, 0, 5, wants=True), ShiftWish(0, 1, 1, 7, wants=False))
    problem = RosterProblem(DAYS, SHIFTS, (ANYTHING,), cover, wishes)
    off = (-1,) * (DAYS - 2)
    assert check_roster(problem, ((-1, -1, *off),)).objective == 200 + 5
    assert check_roster(problem, ((0, -1, *off),)).objective == 100
    assert check_roster(problem, ((0, 1, *off),)).objective == 100 + 3 + 7


def test_a_roster_of_another_size_is_refused() -> None:
    problem = RosterProblem(DAYS, SHIFTS, (ANYTHING,), ())
    with pytest.raises(ValueError, match="people and days"):
        check_roster(problem, ((0,),))

"""Breaks are taken one after another, where most people are there, and a check says where too few are left."""

from __future__ import annotations

from tests.tour_server.staffing.weeks import MONDAY, colleague, needed, shift, week
from tour_server.staffing.breaks import presence, with_breaks
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import ShiftKind
from tour_server.staffing.week_check import shortages

NOON = ShiftKind(3, "Noon", 720, 900, 0)


def test_three_guards_never_rest_together() -> None:
    facts = week(*(colleague(key) for key in ("a", "b", "c")), needs={MONDAY: (needed(10, 17, 2),)})
    placed = with_breaks(facts, [shift(key, 0) for key in ("a", "b", "c")], Band.MIDDLE)
    assert len({one.break_begins for one in placed}) == 3
    assert min(presence(placed, MONDAY, "guard", breaks=True)[40:68]) == 2
    assert shortages(facts, placed, Band.MIDDLE, breaks=True) == []


def test_a_break_stands_where_somebody_else_is_there() -> None:
    facts = week(colleague("a"), colleague("b"))
    placed = with_breaks(facts, [shift("a", 0), shift("b", 0, NOON)], Band.MIDDLE)
    (pause,) = (one.break_begins for one in placed if one.colleague == "a")
    assert pause is not None
    assert 720 <= pause <= 870
    assert [one.break_begins for one in placed if one.colleague == "b"] == [None]


def test_a_guard_alone_is_missed_during_the_break() -> None:
    facts = week(colleague("a"), needs={MONDAY: (needed(10, 17, 1),)})
    placed = with_breaks(facts, [shift("a", 0)], Band.MIDDLE)
    assert shortages(facts, placed, Band.MIDDLE) == []
    (lack,) = shortages(facts, placed, Band.MIDDLE, breaks=True)
    assert (lack.hours, lack.there) == ("13:15–13:45", 0)

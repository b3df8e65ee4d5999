"""What a change of one cell of the roster would do, in sentences, before it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import Cell, PlannedShift, by_cell
from tour_server.staffing.week_check import Shortage, WeekIssue, shortages, week_issues
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.wishes import unkept_wishes
from web.translations import gettext as _


class Consequences(Struct, frozen=True):
    """What a change brings: `worse` and `better` are sentences."""

    worse: tuple[str, ...]
    better: tuple[str, ...]


def with_cell(
    shifts: Sequence[PlannedShift], cell: Cell, shift: PlannedShift | None
) -> list[PlannedShift]:
    """Returns the shifts with another one, or none, in a cell."""
    rest = [one for one in shifts if one.cell != cell]
    return rest if shift is None else [*rest, shift]


def dragged(shifts: Sequence[PlannedShift], source: Cell, target: Cell) -> list[PlannedShift]:
    """Returns the shifts after one was dragged from a cell to another; what stood there goes the other way."""
    at = by_cell(shifts)
    moved, back = at.get(source), at.get(target)
    if moved is None or source == target:
        return list(shifts)
    found = with_cell(shifts, target, _put(moved, target))
    return with_cell(found, source, None if back is None else _put(back, source))


def _put(shift: PlannedShift, cell: Cell) -> PlannedShift:
    return replace(shift, colleague=cell[0], day=cell[1], pinned=True)


def consequences(
    facts: WeekFacts, before: Sequence[PlannedShift], after: Sequence[PlannedShift], band: Band
) -> Consequences:
    """Returns what a change would bring about colleagues and needs."""
    changed = {one.colleague for one in {*map(_plain, before)} ^ {*map(_plain, after)}}
    about = replace(facts, colleagues=tuple(one for one in facts.colleagues if one.key in changed))
    old, new = _issues(about, before), _issues(about, after)
    told, still = {one.sentence for one in old}, {_fault(one) for one in new}
    worse = [one.sentence for one in new if one.sentence not in told]
    better = [
        _("No longer: {sentence}", sentence=one.sentence) for one in old if _fault(one) not in still
    ]
    lacks, had = shortages(facts, after, band), shortages(facts, before, band)
    for day in facts.days:
        for skill in facts.skills:
            more = _missing(lacks, day, skill) - _missing(had, day, skill)
            if more > 0:
                worse += [
                    one.sentence()
                    for one in lacks
                    if (one.day, one.skill) == (day, skill) and one not in had
                ]
            elif more < 0:
                better += [
                    _("No longer: {sentence}", sentence=one.sentence())
                    for one in had
                    if (one.day, one.skill) == (day, skill) and one not in lacks
                ]
    return Consequences(tuple(worse), tuple(better))


def _issues(facts: WeekFacts, shifts: Sequence[PlannedShift]) -> list[WeekIssue]:
    return [*week_issues(facts, shifts), *unkept_wishes(facts, shifts)]


def _fault(issue: WeekIssue) -> tuple[str, dt.date | None, str]:
    """Returns what an issue is about: a contract that is kept even less is no better than before."""
    return issue.colleague, issue.day, issue.rule


def _plain(shift: PlannedShift) -> PlannedShift:
    return replace(shift, pinned=False, break_begins=None)


def _missing(found: Sequence[Shortage], day: dt.date, skill: str) -> int:
    """Returns the missing people times quarters of an hour."""
    return sum(
        (one.needed - one.there) * (one.last - one.first + 1)
        for one in found
        if (one.day, one.skill) == (day, skill)
    )

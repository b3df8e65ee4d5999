"""The last change by hand of a week's roster, kept in the browser that made it, so that one step can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from tour_server.staffing.moves import with_cell
from tour_server.staffing.planned_shift import Cell, PlannedShift, by_cell

NAME = "roster_change"  # in the signed cookie of the session


class CellChange(Struct, frozen=True):
    """What stood in a cell before a change, and after it; None is a day off."""

    cell: Cell
    before: PlannedShift | None
    after: PlannedShift | None


class LastChange(Struct, frozen=True):
    """The cells of a week that were changed at once: one, or two that changed places."""

    monday: dt.date
    cells: tuple[CellChange, ...]

    def stands_in(self, shifts: Sequence[PlannedShift]) -> bool:
        """Returns whether each cell still is as the change left it."""
        at = by_cell(shifts)
        return all(value_of(at.get(one.cell)) == value_of(one.after) for one in self.cells)

    def undone(self, shifts: Sequence[PlannedShift]) -> list[PlannedShift]:
        """Returns the shifts as they were before the change."""
        found = list(shifts)
        for one in self.cells:
            found = with_cell(found, one.cell, one.before)
        return found


def change_between(
    monday: dt.date,
    cells: Iterable[Cell],
    before: Sequence[PlannedShift],
    after: Sequence[PlannedShift],
) -> LastChange:
    """Returns what changed in these cells."""
    old, new = by_cell(before), by_cell(after)
    changed = (CellChange(cell, old.get(cell), new.get(cell)) for cell in cells)
    return LastChange(monday, tuple(changed))


def keep_change(session: MutableMapping[str, Any], change: LastChange) -> None:
    """Keep a change in place of the one before."""
    session[NAME] = msgspec.json.encode(change).decode()


def kept_change(
    session: MutableMapping[str, Any], monday: dt.date, shifts: Sequence[PlannedShift]
) -> LastChange | None:
    """Returns the last change where it is of this week and nobody changed its cells since; otherwise None."""
    try:
        change = msgspec.json.decode(session.get(NAME, ""), type=LastChange)
    except msgspec.DecodeError:  # none, or of another version
        return None
    return change if change.monday == monday and change.stands_in(shifts) else None


def forget_change(session: MutableMapping[str, Any]) -> None:
    """Forget the last change: it was undone."""
    session.pop(NAME, None)


def value_of(shift: PlannedShift | None) -> str:
    """Returns what a form sends for a cell: the number of its kind of shift and a skill, "" for a day off."""
    return "" if shift is None else f"{shift.kind}.{shift.skill}"

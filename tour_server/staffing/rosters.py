"""The rosters in the database: the draft of each week, and what was published of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import DAY_OFF, Cell, PlannedShift, by_cell
from tour_server.staffing.tables import ColleagueRow, RosterWeekRow, ShiftRow

WEEK = dt.timedelta(weeks=1)
_FIELDS = (
    *("colleague", "day", "kind", "begins", "ends"),
    *("break_minutes", "skill", "break_begins", "pinned"),
)


class WeekState(Struct, frozen=True):
    """How a week stands. `cost` and `bound` are of the last computation."""

    band: Band = Band.MIDDLE
    published_at: dt.datetime | None = None
    computed_at: dt.datetime | None = None
    cost: int | None = None
    bound: int | None = None


class Rosters:
    """The shifts by week. Thread-safe."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        """`now` returns the time in UTC."""
        self._database, self._now = database, now

    def state(self, monday: dt.date) -> WeekState:
        """Returns how a week stands."""
        with self._database.reading() as session:
            row = session.get(RosterWeekRow, monday)
        if row is None:
            return WeekState()
        return WeekState(Band(row.band), row.published_at, row.computed_at, row.cost, row.bound)

    def shifts(
        self, first: dt.date, last: dt.date, *, published: bool = False, colleague: str = ""
    ) -> list[PlannedShift]:
        """Returns the shifts of these days, both included: of the draft or as published, of one colleague or all."""
        of = ShiftRow
        asked = _columns().where(of.day >= first, of.day <= last, of.published == published)
        if colleague:
            asked = asked.where(of.colleague == colleague)
        with self._database.reading() as session:
            rows = session.execute(asked.order_by(of.day, of.begins, of.colleague)).all()
        return [PlannedShift(*row) for row in rows]

    def shifts_on(self, days: Collection[dt.date]) -> list[PlannedShift]:
        """Returns the draft's shifts of some days."""
        of = ShiftRow
        asked = _columns().where(of.day.in_(days), of.published.is_(False))
        with self._database.reading() as session:
            rows = session.execute(asked.order_by(of.day, of.begins, of.colleague)).all()
        return [PlannedShift(*row) for row in rows]

    def days_off(self, first: dt.date, last: dt.date) -> frozenset[Cell]:
        """Returns the cells of the draft, of these days, of which staff have said that the colleague is off."""
        with self._database.reading() as session:
            return frozenset(_days_off(session, first, last))

    def set_band(self, monday: dt.date, band: Band) -> None:
        """Say which figures of the forecast a week is staffed for."""
        with self._database.writing() as session:
            _week(session, monday).band = band.value

    def put(self, shift: PlannedShift) -> bool:
        """Put a colleague's shift of a day into the draft. Returns False when the colleague has gone."""
        with self._database.writing() as session:
            if session.get(ColleagueRow, shift.colleague) is None:
                return False
            _delete(session, shift.day, shift.day, published=False, colleague=shift.colleague)
            session.add(_row(shift, published=False))
        return True

    def take_off(self, colleague: str, day: dt.date) -> None:
        """Take a colleague's shift of a day out of the draft."""
        with self._database.writing() as session:
            _delete(session, day, day, published=False, colleague=colleague)

    def give_off(self, colleague: str, day: dt.date) -> bool:
        """Say that a colleague is off on a day of the draft, so that no computation puts a shift there.

        Returns False when the colleague has gone.
        """
        return self.put(_day_off(colleague, day))

    def let_go(self, monday: dt.date) -> None:
        """Let a computation change again what was put into a week's draft by hand, or taken out of it."""
        of, last = ShiftRow, monday + WEEK - dt.timedelta(days=1)
        here = of.day >= monday, of.day <= last, of.published.is_(False)
        with self._database.writing() as session:
            session.execute(delete(of).where(*here, of.kind == DAY_OFF))
            session.execute(update(of).where(*here).values(pinned=False))

    def replace_week(
        self, monday: dt.date, shifts: Iterable[PlannedShift], cost: int, bound: int
    ) -> None:
        """Put a computed roster in place of the draft of a week; shifts of who has gone are left out.

        What was put into a cell or taken out of it by hand while it was computed stays as it is now.
        """
        last = monday + WEEK - dt.timedelta(days=1)
        with self._database.writing() as session:
            here = set(session.scalars(select(ColleagueRow.key)))
            of = ShiftRow
            asked = select(of).where(of.day >= monday, of.day <= last, of.published.is_(False))
            now = {
                (row.colleague, row.day): _planned(row)
                for row in session.scalars(asked)
                if row.pinned
            }
            computed = by_cell(one for one in shifts if one.colleague in here)
            for cell, one in now.items():
                if cell not in computed or not _is_same(computed[cell], one):
                    computed[cell] = one
            kept = [one for cell, one in computed.items() if not one.pinned or cell in now]
            _delete(session, monday, last, published=False)
            session.add_all(_row(one, published=False) for one in kept)
            row = _week(session, monday)
            row.computed_at, row.cost, row.bound = self._now(), cost, bound

    def put_back(self, monday: dt.date) -> None:
        """Make the draft of a week what was published of it. Who is off there, and was off by hand, stays so."""
        last = monday + WEEK - dt.timedelta(days=1)
        shown = self.shifts(monday, last, published=True)
        with self._database.writing() as session:
            off = _days_off(session, monday, last) - {one.cell for one in shown}
            _delete(session, monday, last, published=False)
            here = set(session.scalars(select(ColleagueRow.key)))
            draft = [*shown, *(_day_off(*cell) for cell in off)]
            session.add_all(_row(one, published=False) for one in draft if one.colleague in here)

    def publish(self, monday: dt.date) -> int:
        """Show the draft of a week to colleagues. Returns how many of their days it changes."""
        last = monday + WEEK - dt.timedelta(days=1)
        before = {_seen(one) for one in self.shifts(monday, last, published=True)}
        draft = self.shifts(monday, last)
        with self._database.writing() as session:
            _delete(session, monday, last, published=True)
            here = set(session.scalars(select(ColleagueRow.key)))
            session.add_all(_row(one, published=True) for one in draft if one.colleague in here)
            _week(session, monday).published_at = self._now()
        changed = before ^ {_seen(one) for one in draft}
        return len({(one[0], one[1]) for one in changed})


def _columns() -> Select[Any]:
    """Returns the query of the columns of a PlannedShift, in its order: a year of 80 colleagues has 20,000 rows."""
    return select(*(getattr(ShiftRow, name) for name in _FIELDS)).where(ShiftRow.kind != DAY_OFF)


def _days_off(session: Session, first: dt.date, last: dt.date) -> set[Cell]:
    of = ShiftRow
    asked = select(of.colleague, of.day).where(
        of.day >= first, of.day <= last, of.published.is_(False), of.kind == DAY_OFF
    )
    return {(colleague, day) for colleague, day in session.execute(asked)}


def _day_off(colleague: str, day: dt.date) -> PlannedShift:
    return PlannedShift(colleague, day, DAY_OFF, 0, 0, 0, "", pinned=True)


def _planned(row: ShiftRow) -> PlannedShift:
    return PlannedShift(**{name: getattr(row, name) for name in _FIELDS})


def _is_same(one: PlannedShift, other: PlannedShift) -> bool:
    return _seen(one) == _seen(other)


def _seen(one: PlannedShift) -> tuple[str, dt.date, int, int, str]:
    return one.colleague, one.day, one.begins, one.ends, one.skill


def _week(session: Session, monday: dt.date) -> RosterWeekRow:
    row = session.get(RosterWeekRow, monday)
    if row is None:
        row = RosterWeekRow(monday=monday, band=Band.MIDDLE.value)
        session.add(row)
    return row


def _row(shift: PlannedShift, *, published: bool) -> ShiftRow:
    return ShiftRow(published=published, **{name: getattr(shift, name) for name in _FIELDS})


def _delete(
    session: Session, first: dt.date, last: dt.date, *, published: bool, colleague: str = ""
) -> None:
    of = ShiftRow
    asked = delete(of).where(of.day >= first, of.day <= last, of.published == published)
    session.execute(asked if not colleague else asked.where(of.colleague == colleague))

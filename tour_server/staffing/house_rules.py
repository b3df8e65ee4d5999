"""The museum's own rules in the database: kinds of shifts, rules of staffing, booked tours."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from tour_server.database import Database
from tour_server.staffing.needs import BookedTour, NeedKind, StaffingRule
from tour_server.staffing.planned_shift import ShiftKind
from tour_server.staffing.tables import BookedTourRow, ShiftKindRow, StaffingRuleRow


class HouseRules:
    """Kinds of shifts, rules and booked tours. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kinds(self) -> tuple[ShiftKind, ...]:
        """Returns the kinds of shifts, the earliest first."""
        of = ShiftKindRow
        with self._database.reading() as session:
            rows = session.scalars(select(of).order_by(of.begins, of.ends, of.number)).all()
        return tuple(
            ShiftKind(row.number, row.name, row.begins, row.ends, row.break_minutes, row.skill)
            for row in rows
        )

    def rules(self) -> tuple[StaffingRule, ...]:
        """Returns the rules in the order in which they were written."""
        of = StaffingRuleRow
        with self._database.reading() as session:
            rows = session.scalars(select(of).order_by(of.number)).all()
        return tuple(
            StaffingRule(
                *(row.number, NeedKind(row.kind), row.skill, row.people, row.per, row.room),
                row.early_minutes,
                row.late_minutes,
            )
            for row in rows
        )

    def tours(self, first: dt.date, last: dt.date) -> tuple[BookedTour, ...]:
        """Returns the tours that are booked from a first to a last day."""
        of = BookedTourRow
        asked = select(of).where(of.day >= first, of.day <= last)
        with self._database.reading() as session:
            rows = session.scalars(asked.order_by(of.day, of.begins, of.number)).all()
        return tuple(
            BookedTour(row.number, row.day, row.begins, row.ends, row.groups) for row in rows
        )

    def add_kind(self, kind: ShiftKind) -> None:
        """Add a kind of shift; its number is given here."""
        with self._database.writing() as session:
            session.add(
                ShiftKindRow(
                    name=kind.name,
                    begins=kind.begins,
                    ends=kind.ends,
                    break_minutes=kind.break_minutes,
                    skill=kind.skill,
                )
            )

    def add_rule(self, rule: StaffingRule) -> None:
        """Add a rule; its number is given here."""
        with self._database.writing() as session:
            session.add(
                StaffingRuleRow(
                    kind=rule.kind.value,
                    skill=rule.skill,
                    people=rule.people,
                    per=rule.per,
                    room=rule.room,
                    early_minutes=rule.early_minutes,
                    late_minutes=rule.late_minutes,
                )
            )

    def add_tour(self, tour: BookedTour) -> None:
        """Add a booked tour; its number is given here."""
        with self._database.writing() as session:
            session.add(
                BookedTourRow(day=tour.day, begins=tour.begins, ends=tour.ends, groups=tour.groups)
            )

    def remove(
        self, what: type[ShiftKindRow | StaffingRuleRow | BookedTourRow], number: int
    ) -> None:
        """Remove a kind of shift, a rule or a tour. Shifts that are planned already stay as they are."""
        with self._database.writing() as session:
            session.execute(delete(what).where(what.number == number))

    def forget_tours_before(self, day: dt.date) -> None:
        """Delete booked tours of days before this one."""
        with self._database.writing() as session:
            session.execute(delete(BookedTourRow).where(BookedTourRow.day < day))

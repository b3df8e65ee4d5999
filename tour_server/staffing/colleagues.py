"""The colleagues of the roster in the database: added, changed, absent, shown by their own link, removed."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.staffing.planned_shift import Absence, AbsenceKind, Colleague, HourWish
from tour_server.staffing.tables import AbsenceRow, ColleagueRow, HourWishRow, ShiftRow
from web.translations import gettext as _

MAX_COLLEAGUES = 500


class StaffingError(ValueError):
    """What was typed can't be taken. The message is a sentence for staff."""


class Colleagues:
    """The colleagues. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def everyone(self) -> tuple[Colleague, ...]:
        """Returns all colleagues by name, with their absences and wishes."""
        with self._database.reading() as session:
            rows = session.scalars(select(ColleagueRow).order_by(ColleagueRow.name)).all()
            absences = session.scalars(select(AbsenceRow).order_by(AbsenceRow.first)).all()
            wishes = session.scalars(select(HourWishRow).order_by(HourWishRow.number)).all()
        away: dict[str, list[Absence]] = {}
        wished: dict[str, list[HourWish]] = {}
        for one in absences:
            away.setdefault(one.colleague, []).append(_absence(one))
        for wish in wishes:
            wished.setdefault(wish.colleague, []).append(_wish(wish))
        return tuple(
            _colleague(row, away.get(row.key, ()), wished.get(row.key, ())) for row in rows
        )

    def find(self, key: str) -> Colleague:
        """Returns a colleague. Raises KeyError."""
        found = next((one for one in self.everyone() if one.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def save(self, colleague: Colleague) -> str:
        """Add a colleague whose key is empty, or change one. Returns the key. Raises StaffingError, KeyError."""
        with self._database.writing() as session:
            same = session.scalar(select(ColleagueRow).where(ColleagueRow.name == colleague.name))
            if same is not None and same.key != colleague.key:
                raise StaffingError(
                    _("There is already somebody called {name}.", name=colleague.name)
                )
            if colleague.key:
                row = session.get(ColleagueRow, colleague.key)
                if row is None:
                    raise KeyError(colleague.key)
            else:
                if len(session.scalars(select(ColleagueRow.key)).all()) >= MAX_COLLEAGUES:
                    raise StaffingError(
                        _("There are {most} colleagues already.", most=MAX_COLLEAGUES)
                    )
                row = ColleagueRow(key=secrets.token_hex(8))
                session.add(row)
            row.name, row.skills = colleague.name, "\n".join(colleague.skills)
            row.week_minutes, row.flex_minutes = colleague.week_minutes, colleague.flex_minutes
            row.most_days_in_a_row = colleague.most_days_in_a_row
            row.hours = ",".join(
                "-" if one is None else f"{one[0]}-{one[1]}" for one in colleague.hours
            )
            return row.key

    def add_absence(self, key: str, absence: Absence) -> None:
        """Note days on which a colleague is not there. Raises KeyError."""
        with self._database.writing() as session:
            if session.get(ColleagueRow, key) is None:
                raise KeyError(key)
            session.add(
                AbsenceRow(
                    colleague=key, first=absence.first, last=absence.last, kind=absence.kind.value
                )
            )

    def remove_absence(self, key: str, absence: Absence) -> None:
        """Take an absence back; one that is not there changes nothing."""
        of = AbsenceRow
        with self._database.writing() as session:
            session.execute(
                delete(of).where(
                    of.colleague == key,
                    of.first == absence.first,
                    of.last == absence.last,
                    of.kind == absence.kind.value,
                )
            )

    def add_wish(self, key: str, wish: HourWish) -> None:
        """Note hours in which a colleague would rather work, or rather not, once. Raises KeyError."""
        row = {
            "colleague": key,
            "day": wish.day,
            "weekday": wish.weekday,
            "begins": wish.begins,
            "ends": wish.ends,
            "rather": wish.rather,
        }
        with self._database.writing() as session:
            if session.get(ColleagueRow, key) is None:
                raise KeyError(key)
            if session.scalar(select(HourWishRow).filter_by(**row)) is None:
                session.add(HourWishRow(**row))

    def remove_wish(self, key: str, number: int) -> None:
        """Take a colleague's wish back; one that is not there changes nothing."""
        of = HourWishRow
        with self._database.writing() as session:
            session.execute(delete(of).where(of.colleague == key, of.number == number))

    def new_link(self, key: str) -> str:
        """Give a colleague a new link; the one before stops working. Returns its secret, this once. Raises KeyError."""
        secret = secrets.token_urlsafe(24)
        with self._database.writing() as session:
            row = session.get(ColleagueRow, key)
            if row is None:
                raise KeyError(key)
            row.link_hash = _hashed(secret)
        return secret

    def by_link(self, secret: str) -> Colleague | None:
        """Returns the colleague of a link, None when there is no such link."""
        with self._database.reading() as session:
            row = session.scalar(
                select(ColleagueRow).where(ColleagueRow.link_hash == _hashed(secret))
            )
        return None if row is None else _colleague(row)

    def remove(self, key: str) -> None:
        """Remove a colleague with all that is kept of them; one who is not there changes nothing."""
        with self._database.writing() as session:
            _remove(session, key)

    def remove_named(self, session: Session, name: str) -> None:
        """Remove the colleague of a name, in the transaction that removes the account of that name."""
        row = session.scalar(select(ColleagueRow).where(ColleagueRow.name == name))
        if row is not None:
            _remove(session, row.key)

    def forget_before(self, day: dt.date) -> int:
        """Delete shifts, absences and wishes that ended before a day. Returns how many."""
        with self._database.writing() as session:
            shifts = session.execute(delete(ShiftRow).where(ShiftRow.day < day))
            absences = session.execute(delete(AbsenceRow).where(AbsenceRow.last < day))
            wishes = session.execute(delete(HourWishRow).where(HourWishRow.day < day))
            gone = (shifts.rowcount, absences.rowcount, wishes.rowcount)  # type: ignore[attr-defined]
            return sum(map(int, gone))


def _remove(session: Session, key: str) -> None:
    session.execute(delete(ShiftRow).where(ShiftRow.colleague == key))
    session.execute(delete(AbsenceRow).where(AbsenceRow.colleague == key))
    session.execute(delete(HourWishRow).where(HourWishRow.colleague == key))
    session.execute(delete(ColleagueRow).where(ColleagueRow.key == key))


def _hashed(secret: str) -> str:
    # 192 random bits need no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def _absence(row: AbsenceRow) -> Absence:
    return Absence(row.first, row.last, AbsenceKind(row.kind))


def _wish(row: HourWishRow) -> HourWish:
    return HourWish(row.begins, row.ends, row.rather, row.day, row.weekday, row.number)


def _colleague(
    row: ColleagueRow, absences: Sequence[Absence] = (), wishes: Sequence[HourWish] = ()
) -> Colleague:
    return Colleague(
        row.key,
        row.name,
        tuple(row.skills.split("\n")) if row.skills else (),
        row.week_minutes,
        row.flex_minutes,
        row.most_days_in_a_row,
        tuple(_hours(one) for one in row.hours.split(",")),
        tuple(absences),
        tuple(wishes),
    )


def _hours(text: str) -> tuple[int, int] | None:
    if text == "-":
        return None
    begins, _dash, ends = text.partition("-")
    return int(begins), int(ends)

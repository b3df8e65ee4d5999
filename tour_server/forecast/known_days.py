"""What staff know of days: events, booked groups, closures, school holidays, rain, and whose public holidays count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.forecast.tables import HolidayPlaceRow, KnownDayRow

MOST_NAME = 200  # characters
MOST_PEOPLE = 1_000_000
MOST_MILLIMETRES = 2000.0  # of rain in a day; more was never measured
LONGEST_DAYS = 366


class KnownKind(StrEnum):
    """What is known of a day."""

    EVENT = "event"
    GROUP = "group"
    CLOSED = "closed"
    SCHOOL = "school"
    RAIN = "rain"


class KnownDay(Struct, frozen=True):
    """Something that is known of the days from `first` to `last`, both included. `number`: 0 until it is stored.

    `room`: "" is the whole house. `people`: of a group, or beyond the usual. `hour`: when a group comes.
    """

    kind: KnownKind
    first: dt.date
    last: dt.date
    name: str = ""
    room: str = ""
    people: int | None = None
    hour: int | None = None
    millimetres: float | None = None
    number: int = 0

    def days(self) -> list[dt.date]:
        """Returns its days."""
        count = (self.last - self.first).days + 1
        return [self.first + dt.timedelta(days=one) for one in range(count)]

    def holds_on(self, day: dt.date) -> bool:
        """Returns whether it is known of this day."""
        return self.first <= day <= self.last


class KnownDays:
    """Reads and writes what is known. May be called from any thread."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database, self._now = database, now

    def all(self, since: dt.date | None = None) -> list[KnownDay]:
        """Returns all that is known of days from `since` on, the earliest first."""
        query = select(KnownDayRow).order_by(KnownDayRow.first, KnownDayRow.number)
        if since is not None:
            query = query.where(KnownDayRow.last >= since)
        with self._database.reading() as session:
            return [_known(row) for row in session.scalars(query)]

    def add(self, days: Sequence[KnownDay], by: str, session: Session | None = None) -> None:
        """Store more. Days of rain take the place of what was known of the rain of those days."""
        if session is None:
            with self._database.writing() as own:
                self.add(days, by, own)
            return
        rain = [one.first for one in days if one.kind is KnownKind.RAIN]
        for day in rain:
            session.execute(
                delete(KnownDayRow).where(
                    KnownDayRow.kind == KnownKind.RAIN.value, KnownDayRow.first == day
                )
            )
        session.add_all(_row(one, by, self._now()) for one in days)

    def replace_school(self, days: Sequence[KnownDay], by: str) -> None:
        """Store school holidays in the place of those that were known."""
        with self._database.writing() as session:
            session.execute(delete(KnownDayRow).where(KnownDayRow.kind == KnownKind.SCHOOL.value))
            self.add(days, by, session)

    def remove(self, number: int) -> KnownDay | None:
        """Take one off. Returns what it was, None where there is none of this number."""
        with self._database.writing() as session:
            row = session.get(KnownDayRow, number)
            if row is None:
                return None
            known = _known(row)
            session.delete(row)
            return known

    def place(self) -> str | None:
        """Returns whose public holidays count; None where nobody has said."""
        with self._database.reading() as session:
            return session.scalar(select(HolidayPlaceRow.place).where(HolidayPlaceRow.number == 1))

    def set_place(self, place: str) -> None:
        """Say whose public holidays count; "" is none."""
        with self._database.writing() as session:
            session.merge(HolidayPlaceRow(number=1, place=place))


def of_kind(days: Iterable[KnownDay], kind: KnownKind) -> list[KnownDay]:
    """Returns those of a kind."""
    return [one for one in days if one.kind is kind]


def closed_on(days: Iterable[KnownDay], day: dt.date) -> set[str]:
    """Returns the rooms that staff expect to be closed on a day; "" among them is the whole house."""
    return {one.room for one in days if one.kind is KnownKind.CLOSED and one.holds_on(day)}


def _known(row: KnownDayRow) -> KnownDay:
    return KnownDay(
        KnownKind(row.kind),
        row.first,
        row.last,
        row.name,
        row.room,
        row.people,
        row.hour,
        row.millimetres,
        row.number,
    )


def _row(one: KnownDay, by: str, at: dt.datetime) -> KnownDayRow:
    return KnownDayRow(
        kind=one.kind.value,
        first=one.first,
        last=one.last,
        name=one.name,
        room=one.room,
        people=one.people,
        hour=one.hour,
        millimetres=one.millimetres,
        added_at=at,
        added_by=by,
    )

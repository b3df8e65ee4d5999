"""What staff and shifts are, in the museum's words: colleagues, kinds of shifts, and who works when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

DAY_MINUTES = 24 * 60
QUARTER_MINUTES = 15
LAST_MINUTE = 36 * 60  # a day's shifts may go on until noon of the next day
QUARTERS = LAST_MINUTE // QUARTER_MINUTES  # of a day and the night after it

DAY_OFF = -1  # in place of a kind of shift: staff have said that a colleague is off that day

Cell = tuple[str, dt.date]
"""Of a roster: a colleague's key, and a day."""


class ShiftKind(Struct, frozen=True):
    """A shift that the museum works with. Times are minutes since midnight; more than 1,440 are of the next day.

    `skill`: who it is for; empty for whoever is needed.
    """

    number: int
    name: str
    begins: int
    ends: int
    break_minutes: int
    skill: str = ""

    @property
    def work_minutes(self) -> int:
        """Returns the minutes that count as work: without the break."""
        return self.ends - self.begins - self.break_minutes


class PlannedShift(Struct, frozen=True):
    """One colleague's shift on one day. `break_begins` is None where the shift has no break.

    `pinned`: staff have put it there, so that a computation leaves it.
    """

    colleague: str
    day: dt.date
    kind: int
    begins: int
    ends: int
    break_minutes: int
    skill: str
    break_begins: int | None = None
    pinned: bool = False

    @property
    def work_minutes(self) -> int:
        """Returns the minutes that count as work: without the break."""
        return self.ends - self.begins - self.break_minutes

    @property
    def cell(self) -> Cell:
        """Returns where it stands."""
        return self.colleague, self.day


def by_cell(shifts: Iterable[PlannedShift]) -> dict[Cell, PlannedShift]:
    """Returns the shifts by where they stand."""
    return {one.cell: one for one in shifts}


class AbsenceKind(StrEnum):
    """Why a colleague does not work on a day."""

    AWAY = "away"
    ILL = "ill"
    WISH = "wish"
    """They would rather be off. It costs, and does not bind."""


class Absence(Struct, frozen=True):
    """Days on which a colleague does not work, or would rather not; both included."""

    first: dt.date
    last: dt.date
    kind: AbsenceKind


class HourWish(Struct, frozen=True):
    """When a colleague would rather work, or rather not: on one day, on each of a weekday, or every day.

    `begins` and `ends` are minutes since midnight; more than 1,440 are of the next day. One that is to last until
    midnight reaches to the end of what begins on that day. `rather` is False for hours in which they would rather not
    work. `number`: its own in the database. It costs, and does not bind.
    """

    begins: int
    ends: int
    rather: bool
    day: dt.date | None = None
    weekday: int | None = None
    number: int = 0

    @property
    def is_of_every_day(self) -> bool:
        """Returns whether it names no day."""
        return self.day is None and self.weekday is None

    def holds_on(self, day: dt.date) -> bool:
        """Returns whether it is about a day."""
        if self.day is not None:
            return day == self.day
        return self.weekday is None or day.weekday() == self.weekday

    def minutes_against(self, day: dt.date, begins: int, ends: int) -> int:
        """Returns how many minutes of a shift that begins on a day go against it."""
        if self.rather:
            if not self.holds_on(day):
                return 0
            last = LAST_MINUTE if self.ends == DAY_MINUTES else self.ends
            return ends - begins - _shared(begins, ends, self.begins, last)
        return (
            sum(  # a night goes into the next day, and hours past midnight come from the day before
                _shared(
                    begins, ends, self.begins + days * DAY_MINUTES, self.ends + days * DAY_MINUTES
                )
                for days in (-1, 0, 1)
                if self.holds_on(day + dt.timedelta(days=days))
            )
        )


def _shared(begins: int, ends: int, first: int, last: int) -> int:
    return max(0, min(ends, last) - max(begins, first))


class Colleague(Struct, frozen=True):
    """A colleague in the roster. `key` is drawn by chance and says nothing about them.

    `hours`: for each weekday, Monday first, from when to when they can work; None: not at all.
    `flex_minutes`: how far a week may differ from `week_minutes`.
    """

    key: str
    name: str
    skills: tuple[str, ...]
    week_minutes: int
    flex_minutes: int
    most_days_in_a_row: int
    hours: tuple[tuple[int, int] | None, ...]
    absences: tuple[Absence, ...] = ()
    wishes: tuple[HourWish, ...] = ()

    def absence(self, day: dt.date) -> AbsenceKind | None:
        """Returns why the colleague is not there on a day; what binds goes before a wish."""
        kinds = {one.kind for one in self.absences if one.first <= day <= one.last}
        return next((kind for kind in AbsenceKind if kind in kinds), None)

    def wishes_on(self, day: dt.date) -> list[HourWish]:
        """Returns what they wish for a day by the hour."""
        return [one for one in self.wishes if one.holds_on(day)]

    def fits(self, weekday: int, begins: int, ends: int) -> bool:
        """Returns whether a shift lies within the hours in which they can work on a weekday."""
        hours = self.hours[weekday]
        return hours is not None and hours[0] <= begins and ends <= hours[1]

    def can_work(self, day: dt.date, begins: int, ends: int) -> bool:
        """Returns whether the colleague's own hours allow a shift."""
        if self.absence(day) in (AbsenceKind.AWAY, AbsenceKind.ILL):
            return False
        return self.fits(day.weekday(), begins, ends)


def monday_of(day: dt.date) -> dt.date:
    """Returns the Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def clock(minutes: int) -> str:
    """Returns minutes since midnight as `09:30`; those of the next day as its own clock shows them."""
    minutes = minutes - DAY_MINUTES if minutes > DAY_MINUTES else minutes
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

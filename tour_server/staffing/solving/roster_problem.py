"""What a roster must and should keep: people, shifts, cover and wishes.

Every day has at most one shift a person. Hard rules stand at the people and the shifts; cover and wishes cost.
"""

from __future__ import annotations

from dataclasses import dataclass

OFF = -1
"""A day without a shift."""
WEEK_DAYS = 7
SATURDAY, SUNDAY = 5, 6  # a roster begins on a Monday, which is day 0

Roster = tuple[tuple[int, ...], ...]
"""For each person, for each day: the number of a shift, or OFF."""


@dataclass(frozen=True)
class RosterShift:
    """A kind of shift."""

    name: str
    minutes: int
    """The minutes that count as work."""
    not_followed_by: frozenset[int] = frozenset()
    """The shifts that nobody may work on the day after this one."""


@dataclass(frozen=True)
class RosterPerson:
    """What one person may work. Runs at either end of the roster may have begun before or go on after it."""

    name: str
    possible: tuple[frozenset[int], ...]
    """For each day the shifts that the person may work."""
    max_of_shift: tuple[int, ...]
    """For each shift how often at most."""
    max_minutes: int
    min_minutes: int = 0
    max_days_in_a_row: int = WEEK_DAYS
    min_days_in_a_row: int = 1
    min_days_off_in_a_row: int = 1
    max_weekends: int = 99
    """Weekends with a shift on the Saturday, the Sunday, or both."""
    days_worked_before: int = 0
    """How many days the person worked in a row just before the roster begins."""


@dataclass(frozen=True)
class CoverRow:
    """How many people a day needs in any of these shifts."""

    day: int
    shifts: frozenset[int]
    needed: int
    under_cost: int
    """For each person too few."""
    over_cost: int
    """For each person too many."""


@dataclass(frozen=True)
class ShiftWish:
    """A cost when a person works this shift on this day (`wants` is False), or doesn't (`wants` is True)."""

    person: int
    day: int
    shift: int
    cost: int
    wants: bool


@dataclass(frozen=True)
class RosterProblem:
    """A roster to find: its total cost is to be as low as possible."""

    days: int
    shifts: tuple[RosterShift, ...]
    people: tuple[RosterPerson, ...]
    cover: tuple[CoverRow, ...]
    wishes: tuple[ShiftWish, ...] = ()

    @property
    def weekends(self) -> int:
        """Returns how many Saturdays or Sundays in different weeks the roster has."""
        return len({day // WEEK_DAYS for day in range(self.days) if day % WEEK_DAYS >= SATURDAY})

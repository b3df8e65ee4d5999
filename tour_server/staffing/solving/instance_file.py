"""Read the format of Curtois and Qu's shift scheduling instances (2014).

Sections of comma-separated lines; `#` begins a comment. A line that is not understood is named with its number.
"""

from __future__ import annotations

from tour_server.staffing.solving.roster_problem import (
    CoverRow,
    RosterPerson,
    RosterProblem,
    RosterShift,
    ShiftWish,
)

SECTIONS = {  # name -> fields of a line
    "HORIZON": 1,
    "SHIFTS": 3,
    "STAFF": 8,
    "DAYS_OFF": 2,  # at least
    "SHIFT_ON_REQUESTS": 4,
    "SHIFT_OFF_REQUESTS": 4,
    "COVER": 5,
}
REQUIRED = ("HORIZON", "SHIFTS", "STAFF", "COVER")
MAX_DAYS = 3_660


class RosterFileError(ValueError):
    """The file is no roster instance."""


def read_roster_instance(text: str) -> RosterProblem:
    """Read an instance. Raises RosterFileError with the line that is wrong."""
    return _Reader(text).problem()


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines: dict[str, list[tuple[int, list[str]]]] = {name: [] for name in SECTIONS}
        section = ""
        for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
            line = raw.split("#", 1)[0].strip()
            if line.startswith("SECTION_"):
                section = line.removeprefix("SECTION_")
                if section not in SECTIONS:
                    raise RosterFileError(f"line {number}: the section {line} is not known")
            elif line:
                if not section:
                    raise RosterFileError(f"line {number}: no SECTION_ stands before this line")
                self._add(section, number, [field.strip() for field in line.split(",")])
        for name in REQUIRED:
            if not self.lines[name]:
                raise RosterFileError(f"SECTION_{name} is missing or empty")

    def _add(self, section: str, number: int, fields: list[str]) -> None:
        wanted = SECTIONS[section]
        too_many = len(fields) > wanted and section != "DAYS_OFF"
        if len(fields) < wanted or too_many:
            raise RosterFileError(
                f"line {number}: SECTION_{section} needs {wanted} fields, and here are {len(fields)}"
            )
        self.lines[section].append((number, fields))

    def problem(self) -> RosterProblem:
        """Returns the problem of the whole file."""
        number, fields = self.lines["HORIZON"][0]
        self.days = _whole(number, fields[0], 1, MAX_DAYS)
        self.shift_numbers = self._numbers("SHIFTS", "shift")
        self.staff_numbers = self._numbers("STAFF", "person")
        shifts = tuple(self._shift(number, fields) for number, fields in self.lines["SHIFTS"])
        away = self._days_off()
        people = tuple(
            self._person(number, fields, away[index])
            for index, (number, fields) in enumerate(self.lines["STAFF"])
        )
        cover = tuple(self._cover(number, fields) for number, fields in self.lines["COVER"])
        wishes = tuple(
            self._wish(number, fields, wants)
            for section, wants in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False))
            for number, fields in self.lines[section]
        )
        return RosterProblem(self.days, shifts, people, cover, wishes)

    def _numbers(self, section: str, what: str) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for number, (name, *_) in self.lines[section]:
            if not name or name in numbers:
                raise RosterFileError(f"line {number}: the {what} {name!r} stands there twice")
            numbers[name] = len(numbers)
        return numbers

    def _shift(self, number: int, fields: list[str]) -> RosterShift:
        after = frozenset(self._shift_number(number, one) for one in _listed(fields[2]))
        return RosterShift(fields[0], _whole(number, fields[1]), after)

    def _person(self, number: int, fields: list[str], away: frozenset[int]) -> RosterPerson:
        most = [self.days] * len(self.shift_numbers)
        for part in _listed(fields[1]):
            shift, equals, times = part.partition("=")
            if not equals:
                raise RosterFileError(f"line {number}: {part!r} is not SHIFT=NUMBER")
            most[self._shift_number(number, shift)] = _whole(number, times)
        able = frozenset(shift for shift, times in enumerate(most) if times)
        max_minutes, min_minutes, in_a_row, at_least, off, weekends = (
            _whole(number, field) for field in fields[2:]
        )
        return RosterPerson(
            fields[0],
            tuple(frozenset() if day in away else able for day in range(self.days)),
            tuple(most),
            max_minutes,
            min_minutes,
            in_a_row,
            at_least,
            off,
            weekends,
        )

    def _days_off(self) -> list[frozenset[int]]:
        away: list[set[int]] = [set() for _ in self.staff_numbers]
        for number, (person, *days) in self.lines["DAYS_OFF"]:
            away[self._person_number(number, person)] |= {self._day(number, day) for day in days}
        return [frozenset(days) for days in away]

    def _cover(self, number: int, fields: list[str]) -> CoverRow:
        day, shift, *rest = fields
        needed, under, over = (_whole(number, field) for field in rest)
        shifts = frozenset((self._shift_number(number, shift),))
        return CoverRow(self._day(number, day), shifts, needed, under, over)

    def _wish(self, number: int, fields: list[str], wants: bool) -> ShiftWish:
        person, day, shift, cost = fields
        return ShiftWish(
            self._person_number(number, person),
            self._day(number, day),
            self._shift_number(number, shift),
            _whole(number, cost),
            wants,
        )

    def _day(self, number: int, field: str) -> int:
        return _whole(number, field, 0, self.days - 1)

    def _shift_number(self, number: int, name: str) -> int:
        if name.strip() not in self.shift_numbers:
            raise RosterFileError(f"line {number}: the shift {name!r} is not in SECTION_SHIFTS")
        return self.shift_numbers[name.strip()]

    def _person_number(self, number: int, name: str) -> int:
        if name not in self.staff_numbers:
            raise RosterFileError(f"line {number}: the person {name!r} is not in SECTION_STAFF")
        return self.staff_numbers[name]


def _listed(field: str) -> list[str]:
    return [part.strip() for part in field.split("|") if part.strip()]


def _whole(number: int, field: str, least: int = 0, most: int = 10**7) -> int:
    if not (field.strip().isascii() and field.strip().isdigit()):
        raise RosterFileError(f"line {number}: {field!r} is no whole number")
    value = int(field) if len(field) <= 12 else most + 1
    if not least <= value <= most:
        raise RosterFileError(f"line {number}: {field} is not between {least} and {most}")
    return value

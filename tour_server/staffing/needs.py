"""From rules and arrivals to how many people of each skill a day needs, by the quarter of an hour, with a band."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from contract.hours import stretches
from contract.museum import Museum, Room
from contract.opening import hours_on, room_is_closed_on
from tour_server.staffing.planned_shift import LAST_MINUTE, QUARTER_MINUTES, QUARTERS


class Band(StrEnum):
    """Which of a forecast's figures is meant."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class DayArrivals(Struct, frozen=True):
    """The arrivals that are expected in each hour of a day, 24 figures each. `rests_on`: a sentence for staff.

    Of a house that is open past midnight, more figures follow: those of the next day's first hours.
    """

    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    rests_on: str
    of_day: tuple[float, float, float] | None = None
    """Low, middle and high of the whole day: not the sums of the hours', because not every hour is quiet at once."""


class ArrivalForecast(Protocol):
    """Tells arrivals ahead: the seam to whatever computes a forecast."""

    def arrivals(self, day: dt.date) -> DayArrivals | None:
        """Returns the arrivals of a day, None when nothing is known to expect them from."""


class NeedKind(StrEnum):
    """What makes people needed."""

    ROOM = "room"
    """So many in each room that is open."""
    ARRIVALS = "arrivals"
    """One for so many arrivals an hour."""
    TOUR = "tour"
    """So many for each booked tour."""
    OPEN = "open"
    """So many while the house is open."""


class StaffingRule(Struct, frozen=True):
    """A rule of the museum. `people`: how many; `per`: of ARRIVALS, for each so many an hour begun.

    `room`: of ROOM, the room it is about; empty for each. `early_minutes` before it opens and `late_minutes` after it
    closes the people are needed, too.
    """

    number: int
    kind: NeedKind
    skill: str
    people: int
    per: int = 0
    room: str = ""
    early_minutes: int = 0
    late_minutes: int = 0


class BookedTour(Struct, frozen=True):
    """A tour that a group has booked: how many groups go at the same time. It says nothing about who booked."""

    number: int
    day: dt.date
    begins: int
    ends: int
    groups: int


Quarters = tuple[int, ...]


class SkillNeed(Struct, frozen=True):
    """How many people of a skill a day needs in each quarter of an hour."""

    skill: str
    low: Quarters
    middle: Quarters
    high: Quarters

    def of(self, band: Band) -> Quarters:
        """Returns the figures of a band."""
        return {Band.LOW: self.low, Band.MIDDLE: self.middle, Band.HIGH: self.high}[band]


def day_needs(
    museum: Museum,
    day: dt.date,
    rules: Sequence[StaffingRule],
    tours: Sequence[BookedTour],
    arrivals: DayArrivals | None,
) -> list[SkillNeed]:
    """Returns the needs of a day by skill. Without arrivals, a rule about them needs one person's worth."""
    needs: dict[str, list[list[int]]] = {}
    for rule in rules:
        bands = needs.setdefault(rule.skill, [[0] * QUARTERS for _ in Band])
        for band, quarters in zip(Band, bands, strict=True):
            figures = None if arrivals is None else getattr(arrivals, band.value)
            for quarter, people in enumerate(_needed(museum, day, rule, tours, figures)):
                quarters[quarter] += people
    return [
        SkillNeed(skill, tuple(low), tuple(middle), tuple(high))
        for skill, (low, middle, high) in sorted(needs.items())
    ]


def _needed(
    museum: Museum,
    day: dt.date,
    rule: StaffingRule,
    tours: Sequence[BookedTour],
    figures: Sequence[float] | None,
) -> list[int]:
    needed = [0] * QUARTERS
    house = house_stretches(museum, day)
    if rule.kind is NeedKind.TOUR:
        for tour in tours:
            if tour.day == day:
                _add(needed, tour.begins, tour.ends, rule, rule.people * tour.groups)
    elif rule.kind is NeedKind.ROOM:
        for room in museum.rooms:
            if rule.room in ("", room.key):
                for begins, ends in room_stretches(room, house, day):
                    _add(needed, begins, ends, rule, rule.people)
    else:
        for begins, ends in house:
            _add(needed, begins, ends, rule, rule.people)
    if rule.kind is NeedKind.ARRIVALS and figures is not None:
        for quarter in range(QUARTERS):
            hour = quarter * QUARTER_MINUTES // 60
            arriving = figures[hour] if hour < len(figures) else 0.0
            needed[quarter] *= max(1, math.ceil(arriving / max(1, rule.per)))
    return needed


def _add(needed: list[int], begins: int, ends: int, rule: StaffingRule, people: int) -> None:
    first = max(0, begins - rule.early_minutes) // QUARTER_MINUTES
    last = min(QUARTERS, -(-(ends + rule.late_minutes) // QUARTER_MINUTES))
    for quarter in range(first, last):
        needed[quarter] += people


def house_stretches(museum: Museum, day: dt.date) -> list[tuple[int, int]]:
    """Returns from when to when the house is open on a day and the night after it, in minutes since midnight."""
    hours = hours_on(museum.site, day)
    return [] if hours is None else _till_noon(stretches(hours))


def room_stretches(
    room: Room, house: Sequence[tuple[int, int]], day: dt.date
) -> list[tuple[int, int]]:
    """Returns from when to when a room is open on a day, within the hours of the house."""
    if room_is_closed_on(room, day):
        return []
    if room.opening is None:
        return list(house)
    own = room.opening[day.weekday()]
    times = [] if own is None else _till_noon(stretches(own))
    both = [(max(one[0], two[0]), min(one[1], two[1])) for one in times for two in house]
    return [(begins, ends) for begins, ends in both if begins < ends]


def _till_noon(times: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(begins, min(ends, LAST_MINUTE)) for begins, ends in times if begins < LAST_MINUTE]

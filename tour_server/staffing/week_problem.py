"""The roster of a museum's week as a problem for the search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

import numpy as np

from tour_server.staffing.fairness import SharedShiftKind, shared_counts, shared_kinds
from tour_server.staffing.law import LawLimits, allowance_minutes, sundays_left
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import (
    DAY_MINUTES,
    QUARTER_MINUTES,
    QUARTERS,
    AbsenceKind,
    Colleague,
    PlannedShift,
    ShiftKind,
    by_cell,
)
from tour_server.staffing.solving.person_rosters import PersonRosters
from tour_server.staffing.solving.roster_problem import (
    OFF,
    CoverRow,
    Roster,
    RosterPerson,
    RosterProblem,
    RosterShift,
    ShiftWish,
)
from tour_server.staffing.week_check import least_minutes
from tour_server.staffing.week_facts import WEEK, WeekFacts

# What the search weighs. The order matters and not the figures: a person missing for an hour (400) goes before a change
# of a published shift, that before a wish, and that before an even share of weekends, evenings, nights and holidays.
UNDER_COST, OVER_COST = 100, 1  # for a person and a quarter of an hour
CHANGE_COST = 150
WISH_COST = 60  # for a shift on a day or in hours that somebody would rather have off
LEAST_WISH_COST = 44  # for one that goes against a wish by a few minutes
MOST_FAIR_COST = 40  # of a shift that a colleague has had too many of: less than any wish
HALF_FAIR = 4  # so many above their share cost half of that; one costs 8, two 13, and each further one something
PINNED_COST = 1_000_000
DAYS_OF_REST = 3  # a shift, its rest and the next one lie within them
SUNDAY = 6  # a weekday
MUCH_LONGER = (
    90  # minutes: a shift is not for a day that another one covers as well and is so much shorter
)


class ShiftBar(StrEnum):
    """Why a colleague can't work a shift on a day."""

    AWAY = "away"
    ILL = "ill"
    OFF = "off"
    """Staff have said that they are off."""
    HOURS = "hours"
    """Their own hours."""
    REST = "rest"
    """The rest after or before a shift that stands fast: of the week before or after, or put there by hand."""
    LAW = "law"
    """The shift itself is longer than the law allows, or its break shorter, or no Sunday more may be worked."""


@dataclass(frozen=True)
class ShiftSlot:
    """A kind of shift worked in one skill."""

    kind: int
    begins: int
    ends: int
    break_minutes: int
    skill: str

    @property
    def work_minutes(self) -> int:
        """Returns the minutes that count as work."""
        return self.ends - self.begins - self.break_minutes


class WeekProblem:
    """A week's problem. `problem` is for the search; `planned` turns what it finds into shifts with names."""

    def __init__(
        self,
        facts: WeekFacts,
        band: Band,
        pinned: Iterable[PlannedShift] = (),
        stays: Iterable[PlannedShift] | None = None,
        begins: dt.date = dt.date.min,
        barred: Collection[tuple[str, dt.date, int, int]] = (),
    ) -> None:
        """`pinned` stay where they are. `stays`: the published shifts, of which as few as possible change.

        `begins`: on the days before it only what is pinned was worked. `barred`: shifts that a colleague may not work,
        as colleague, day, begin and end.
        """
        self.facts, self.band = facts, band
        self.begins, self.barred = begins, frozenset(barred)
        self.pinned = by_cell(pinned)
        self.slots = _slots(facts, self.pinned.values())
        self._covered = [self._quarters_covered(day) for day in facts.days]
        """For each day, for each slot: the quarters that need its skill and that it spans."""
        self.bars: dict[tuple[int, int, int], ShiftBar] = {}
        """For a person, a day and a slot that can't be: why."""
        self.shortened: dict[str, int] = {}
        """For colleagues who can't reach their contract's hours this week: the minutes that they can."""
        shifts = tuple(self._shift(number) for number in range(len(self.slots)))
        people = tuple(self._person(index, one) for index, one in enumerate(facts.colleagues))
        self.cover_of: list[tuple[dt.date, str, int, int]] = []
        """For each row of the cover: its day, its skill, and its first and last quarter."""
        cover = tuple(self._cover())
        wishes = tuple(self._wishes(stays))
        problem = RosterProblem(WEEK, shifts, people, cover, wishes)
        self.problem = replace(problem, people=tuple(self._reachable(problem)))

    def planned(self, roster: Roster) -> list[PlannedShift]:
        """Returns a roster as shifts. What is pinned stays, even where it breaks a rule of the search."""
        found = []
        for colleague, row in zip(self.facts.colleagues, roster, strict=True):
            for day, number in zip(self.facts.days, row, strict=True):
                if pinned := self.pinned.get((colleague.key, day)):
                    found.append(pinned)
                elif number != OFF:
                    found.append(_planned(colleague.key, day, self.slots[number]))
        return found

    def _shift(self, number: int) -> RosterShift:
        first = self.slots[number]
        barred = frozenset(
            other
            for other, second in enumerate(self.slots)
            if DAY_MINUTES - first.ends + second.begins
            < self.facts.limits.rest_after(first.begins, first.ends)
        )
        return RosterShift(f"{first.kind} {first.skill}", first.work_minutes, barred)

    def _person(self, index: int, colleague: Colleague) -> RosterPerson:
        around = self.facts.of(colleague.key)
        possible = tuple(
            frozenset(self._possible(index, colleague, number, day, around))
            for number, day in enumerate(self.facts.days)
        )
        allowed = allowance_minutes(around, self.facts.monday, self.facts.limits)
        return RosterPerson(
            colleague.name,
            possible,
            (WEEK,) * len(self.slots),
            max_minutes=min(allowed, colleague.week_minutes + colleague.flex_minutes),
            min_minutes=least_minutes(colleague, self.facts.days),
            max_days_in_a_row=colleague.most_days_in_a_row,
            days_worked_before=min(
                colleague.most_days_in_a_row, _run_before(around, self.facts.monday)
            ),
        )

    def _possible(
        self,
        index: int,
        colleague: Colleague,
        number: int,
        day: dt.date,
        around: list[PlannedShift],
    ) -> Iterable[int]:
        pinned = self.pinned.get((colleague.key, day))
        if pinned is not None:
            yield self.slots.index(_slot_of(pinned))
            return
        may = []
        for at in self.useful(number, colleague):
            slot = self.slots[at]
            bar = _bar(colleague, day, slot, around, self.facts.limits)
            if (colleague.key, day, slot.begins, slot.ends) in self.barred:
                bar = ShiftBar.REST
            if (colleague.key, day) in self.facts.days_off:
                bar = ShiftBar.OFF
            if bar is None:
                may.append(at)
            else:
                self.bars[index, number, at] = bar
        yield from (at for at in may if not self._is_needless(number, at, may))

    def useful(self, number: int, colleague: Colleague) -> list[int]:
        """Returns the slots that a colleague could work on a day for somebody to need them, whatever bars them."""
        if self.facts.days[number] < self.begins:
            return []
        return [
            at
            for at, slot in enumerate(self.slots)
            if slot.skill in colleague.skills and self._covered[number][at]
        ]

    def _is_needless(self, number: int, at: int, may: Iterable[int]) -> bool:
        """Returns whether a much shorter shift covers as much of a day's need: nobody stays until nine in a house
        that closes at five, only to work their contract's hours.
        """
        slot, covered = self.slots[at], self._covered[number]
        return any(
            self.slots[other].skill == slot.skill
            and covered[at] <= covered[other]
            and slot.work_minutes - self.slots[other].work_minutes >= MUCH_LONGER
            for other in may
        )

    def _quarters_covered(self, day: dt.date) -> list[frozenset[int]]:
        need = {
            skill: [
                at for at, people in enumerate(self.facts.need(day, skill, Band.HIGH)) if people
            ]
            for skill in {slot.skill for slot in self.slots}
        }
        return [
            frozenset(quarter for quarter in need[slot.skill] if _spans(slot, quarter))
            for slot in self.slots
        ]

    def _reachable(self, problem: RosterProblem) -> Iterable[RosterPerson]:
        """Yield the people, each with no more least minutes than their other rules let them work."""
        minutes = np.array([[float(shift.minutes) for shift in problem.shifts]] * WEEK)
        for colleague, person in zip(self.facts.colleagues, problem.people, strict=True):
            most = PersonRosters(problem, replace(person, min_minutes=0)).cheapest(-minutes)
            reach = round(-most[0].cost) if most else 0
            if reach < person.min_minutes:
                self.shortened[colleague.key] = reach
            yield replace(person, min_minutes=min(reach, person.min_minutes))

    def _cover(self) -> Iterable[CoverRow]:
        for number, day in enumerate(self.facts.days):
            for skill in self.facts.skills:
                need = self.facts.need(day, skill, self.band)
                there = [
                    frozenset(
                        at
                        for at, slot in enumerate(self.slots)
                        if slot.skill == skill and _spans(slot, quarter)
                    )
                    for quarter in range(QUARTERS)
                ]
                for (shifts, needed), group in groupby(
                    range(QUARTERS),
                    key=lambda at: (there[at], need[at]),
                ):
                    quarters = list(group)
                    if shifts:
                        self.cover_of.append((day, skill, quarters[0], quarters[-1]))
                        under, over = UNDER_COST * len(quarters), OVER_COST * len(quarters)
                        yield CoverRow(number, shifts, needed, under, over)

    def _fair_cost(
        self, above: Mapping[SharedShiftKind, float], day: dt.date, slot: ShiftSlot
    ) -> int:
        """Returns what a shift costs a colleague who is above their share of its kinds.

        It is the count so far that costs, and not how many there are in this week: the search's bound knows it whole.
        """
        kinds = shared_kinds(day, slot.begins, slot.ends, self.facts.holidays)
        many = sum(above.get(kind, 0.0) for kind in kinds)
        return round(MOST_FAIR_COST * many / (many + HALF_FAIR))

    def _wishes(self, stays: Iterable[PlannedShift] | None) -> Iterable[ShiftWish]:
        shared = shared_counts(self.facts)
        changed = None if stays is None else by_cell(stays)
        for person, colleague in enumerate(self.facts.colleagues):
            above = {kind: one.above for kind, one in shared[colleague.key].items()}
            for number, day in enumerate(self.facts.days):
                costs = [
                    _wish_cost(colleague, day, slot) + self._fair_cost(above, day, slot)
                    for slot in self.slots
                ]
                pinned = self.pinned.get((colleague.key, day))
                kept = pinned or (changed or {}).get((colleague.key, day))
                if kept is not None and (slot := _slot_of(kept)) in self.slots:
                    at, cost = self.slots.index(slot), PINNED_COST if pinned else CHANGE_COST
                    yield ShiftWish(person, number, at, cost, wants=True)
                elif changed is not None:
                    costs = [cost + CHANGE_COST for cost in costs]
                for at, cost in enumerate(costs):
                    if cost:
                        yield ShiftWish(person, number, at, cost, wants=False)


def _wish_cost(colleague: Colleague, day: dt.date, slot: ShiftSlot) -> int:
    """Returns what a shift costs against a colleague's wishes: the more of it goes against one, the more."""
    if colleague.absence(day) is AbsenceKind.WISH:
        return WISH_COST
    against = max(
        (one.minutes_against(day, slot.begins, slot.ends) for one in colleague.wishes), default=0
    )
    more = (WISH_COST - LEAST_WISH_COST) * against / (slot.ends - slot.begins)
    return round(LEAST_WISH_COST + more) if against else 0


def _slots(facts: WeekFacts, pinned: Iterable[PlannedShift]) -> list[ShiftSlot]:
    made = [
        ShiftSlot(kind.number, kind.begins, kind.ends, kind.break_minutes, skill)
        for kind in facts.kinds
        for skill in ((kind.skill,) if kind.skill else facts.skills)
    ]
    return list(dict.fromkeys([*made, *map(_slot_of, pinned)]))


def _slot_of(one: PlannedShift) -> ShiftSlot:
    return ShiftSlot(one.kind, one.begins, one.ends, one.break_minutes, one.skill)


def _planned(colleague: str, day: dt.date, slot: ShiftSlot) -> PlannedShift:
    return PlannedShift(
        colleague, day, slot.kind, slot.begins, slot.ends, slot.break_minutes, slot.skill
    )


def planned_as(colleague: str, day: dt.date, kind: ShiftKind, skill: str) -> PlannedShift:
    """Returns a colleague's shift of a kind."""
    return PlannedShift(
        colleague, day, kind.number, kind.begins, kind.ends, kind.break_minutes, skill, pinned=True
    )


def _bar(
    colleague: Colleague,
    day: dt.date,
    slot: ShiftSlot,
    around: Iterable[PlannedShift],
    limits: LawLimits,
) -> ShiftBar | None:
    absence = colleague.absence(day)
    if absence in (AbsenceKind.AWAY, AbsenceKind.ILL):
        return ShiftBar.ILL if absence is AbsenceKind.ILL else ShiftBar.AWAY
    if not colleague.can_work(day, slot.begins, slot.ends):
        return ShiftBar.HOURS
    too_long = slot.work_minutes > limits.longest(slot.begins, slot.ends)
    if day.weekday() == SUNDAY and not sundays_left(around, day, limits):
        return ShiftBar.LAW
    if too_long or slot.break_minutes < limits.needed_break(slot.work_minutes):
        return ShiftBar.LAW
    for one in around:
        days = (day - one.day).days
        if abs(days) > DAYS_OF_REST:
            continue
        rest = DAY_MINUTES * days + slot.begins - one.ends
        needed = limits.rest_after(one.begins, one.ends)
        if days < 0:
            rest = -DAY_MINUTES * days + one.begins - slot.ends
            needed = limits.rest_after(slot.begins, slot.ends)
        if rest < needed:
            return ShiftBar.REST
    return None


def _run_before(around: Iterable[PlannedShift], monday: dt.date) -> int:
    worked, run = {one.day for one in around}, 0
    while monday - dt.timedelta(days=run + 1) in worked:
        run += 1
    return run


def _spans(slot: ShiftSlot, quarter: int) -> bool:
    begins = quarter * QUARTER_MINUTES
    return slot.begins <= begins and begins + QUARTER_MINUTES <= slot.ends

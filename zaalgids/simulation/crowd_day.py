"""Simulates a day of visitors in a museum: who walks where, who waits before which work, how full each room is.

A work is a queue with as many places as people can see it at once; who comes when all are taken waits for the next one
that becomes free, in order of arrival, and so loses time. Three kinds of events, in order of time, are all there is: a
visitor arrives at a stop, a visitor leaves one, and one who waits before a full room asks again.

Note: walking is not slowed by the crowd. By Weidmann's fundamental diagram (1993) a room at its capacity, 2.5 m² and
more for each person, slows walkers by 1.2 % at most.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from zaalgids.simulation.crowd_house import CrowdHouse, PlannedStay
from zaalgids.simulation.crowd_visitors import SimulatedVisitor

LEAVES, ARRIVES, WAITED = 0, 1, 2  # of events at the same second those that free a place come first

ASKS_AGAIN_SECONDS = 60
"""Who waits before a full room asks again after this time. Phones hear of a change within 10 s."""


class Policy(Protocol):
    """Tells visitors where to go."""

    def begin(self, visitor: SimulatedVisitor, people: Sequence[int]) -> Sequence[PlannedStay]:
        """Return where a visitor who arrives goes, in order. `people`: in each room now."""

    def go_on(
        self, visitor: SimulatedVisitor, moment: BetweenRooms, people: Sequence[int]
    ) -> Sequence[PlannedStay]:
        """Return where a visitor who leaves a room, or has waited before one, goes from here on, in order."""


class BetweenRooms(Struct, frozen=True):
    """A visitor between two rooms at `at`: the stays of before, and those that were to come."""

    at: int
    seen: Sequence[PlannedStay]
    rest: Sequence[PlannedStay]


class RoomChange(Struct, frozen=True, gc=False):
    """At `at` (seconds after opening) the people in a room became `people`."""

    at: int
    room: int
    people: int


class VisitRecord(Struct, frozen=True):
    """What became of one visitor: where they were in order, seconds waited and walked, when they came and left."""

    stays: tuple[PlannedStay, ...]
    waited: int
    walked: int
    came: int
    left: int

    @property
    def works(self) -> list[int]:
        """The works in the order seen."""
        return [stay.work for stay in self.stays if stay.work is not None]


class DayRecord(Struct, frozen=True):
    """A simulated day. `visits` in the order of the visitors; `changes` in order of time."""

    visits: list[VisitRecord]
    changes: list[RoomChange]

    def peak(self, capacity: Sequence[int]) -> tuple[float, int, int]:
        """Return (share of its capacity, people, room) of the fullest room at its fullest moment."""
        fullest = max(
            self.changes,
            key=lambda change: change.people / capacity[change.room],
            default=RoomChange(0, 0, 0),
        )
        return fullest.people / capacity[fullest.room], fullest.people, fullest.room

    def mean_people(self, rooms: int, slot_seconds: int, day_seconds: int) -> NDArray[np.float64]:
        """Return the people in each room (row) in each slot of the day, on average over the slot."""
        slots = max(1, -(-day_seconds // slot_seconds))
        totals = np.zeros((rooms, slots))
        since, people = [0] * rooms, [0] * rooms
        ends = [RoomChange(slots * slot_seconds, room, 0) for room in range(rooms)]
        for change in [*self.changes, *ends]:
            room, at = change.room, since[change.room]
            until = min(change.at, slots * slot_seconds)
            while at < until:
                slot = at // slot_seconds
                step = min(until, (slot + 1) * slot_seconds) - at
                totals[room, slot] += people[room] * step
                at += step
            since[room], people[room] = change.at, change.people
        return totals / slot_seconds


class _Visit:
    """One visitor on the way: where they are, and what they have done."""

    def __init__(self, visitor: SimulatedVisitor) -> None:
        self.visitor = visitor
        self.route: Sequence[PlannedStay] = ()
        self.next_stop = 0
        self.room = -1
        self.reached = self.waited = self.walked = self.left = 0


class CrowdDay:
    """One day. `run` plays it once."""

    def __init__(self, house: CrowdHouse, policy: Policy) -> None:
        self._house, self._policy = house, policy
        self._people = [0] * len(house.capacity)
        self._before = [0] * len(house.works)  # people who see the work
        self._queues: list[deque[int]] = [deque() for _ in house.works]
        self._events: list[tuple[int, int, int]] = []  # at, kind, visitor
        self._visits: list[_Visit] = []
        self._changes: list[RoomChange] = []

    def run(self, visitors: Sequence[SimulatedVisitor]) -> DayRecord:
        """Play the day until the last visitor has left. Deterministic."""
        self._visits = [_Visit(visitor) for visitor in visitors]
        self._events = [(visitor.arrives, ARRIVES, i) for i, visitor in enumerate(visitors)]
        heapq.heapify(self._events)
        while self._events:
            at, kind, number = heapq.heappop(self._events)
            visit = self._visits[number]
            if kind == LEAVES:
                self._end_stay(visit, number, at)
            elif kind == WAITED:
                self._ask_again(visit, number, at)
            elif visit.room < 0:
                visit.route = self._policy.begin(visit.visitor, self._people)
                self._enter(visit, self._house.entrance, at)
                self._walk_on(visit, number, at)
            else:
                self._reach(visit, number, at)
        return DayRecord(
            [
                VisitRecord(
                    tuple(visit.route),
                    visit.waited,
                    visit.walked,
                    visit.visitor.arrives,
                    visit.left,
                )
                for visit in self._visits
            ],
            self._changes,
        )

    def _enter(self, visit: _Visit, room: int, at: int) -> None:
        """Move a visitor into a room; -1 is outside. They count in the room that they come from until they arrive."""
        if room == visit.room:
            return
        for changed, step in ((visit.room, -1), (room, 1)):
            if changed >= 0:
                self._people[changed] += step
                self._changes.append(RoomChange(at, changed, self._people[changed]))
        visit.room = room

    def _walk_on(self, visit: _Visit, number: int, at: int) -> None:
        """Let a visitor wait as the plan says, or walk to the next stop or to the exit."""
        walks = self._house.walks(visit.visitor.request.step_free)
        here = visit.route[visit.next_stop - 1].place if visit.next_stop else -1
        there = -1
        if visit.next_stop < len(visit.route):
            stay = visit.route[visit.next_stop]
            there = stay.place
            if stay.wait:
                wait = min(stay.wait, ASKS_AGAIN_SECONDS)
                visit.waited += wait
                heapq.heappush(self._events, (at + wait, WAITED, number))
                return
        seconds = round(int(walks[here, there]) / visit.visitor.pace)
        visit.walked += seconds
        heapq.heappush(self._events, (at + seconds, ARRIVES, number))

    def _ask_again(self, visit: _Visit, number: int, at: int) -> None:
        """Let a visitor who has waited for a while ask again, and go on."""
        first, *later = visit.route[visit.next_stop :]
        left = max(0, first.wait - ASKS_AGAIN_SECONDS)
        self._renew(visit, [msgspec.structs.replace(first, wait=left), *later], at)
        self._walk_on(visit, number, at)

    def _renew(self, visit: _Visit, rest: Sequence[PlannedStay], at: int) -> None:
        seen = visit.route[: visit.next_stop]
        moment = BetweenRooms(at, seen, rest)
        visit.route = [*seen, *self._policy.go_on(visit.visitor, moment, self._people)]

    def _reach(self, visit: _Visit, number: int, at: int) -> None:
        """Let a visitor arrive at the next stop, or at the exit after the last one."""
        if visit.next_stop == len(visit.route):
            visit.left = at
            self._enter(visit, -1, at)
            return
        stay = visit.route[visit.next_stop]
        self._enter(visit, stay.room, at)
        visit.reached = at
        if stay.work is None or self._before[stay.work] < self._house.places[stay.work]:
            self._begin_stay(visit, number, at)
        else:
            self._queues[stay.work].append(number)

    def _begin_stay(self, visit: _Visit, number: int, at: int) -> None:
        stay, seconds = visit.route[visit.next_stop], 0
        if stay.work is None:
            seconds = stay.stay
        else:
            self._before[stay.work] += 1
            visit.waited += at - visit.reached
            seconds = max(1, round(stay.stay * visit.visitor.stays[stay.work]))
        heapq.heappush(self._events, (at + seconds, LEAVES, number))

    def _end_stay(self, visit: _Visit, number: int, at: int) -> None:
        work = visit.route[visit.next_stop].work
        visit.next_stop += 1
        if work is not None:
            self._before[work] -= 1
            if self._queues[work]:
                waiting = self._queues[work].popleft()
                self._begin_stay(self._visits[waiting], waiting, at)
        rest = visit.route[visit.next_stop :]
        if rest and rest[0].room != visit.room:
            self._renew(visit, rest, at)
        self._walk_on(visit, number, at)

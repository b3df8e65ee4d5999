"""Bounds the peak of a simulated day from below: no plans within the regret cap can have a lower one.

A visitor who may lose a share of their own best plan still has to spend some seconds in a room, within their visit.
What of them can't lie outside an interval lies in it; the sum over all visitors, divided by the interval, is a number
of people that some moment of the interval has at least. Walks, waits, and where a visitor spends the rest of the time
are left out, and the planner is taken to know the whole day before, so the true least peak is higher.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from zaalgids.simulation.crowd_policies import Planner
from zaalgids.simulation.crowd_visitors import Habit, SimulatedVisitor

GRID_SECONDS = 300
LONGEST = 24  # intervals of so many grid steps at most
LATE_SECONDS = (
    900  # a visit may end this much after the visitor's minutes, or after their own best plan
)

Seconds = NDArray[np.float64]


def least_peak(planner: Planner, visitors: Sequence[SimulatedVisitor], regret_cap: float) -> float:
    """Return a share of its capacity that the fullest room reaches at least, whatever plans visitors get."""
    house = planner.house
    rooms = [*range(len(house.capacity)), None]
    capacity = np.array([*house.capacity, sum(house.capacity)], float)
    begins, ends = _intervals(planner.open_seconds)
    inside = np.zeros((len(rooms), len(begins)))
    for visitor in visitors:
        if visitor.habit is Habit.IGNORE:
            for room, came, left in _own_way(planner, visitor):
                overlap = np.clip(np.minimum(ends, left) - np.maximum(begins, came), 0, None)
                inside[room] += overlap
                inside[-1] += overlap
            continue
        came, left = visitor.arrives, visitor.arrives + _longest_visit(planner, visitor)
        outside = np.clip(begins - came, 0, None) + np.clip(left - ends, 0, None)
        outside = np.minimum(outside, left - came)
        for index, room in enumerate(rooms):
            needed = _seconds_needed(planner, visitor, room, regret_cap)
            inside[index] += np.clip(needed - outside, 0, None)
    people = (inside / (ends - begins)).max(axis=1)
    return float((people / capacity).max())


def _intervals(day_seconds: float) -> tuple[Seconds, Seconds]:
    steps = int(day_seconds // GRID_SECONDS)
    pairs = [
        (begin, begin + length)
        for begin in range(steps)
        for length in range(1, min(LONGEST, steps - begin) + 1)
    ]
    found = np.array(pairs, float) * GRID_SECONDS
    return found[:, 0], found[:, 1]


def _longest_visit(planner: Planner, visitor: SimulatedVisitor) -> float:
    house = planner.house
    walks, here, seconds = house.walks(visitor.request.step_free), -1, 0.0
    for stay in planner.best(visitor):
        factor = 1.0 if stay.work is None else visitor.stays[stay.work]
        seconds += int(walks[here, stay.place]) / visitor.pace + stay.stay * factor
        here = stay.place
    seconds += int(walks[here, -1]) / visitor.pace
    return max(seconds, visitor.request.minutes * 60) + LATE_SECONDS


def _own_way(planner: Planner, visitor: SimulatedVisitor) -> list[tuple[int, float, float]]:
    """Return (room, from, to) of each stay of a visitor who ignores plans, where nothing makes them wait."""
    walks, here, clock = planner.house.walks(visitor.request.step_free), -1, float(visitor.arrives)
    found = []
    for stay in planner.wandering(visitor):
        came = clock + int(walks[here, stay.place]) / visitor.pace
        clock = came + stay.stay * (1.0 if stay.work is None else visitor.stays[stay.work])
        found.append((stay.room, came, clock))
        here = stay.place
    return found


class _Look(Struct, frozen=True):
    """A part of a stop: from one depth to the next. `planned` and `real` seconds."""

    room: int
    value: float
    planned: float
    real: float


def _looks(planner: Planner, visitor: SimulatedVisitor) -> list[_Look]:
    """Return the parts of all stops that a visitor may have; the later parts of one are worth less a second."""
    house, points = planner.house, planner.house.points(visitor.request)
    found = []
    for work, worth in enumerate(points):
        seconds, value = 0.0, 0.0
        for stay, share in house.stays_of(work):
            if worth:
                longer, gain = stay - seconds, worth * share - value
                real = longer * visitor.stays[work]
                found.append(_Look(house.room_of[work], gain, longer, real))
                seconds, value = stay, worth * share
    return found


def _seconds_needed(
    planner: Planner, visitor: SimulatedVisitor, room: int | None, regret_cap: float
) -> float:
    """Return the least seconds in a room, None for all, for the value that is needed. Counts parts of stops, too."""
    looks = _looks(planner, visitor)
    lacking = sum(stay.value for stay in planner.best(visitor)) * (1 - regret_cap)
    left = float(visitor.request.minutes * 60)
    elsewhere = [look for look in looks if room is not None and look.room != room]
    for look in sorted(elsewhere, key=lambda look: look.planned / look.value):
        share = min(1.0, left / look.planned)
        left -= share * look.planned
        lacking -= share * look.value
    needed = 0.0
    here = [look for look in looks if room is None or look.room == room]
    for look in sorted(here, key=lambda look: look.real / look.value):
        if lacking <= 0:
            break
        share = min(1.0, lacking / look.value)
        needed += share * look.real
        lacking -= share * look.value
    return needed

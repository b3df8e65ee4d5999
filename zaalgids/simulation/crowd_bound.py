"""Bounds the peak of a simulated day from below: no plans within the regret cap can have a lower one.

A visitor who may lose a share of their own best plan still has to spend some seconds in a room, within their visit.
What of them can't lie outside an interval lies in it; the sum over all visitors, divided by the interval, is a number
of people that some moment of the interval has at least. Walks, waits, and where a visitor spends the rest of the time
are left out, and the planner is taken to know the whole day before, so the true least peak is higher.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from zaalgids.simulation.crowd_policies import Planner
from zaalgids.simulation.crowd_visitors import Habit, SimulatedVisitor

GRID_SECONDS = 300
LONGEST = 24  # intervals of so many grid steps at most
LATE_SECONDS = (
    900  # a visit may end this much after the visitor's minutes, or after their own best plan
)

Seconds = NDArray[np.float64]


def least_peak(
    planner: Planner, visitors: Sequence[SimulatedVisitor], regret_cap: float, day_seconds: float
) -> float:
    """Return a share of its capacity that the fullest room reaches at least, whatever plans visitors get."""
    house = planner.house
    rooms = [*range(len(house.capacity)), None]
    capacity = np.array([*house.capacity, sum(house.capacity)], float)
    begins, ends = _intervals(day_seconds)
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
    walks, here, seconds = planner.house.walks(visitor.request.step_free), -1, 0.0
    for work in planner.best(visitor).works:
        seconds += int(walks[here, work]) / visitor.pace
        seconds += planner.house.stays[work] * visitor.stays[work]
        here = work
    seconds += int(walks[here, -1]) / visitor.pace
    return max(seconds, visitor.request.minutes * 60) + LATE_SECONDS


def _own_way(planner: Planner, visitor: SimulatedVisitor) -> list[tuple[int, float, float]]:
    """Return (room, from, to) of each stay of a visitor who ignores plans, where nothing makes them wait."""
    house = planner.house
    walks, here, clock = house.walks(visitor.request.step_free), -1, float(visitor.arrives)
    found = []
    for work in planner.wandering(visitor):
        came = clock + int(walks[here, work]) / visitor.pace
        clock = came + house.stays[work] * visitor.stays[work]
        found.append((house.room_of[work], came, clock))
        here = work
    return found


def _seconds_needed(
    planner: Planner, visitor: SimulatedVisitor, room: int | None, regret_cap: float
) -> float:
    """Return the least seconds in a room, None for all, for the value that is needed. Counts shares of works, too."""
    house, points = planner.house, planner.house.points(visitor.request)
    lacking = planner.best(visitor).points * (1 - regret_cap)
    reached = [w for w in range(len(points)) if points[w]]
    left = float(visitor.request.minutes * 60)
    elsewhere = [w for w in reached if room is not None and house.room_of[w] != room]
    for work in sorted(elsewhere, key=lambda w: house.stays[w] / points[w]):
        share = min(1.0, left / house.stays[work])
        left -= share * house.stays[work]
        lacking -= share * points[work]
    here = [w for w in reached if room is None or house.room_of[w] == room]
    seconds = {w: house.stays[w] * visitor.stays[w] for w in here}
    needed = 0.0
    for work in sorted(here, key=lambda w: seconds[w] / points[w]):
        if lacking <= 0:
            break
        share = min(1.0, lacking / points[work])
        needed += share * seconds[work]
        lacking -= share * points[work]
    return needed

"""A plot of a room's last hours: a line for the people, a band for the uncertainty, axes with their units.

All coordinates are in the units of the drawing; the template only writes them. A period that is not known is a gap.
"""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

from msgspec import Struct

from tour_server.crowd.minutes import MINUTE_SECONDS
from tour_server.crowd.occupancy import OccupancyPoint
from tour_server.crowd.rooms_now import RoomState

LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 22.0, 24.0  # margins for the labels of the axes
MOST_DRAWN = 10**9  # people; the plot of a number beyond it is cut off


class PlotSize(Struct, frozen=True):
    """`width`, `height`: with the axes. `min_hours`, `max_hours`: of the time axis. `max_ticks`: of the other axis."""

    width: float
    height: float
    min_hours: int
    max_hours: int
    max_ticks: int


# In a list, all rooms show the same hours; alone, a room shows its day so far.
SMALL = PlotSize(width=640.0, height=150.0, min_hours=6, max_hours=6, max_ticks=3)
LARGE = PlotSize(width=960.0, height=380.0, min_hours=3, max_hours=14, max_ticks=6)


class Plot(Struct, frozen=True):
    """One plot. `lines`, `bands`: SVG paths, one for each period that is known. `last`: the point now.

    `shown`: hours of the time axis. `hours`, `people`: the ticks and their labels.
    """

    size: PlotSize
    shown: int
    left: float
    right: float
    ground: float
    capacity: int
    capacity_y: float
    lines: list[str]
    bands: list[str]
    last: tuple[float, float] | None
    hours: list[tuple[float, str]]
    people: list[tuple[float, int]]
    most: int


def plot(state: RoomState, now: dt.datetime, time_zone: str, size: PlotSize = SMALL) -> Plot:
    """Return the plot of the room's last hours up to `now`, with ticks in local time."""
    tz = ZoneInfo(time_zone)
    # To the minute, so that a fragment in which no number changed is the same text.
    end = now.replace(second=0, microsecond=0).timestamp() + MINUTE_SECONDS
    first = state.now.history[0].at if state.now.history else end
    begin = max(end - size.max_hours * 3600, min(end - size.min_hours * 3600, first))
    left, right, ground = LEFT, size.width - RIGHT, size.height - BOTTOM
    points = [point for point in state.now.history if point.at >= begin]
    capacity = state.room.capacity
    most = max((point.people for point in points if point.people is not None), default=0)
    highest = max((point.high for point in points if point.high is not None), default=0)
    top = max(1, min(MOST_DRAWN, max(capacity, highest))) * 1.08

    def x(at: float) -> float:
        return round(left + (at - begin) / (end - begin) * (right - left), 1)

    def y(people: float) -> float:
        return round(ground - min(people, top) / top * (ground - TOP), 1)

    local = now.astimezone(tz).replace(minute=0, second=0, microsecond=0)
    # Back by elapsed hours, not by local time: they differ on the night when the clocks change.
    marks = [local.timestamp() - 3600 * back for back in range(size.max_hours)]
    periods = _known_periods(points)
    known = (point for point in reversed(points) if point.people is not None)
    newest = next(known, None) if state.now.people is not None else None
    step = tick_step(top / size.max_ticks)
    return Plot(
        size=size,
        shown=math.ceil((end - begin) / 3600),
        left=left,
        right=right,
        ground=ground,
        capacity=capacity,
        capacity_y=y(capacity),
        lines=["M " + " L ".join(f"{x(p.at)} {y(p.people or 0)}" for p in one) for one in periods],
        bands=[
            "M "
            + " L ".join(f"{x(p.at)} {y(p.high or 0)}" for p in one)
            + " L "
            + " L ".join(f"{x(p.at)} {y(p.low or 0)}" for p in reversed(one))
            + " Z"
            for one in periods
        ],
        last=None if newest is None else (x(newest.at), y(newest.people or 0)),
        hours=[
            (x(mark), f"{dt.datetime.fromtimestamp(mark, tz):%H:%M}")
            for mark in reversed(marks)
            if mark >= begin
        ],
        people=[(y(tick), tick) for tick in range(0, int(top) + 1, step)],
        most=most,
    )


def tick_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that is not below `least`."""
    decade = 1
    while True:
        for step in (decade, 2 * decade, 5 * decade):
            if step >= least:
                return step
        decade *= 10


def _known_periods(points: list[OccupancyPoint]) -> list[list[OccupancyPoint]]:
    found: list[list[OccupancyPoint]] = []
    before: OccupancyPoint | None = None
    for point in points:
        if point.people is not None:
            if before is None:
                found.append([])
            found[-1].append(point)
        before = point if point.people is not None else None
    return found

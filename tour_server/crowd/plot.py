"""A room's last hours as a plot: a line for the people, a band for how sure that is, axes with their units.

Everything is in the drawing's own units; the template only writes it down. A stretch that is not known is a gap.
"""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

from msgspec import Struct

from tour_server.crowd.minutes import MINUTE
from tour_server.crowd.occupancy import Point
from tour_server.crowd.rooms_now import RoomState

LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 22.0, 24.0  # what the axes' words need
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


class Size(Struct, frozen=True):
    """Of a plot, axes included; the hours it shows at least and at most; the ticks its upright axis bears."""

    width: float
    height: float
    fewest: int
    hours: int
    ticks: int


# Side by side, all rooms show the same hours; alone, a room shows its day so far.
SMALL = Size(width=640.0, height=150.0, fewest=6, hours=6, ticks=3)
LARGE = Size(width=960.0, height=380.0, fewest=3, hours=14, ticks=6)


class Plot(Struct, frozen=True):
    """One plot. `lines` and `bands`: SVG paths, one for each stretch that is known; `last`: the room now;
    `shown`: hours."""

    size: Size
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


def plot(state: RoomState, now: dt.datetime, zone: str, size: Size = SMALL) -> Plot:
    """The room's last hours up to `now`, the hours in the local time of `zone`."""
    # To the minute, so that a board on which nobody moved is the same board.
    end = now.replace(second=0, microsecond=0).timestamp() + MINUTE
    first = state.now.course[0].at if state.now.course else end
    begin = max(end - size.hours * 3600, min(end - size.fewest * 3600, first))
    left, right, ground = LEFT, size.width - RIGHT, size.height - BOTTOM
    points = [point for point in state.now.course if point.at >= begin]
    capacity = state.room.capacity
    most = max((point.people for point in points if point.people is not None), default=0)
    highest = max((point.high for point in points if point.high is not None), default=0)
    top = max(capacity, highest) * 1.08

    def x(at: float) -> float:
        return round(left + (at - begin) / (end - begin) * (right - left), 1)

    def y(people: float) -> float:
        return round(ground - people / top * (ground - TOP), 1)

    local = now.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    # Back by real hours, not by the clock's: on the night it changes they differ.
    marks = [local.timestamp() - 3600 * back for back in range(size.hours)]
    stretches = _stretches(points)
    known = (point for point in reversed(points) if point.people is not None)
    newest = next(known, None) if state.now.people is not None else None
    step = next((step for step in STEPS if top / step <= size.ticks), STEPS[-1])
    return Plot(
        size=size,
        shown=math.ceil((end - begin) / 3600),
        left=left,
        right=right,
        ground=ground,
        capacity=capacity,
        capacity_y=y(capacity),
        lines=[
            "M " + " L ".join(f"{x(p.at)} {y(p.people or 0)}" for p in one) for one in stretches
        ],
        bands=[
            "M "
            + " L ".join(f"{x(p.at)} {y(p.high or 0)}" for p in one)
            + " L "
            + " L ".join(f"{x(p.at)} {y(p.low or 0)}" for p in reversed(one))
            + " Z"
            for one in stretches
        ],
        last=None if newest is None else (x(newest.at), y(newest.people or 0)),
        hours=[
            (x(mark), f"{dt.datetime.fromtimestamp(mark, ZoneInfo(zone)):%H:%M}")
            for mark in reversed(marks)
            if mark >= begin
        ],
        people=[(y(tick), tick) for tick in range(0, int(top) + 1, step)],
        most=most,
    )


def _stretches(points: list[Point]) -> list[list[Point]]:
    found: list[list[Point]] = []
    before: Point | None = None
    for point in points:
        if point.people is not None:
            if before is None:
                found.append([])
            found[-1].append(point)
        before = point if point.people is not None else None
    return found

"""A plot of a day: the forecast as a line with its band, beside it last week's and last year's counts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from msgspec import Struct

from tour_server.crowd.plot import tick_step

WIDTH, HEIGHT = 720.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 184.0, 16.0, 28.0
MOST_TICKS = 5
LEAST_APART = 24.0  # between two labels at the right end

Counts = Sequence[float | None]


class PlotLabel(Struct):
    """A label at the right end of a line."""

    kind: str
    y: float


class DayPlot(Struct, frozen=True):
    """`lines`: kind -> SVG paths, one for each stretch that is known. `hours`, `people`: ticks with their labels."""

    width: float
    height: float
    left: float
    right: float
    ground: float
    bands: list[str]
    lines: dict[str, list[str]]
    labels: list[PlotLabel]
    hours: list[tuple[float, str]]
    people: list[tuple[float, int]]


def day_plot(
    hours: Sequence[tuple[float, float, float] | None], others: dict[str, Counts]
) -> DayPlot | None:
    """Returns the plot of a day by hour; None where no hour is open. `others`: counts by hour, each with its kind."""
    opened = [
        hour
        for hour in range(24)
        if hours[hour] is not None or any(one[hour] for one in others.values())
    ]
    if not opened:
        return None
    first, last = opened[0], opened[-1]
    values = [end for one in hours if one is not None for end in one]
    values += [count for one in others.values() for count in one if count is not None]
    top = max([1.0, *values]) * 1.05
    right, ground = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(hour: float) -> float:
        return round(LEFT + (hour - first + 0.5) / (last - first + 1) * (right - LEFT), 1)

    def y(people: float) -> float:
        return round(ground - people / top * (ground - TOP), 1)

    middle: list[float | None] = [None if one is None else one[1] for one in hours]
    drawn = {"forecast": middle, **others}
    lines = {kind: _paths(counts, range(first, last + 1), x, y) for kind, counts in drawn.items()}
    labels = []
    for kind, counts in drawn.items():
        known = [hour for hour in range(first, last + 1) if counts[hour] is not None]
        if known:
            labels.append(PlotLabel(kind, y(counts[known[-1]] or 0.0)))
    step = tick_step(top / MOST_TICKS)
    return DayPlot(
        WIDTH,
        HEIGHT,
        LEFT,
        right,
        ground,
        _bands(hours, x, y),
        {kind: paths for kind, paths in lines.items() if paths},
        _apart(labels),
        [(x(hour), f"{hour}:00") for hour in range(first, last + 1)],
        [(y(tick), tick) for tick in range(0, int(top) + 1, step)],
    )


def _stretches(known: Sequence[bool]) -> list[list[int]]:
    found: list[list[int]] = []
    for at, there in enumerate(known):
        if there and (at == 0 or not known[at - 1]):
            found.append([])
        if there:
            found[-1].append(at)
    return found


def _paths(
    counts: Counts, hours: range, x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    known = [counts[hour] is not None and hour in hours for hour in range(24)]
    found = []
    for one in _stretches(known):
        points = " L ".join(f"{x(hour)} {y(counts[hour] or 0.0)}" for hour in one)
        found.append(f"M {points}" if len(one) > 1 else f"M {points} h 0.1")
    return found


def _bands(
    hours: Sequence[tuple[float, float, float] | None],
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> list[str]:
    found = []
    for one in _stretches([hour is not None for hour in hours]):
        ends = [(hour, hours[hour] or (0.0, 0.0, 0.0)) for hour in one]
        above = " L ".join(f"{x(hour)} {y(end[2])}" for hour, end in ends)
        below = " L ".join(f"{x(hour)} {y(end[0])}" for hour, end in reversed(ends))
        found.append(f"M {above} L {below} Z")
    return found


def _apart(labels: list[PlotLabel]) -> list[PlotLabel]:
    """Return labels of which none stands on another, in the order of their lines."""
    ordered = sorted(labels, key=lambda label: label.y)
    for before, label in itertools.pairwise(ordered):
        label.y = max(label.y, before.y + LEAST_APART)
    return ordered

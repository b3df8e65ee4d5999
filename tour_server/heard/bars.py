"""The geometry of a plot of bars, in the units of its drawing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tour_server.crowd.plot import tick_step

WIDTH, HEIGHT = 640.0, 180.0
LEFT, TOP, BOTTOM = 44.0, 8.0, 24.0  # around the bars, for the numbers of the axes
SHARE = 0.8  # of its place that a bar takes
MOST_LABELS = 8
MOST_TICKS = 4


class PlotBar(Struct, frozen=True):
    """One bar: its left upper corner and its size, and what it says."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


class BarPlot(Struct, frozen=True):
    """`labels`: (x, text) below the bars, `ticks`: (y, number) beside them."""

    width: float
    height: float
    bars: list[PlotBar]
    labels: list[tuple[float, str]]
    ticks: list[tuple[float, int]]


def bar_plot(counts: Sequence[tuple[str, int]]) -> BarPlot:
    """Return the plot of counts with their labels. Of many labels every second, third … is written.

    Raises ValueError when there are no counts.
    """
    if not counts:
        raise ValueError("a plot needs one count at least")
    most = max(1, *(count for _, count in counts))
    place = (WIDTH - LEFT) / len(counts)
    room = HEIGHT - TOP - BOTTOM

    def y(count: float) -> float:
        return round(TOP + room * (1 - count / most), 1)

    bars = [
        PlotBar(
            round(LEFT + place * (at + (1 - SHARE) / 2), 1),
            y(count),
            round(place * SHARE, 1),
            round(HEIGHT - BOTTOM - y(count), 1),
            label,
            count,
        )
        for at, (label, count) in enumerate(counts)
    ]
    every = -(-len(counts) // MOST_LABELS)
    labels = [(round(bar.x + bar.width / 2, 1), bar.label) for bar in bars[::every]]
    step = tick_step(most / MOST_TICKS)
    return BarPlot(
        WIDTH, HEIGHT, bars, labels, [(y(tick), tick) for tick in range(0, most + 1, step)]
    )

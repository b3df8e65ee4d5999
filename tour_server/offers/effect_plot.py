"""A plot of the hours with an offer and without it: a dot for each hour, a line at each mean."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from msgspec import Struct

from tour_server.crowd.plot import tick_step
from tour_server.offers.effect import OfferEffect

WIDTH, ROW, LEFT, RIGHT, BOTTOM = 640.0, 56.0, 130.0, 14.0, 24.0
SPREAD = 5  # rows of dots, so that hours of one number don't hide each other


class PlotRow(Struct, frozen=True):
    """The hours of one kind. `dots`: (x, y) of each; `mean`: x of the line, None without hours."""

    y: float
    dots: list[tuple[float, float]]
    mean: float | None


class EffectPlot(Struct, frozen=True):
    """`ticks`: (x, people) of the axis."""

    width: float
    height: float
    rows: tuple[PlotRow, PlotRow]
    ticks: list[tuple[float, int]]


def effect_plot(effect: OfferEffect) -> EffectPlot | None:
    """Returns the plot, None where no hour is known."""
    hours = [*effect.shown, *effect.held_back]
    if not hours:
        return None
    top = max(1.0, *hours) * 1.05

    def x(people: float) -> float:
        return round(LEFT + people / top * (WIDTH - LEFT - RIGHT), 1)

    def row(number: int, means: Sequence[float]) -> PlotRow:
        middle = ROW * (number + 0.5)
        dots = [(x(one), middle + 7.0 * (n % SPREAD - SPREAD // 2)) for n, one in enumerate(means)]
        return PlotRow(middle, dots, x(fmean(means)) if means else None)

    step = tick_step(top / 6)
    return EffectPlot(
        WIDTH,
        2 * ROW + BOTTOM,
        (row(0, effect.shown), row(1, effect.held_back)),
        [(x(tick), tick) for tick in range(0, int(top) + 1, step)],
    )

"""How right forecasts were: those of a lead that were kept, beside what was counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from tour_server.crowd.plot import tick_step
from tour_server.forecast.forecast_store import KeptForecast

WIDTH, HEIGHT = 720.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 32.0, 14.0, 36.0
MOST_LABELS = 6
MOST_TICKS = 4
LEAST_DAYS = 5  # before a share of days says anything


class Rightness(Struct, frozen=True):
    """Over days with an outcome. `error`: people missed as a share of those who came. `held`: of the bands."""

    days: int
    error: float | None
    held: float | None
    bias: float | None


class OutcomePlot(Struct, frozen=True):
    """Days from left to right: bands, the forecasts as a line, the counts as dots."""

    width: float
    height: float
    left: float
    right: float
    ground: float
    bands: list[str]
    line: str
    dots: list[tuple[float, float]]
    days: list[tuple[float, dt.date]]
    people: list[tuple[float, int]]


def rightness(kept: Sequence[KeptForecast]) -> Rightness:
    """Returns how right forecasts were; None where too few days tell."""
    known = [(one.forecast, one.counted) for one in kept if one.counted is not None]
    came = sum(counted for _forecast, counted in known)
    if len(known) < LEAST_DAYS or came <= 0:
        return Rightness(len(known), None, None, None)
    missed = sum(abs(forecast.middle - counted) for forecast, counted in known)
    held = sum(forecast.low <= counted <= forecast.high for forecast, counted in known)
    bias = sum(forecast.middle for forecast, _counted in known) / came - 1
    return Rightness(len(known), missed / came, held / len(known), bias)


def outcome_plot(kept: Sequence[KeptForecast]) -> OutcomePlot | None:
    """Returns the plot of days with an outcome, the oldest at the left; None where there are fewer than two."""
    ordered = sorted((one for one in kept if one.counted is not None), key=lambda one: one.day)
    if len(ordered) < 2:
        return None
    first, length = ordered[0].day, (ordered[-1].day - ordered[0].day).days
    top = max(1.0, *(max(one.forecast.high, one.counted or 0.0) for one in ordered)) * 1.05
    right, ground = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(day: dt.date) -> float:
        return round(LEFT + 6 + (day - first).days / length * (right - LEFT - 12), 1)

    def y(people: float) -> float:
        return round(ground - people / top * (ground - TOP), 1)

    every = -(-len(ordered) // MOST_LABELS)
    step = tick_step(top / MOST_TICKS)
    return OutcomePlot(
        WIDTH,
        HEIGHT,
        LEFT,
        right,
        ground,
        [f"M {x(one.day)} {y(one.forecast.high)} V {y(one.forecast.low)}" for one in ordered],
        "M " + " L ".join(f"{x(one.day)} {y(one.forecast.middle)}" for one in ordered),
        [(x(one.day), y(one.counted or 0.0)) for one in ordered],
        [(x(one.day), one.day) for one in ordered[::every]],
        [(y(tick), tick) for tick in range(0, int(top) + 1, step)],
    )

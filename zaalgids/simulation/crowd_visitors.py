"""Draws the visitors of a simulated day: when they come, what they ask for, and whether they keep to a plan."""

from __future__ import annotations

import datetime as dt
import math
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
from msgspec import Struct
from numpy.random import Generator

from contract.museum import Hours, Level, Museum
from tour_server.routing.route_request import RouteRequest

HOURLY_PASSERS = {
    9: 640,
    10: 923,
    11: 1108,
    12: 1190,
    13: 1322,
    14: 1433,
    15: 1469,
    16: 1411,
    17: 1264,
    18: 1016,
    19: 802,
    20: 679,
    21: 569,
}
"""Hour -> people who passed 45 Queen Street, Auckland, on an average Saturday of 2019, 2023 and 2024 (Heart of the City
Auckland, hourly pedestrian counts, CC BY 4.0). A shopping street's day: a museum that counts its door gives its own."""

MINUTES = (20, 40, 60, 90)
"""The visits that a phone proposes (tour_server.visit.pages), chosen equally often: an assumption."""

A_SATURDAY = dt.date(2026, 6, 13)
LAST_ENTRY_MINUTES = 30
STEP_FREE_SHARE = 0.07
"""Of visitors. An assumption."""

PACE_SPREAD = 0.15
"""Relative standard deviation of walking speed: 1.34 ± 0.26 m/s is 19 % over all ages (Weidmann, "Transporttechnik der
Fussgänger", ETH Zürich 1993); less here, since the plan is made for the slower half."""

STAY_SPREAD = 0.3
"""Relative standard deviation of a stay about the planned one: listening is fixed, looking is not. An assumption."""

DAWDLE = 1.5
"""How much longer a dawdler stays at a work than their plan says. An assumption."""


class Habit(StrEnum):
    """How a visitor treats a plan."""

    FOLLOW = "follow"
    DAWDLE = "dawdle"  # keeps its order, and stays longer
    IGNORE = "ignore"  # goes to the nearest work not seen yet


class Shares(Struct, frozen=True):
    """The shares of visitors who follow, dawdle and ignore. Assumptions; they sum to 1."""

    follow: float = 0.6
    dawdle: float = 0.2
    ignore: float = 0.2

    def __post_init__(self) -> None:
        """Raise ValueError when they are no shares of a whole."""
        parts = (self.follow, self.dawdle, self.ignore)
        if min(parts) < 0 or not math.isclose(sum(parts), 1.0, abs_tol=1e-6):
            raise ValueError("the shares of visitors must be 0 or more and sum to 1")


class SimulatedVisitor(Struct, frozen=True):
    """One visitor of a simulated day. `arrives`: seconds after opening.

    `pace`: divides the times of walks. `stays`: one factor for each work of the museum, in its order.
    """

    arrives: int
    request: RouteRequest
    habit: Habit
    pace: float
    stays: tuple[float, ...]


def opening_hours(museum: Museum) -> Hours:
    """Return Saturday's hours, or those of the first day that is open. Raises ValueError when none is."""
    for hours in [museum.site.opening[5], *museum.site.opening]:
        if hours is not None:
            return hours
    raise ValueError("the museum is never open")


def opening_moment(museum: Museum) -> dt.datetime:
    """Return when the museum opens on the simulated day, a Saturday like any other. Raises ValueError."""
    zone = ZoneInfo(museum.site.time_zone)
    return dt.datetime.combine(A_SATURDAY, opening_hours(museum).opens, zone)


def open_seconds(museum: Museum) -> int:
    """Return for how long the museum is open on the simulated day. Raises ValueError."""
    hours = opening_hours(museum)
    opens, closes = (dt.datetime.combine(A_SATURDAY, each) for each in (hours.opens, hours.closes))
    return int((closes - opens).total_seconds())


def draw_visitors(
    museum: Museum,
    count: int,
    seed: int,
    shares: Shares | None = None,
    curve: dict[int, float] | None = None,
) -> list[SimulatedVisitor]:
    """Draw the visitors of a day, by arrival. The same arguments give the same visitors.

    `curve`: hour of the day -> arrivals, in proportion; HOURLY_PASSERS where it is None. Raises ValueError when it has
    no arrivals within the opening hours.
    """
    rng = np.random.default_rng([seed, count])
    arrivals = _arrivals(museum, count, curve or dict(HOURLY_PASSERS), rng)
    closes = open_seconds(museum)
    return [_visitor(museum, at, closes, shares or Shares(), rng) for at in arrivals]


def _arrivals(museum: Museum, count: int, curve: dict[int, float], rng: Generator) -> list[int]:
    hours = opening_hours(museum)
    last = open_seconds(museum) // 60 - LAST_ENTRY_MINUTES
    begin = hours.opens.hour * 60 + hours.opens.minute
    weights = np.array([curve.get((begin + minute) // 60, 0.0) for minute in range(max(0, last))])
    if weights.sum() <= 0:
        raise ValueError("the curve has no arrivals in the opening hours")
    minutes = rng.choice(len(weights), size=count, p=weights / weights.sum())
    return sorted((minutes * 60 + rng.integers(60, size=count)).tolist())


def _visitor(
    museum: Museum, arrives: int, closes: int, shares: Shares, rng: Generator
) -> SimulatedVisitor:
    tours = [tour for tour in museum.tours if tour.level is not Level.CHILD]
    tour = tours[int(rng.integers(len(tours)))].key if tours and rng.random() < 0.5 else None
    liked = [theme.key for theme in museum.themes if rng.random() < 0.4]
    habit = Habit(str(rng.choice([*Habit], p=[shares.follow, shares.dawdle, shares.ignore])))
    minutes = min(int(rng.choice(MINUTES)), (closes - arrives) // 60)
    step_free = bool(rng.random() < STEP_FREE_SHARE)
    pace = float(np.clip(rng.normal(1.0, PACE_SPREAD), 0.6, 1.6))
    spread = math.sqrt(math.log(1 + STAY_SPREAD**2))
    stays = rng.lognormal(-(spread**2) / 2, spread, len(museum.works))
    if habit is Habit.DAWDLE:
        stays = stays * DAWDLE
    request = RouteRequest(
        minutes=minutes,
        languages=[museum.site.languages[0]],
        step_free=step_free,
        interests=dict.fromkeys(liked, 1.0),
        tour=tour,
        keep_order=tour is not None,  # as a phone asks for a tour
    )
    return SimulatedVisitor(arrives, request, habit, pace, tuple(stays.tolist()))

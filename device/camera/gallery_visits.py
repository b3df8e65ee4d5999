"""The visits to the virtual gallery: who comes, to which work, and how long they stay. Fixed by the seed.

An evening has visitors who listen to the end, who walk away, who only pass, a child, and somebody who holds up what is
no work of the museum. After a visitor who walked away the wall stays bare for longer than a kiosk waits, so that it
says goodbye and invites again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

APPROACH_SECONDS, LEAVE_SECONDS = 1.6, 1.2  # of walking up to a work, and away from it
BARE_SECONDS = (5.0, 12.0)  # of bare wall between two visits: least and most
PASSER_INTERVAL_SECONDS = 9.0  # between people who walk past, on average
MOST_PASSERS = 24


class VisitorKind(StrEnum):
    """How somebody visits a work."""

    LISTENER = "listens to the end"
    LEAVER = "walks away in the middle"
    PASSER_BY = "only passes"
    CHILD = "a child: lower, unsteady"
    STRANGE = "holds up something that is no work"


@dataclass(frozen=True, slots=True)
class VisitHabit:
    """What a visitor does; each pair is the least and the most."""

    stands: tuple[float, float]  # seconds before the work
    bare: tuple[float, float] = BARE_SECONDS  # seconds of bare wall afterwards
    size: tuple[float, float] = (0.55, 0.85)  # share of the picture's height that the work takes
    tilt: tuple[float, float] = (-0.15, 0.15)  # radians, about a horizontal axis
    sway: float = 1.0  # times as far as a grown visitor sways


HABITS = {
    # A telling takes up to 90 s at a kiosk; then it says what one can do now.
    VisitorKind.LISTENER: VisitHabit((100.0, 130.0)),
    # A kiosk warns after about 20 s without a sign of life, and begins anew 20 s later.
    VisitorKind.LEAVER: VisitHabit((12.0, 30.0), bare=(50.0, 70.0)),
    VisitorKind.PASSER_BY: VisitHabit((1.0, 2.5)),
    VisitorKind.CHILD: VisitHabit((75.0, 95.0), size=(0.45, 0.6), tilt=(0.2, 0.3), sway=3.0),
    VisitorKind.STRANGE: VisitHabit((15.0, 25.0), size=(0.4, 0.55)),
}
# Of eight visits; the first of an evening is a listener's, whom somebody who starts a demo watches.
EVENING: tuple[VisitorKind, ...] = (
    *(VisitorKind.LISTENER,) * 4,
    *(VisitorKind.LEAVER, VisitorKind.PASSER_BY, VisitorKind.CHILD, VisitorKind.STRANGE),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit; times in seconds from the first frame."""

    visitor: VisitorKind
    hung: int | None  # the work's place on the wall; None: what the visitor holds up is no work
    start: float  # of walking up
    stands: float
    leaves: float
    ends: float  # out of view; bare wall until the next
    turn: float  # radians, of the work about a vertical axis, seen from the camera
    tilt: float  # radians, about a horizontal axis
    roll: float  # radians, in the picture's plane
    size: float  # share of the picture's height that the work takes
    sway: float  # times as far as a grown visitor sways
    passers: tuple[float, ...]  # when people walk past


def script(works: int, seed: int) -> Iterator[Visit]:
    """Yield visits without end: each of `works` once, in a new order each round, and what is no work in between."""
    random = np.random.default_rng([seed, 1])
    at = 1.0
    visitors = _visitors(random)
    while True:
        for hung in random.permutation(works):
            while (visitor := next(visitors)) is VisitorKind.STRANGE:
                visit, at = _visit(visitor, None, at, random)
                yield visit
            visit, at = _visit(visitor, int(hung), at, random)
            yield visit


def _visitors(random: np.random.Generator) -> Iterator[VisitorKind]:
    """Yield visitors without end, as many of each as EVENING has; the first listens."""
    yield EVENING[0]
    coming = EVENING[1:]
    while True:
        yield from (coming[place] for place in random.permutation(len(coming)))
        coming = EVENING


def _visit(
    visitor: VisitorKind, hung: int | None, at: float, random: np.random.Generator
) -> tuple[Visit, float]:
    """Returns a visit that starts at `at`, and when the next one starts, in seconds."""
    habit = HABITS[visitor]
    stands = at + APPROACH_SECONDS
    leaves = stands + float(random.uniform(*habit.stands))
    ends = leaves + LEAVE_SECONDS
    passers = np.cumsum(random.exponential(PASSER_INTERVAL_SECONDS, MOST_PASSERS)) + stands
    visit = Visit(
        visitor=visitor,
        hung=hung,
        start=at,
        stands=stands,
        leaves=leaves,
        ends=ends,
        turn=float(random.uniform(-0.5, 0.5)),
        tilt=float(random.uniform(*habit.tilt)),
        roll=float(random.uniform(-0.05, 0.05)),
        size=float(random.uniform(*habit.size)),
        sway=habit.sway,
        passers=tuple(float(when) for when in passers if when < leaves),
    )
    return visit, ends + float(random.uniform(*habit.bare))

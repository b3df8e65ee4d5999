"""How many visitors were sent where and when, as counts in memory: no plan and no visitor is kept.

A plan adds, to each place and each slot of time that it touches, the share of the slot that it fills, less what is lost
to visitors who leave their plan. The sum over a place and a slot is the number of people that plans send there.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

SLOT_SECONDS = 300
"""About as long as three works take. A choice, not tuned."""

KEPT_SECONDS = 3600.0
"""After this time a plan is kept by 1/e of the visitors. An assumption, not tuned."""


class SentVisit(Struct, frozen=True):
    """A planned stay: at `place`, from `starts` to `ends`, in seconds of the day."""

    place: str
    starts: float
    ends: float


class SentCounts:
    """The counts of one day. May be called from any thread."""

    def __init__(self, places: Iterable[str], day_seconds: float) -> None:
        """`places`: what is counted. `day_seconds`: what lies later is counted in the last slot."""
        self._number = {place: number for number, place in enumerate(places)}
        self.slots = max(1, math.ceil(day_seconds / SLOT_SECONDS))
        self._people = np.zeros((len(self._number), self.slots))
        self._lock = threading.Lock()

    def add(self, visits: Iterable[SentVisit], given: float) -> None:
        """Count one plan that was given out at `given`. Places that are not counted are passed over."""
        self._change(visits, given, 1.0)

    def take_back(self, visits: Iterable[SentVisit], given: float) -> None:
        """Take back what `add` counted, where another plan takes the place of the rest of one. No sum goes below 0."""
        self._change(visits, given, -1.0)

    def _change(self, visits: Iterable[SentVisit], given: float, people: float) -> None:
        with self._lock:
            for visit in visits:
                place = self._number.get(visit.place)
                if place is not None and visit.ends > visit.starts:
                    kept = math.exp(-max(0.0, visit.starts - given) / KEPT_SECONDS)
                    self._fill(place, visit.starts, visit.ends, kept * people)

    def _fill(self, place: int, starts: float, ends: float, people: float) -> None:
        for slot in range(self.slot(starts), self.slot(ends) + 1):
            begin, until = slot * SLOT_SECONDS, (slot + 1) * SLOT_SECONDS
            inside = max(0.0, min(ends, until) - max(starts, begin))
            before = self._people[place, slot]
            self._people[place, slot] = max(0.0, before + people * inside / SLOT_SECONDS)

    def slot(self, at: float) -> int:
        """Return the slot of a moment of the day."""
        return min(max(0, int(at // SLOT_SECONDS)), self.slots - 1)

    def people(self) -> NDArray[np.float64]:
        """Return the people that plans send to each place (row, in the order given) in each slot."""
        with self._lock:
            return self._people.copy()

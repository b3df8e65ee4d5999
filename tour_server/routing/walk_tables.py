"""The walks between all places of a museum, as tables for the search. They are kept between requests."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence, Set

import numpy as np

from contract.museum import Museum
from tour_server.routing.rest_places import RestPlace
from tour_server.routing.search_problem import FAR, Integers
from tour_server.routing.walking_plan import Place, WalkingPlan

MAX_TABLES = 12  # with and without steps, for the sets of closed rooms that were asked for last


class WalkTable:
    """The walks between all works and rests, in seconds, with or without steps, round the rooms that are shut."""

    def __init__(self, plan: WalkingPlan, places: Sequence[Place]) -> None:
        self.plan = plan
        self._places = places
        table = np.array([[_seconds(plan, a, b) for b in places] for a in places], np.int32)
        self._table = table.reshape(len(places), len(places))
        self._starts: dict[str | None, Integers] = {}

    def seconds_from(self, at: str | None) -> Integers:
        """Return the seconds to each place. Raises UnknownPlaceError."""
        if at not in self._starts:
            start = self.plan.start(at)
            self._starts[at] = np.array(
                [_seconds(self.plan, start, place) for place in self._places], np.int32
            )
        return self._starts[at]

    def with_ends(self, at: str | None, *, to_exit: bool) -> Integers:
        """Return the walks with a last row from the start and a last column to the end."""
        n = len(self._table)
        found = np.zeros((n + 1, n + 1), np.int32)
        found[:n, :n] = self._table
        found[n, :n] = self.seconds_from(at)
        if to_exit:
            found[:n, n] = self.seconds_from(None)
        return found


class WalkTables:
    """Makes and keeps the tables of one museum. May be used from any thread."""

    def __init__(self, museum: Museum, rests: Sequence[RestPlace]) -> None:
        self._museum, self._rests = museum, rests
        self._tables: dict[tuple[bool, frozenset[str]], WalkTable] = {}
        self._lock = threading.Lock()

    def of(self, step_free: bool, shut: Set[str] = frozenset()) -> WalkTable:
        """Return the table, with or without steps, on which no way leads through a room of `shut`."""
        key = (step_free, frozenset(shut))
        with self._lock:
            found = self._tables.get(key)
        if found is None:
            # Two threads may both compute it; the results are equal and the later one is kept.
            found = self._made(*key)
            with self._lock:
                self._tables[key] = found
                passing = [one for one in self._tables if one[1] and one != key]
                for old in passing[: max(0, len(self._tables) - MAX_TABLES)]:
                    del self._tables[old]
        return found

    def _made(self, step_free: bool, shut: frozenset[str]) -> WalkTable:
        plan = WalkingPlan(self._museum, step_free=step_free, shut=shut)
        works = [plan.place_of(work) for work in self._museum.works]
        return WalkTable(plan, [*works, *(Place(rest.room, rest.at) for rest in self._rests)])


def _seconds(plan: WalkingPlan, one: Place, other: Place) -> int:
    walk = plan.walk_seconds(one, other)
    return FAR if walk is None else math.ceil(walk)

"""Staff's tours as a visitor chooses one: how long it takes, how many works it has, and whether it has steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from contract.museum import Key, Language, Level, Museum, Text, Tour, Work
from tour_server.routing.route import Reason, Route
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import MAX_MINUTES, RouteRequest
from tour_server.visit.work_narration import Narrator

LISTS_KEPT = 64  # of languages, in any order; a museum's visitors have a few


class TourLabel(Struct, frozen=True):
    """One tour. `minutes`: telling, looking and walking, from the entrance, in staff's order.

    `works`: its stops, in staff's order. `by_steps`: how many of them are reached by steps alone.
    """

    key: Key
    title: Text
    summary: Text
    level: Level
    minutes: int
    works: tuple[Work, ...]
    by_steps: int


class TourLabels:
    """Makes the labels of one release. May be called from any thread."""

    def __init__(self, museum: Museum, narrator: Narrator, planner: RoutePlanner) -> None:
        self._museum, self._narrator, self._planner = museum, narrator, planner
        self._kept: dict[tuple[Language, ...], list[TourLabel]] = {}

    def labels(self, languages: Sequence[Language]) -> list[TourLabel]:
        """Returns all tours in the museum's order, as they are for a visitor with this list of languages."""
        asked = tuple(languages)
        found = self._kept.get(asked)
        if found is None:
            found = [self._label(tour, asked) for tour in self._museum.tours]
            if len(self._kept) >= LISTS_KEPT:
                self._kept.clear()
            self._kept[asked] = found
        return found

    def label(self, key: str, languages: Sequence[Language]) -> TourLabel | None:
        """Returns one tour, or None."""
        return next((each for each in self.labels(languages) if each.key == key), None)

    def _label(self, tour: Tour, languages: tuple[Language, ...]) -> TourLabel:
        walked = self._walked(tour, languages, step_free=False)
        without_steps = self._walked(tour, languages, step_free=True)
        return TourLabel(
            key=tour.key,
            title=tour.title,
            summary=tour.summary,
            level=tour.level,
            minutes=max(1, math.ceil(walked.seconds / 60)),
            works=tuple(self._museum.work(stop.work) for stop in tour.stops),
            by_steps=sum(left.reason is Reason.STEPS for left in without_steps.left_out),
        )

    def _walked(self, tour: Tour, languages: tuple[Language, ...], *, step_free: bool) -> Route:
        request = RouteRequest(
            minutes=MAX_MINUTES,
            languages=list(languages),
            level=tour.level,
            step_free=step_free,
            tour=tour.key,
            keep_order=True,
        )
        return self._planner.plan(
            request,
            frozenset(),
            lambda work: self._narrator.narration(work, list(languages), tour.level).seconds,
        )

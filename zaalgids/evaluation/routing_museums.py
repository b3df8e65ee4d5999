"""Plans through museums with a bound on each: a museum's folder, or drawn museums, at several lengths of a visit."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from contract.museum import Level, Museum, Work
from contract.museum_folder import MuseumError, read_museum
from narration.script import spoken_seconds
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import RouteRequest
from zaalgids.simulation.drawn_museum import (
    TOUR_OF_ALL,
    deeper_seconds,
    drawn_museum,
    first_seconds,
)

Listening = Callable[[Work], float]


class PlannedMuseum(Struct, frozen=True):
    """One plan. `gap`: how far the bound lies above the score, as a share of it. `seconds`: of the processor."""

    museum: str
    works: int
    minutes: int
    depths: bool
    stops: int
    score: int
    bound: int
    gap: float
    seconds: float


class MuseumToPlan(Struct, frozen=True):
    """A museum with the seconds that its works are told; `tour` None is the whole house."""

    name: str
    museum: Museum
    tour: str | None
    first: Listening
    deeper: Listening


def drawn_museums(size: str, seeds: str) -> Iterator[MuseumToPlan]:
    """Draw museums. `size`: works and rooms as "100x10"; `seeds`: "3" or "101-106". Raises ValueError."""
    sizes, found = re.fullmatch(r"(\d+)x(\d+)", size), re.fullmatch(r"(\d+)(?:-(\d+))?", seeds)
    if sizes is None or found is None or not int(sizes[1]) or not int(sizes[2]):
        raise ValueError(f"{size} and {seeds}: a size is as 100x10, seeds are as 3 or 101-106")
    for seed in range(int(found[1]), int(found[2] or found[1]) + 1):
        museum = drawn_museum(seed, int(sizes[1]), int(sizes[2]))
        yield MuseumToPlan(f"{size}-{seed}", museum, TOUR_OF_ALL, first_seconds, deeper_seconds)


def read_museum_to_plan(path: Path, tour: str | None) -> MuseumToPlan:
    """Read a museum's folder; its works are told in its first language to adults. Raises ValueError."""
    try:
        museum = read_museum(path if path.is_dir() else path.parent, with_files=False)
    except MuseumError as error:
        raise ValueError(str(error)) from error

    def told(work: Work, *, is_first: bool) -> float:
        return sum(
            spoken_seconds(block)
            for block in work.blocks
            if block.language == museum.site.languages[0]
            and block.level is Level.ADULT
            and (block.layer == 1) is is_first
        )

    return MuseumToPlan(
        museum.site.key,
        museum,
        tour,
        lambda work: told(work, is_first=True),
        lambda work: told(work, is_first=False),
    )


def plan_with_bound(
    task: MuseumToPlan, minutes: Sequence[int], *, depths: bool, steps: int | None = None
) -> Iterator[PlannedMuseum]:
    """Plan from the entrance for visits of these lengths. `steps`: of the search; the server's own without it.

    Raises UnknownPlaceError where the museum has no such tour.
    """
    planner = RoutePlanner(task.museum)
    for each in minutes:
        request = RouteRequest(
            minutes=each, languages=[task.museum.site.languages[0]], tour=task.tour
        )
        planner.plan(request, frozenset(), task.first, steps=1)  # the walks are computed once
        began = time.process_time()
        route = planner.plan(
            request,
            frozenset(),
            task.first,
            deeper=task.deeper if depths else None,
            steps=steps,
            prove=True,
        )
        took = time.process_time() - began
        bound = route.points if route.bound is None else route.bound
        yield PlannedMuseum(
            task.name,
            len(task.museum.works),
            each,
            depths,
            len(route.stops),
            route.points,
            bound,
            round(bound / route.points - 1, 5) if route.points else 0.0,
            round(took, 3),
        )

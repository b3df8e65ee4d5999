"""Writes one visitor's request as numbers for the search: a node for each way to see each work, and for each rest."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import numpy as np
from msgspec import Struct

from contract.museum import Museum
from tour_server.routing.depth import Depth
from tour_server.routing.rest_places import (
    REST_SECONDS,
    REST_TOLERANCE_SECONDS,
    RestPlace,
    rest_moments,
)
from tour_server.routing.room_windows import OPEN, RoomWindows
from tour_server.routing.search_problem import (
    MAX_GROUPS,
    MAX_NODES,
    Integers,
    SearchProblem,
)

FULL_ROOM_CLEARS_SECONDS = 900
"""How long a full room is taken to stay full, as long as nothing is left out for it. An assumption; a phone asks again
within seconds of a change, so this decides the order alone."""

SOON_CLEARS_SECONDS = 240
"""How long it is taken to stay full where something would be left out. Where plans know of it, nine of ten rooms that
fill have space again after 240 s (simulated, Museum of Pattern, 600 visitors: decision 0046)."""

KEPT_SHARE = 0.05
"""What a stop that was promised is worth more, so that a small gain elsewhere does not replace it. An assumption."""

ALIKE_FREE = 2
ALIKE_STEP = 40
"""Of works that share a maker, a motif or a construction (a link of the museum), two count fully; the third loses 40
thousandths, the fourth 80, and so on. An assumption: seven of the same lose as much as a work and a half is worth.
Works that share a theme do so, too, with less the more works have it."""

COMMON_SHARE = 1 / 3
"""A theme that more of the works have than this says nothing of likeness. On the Museum of Pattern, where each theme is
common, a 30-minute plan would lose two of 21 works to themes without it: docs/decisions/0040."""

REST_POINTS = 700  # about a work and a half of a tour without values; so a rest goes before a stop that is one of many


class Candidate(Struct, frozen=True):
    """A work that may be on the route. `points` of a usual stop; `stays`: seconds by depth."""

    work: str
    room: str
    place: int
    points: int
    essential: bool
    stays: dict[Depth, tuple[int, float]]


class RouteNode(Struct, frozen=True):
    """What a node of the search stands for: a work at a depth, or a rest (`work` is None).

    `points`: what the search counts, with what essential and promised stops are worth more. `value`: without that; 0 of
    a rest.
    """

    place: int
    room: str
    stay: int
    points: int
    value: int = 0
    work: str | None = None
    depth: Depth = Depth.USUAL
    rest: RestPlace | None = None


class Circumstances(Struct, frozen=True):
    """What holds for this plan at this moment. `full`: rooms that are full and that the visitor is not in.

    `clears`: seconds until those have space again. `windows`: when a room is open, where that is not all the time.
    `liked`: the themes that the visitor asked for.
    """

    budget_seconds: int
    full: Set[str] = frozenset()
    clears: int = FULL_ROOM_CLEARS_SECONDS
    kept: Sequence[str] = ()
    keep_order: bool = False
    windows: RoomWindows = {}
    liked: Set[str] = frozenset()


class MuseumProblem(Struct, frozen=True):
    """The problem with the meaning of its nodes."""

    visits: list[RouteNode]
    search: SearchProblem
    essential_bonus: int

    def first_of(self, work: str) -> int | None:
        """Return the node of the shortest way to see a work, or None where it is no candidate."""
        found = [i for i, visit in enumerate(self.visits) if visit.work == work]
        return min(found, key=lambda i: self.visits[i].stay) if found else None


def write_problem(
    museum: Museum,
    candidates: Sequence[Candidate],
    rests: Sequence[tuple[RestPlace, int]],
    walk: Integers,
    now: Circumstances,
) -> MuseumProblem:
    """Write the problem. `rests` with their places; `walk` between places, its last row from the start, its last column
    to the end.
    """
    bonus = 1 + 2 * sum(each.points for each in candidates)
    visits, works, ranks, opens, closes = [], [], [], [], []
    for number, each in enumerate(candidates):
        window = now.windows.get(each.room, OPEN)
        earliest = max(now.clears if each.room in now.full else 0, window.opens)
        for depth, (stay, worth) in each.stays.items():
            latest = window.latest_start(stay, now.budget_seconds)
            if latest < earliest:
                continue
            value = each.points * worth
            points = round(value * (1 + KEPT_SHARE * (each.work in now.kept)))
            points += bonus * each.essential
            visits.append(
                RouteNode(each.place, each.room, stay, points, round(value), each.work, depth)
            )
            works.append(number)
            ranks.append(number + 1 if now.keep_order else 0)
            opens.append(earliest)
            closes.append(latest)
    moments = rest_moments(now.budget_seconds, [rest for rest, _ in rests])
    for number, (moment, kind) in enumerate(moments, len(candidates)):
        for rest, place in rests:
            stay, window = REST_SECONDS[kind], now.windows.get(rest.room, OPEN)
            earliest = max(moment - REST_TOLERANCE_SECONDS, window.opens)
            latest = window.latest_start(stay, moment + REST_TOLERANCE_SECONDS)
            if rest.kind == kind and rest.room not in now.full and latest >= earliest:
                visits.append(RouteNode(place, rest.room, stay, REST_POINTS, rest=rest))
                works.append(number)
                ranks.append(0)
                opens.append(earliest)
                closes.append(latest)
    places = [*(visit.place for visit in visits), len(walk) - 1]
    groups, steps = _alike(museum, candidates, now.liked)
    search = SearchProblem(
        walk=walk[np.ix_(places, places)],
        stay=_column([visit.stay for visit in visits]),
        points=_column([visit.points for visit in visits]),
        opens=_column(opens),
        closes=_column(closes),
        # The kernel wants numbers below that of nodes; of a work that can't be seen in time there is no node.
        work=np.unique(works, return_inverse=True)[1].astype(np.int32),
        rank=_column(ranks),
        room=np.full(len(visits), -1, np.int32),
        in_groups=np.array([groups.get(visit.work or "", 0) for visit in visits], np.uint64),
        limit=now.budget_seconds,
        margin=sum(each.points for each in candidates) // (2 * max(1, len(candidates))),
        group_free=[ALIKE_FREE] * len(steps),
        group_step=steps,
    )
    return MuseumProblem(visits, search, bonus)


MAX_CANDIDATES = (MAX_NODES - 40) // len(Depth)
"""So many works fit beside the rests."""


def _column(values: Sequence[int]) -> Integers:
    return np.array(values, np.int32)


def _alike(
    museum: Museum, candidates: Sequence[Candidate], liked: Set[str]
) -> tuple[dict[str, int], list[int]]:
    """Return the groups of each work as bits, and for each group what the next one costs.

    Note: who asked for a theme gets as many works of it as there are; it makes no group.
    """
    here = {each.work for each in candidates}
    members = [[work for work in link.works if work in here] for link in museum.links]
    makers: dict[tuple[tuple[str, str], ...], list[str]] = {}
    themes: dict[str, list[str]] = {}
    for work in museum.works:
        if work.key not in here:
            continue
        if work.maker:
            makers.setdefault(tuple(sorted(work.maker.items())), []).append(work.key)
        for theme in {block.theme for block in work.blocks if block.layer == 1} - liked:
            themes.setdefault(theme, []).append(work.key)
    groups = [(each, ALIKE_STEP) for each in [*members, *makers.values()]]
    by_theme = [(works, _theme_step(len(works), len(here))) for _, works in sorted(themes.items())]
    groups += sorted(by_theme, key=lambda group: -group[1])
    groups = [(each, step) for each, step in groups if len(each) > ALIKE_FREE and step][:MAX_GROUPS]
    bits: dict[str, int] = {}
    for index, (group, _) in enumerate(groups):
        for key in group:
            bits[key] = bits.get(key, 0) | 1 << index
    return bits, [step for _, step in groups]


def _theme_step(works: int, all_works: int) -> int:
    """Return what likeness by a theme costs: its inverse document frequency, as a share of the highest there is."""
    if works > COMMON_SHARE * all_works:
        return 0
    return round(ALIKE_STEP * math.log(all_works / works) / math.log(all_works))

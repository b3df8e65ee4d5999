"""Finds the route that costs the crowd least, among those that are nearly as good for the visitor as their own best.

The price of a room leads visitors past each other; the regret cap bounds what one of them gives up for that. The
search begins with the visitor's own best route and, round by round, tries many small changes of it at once (a run of
stops goes elsewhere, a stop is dropped, added or exchanged) and keeps the best; no route that breaks the cap is ever
kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tour_server.routing.search_problem import SearchProblem

ROUNDS = 24  # at most
TRIALS = 64
"""Of each round. Chosen so that a plan takes some 20 ms, not tuned further."""

SPARE_STOPS = 2  # that a route may have more than the visitor's own best
REVERSED = 0.25  # of the trials turn a part of the route round where it stands
PATIENCE = 5  # rounds without an improvement, after which the search ends

Numbers = NDArray[np.int64]


def least_points(best_points: int, regret_cap: float) -> int:
    """Return the points that a route needs when its visitor may lose the share `regret_cap` of their own best."""
    return math.ceil(best_points * (1 - regret_cap) - 1e-9)


def points_of(problem: SearchProblem, order: Sequence[int]) -> int:
    """Return the points of a route without prices."""
    return int(_Judge(problem).points(np.array([order], np.int64).reshape(1, -1))[0])


def cheapest_route(
    problem: SearchProblem,
    begin: Sequence[int],
    least: int,
    places: Sequence[int],
    rounds: int = ROUNDS,
    seed: int = 1,
    second_points: float = 1.0,
) -> tuple[int, ...]:
    """Return the route with the most points less prices that the search finds. Deterministic.

    `begin`: a possible route, for example the visitor's own best; it is returned where nothing better is found.
    `least`: the points without prices that a route needs. `places`: the room of each node; stops of one room move
    together.
    """
    judge = _Judge(problem, second_points)
    order = np.full(min(problem.nodes, len(begin) + SPARE_STOPS), problem.nodes, np.int64)
    order[: len(begin)] = begin
    if len(begin) < 2:
        return tuple(begin)
    rng = np.random.default_rng(seed)
    back = order.copy()
    back[problem.pinned : len(begin)] = order[problem.pinned : len(begin)][::-1]
    first = np.stack([order, back])
    worths = judge.worth(first, least)
    order, worth = first[int(worths.argmax())], float(worths.max())
    stuck = 0
    rooms = np.append(places, -1)
    for _round in range(rounds):
        trials = _changed(problem, rooms, order, rng)
        worths = judge.worth(trials, least)
        chosen = int(worths.argmax())
        if worths[chosen] > worth + 1e-9:
            order, worth, stuck = trials[chosen], float(worths[chosen]), 0
        else:
            stuck += 1
            if stuck == PATIENCE:
                break
    return tuple(int(node) for node in order if node < problem.nodes)


class _Judge:
    """Judges many routes at once. A route is a row of nodes, and `nodes` fills it up."""

    def __init__(self, problem: SearchProblem, second_points: float = 1.0) -> None:
        self._problem, self._second_points = problem, second_points
        self._walk = problem.walk.astype(np.int64)
        self._stay = np.append(problem.stay, 0).astype(np.int64)
        self._points = np.append(problem.points, 0).astype(np.int64)
        self._opens = np.append(problem.opens, 0).astype(np.int64)
        self._closes = np.append(problem.closes, np.iinfo(np.int32).max).astype(np.int64)
        self._rank = np.append(problem.rank, 0).astype(np.int64)
        slots = problem.price.shape[1]
        self._price = np.zeros((problem.nodes + 1, max(1, slots)))
        priced = np.flatnonzero(problem.room >= 0)
        if slots:
            self._price[priced] = problem.price[problem.room[priced]]
        bits = np.append(problem.in_groups, np.uint64(0))
        self._in_group = np.array(
            [bits >> np.uint64(group) & np.uint64(1) for group in range(len(problem.group_free))]
        ).astype(np.int64)

    def points(self, routes: Numbers) -> Numbers:
        """Return the points of each route without prices."""
        total: Numbers = self._points[routes].sum(axis=1)
        groups = zip(
            self._in_group, self._problem.group_free, self._problem.group_step, strict=True
        )
        for members, free, step in groups:
            past = np.maximum(0, members[routes].sum(axis=1) - free)
            total = total - step * past * (past + 1) // 2
        return total

    def worth(self, routes: Numbers, least: int) -> NDArray[np.float64]:
        """Return the points less prices of each route; -inf where it isn't possible or has less than `least` points."""
        points = self.points(routes)
        starts, ends = self._times(routes)
        slot = np.minimum(starts // self._problem.slot_length, self._price.shape[1] - 1)
        worth = points - self._price[routes, slot].sum(axis=1)
        worth -= self._second_points * (ends - self._stay[routes].sum(axis=1))
        ranks = self._rank[routes]
        in_order = (ranks == 0) | (ranks >= np.maximum.accumulate(ranks, axis=1))
        possible = (starts <= self._closes[routes]).all(axis=1) & in_order.all(axis=1)
        possible &= (ends <= self._problem.limit) & (points >= least)
        return np.where(possible, worth, -np.inf)

    def _times(self, routes: Numbers) -> tuple[Numbers, Numbers]:
        """Return when each visit starts, and when each route ends."""
        home = np.full((len(routes), 1), self._problem.nodes)
        before = np.hstack([home, routes[:, :-1]])
        walks = self._walk[before, routes]
        stays = self._stay[routes]
        if not self._opens.any():
            starts = np.cumsum(walks, axis=1) + np.cumsum(stays, axis=1) - stays
        else:
            starts, clock = np.zeros_like(routes), np.zeros(len(routes), np.int64)
            for place in range(routes.shape[1]):
                starts[:, place] = np.maximum(
                    clock + walks[:, place], self._opens[routes[:, place]]
                )
                clock = starts[:, place] + stays[:, place]
        ends = starts[:, -1] + stays[:, -1] + self._walk[routes[:, -1], self._problem.nodes]
        return starts, ends


def _changed(problem: SearchProblem, rooms: Numbers, order: Numbers, rng: Generator) -> Numbers:
    """Return TRIALS routes, each with one change. The pinned stops stay."""
    width, length = len(order), int((order < problem.nodes).sum())
    pinned = min(problem.pinned, length)
    routes = np.tile(order, (TRIALS, 1))
    keys = np.tile(np.arange(width, dtype=float), (TRIALS, 1))
    keys[:, length:] += width  # what fills up stays behind
    if length - pinned < 1:
        return routes
    rows = np.arange(TRIALS)
    gaps = rng.integers(pinned, length + 1, TRIALS).astype(np.float64) - 0.5
    at = rng.integers(pinned, length, TRIALS)
    _move_runs(rooms[order[:length]], pinned, keys, at, gaps, rng)
    taken = np.zeros(problem.nodes, bool)
    taken[problem.work[order[:length]]] = True
    absent = np.flatnonzero(~taken[problem.work])
    kind = rng.random(TRIALS)
    dropped = rows[kind < 0.05]
    keys[dropped] = np.arange(width)
    routes[dropped, at[dropped]] = problem.nodes
    keys[dropped, at[dropped]] = 3 * width
    if len(absent):
        others = absent[rng.integers(len(absent), size=TRIALS)]
        exchanged = rows[(kind >= 0.05) & (kind < 0.3)]
        routes[exchanged, at[exchanged]] = others[exchanged]
        added = rows[(kind >= 0.3) & (kind < 0.4)]
        if length < width:
            routes[added, length] = others[added]
            keys[added, :length] = np.arange(length)
            keys[added, length] = gaps[added]
    deeper = rows[(kind >= 0.4) & (kind < 0.5) & (at < length)]
    routes[deeper, at[deeper]] = _another_way(problem, routes[deeper, at[deeper]], rng)
    return np.take_along_axis(routes, np.argsort(keys, axis=1, kind="stable"), axis=1)


def _another_way(problem: SearchProblem, nodes: Numbers, rng: Generator) -> Numbers:
    """Return for each node one that stands for the same work, drawn at random; often the node itself."""
    of_work = np.argsort(problem.work, kind="stable")
    counts = np.bincount(problem.work)
    begins = np.cumsum(counts) - counts
    works = problem.work[nodes]
    chosen: Numbers = of_work[begins[works] + rng.integers(counts[works])]
    return chosen


def _move_runs(
    rooms: Numbers,
    pinned: int,
    keys: NDArray[np.float64],
    at: Numbers,
    gaps: NDArray[np.float64],
    rng: Generator,
) -> None:
    """Move a run of stops that begins at `at` to the gap, one half of them reversed.

    `rooms`: of the stops of the route. One half of the runs are all neighbours in one room, the others one to four
    stops.
    """
    length, trials, width = len(rooms), len(at), keys.shape[1]
    room_begins = np.concatenate([[0], np.flatnonzero(np.diff(rooms)) + 1])
    room_ends = np.append(room_begins[1:], length)
    block = np.searchsorted(room_begins, at, side="right") - 1
    whole = rng.random(trials) < 0.5
    begins = np.where(whole, np.maximum(room_begins[block], pinned), at)
    ends = np.where(whole, room_ends[block], np.minimum(at + rng.integers(1, 5, trials), length))
    other = rng.integers(pinned, length, trials)
    in_place = rng.random(trials) < REVERSED
    begins = np.where(in_place, np.minimum(at, other), begins)
    ends = np.where(in_place, np.maximum(at, other) + 1, ends)
    gaps = np.where(in_place, begins - 0.5, gaps)
    places = np.arange(width)
    inside = (places >= begins[:, None]) & (places < ends[:, None])
    forwards = (places - begins[:, None] + 1) / (width + 2) * 0.4
    turned = (rng.random((trials, 1)) < 0.5) | in_place[:, None]
    step = np.where(turned, 0.41 - forwards, forwards)
    np.copyto(keys, np.where(inside, gaps[:, None] + step, keys))

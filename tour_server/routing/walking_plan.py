"""Walking times between places of a museum, from its floor plan.

Within a room a visitor walks straight. From room to room they take connections, each with its own seconds (waiting for
a lift included). A museum that was imported from photographs has no connections; then every walk between rooms takes
UNMEASURED_SECONDS and `WalkingPlan.measured` is False.

Note: all floors are drawn on one sheet, so two points that are close on paper may be a staircase apart. Only points of
the same room are joined by a straight line.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence, Set
from itertools import pairwise

from msgspec import Struct

from contract.museum import Connection, Museum, Room, VisitorPlaceKind, Work
from contract.outlines import lies_in

WALKING_METRES_PER_SECOND = 0.8
"""The pace of the slower half of visitors. Women over 65 walk 0.8 m/s, men 0.9, on average: Asher, Aresu, Falaschetti,
Mindell, "Most older pedestrians are unable to cross the road in time", Age and Ageing 41 (2012)."""

UNMEASURED_SECONDS = 60.0
"""A walk that the plan can't measure. An assumption; a route that uses it is marked as estimated."""


class UnknownPlaceError(ValueError):
    """The request names a tour, a work, a room or a place that this release does not have."""


class Place(Struct, frozen=True):
    """A point in a room: `at` in metres on the plan, None where the plan does not say."""

    room: str
    at: tuple[float, float] | None


class PassedConnection(Struct, frozen=True):
    """A connection as a walk passes it: out of the room of `before` into the room of `after`."""

    connection: Connection
    before: Place
    after: Place


class PlannedWalk(Struct, frozen=True):
    """The shortest walk between two places. `passed` is empty within a room, and None where the plan can't tell."""

    start: Place
    end: Place
    passed: list[PassedConnection] | None


class WalkingPlan:
    """The walking times of one museum, with or without steps, through the rooms that are open.

    Building it computes the walks between all ends of connections; build one per museum and keep it.
    """

    def __init__(
        self, museum: Museum, *, step_free: bool = False, shut: Set[str] = frozenset()
    ) -> None:
        """`step_free` leaves out the connections with steps or stairs.

        `shut`: rooms that no walk leads through. It may begin or end in one.
        """
        self._museum = museum
        self._rooms = {room.key: room for room in museum.rooms}
        self._connections = [
            connection
            for connection in museum.connections
            if not step_free or connection.kind.step_free
        ]
        self._ends = [end for connection in self._connections for end in _ends_of(connection)]
        self.measured = bool(museum.connections) or len(museum.rooms) == 1
        self._seconds_between_ends, self._ends_before = _all_pairs(
            self._ends, [connection.seconds for connection in self._connections], shut
        )

    def place_of(self, work: Work) -> Place:
        """Return where a work hangs; the middle of its room where staff did not place it."""
        room = self._rooms[work.room]
        if (work.x, work.y) != (0.0, 0.0) or lies_in(room.outline, (0.0, 0.0)):
            return Place(work.room, (work.x, work.y))
        return self.middle_of(work.room)

    def middle_of(self, room: str) -> Place:
        """Return the middle of a room's outline. Raises KeyError when there is no such room."""
        outline = self._rooms[room].outline
        if not outline:
            return Place(room, None)
        xs, ys = zip(*outline, strict=True)
        return Place(room, (sum(xs) / len(outline), sum(ys) / len(outline)))

    def start(self, at: str | None) -> Place:
        """Return where a work, the middle of a room, or a place of the building is; with None, where a visit begins.

        Raises UnknownPlaceError.
        """
        if at is None:
            room = entrance(self._museum).key
            return next(
                (
                    Place(room, (place.x, place.y))
                    for place in self._museum.places
                    if place.kind is VisitorPlaceKind.ENTRANCE and place.room == room
                ),
                self.middle_of(room),
            )
        works = {work.key: work for work in self._museum.works}
        if at in works:
            return self.place_of(works[at])
        if at in self._rooms:
            return self.middle_of(at)
        places = {place.key: place for place in self._museum.places}
        if at not in places:
            raise UnknownPlaceError(f"there is no work, room or place {at!r}")
        return Place(places[at].room, (places[at].x, places[at].y))

    def walk_seconds(self, start: Place, end: Place) -> float | None:
        """Return the seconds of the shortest walk, or None when no connection leads there."""
        if start.room != end.room and not self.measured:
            return UNMEASURED_SECONDS
        best, _ = self._shortest(start, end)
        return None if math.isinf(best) else best

    def walk(self, start: Place, end: Place) -> PlannedWalk | None:
        """Return the shortest walk, or None when no connection leads there."""
        if start.room != end.room and not self.measured:
            return PlannedWalk(start, end, None)
        best, ends = self._shortest(start, end)
        if math.isinf(best):
            return None
        if ends is None:
            return PlannedWalk(start, end, [])
        first, last = ends
        taken = [last]
        while taken[-1] != first:
            taken.append(self._ends_before[first][taken[-1]])
        taken.reverse()
        passed = [
            PassedConnection(self._connections[one // 2], self._ends[one], self._ends[other])
            for one, other in pairwise(taken)
            if one // 2 == other // 2
        ]
        return PlannedWalk(start, end, passed)

    def _shortest(self, start: Place, end: Place) -> tuple[float, tuple[int, int] | None]:
        """Return the seconds, infinite without a way, and the first and last end of a connection on the walk."""
        best = _straight(start, end) if start.room == end.room else math.inf
        ends = None
        for i, leave in enumerate(self._ends):
            if leave.room != start.room:
                continue
            for j, enter in enumerate(self._ends):
                if enter.room == end.room:
                    between = self._seconds_between_ends[i][j]
                    seconds = _straight(start, leave) + between + _straight(enter, end)
                    if seconds < best:
                        best, ends = seconds, (i, j)
        return best, ends


def entrance(museum: Museum) -> Room:
    """Return the room that a visit starts in: the site's entrance, else the first room."""
    return museum.room(museum.site.entrance) if museum.site.entrance else museum.rooms[0]


def _ends_of(connection: Connection) -> list[Place]:
    return [Place(room, at) for room, at in zip(connection.rooms, connection.at, strict=True)]


def _straight(start: Place, end: Place) -> float:
    """Return the seconds between two places of one room."""
    if start.at is None or end.at is None:
        return UNMEASURED_SECONDS
    return math.dist(start.at, end.at) / WALKING_METRES_PER_SECOND


def _all_pairs(
    ends: Sequence[Place], seconds: Sequence[float], shut: Set[str]
) -> tuple[list[list[float]], list[list[int]]]:
    """Compute the seconds between all ends of connections, by Dijkstra's algorithm from each.

    Returns the seconds, and for each pair the end before the second one on the way. Ends 2k and 2k + 1 are
    the two ends of connection k, which takes `seconds[k]`. Nobody goes from end to end of a room of `shut`.
    """
    edges: list[list[tuple[int, float]]] = [[] for _ in ends]
    for i, one in enumerate(ends):
        for j, other in enumerate(ends):
            if i // 2 == j // 2 and i != j:
                edges[i].append((j, seconds[i // 2]))
            elif i != j and one.room == other.room and one.room not in shut:
                edges[i].append((j, _straight(one, other)))
    found = [_dijkstra(edges, start) for start in range(len(ends))]
    return [reached for reached, _ in found], [before for _, before in found]


def _dijkstra(edges: list[list[tuple[int, float]]], start: int) -> tuple[list[float], list[int]]:
    reached = [math.inf] * len(edges)
    before = [start] * len(edges)
    reached[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        so_far, here = heapq.heappop(queue)
        if so_far > reached[here]:
            continue
        for there, cost in edges[here]:
            if so_far + cost < reached[there]:
                reached[there] = so_far + cost
                before[there] = here
                heapq.heappush(queue, (reached[there], there))
    return reached, before

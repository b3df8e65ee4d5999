"""Walking times between places of a museum, from its plan.

Within a room one walks straight; from room to room one takes passages, each with its own seconds (waiting for
a lift included). What a newcomer would get wrong: floors are drawn on one sheet, so two points that lie close
on paper may be a staircase apart. Only points of the same room are ever joined by a straight line.

A museum that was imported from photographs has no plan. Then every walk is UNMEASURED_SECONDS and the plan
says so (`measured`), instead of pretending.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

from msgspec import Struct

from contract.museum import Museum, Room, Work

WALKING_SPEED = 0.8
"""Metres a second: the slower half of visitors too. Women over 65 walk 0.8 m/s, men 0.9, on average: Asher,
Aresu, Falaschetti, Mindell, "Most older pedestrians are unable to cross the road in time", Age and Ageing 41
(2012)."""

UNMEASURED_SECONDS = 60.0
"""A walk that the plan can't tell. An assumption, and the route that uses it says so."""


class Place(Struct, frozen=True):
    """A point in a room: metres on the plan, None where the plan does not say."""

    room: str
    at: tuple[float, float] | None


class Plan:
    """The walking times of one museum, with or without steps."""

    def __init__(self, museum: Museum, *, step_free: bool = False) -> None:
        self._rooms = {room.key: room for room in museum.rooms}
        self._ends: list[Place] = []
        for connection in museum.connections:
            if not step_free or connection.kind.step_free:
                pairs = zip(connection.rooms, connection.at, strict=True)
                self._ends += [Place(room, at) for room, at in pairs]
        ways = [way for way in museum.connections if not step_free or way.kind.step_free]
        self.measured = bool(museum.connections) or len(museum.rooms) == 1
        self._between = _shortest(self._ends, [connection.seconds for connection in ways])

    def of(self, work: Work) -> Place:
        """Where a work hangs; the middle of its room where staff did not place it."""
        room = self._rooms[work.room]
        if (work.x, work.y) != (0.0, 0.0) or _inside(room.outline, (0.0, 0.0)):
            return Place(work.room, (work.x, work.y))
        return self.middle(work.room)

    def middle(self, room: str) -> Place:
        """The middle of a room, from its outline. Raises KeyError."""
        outline = self._rooms[room].outline
        if not outline:
            return Place(room, None)
        xs, ys = zip(*outline, strict=True)
        return Place(room, (sum(xs) / len(outline), sum(ys) / len(outline)))

    def seconds(self, start: Place, end: Place) -> float | None:
        """The shortest walk in seconds, or None when there is no way."""
        best = _straight(start, end) if start.room == end.room else math.inf
        if start.room != end.room and not self.measured:
            return UNMEASURED_SECONDS
        for i, leave in enumerate(self._ends):
            if leave.room != start.room:
                continue
            for j, enter in enumerate(self._ends):
                if enter.room == end.room:
                    walk = _straight(start, leave) + self._between[i][j] + _straight(enter, end)
                    best = min(best, walk)
        return None if math.isinf(best) else best


def _straight(start: Place, end: Place) -> float:
    """Seconds between two places of one room."""
    if start.at is None or end.at is None:
        return UNMEASURED_SECONDS
    return math.dist(start.at, end.at) / WALKING_SPEED


def _shortest(ends: Sequence[Place], seconds: Sequence[float]) -> list[list[float]]:
    """Seconds between all ends of passages (2k and 2k+1 are the two ends of connection k), by Dijkstra."""
    ways: list[list[tuple[int, float]]] = [[] for _ in ends]
    for i, one in enumerate(ends):
        for j, other in enumerate(ends):
            if i // 2 == j // 2 and i != j:
                ways[i].append((j, seconds[i // 2]))
            elif i != j and one.room == other.room:
                ways[i].append((j, _straight(one, other)))
    return [_dijkstra(ways, start) for start in range(len(ends))]


def _dijkstra(ways: list[list[tuple[int, float]]], start: int) -> list[float]:
    reached = [math.inf] * len(ways)
    reached[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        so_far, here = heapq.heappop(queue)
        if so_far > reached[here]:
            continue
        for there, cost in ways[here]:
            if so_far + cost < reached[there]:
                reached[there] = so_far + cost
                heapq.heappush(queue, (reached[there], there))
    return reached


def _inside(outline: Sequence[tuple[float, float]], point: tuple[float, float]) -> bool:
    """Whether a point lies in a room, its walls included in part: by counting the walls that a ray crosses."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], *outline[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def entrance(museum: Museum) -> Room:
    """The room that a visit starts in: the site's entrance, else the first."""
    return museum.room(museum.site.entrance) if museum.site.entrance else museum.rooms[0]

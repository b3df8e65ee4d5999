"""Directions for one leg of a walk, as parts that `tour_server.visit` puts into words.

Left and right are those of a visitor who walks. They are told only where the plan shows them: from the moment a visitor
has passed a door or left a lift, in a room with an outline, towards a point that a straight line inside the room leads
to. Within a room they are those of a visitor who faces the wall on which the last work hangs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from contract.museum import ConnectionKind, Room
from contract.outlines import Point, distance_to_wall, lies_in, nearest_on_wall, walls
from tour_server.routing.walking_plan import PassedConnection, Place, PlannedWalk

STRAIGHT_DEGREES = 30
"""So far off the walking direction a point counts as straight ahead. People tell eight directions of 45° apart; with
three (left, straight, right) each border lies in the sector that both answers serve."""
BACK_DEGREES = 150  # beyond this it lies behind
ACROSS_DEGREES = 60  # a door in the opposite wall counts as straight ahead up to this
CLOSE_METRES = 0.8  # a point so close has no direction
BY_WALL_METRES = 1.3  # so close to a wall a work hangs on it, and a lift opens from it
CLEARLY_METRES = 0.4  # so much nearer than the next wall it has to be, or the corner leaves it open
DOOR_METRES = 0.3  # the ends of a door so far apart show its direction themselves
_SAMPLES = 16  # points of a straight line that have to be in the room


class Turn(StrEnum):
    """A change of direction on the way, or where a work is as seen from there."""

    LEFT = "left"
    RIGHT = "right"
    STRAIGHT = "straight"
    BACK = "back"


class WallPlace(StrEnum):
    """Where the next work of a room hangs, for a visitor who faces the last one."""

    SAME_WALL_LEFT = "same_left"
    SAME_WALL_RIGHT = "same_right"
    LEFT_WALL = "left_wall"
    RIGHT_WALL = "right_wall"
    OPPOSITE = "opposite"
    MIDDLE = "middle"


class LegDirections(Struct, frozen=True):
    """The directions of a leg.

    `turns[k]`: the turn before `passed[k]`, None where the plan shows none. `arrival`: where the stop is on entering
    its room. `within`: where it is when the leg begins at another work of its room.
    """

    passed: list[PassedConnection]
    turns: list[Turn | None]
    arrival: Turn | None = None
    within: WallPlace | None = None


def directions(walk: PlannedWalk, rooms: Mapping[str, Room], *, from_work: bool) -> LegDirections:
    """Return the directions of a walk. Where the plan can't tell the way, they are empty.

    `from_work`: the visitor stands before a work; else they come in, or stand somewhere in a room.
    """
    if walk.passed is None:
        return LegDirections([], [])
    room = rooms[walk.end.room]
    if not walk.passed and from_work:
        return LegDirections([], [], within=_within(room, walk))
    if not walk.passed:
        start = walk.start.at
        heading = None if start is None else _into_room(room.outline, start)
        return LegDirections([], [], arrival=_turn(room, start, heading, walk.end, None))
    turns: list[Turn | None] = [None]
    for one, following in zip(walk.passed, walk.passed[1:], strict=False):
        turns.append(_turn_after(rooms, one, following.before, _heading(rooms, following)))
    return LegDirections(walk.passed, turns, _turn_after(rooms, walk.passed[-1], walk.end, None))


def path_of(walk: PlannedWalk) -> list[Place]:
    """Return the corners of a walk whose points the plan knows, the start and the end among them."""
    corners = [walk.start]
    for one in walk.passed or ():
        corners += [one.before, one.after]
    return [corner for corner in [*corners, walk.end] if corner.at is not None]


def _turn_after(
    rooms: Mapping[str, Room], passed: PassedConnection, to: Place, onward: Point | None
) -> Turn | None:
    return _turn(rooms[to.room], passed.after.at, _heading(rooms, passed), to, onward)


def _turn(
    room: Room, start: Point | None, heading: Point | None, to: Place, onward: Point | None
) -> Turn | None:
    """Return where `to` lies for a visitor in its room at `start` who walks in the direction `heading`.

    `onward`: the direction in which they will pass `to`; a door in the wall across is straight ahead.
    """
    if heading is None or start is None or to.at is None:
        return None
    ahead = (to.at[0] - start[0], to.at[1] - start[1])
    if math.hypot(*ahead) < CLOSE_METRES or not _in_sight(room.outline, start, to.at):
        return None
    angle = _degrees(heading, ahead)
    across = onward is not None and abs(_degrees(heading, onward)) < STRAIGHT_DEGREES
    if abs(angle) <= (ACROSS_DEGREES if across else STRAIGHT_DEGREES):
        return Turn.STRAIGHT
    if abs(angle) >= BACK_DEGREES:
        return Turn.BACK
    return Turn.RIGHT if angle > 0 else Turn.LEFT


def _heading(rooms: Mapping[str, Room], passed: PassedConnection) -> Point | None:
    """Return the direction in which a visitor walks who has passed a connection, or None where the plan is silent."""
    before, after = passed.before.at, passed.after.at
    room = rooms[passed.after.room]
    if before is None or after is None or not room.outline:
        return None
    kind, changes_floor = passed.connection.kind, rooms[passed.before.room].floor != room.floor
    if kind is ConnectionKind.LIFT:
        return _into_room(room.outline, after)
    if changes_floor or kind is ConnectionKind.STAIRS:
        return None  # a plan doesn't show which way stairs run
    if math.dist(before, after) >= DOOR_METRES:
        return after[0] - before[0], after[1] - before[1]
    return _into_room(room.outline, after)


def _into_room(outline: Sequence[Point], point: Point) -> Point | None:
    """Return the direction from the wall that a point is at, into the room."""
    wall = _wall_at(outline, point)
    if wall is None:
        return None
    (x1, y1), (x2, y2) = list(walls(outline))[wall]
    length = math.hypot(x2 - x1, y2 - y1)
    normal = ((y1 - y2) / length, (x2 - x1) / length)
    foot = nearest_on_wall(((x1, y1), (x2, y2)), point)
    inside = lies_in(outline, (foot[0] + 0.05 * normal[0], foot[1] + 0.05 * normal[1]))
    return normal if inside else (-normal[0], -normal[1])


def _wall_at(outline: Sequence[Point], point: Point) -> int | None:
    """Return the number of the wall that a point is at, or None in the middle of a room and in a corner."""
    away = [distance_to_wall(wall, point) for wall in walls(outline)]
    if not away:
        return None
    nearest = min(range(len(away)), key=away.__getitem__)
    others = [metres for wall, metres in enumerate(away) if wall != nearest]
    if away[nearest] > BY_WALL_METRES or min(others) < away[nearest] + CLEARLY_METRES:
        return None
    return nearest


def _within(room: Room, walk: PlannedWalk) -> WallPlace | None:
    start, end, outline = walk.start.at, walk.end.at, room.outline
    if start is None or end is None or not outline or not _in_sight(outline, start, end):
        return None
    away = min(distance_to_wall(wall, end) for wall in walls(outline))
    if away > BY_WALL_METRES and away >= _depth(outline) / 3:
        return WallPlace.MIDDLE
    here, there = _wall_at(outline, start), _wall_at(outline, end)
    out, other = _into_room(outline, start), _into_room(outline, end)
    if here is None or there is None or out is None or other is None:
        return None
    if here == there and math.dist(start, end) >= CLOSE_METRES:
        turned = _degrees((-out[0], -out[1]), (end[0] - start[0], end[1] - start[1]))
        return WallPlace.SAME_WALL_RIGHT if turned > 0 else WallPlace.SAME_WALL_LEFT
    between = _degrees(out, other)
    if abs(between) > BACK_DEGREES:
        return WallPlace.OPPOSITE
    if abs(abs(between) - 90) <= STRAIGHT_DEGREES:
        return WallPlace.RIGHT_WALL if between > 0 else WallPlace.LEFT_WALL
    return None


def _depth(outline: Sequence[Point]) -> float:
    """Return the shorter side of the box round an outline."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return min(max(xs) - min(xs), max(ys) - min(ys))


def _in_sight(outline: Sequence[Point], one: Point, other: Point) -> bool:
    """Returns whether a straight line inside the room joins two points. Ends may stand in the wall, as doors do."""
    if not outline:
        return False
    shares = [(k + 0.5) / _SAMPLES for k in range(1, _SAMPLES - 1)]
    return all(
        lies_in(outline, (one[0] + k * (other[0] - one[0]), one[1] + k * (other[1] - one[1])))
        for k in shares
    )


def _degrees(heading: Point, towards: Point) -> float:
    """Return the angle from one direction to another, to the right above 0: y runs down the plan."""
    cross = heading[0] * towards[1] - heading[1] * towards[0]
    along = heading[0] * towards[0] + heading[1] * towards[1]
    return math.degrees(math.atan2(cross, along))

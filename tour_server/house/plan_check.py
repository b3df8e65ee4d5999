"""Finds what is wrong on the plan: rooms over each other, doors in no wall, works outside, rooms out of reach."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from contract.museum import Connection, ConnectionKind, Museum, Room
from contract.outlines import Point, distance_to_wall, lies_in, nearest_on_wall, walls
from tour_server.catalogue.drafts import Part
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.house.kiosk_places import KioskPlace
from tour_server.house.plan_parts import KIOSK, draft_part, is_placed
from web.translations import gettext as _

TOUCH_METRES = 0.05  # so far rooms may reach into each other, as hands draw
DOOR_REACH_METRES = (
    1.2  # so far a door may be from the walls it is in; walls of old houses are a metre thick
)
_STEP_METRES = 0.25  # between two points of a wall that are tried
_MOST_STEPS = 200


class PlanFinding(Struct, frozen=True):
    """What is wrong with a part, in a sentence."""

    kind: str
    key: str
    sentence: str


def plan_findings(
    museum: Museum,
    snapshot: CatalogueSnapshot,
    ways: Sequence[Part],
    kiosks: Mapping[str, KioskPlace],
    reported: Mapping[str, str],
) -> list[PlanFinding]:
    """Return what is wrong, the worst first. `ways`: the connections with their keys. `reported`: kiosk -> room."""
    outlines = {room.key: room for room in museum.rooms if room.outline}
    return [
        *_overlaps(snapshot, list(outlines.values())),
        *_doors_off_walls(snapshot, ways, outlines),
        *_outside(museum, snapshot, outlines),
        *_kiosks(snapshot, outlines, kiosks, reported),
        *_out_of_reach(museum, snapshot),
    ]


def _overlaps(snapshot: CatalogueSnapshot, rooms: list[Room]) -> Iterator[PlanFinding]:
    for one, other in combinations(rooms, 2):
        if one.floor == other.floor and overlap(one.outline, other.outline):
            sentence = _(
                "{one} and {other} lie over each other.",
                one=snapshot.name(one.name),
                other=snapshot.name(other.name),
            )
            yield PlanFinding(PartKind.ROOM, one.key, sentence)


def overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Return whether two outlines cover a common area by more than TOUCH_METRES. Rooms that share a wall do not."""
    if not _boxes_meet(one, other):
        return False
    return any(
        _is_inside(outline, point)
        for outline, points in ((one, _points(other)), (other, _points(one)))
        for point in points
    )


def _boxes_meet(one: Sequence[Point], other: Sequence[Point]) -> bool:
    return all(
        min(point[axis] for point in one) < max(point[axis] for point in other)
        and min(point[axis] for point in other) < max(point[axis] for point in one)
        for axis in (0, 1)
    )


def _points(outline: Sequence[Point]) -> Iterator[Point]:
    """Yield points along the walls of an outline, and one within it, for two outlines that are the same."""
    for (x1, y1), (x2, y2) in walls(outline):
        steps = min(_MOST_STEPS, max(1, math.ceil(math.dist((x1, y1), (x2, y2)) / _STEP_METRES)))
        for step in range(steps):
            yield x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
    for first, middle, last in zip(
        outline, [*outline[1:], outline[0]], [*outline[2:], *outline[:2]], strict=True
    ):
        point = ((first[0] + middle[0] + last[0]) / 3, (first[1] + middle[1] + last[1]) / 3)
        if _is_inside(outline, point):
            yield point
            return


def _is_inside(outline: Sequence[Point], point: Point) -> bool:
    return lies_in(outline, point) and all(
        distance_to_wall(wall, point) > TOUCH_METRES for wall in walls(outline)
    )


def _doors_off_walls(
    snapshot: CatalogueSnapshot, ways: Sequence[Part], rooms: Mapping[str, Room]
) -> Iterator[PlanFinding]:
    for part in ways:
        way: Connection = part.body
        if way.kind in (ConnectionKind.LIFT, ConnectionKind.STAIRS):
            for key, end in zip(way.rooms, way.at, strict=True):
                if key in rooms and not _near(rooms[key].outline, end):
                    sentence = _(
                        "{way}: its end in {room} lies outside that room.",
                        way=draft_part(snapshot, part).name,
                        room=snapshot.room(key),
                    )
                    yield PlanFinding(part.kind, part.key, sentence)
                    break
            continue
        middle = ((way.at[0][0] + way.at[1][0]) / 2, (way.at[0][1] + way.at[1][1]) / 2)
        if any(
            key in rooms and _wall_distance(rooms[key].outline, middle) > DOOR_REACH_METRES
            for key in way.rooms
        ):
            sentence = _(
                "{way}: it is in no wall of both rooms.", way=draft_part(snapshot, part).name
            )
            yield PlanFinding(part.kind, part.key, sentence)


def _near(outline: Sequence[Point], point: Point) -> bool:
    return lies_in(outline, point) or _wall_distance(outline, point) <= DOOR_REACH_METRES


def _wall_distance(outline: Sequence[Point], point: Point) -> float:
    return min(math.dist(nearest_on_wall(wall, point), point) for wall in walls(outline))


def _outside(
    museum: Museum, snapshot: CatalogueSnapshot, rooms: Mapping[str, Room]
) -> Iterator[PlanFinding]:
    outlines = {key: room.outline for key, room in rooms.items()}
    for work in museum.works:
        at = (work.x, work.y)
        if (
            work.room in rooms
            and is_placed(work, outlines)
            and not _near_room(rooms, work.room, at)
        ):
            sentence = _(
                "{number} {work} is not in its room, {room}.",
                number=work.number,
                work=snapshot.name(work.title),
                room=snapshot.room(work.room),
            )
            yield PlanFinding(PartKind.WORK, work.key, sentence)
    for place in museum.places:
        if place.room in rooms and not _near_room(rooms, place.room, (place.x, place.y)):
            sentence = _(
                "A place in {room} lies outside that room.", room=snapshot.room(place.room)
            )
            yield PlanFinding(PartKind.PLACE, place.key, sentence)


def _near_room(rooms: Mapping[str, Room], key: str, point: Point) -> bool:
    """Return whether a point is in a room or on its wall: works hang there."""
    outline = rooms[key].outline
    return lies_in(outline, point) or _wall_distance(outline, point) <= TOUCH_METRES


def _kiosks(
    snapshot: CatalogueSnapshot,
    rooms: Mapping[str, Room],
    kiosks: Mapping[str, KioskPlace],
    reported: Mapping[str, str],
) -> Iterator[PlanFinding]:
    for name, place in kiosks.items():
        here = [
            key
            for key, room in rooms.items()
            if room.floor == place.floor and _near_room(rooms, key, (place.x, place.y))
        ]
        said = reported.get(name)
        if not here:
            yield PlanFinding(KIOSK, name, _("Kiosk {name} is in no room.", name=name))
        elif said is not None and said in rooms and said not in here:
            sentence = _(
                "Kiosk {name} is in {here} on the plan, and reports that it stands in {room}.",
                name=name,
                here=snapshot.room(here[0]),
                room=snapshot.room(said),
            )
            yield PlanFinding(KIOSK, name, sentence)


def _out_of_reach(museum: Museum, snapshot: CatalogueSnapshot) -> Iterator[PlanFinding]:
    """Yield the rooms to which no way leads from the entrance, then those to which no step-free way leads."""
    if len(museum.rooms) < 2:
        return
    reached = _reached(museum, lambda _way: True)
    step_free = _reached(museum, lambda way: way.kind.step_free)
    for room in museum.rooms:
        name = snapshot.name(room.name)
        if room.key not in reached:
            sentence = _("Nobody can reach {room}: no way leads there.", room=name)
            yield PlanFinding(PartKind.ROOM, room.key, sentence)
        elif room.key not in step_free:
            sentence = _("{room} can't be reached without steps.", room=name)
            yield PlanFinding(PartKind.ROOM, room.key, sentence)


def _reached(museum: Museum, passes: Callable[[Connection], bool]) -> set[str]:
    beside: dict[str, set[str]] = {}
    for way in filter(passes, museum.connections):
        one, other = way.rooms
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    at, rooms = museum.site.entrance, {room.key for room in museum.rooms}
    first = at if at is not None and at in rooms else museum.rooms[0].key
    reached, waiting = {first}, deque([first])
    while waiting:
        more = beside.get(waiting.popleft(), set()) - reached
        reached |= more
        waiting.extend(more)
    return reached

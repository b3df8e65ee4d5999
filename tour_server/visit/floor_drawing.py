"""The floors of the building as a phone draws them: rooms, names, doors, and signs for what visitors look for.

The drawing is laid out in pixels of the narrowest phone, 320 px wide, on which its letters are LETTER_PX high; a wider
one enlarges it. A room's name is broken into lines, then shortened, then left out before it touches a stop, a sign, a
door or another name. The phone alone knows the tour, so it draws the stops and the route, and takes of the places at
which a name may stand the first that the route leaves free (room_names.js).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Connection, ConnectionKind, Museum, Room, VisitorPlaceKind
from contract.outlines import Point, distance_to_wall, lies_in, nearest_on_wall, walls
from tour_server.crowd.floor_sheets import FloorSheet, floor_sheets
from tour_server.visit.label_lines import label_variants, text_width

NARROW_PX = 272  # of the drawing on a phone of 320 px, whose page has margins of 24 px
HIGHEST_PX = 260  # of the drawing on it, which leaves room for now and next
LETTER_PX = 12
SIGN_PX = 14  # a side of a sign's square
STOP_PX = 17  # the diameter of a stop
GAP_PX = 0.5  # between names, signs and stops
LINE_PX = 13
STEP_PX = 4  # between two places at which a name is tried
MOST_SPOTS, SPOT_PX = 16, 12
"""The places of one name to choose from, and how far apart they are. Chosen on tours of six works through 40
random museums: 34 of 216 names lie on a way, 92 without another place, 29 with every place of the grid; 12 places 8 px
apart leave 39. On 40 others 38 of 251, and 85 before."""
DOOR_PX = 3  # on each side of a door, kept free of names
DOOR_METRES = 1.2  # the width of a door that staff did not measure
_RINGS = (0.3, 0.6, 0.9, 1.2, 1.5)  # sides of a sign by which it may stand off its place
SIGNS_BY_KIND = {
    ConnectionKind.LIFT: "lift",
    ConnectionKind.STAIRS: "stairs",
    ConnectionKind.STEPS: "steps",
    ConnectionKind.RAMP: "ramp",
}
SIGN_ORDER = [
    *(VisitorPlaceKind.ENTRANCE, VisitorPlaceKind.EXIT, "lift", "stairs", "ramp", "steps"),
    *(VisitorPlaceKind.ACCESSIBLE_TOILETS, VisitorPlaceKind.TOILETS, VisitorPlaceKind.CAFE),
    *(VisitorPlaceKind.CLOAKROOM, VisitorPlaceKind.SHOP, VisitorPlaceKind.SEATS),
]
"""Signs, the one first that goes first where two would touch. What has no place is left out of the drawing."""


class Box(Struct, frozen=True):
    """A rectangle round its middle, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: Box, gap: float = 0.0) -> bool:
        """Returns whether it comes closer than `gap` to another box."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    def lies_in(self, outline: Sequence[Point]) -> bool:
        """Returns whether it is inside an outline: no corner of that is in it, and its edges are inside."""
        edge = [
            (self.x + i * self.width / 4, self.y + j * self.height / 4)
            for i in (-2, -1, 0, 1, 2)
            for j in (-2, 0, 2)
        ]
        cut = any(
            abs(x - self.x) < self.width / 2 and abs(y - self.y) < self.height / 2
            for x, y in outline
        )
        return not cut and all(lies_in(outline, point) for point in edge)


class DrawnName(Struct, frozen=True):
    """A room's name: its lines, the baseline of the first one, and the box that it fills.

    `spots`: middles of the box at other places where it is free, too, the best first.
    """

    lines: list[str]
    x: float
    baseline: float
    box: Box
    spots: list[Point] = []


class DrawnRoom(Struct, frozen=True):
    """A room. `points`: its corners for SVG. `state_x`, `state_y`: the baseline of the word for its state."""

    key: str
    name: str
    language: str
    points: str
    label: DrawnName | None
    state_x: float
    state_y: float


class DrawnDoor(Struct, frozen=True):
    """An opening in a wall, from one jamb to the other."""

    x1: float
    y1: float
    x2: float
    y2: float


class DrawnSign(Struct, frozen=True):
    """A sign by its kind, and its box."""

    kind: str
    box: Box


class FloorDrawing(Struct, frozen=True):
    """One floor, in pixels. A point of the plan in metres is drawn at ((x - left) / unit, (y - top) / unit)."""

    number: int
    width: float
    height: float
    left: float
    top: float
    unit: float
    rooms: list[DrawnRoom]
    doors: list[DrawnDoor]
    signs: list[DrawnSign]


def width_rule(floor: FloorDrawing) -> str:
    """Return the rule of a page's style that says how wide a floor is drawn."""
    return f'.floor[data-floor="{floor.number}"]{{--narrow:{floor.width}px}}'


def floor_drawings(
    museum: Museum, names: Mapping[str, tuple[str, str]], stops: Mapping[str, Point], state: str
) -> list[FloorDrawing]:
    """Return the floors, lowest first. A room that nobody measured is not drawn, nor is a floor of such rooms.

    `names`: each room's name and its language. `stops`: where each work is, in metres. `state`: the longest word for
    the state of a room.
    """
    measured = [room for room in museum.rooms if room.outline]
    sheets = floor_sheets(measured, one_width=False)
    return [_Draughtsman(sheet, museum, names, stops, state).drawing() for sheet in sheets]


class _Draughtsman:
    """Draws one floor. What is drawn later keeps clear of what stands already."""

    def __init__(
        self,
        sheet: FloorSheet,
        museum: Museum,
        names: Mapping[str, tuple[str, str]],
        stops: Mapping[str, Point],
        state: str,
    ) -> None:
        self._sheet, self._museum, self._names, self._state = sheet, museum, names, state
        self._unit = max(sheet.width / NARROW_PX, sheet.height / HIGHEST_PX)
        self._width, self._height = sheet.width / self._unit, sheet.height / self._unit
        self._outlines = {
            room.key: [self._at(corner) for corner in room.outline] for room in sheet.rooms
        }
        self._taken = [
            Box(*self._at(stops[work.key]), STOP_PX, STOP_PX)
            for work in museum.works
            if work.room in self._outlines and work.key in stops
        ]

    def drawing(self) -> FloorDrawing:
        """Return the floor."""
        signs = self._signs()
        doors = [door for one in self._museum.connections for door in self._doors(one)]
        self._taken += [_door_box(door) for door in doors]
        return FloorDrawing(
            number=self._sheet.number,
            width=round(self._width, 1),
            height=round(self._height, 1),
            left=round(self._sheet.left, 3),
            top=round(self._sheet.top, 3),
            unit=round(self._unit, 5),
            rooms=[self._room(room) for room in self._sheet.rooms],
            doors=doors,
            signs=signs,
        )

    def _at(self, point: Point) -> Point:
        """Return a point of the plan in pixels."""
        x, y = point
        return (
            round((x - self._sheet.left) / self._unit, 1),
            round((y - self._sheet.top) / self._unit, 1),
        )

    def _room(self, room: Room) -> DrawnRoom:
        name, language = self._names[room.key]
        outline = self._outlines[room.key]
        label = self._label(outline, label_variants(name, _width(outline) / LETTER_PX))
        state = self._label(outline, [[self._state]], [] if label is None else [label.box])
        if label is not None:
            spots = self._spots(outline, label, [] if state is None else [state.box])
            label = replace(label, spots=spots)
        x, y = _middle(outline) if state is None else (state.x, state.baseline)
        return DrawnRoom(
            key=room.key,
            name=name,
            language=language,
            points=" ".join(f"{x:g},{y:g}" for x, y in outline),
            label=label,
            state_x=round(x, 1),
            state_y=round(y, 1),
        )

    def _label(
        self, outline: Sequence[Point], variants: Iterable[list[str]], more: Sequence[Box] = ()
    ) -> DrawnName | None:
        """Return the first variant that has a place in the room, at the place nearest to its middle.

        `more`: boxes that it keeps clear of, besides what stands already.
        """
        places = _places(outline)
        near = self._near(outline, more)
        for lines in variants:
            width = round(max(map(text_width, lines)) * LETTER_PX, 1)
            height = len(lines) * LINE_PX
            for x, y in places:
                box = Box(x, y, width, height)
                if _is_clear(box, near) and box.lies_in(outline):
                    baseline = round(y - height / 2 + LETTER_PX - 2, 1)
                    return DrawnName(lines, round(x, 1), baseline, box)
        return None

    def _spots(
        self, outline: Sequence[Point], label: DrawnName, more: Sequence[Box]
    ) -> list[Point]:
        """Return other places for a name, the nearest to the middle of the room first."""
        near = self._near(outline, more)
        found = [(label.box.x, label.box.y)]
        for x, y in _places(outline):
            if any(max(abs(x - one), abs(y - other)) < SPOT_PX for one, other in found):
                continue
            box = replace(label.box, x=x, y=y)
            if _is_clear(box, near) and box.lies_in(outline):
                found.append((x, y))
            if len(found) > MOST_SPOTS:
                break
        return [(round(x, 1), round(y, 1)) for x, y in found[1:]]

    def _near(self, outline: Sequence[Point], more: Sequence[Box]) -> list[Box]:
        """Return the boxes in a room that stand already, and `more`."""
        room = Box(*_middle(outline), _width(outline), _height(outline))
        return [*(box for box in self._taken if box.touches(room)), *more]

    def _signs(self) -> list[DrawnSign]:
        wanted = [
            (place.kind.value, place.room, (place.x, place.y)) for place in self._museum.places
        ]
        for connection in self._museum.connections:
            sign = SIGNS_BY_KIND.get(connection.kind)
            if sign is None:
                continue
            if all(room in self._outlines for room in connection.rooms):
                (x1, y1), (x2, y2) = connection.at
                wanted.append((sign, connection.rooms[0], ((x1 + x2) / 2, (y1 + y2) / 2)))
            else:
                wanted += [
                    (sign, room, at)
                    for room, at in zip(connection.rooms, connection.at, strict=True)
                ]
        found: list[DrawnSign] = []
        for kind, room, at in sorted(wanted, key=lambda one: SIGN_ORDER.index(one[0])):
            if room not in self._outlines:
                continue
            box = next(filter(self._is_free_on_sheet, _sign_boxes(self._at(at))), None)
            if box is not None:
                self._taken.append(box)
                found.append(DrawnSign(kind, box))
        return found

    def _is_free_on_sheet(self, box: Box) -> bool:
        half = SIGN_PX / 2
        return (
            half <= box.x <= self._width - half
            and half <= box.y <= self._height - half
            and _is_clear(box, self._taken)
        )

    def _doors(self, connection: Connection) -> Iterator[DrawnDoor]:
        """Yield the opening in each room's wall where a connection of this floor passes it."""
        if connection.kind in (ConnectionKind.LIFT, ConnectionKind.STAIRS):
            return
        if not all(room in self._outlines for room in connection.rooms):
            return
        (x1, y1), (x2, y2) = map(self._at, connection.at)
        middle = ((x1 + x2) / 2, (y1 + y2) / 2)
        half = (connection.width or DOOR_METRES) / self._unit / 2
        for room in connection.rooms:
            wall = min(walls(self._outlines[room]), key=lambda one: distance_to_wall(one, middle))
            (ax, ay), (bx, by) = wall
            length = math.dist(*wall)
            if length == 0 or distance_to_wall(wall, middle) > DOOR_METRES / self._unit:
                continue
            x, y = nearest_on_wall(wall, middle)
            dx, dy = (bx - ax) / length * half, (by - ay) / length * half
            yield DrawnDoor(round(x - dx, 1), round(y - dy, 1), round(x + dx, 1), round(y + dy, 1))


def _is_clear(box: Box, others: Iterable[Box]) -> bool:
    return not any(box.touches(other, GAP_PX) for other in others)


def _door_box(door: DrawnDoor) -> Box:
    """Return the box of an opening and of what is kept free before and behind it."""
    return Box(
        (door.x1 + door.x2) / 2,
        (door.y1 + door.y2) / 2,
        abs(door.x2 - door.x1) + 2 * DOOR_PX,
        abs(door.y2 - door.y1) + 2 * DOOR_PX,
    )


def _sign_boxes(at: Point) -> Iterator[Box]:
    """Yield the box of a sign at a point, then those round it, the nearest first."""
    yield Box(*at, SIGN_PX, SIGN_PX)
    for ring in _RINGS:
        for turn in range(12):
            x = at[0] + ring * SIGN_PX * math.cos(turn * math.pi / 6)
            y = at[1] + ring * SIGN_PX * math.sin(turn * math.pi / 6)
            yield Box(round(x, 1), round(y, 1), SIGN_PX, SIGN_PX)


def _middle(outline: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _width(outline: Sequence[Point]) -> float:
    xs = [x for x, _ in outline]
    return max(xs) - min(xs)


def _height(outline: Sequence[Point]) -> float:
    ys = [y for _, y in outline]
    return max(ys) - min(ys)


def _places(outline: Sequence[Point]) -> list[Point]:
    """Return points of a room at which a name may stand, the nearest to its middle first."""
    middle = _middle(outline)
    across = [middle[0] + i * STEP_PX for i in _around(int(_width(outline) / 2 / STEP_PX))]
    down = [middle[1] + j * STEP_PX for j in _around(int(_height(outline) / 2 / STEP_PX))]
    return sorted(((x, y) for x in across for y in down), key=lambda one: math.dist(one, middle))


def _around(most: int) -> range:
    return range(-most, most + 1)

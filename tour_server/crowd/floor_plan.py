"""The floor plan with the people in its rooms, as the numbers of an SVG drawing that a template writes."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Room, worded
from tour_server.crowd.floor_sheets import floor_sheets
from tour_server.crowd.room_words import Fullness, fullness_of, range_in_words
from tour_server.crowd.rooms_now import RoomState

# Width of a character as a share of its height, in our sans.
DIGIT_ASPECT, LETTER_ASPECT = 0.56, 0.5


class PlannedRoom(Struct, frozen=True):
    """A room on its floor, in metres. `points`: its corners for SVG. `x`, `y`: of its number; `name_y`, `of_y`: of the
    lines above and below it; `size`, `label`, `of`: their heights."""

    key: str
    name: str
    points: str
    x: float
    y: float
    name_y: float
    of_y: float
    size: float
    label: float
    of: float
    people: int | None
    range: str
    capacity: int
    fullness: Fullness
    why: str


class Floor(Struct, frozen=True):
    """One floor. `box`: an SVG viewBox in metres; `width` and `height`: its size."""

    number: int
    box: str
    width: float
    height: float
    rooms: list[PlannedRoom]


def floors(states: list[RoomState], languages: list[str]) -> list[Floor]:
    """Return the floors, lowest first. Rooms without an outline stand in rows below the others."""
    of_room = {state.room.key: state for state in states}
    return [
        Floor(
            sheet.number,
            sheet.view_box,
            round(sheet.width, 2),
            round(sheet.height, 2),
            [_planned(replace(of_room[room.key], room=room), languages) for room in sheet.rooms],
        )
        for sheet in floor_sheets([state.room for state in states])
    ]


def room_name(room: Room, languages: list[str]) -> str:
    """Return the room's name in the first of the languages that has one, else its key."""
    return worded(room.name, languages)[0] or room.key


def _planned(state: RoomState, languages: list[str]) -> PlannedRoom:
    xs = [x for x, _ in state.room.outline]
    ys = [y for _, y in state.room.outline]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    name = room_name(state.room, languages)
    digits = len(str(state.now.people)) if state.now.people is not None else 2
    # The plan is read from three metres: the number is as large as its room allows, with a line above and one below.
    size = min(height * 0.56, width * 0.86 / (DIGIT_ASPECT * max(2, digits)))
    middle = (max(ys) + min(ys)) / 2
    below = min(size * 0.25, width * 0.92 / (LETTER_ASPECT * len("of 1000 · filling")))
    return PlannedRoom(
        key=state.room.key,
        name=name,
        points=" ".join(f"{x:.2f},{y:.2f}" for x, y in state.room.outline),
        x=round((max(xs) + min(xs)) / 2, 2),
        y=round(middle, 2),
        name_y=round(middle - height * 0.36, 2),
        of_y=round(middle + height * 0.37, 2),
        size=round(size, 2),
        label=round(min(size * 0.25, width * 0.92 / (LETTER_ASPECT * max(1, len(name)))), 2),
        of=round(below, 2),
        people=state.now.people,
        range=range_in_words(state.now),
        capacity=state.room.capacity,
        fullness=fullness_of(state.now, state.room.capacity),
        why=state.now.why,
    )

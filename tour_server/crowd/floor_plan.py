"""The floor plan with the people in its rooms, as the numbers of an SVG drawing that a template writes."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Room, worded
from tour_server.crowd.room_words import Fullness, fullness_of, range_in_words
from tour_server.crowd.rooms_now import RoomState

MARGIN_METRES = 0.3  # round the plan
DEFAULT_ROOM_METRES = (8.0, 6.0)  # width and depth of a room without an outline
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
    if not states:
        return []
    outlined = _with_outlines(states)
    # One width for all floors, so that they have one scale and lie above each other.
    xs = [x for state in outlined for x, _ in state.room.outline]
    width = max(xs) - min(xs) + 2 * MARGIN_METRES
    found = []
    for number in sorted({state.room.floor for state in outlined}):
        here = [state for state in outlined if state.room.floor == number]
        ys = [y for state in here for _, y in state.room.outline]
        height = max(ys) - min(ys) + 2 * MARGIN_METRES
        box = (
            f"{min(xs) - MARGIN_METRES:.2f} {min(ys) - MARGIN_METRES:.2f} {width:.2f} {height:.2f}"
        )
        rooms = [_planned(state, languages) for state in here]
        found.append(Floor(number, box, round(width, 2), round(height, 2), rooms))
    return found


def _with_outlines(states: list[RoomState]) -> list[RoomState]:
    """Return the rooms; one without an outline gets one of DEFAULT_ROOM_METRES, in rows as wide as the house."""
    corners = [corner for state in states for corner in state.room.outline]
    left = min((x for x, _ in corners), default=0.0)
    wide, deep = DEFAULT_ROOM_METRES
    row = max(1, int((max((x for x, _ in corners), default=3 * wide) - left) // wide))
    low: dict[int, float] = {}
    for state in states:
        for _, y in state.room.outline:
            low[state.room.floor] = max(low.get(state.room.floor, y), y)
    standing: dict[int, int] = {}
    found = []
    for state in states:
        room = state.room
        if not room.outline:
            number = standing.get(room.floor, 0)
            standing[room.floor] = number + 1
            x = left + number % row * wide
            y = low.get(room.floor, -MARGIN_METRES) + MARGIN_METRES + number // row * deep
            outline = [(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]
            state = replace(state, room=replace(room, outline=outline))
        found.append(state)
    return found


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

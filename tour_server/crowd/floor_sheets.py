"""The sheet that each floor of a building is drawn on: an outline for every room, and the box round them.

The desk's plan of people and the phone's plan of a visit are drawn on the same sheets.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Room

MARGIN_METRES = 0.3  # round the plan
DEFAULT_ROOM_METRES = (8.0, 6.0)  # width and depth of a room without an outline


class FloorSheet(Struct, frozen=True):
    """One floor in metres: its rooms, each with an outline, and its box on the plan, the margin included."""

    number: int
    rooms: list[Room]
    left: float
    top: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """The box as SVG writes it."""
        return f"{self.left:.2f} {self.top:.2f} {self.width:.2f} {self.height:.2f}"


def floor_sheets(rooms: Sequence[Room], *, one_width: bool = True) -> list[FloorSheet]:
    """Return the floors, lowest first. Rooms without an outline stand in rows below the others.

    With `one_width` all floors have one scale and lie above each other; else each is as wide as its own rooms.
    """
    if not rooms:
        return []
    outlined = _with_outlines(rooms)
    found = []
    for number in sorted({room.floor for room in outlined}):
        here = [room for room in outlined if room.floor == number]
        xs = [x for room in (outlined if one_width else here) for x, _ in room.outline]
        ys = [y for room in here for _, y in room.outline]
        left, width = min(xs) - MARGIN_METRES, max(xs) - min(xs) + 2 * MARGIN_METRES
        height = max(ys) - min(ys) + 2 * MARGIN_METRES
        found.append(FloorSheet(number, here, left, min(ys) - MARGIN_METRES, width, height))
    return found


def _with_outlines(rooms: Sequence[Room]) -> list[Room]:
    """Return the rooms; one without an outline gets one of DEFAULT_ROOM_METRES, in rows as wide as the house."""
    corners = [corner for room in rooms for corner in room.outline]
    left = min((x for x, _ in corners), default=0.0)
    wide, deep = DEFAULT_ROOM_METRES
    row = max(1, int((max((x for x, _ in corners), default=3 * wide) - left) // wide))
    low: dict[int, float] = {}
    for room in rooms:
        for _, y in room.outline:
            low[room.floor] = max(low.get(room.floor, y), y)
    standing: dict[int, int] = {}
    found = []
    for room in rooms:
        if not room.outline:
            number = standing.get(room.floor, 0)
            standing[room.floor] = number + 1
            x = left + number % row * wide
            y = low.get(room.floor, -MARGIN_METRES) + MARGIN_METRES + number // row * deep
            outline = [(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]
            room = replace(room, outline=outline)
        found.append(room)
    return found

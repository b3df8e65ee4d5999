"""Draws a museum for measurements of routes: rooms in a grid on two floors, works along their walls, a tour of all."""

from __future__ import annotations

import numpy as np

from contract.museum import (
    Connection,
    ConnectionKind,
    Museum,
    Room,
    Site,
    Stop,
    Tour,
    Work,
)

ROOM_METRES = 10.0
TOUR_OF_ALL = "all"


def first_seconds(work: Work) -> float:
    """Return how long a drawn work's first layer is told: 50 to 89 seconds."""
    return 50 + (work.number * 37) % 40


def deeper_seconds(work: Work) -> float:
    """Return how long its deeper layers are told: 30 to 59 seconds."""
    return 30 + (work.number * 53) % 30


def drawn_museum(seed: int, works: int, rooms: int) -> Museum:
    """Draw a museum of so many works and rooms; the same seed draws the same one. Its tour TOUR_OF_ALL has all."""
    rng = np.random.default_rng(seed)
    columns = max(2, (rooms + 3) // 4)
    corners = {room: _corner(room, columns, rooms) for room in range(rooms)}
    doors = []
    for one in range(rooms):
        for other in range(one + 1, rooms):
            (x, y), (u, v) = corners[one], corners[other]
            if abs(x - u) + abs(y - v) == ROOM_METRES and (other == one + 1 or rng.random() < 0.7):
                middle = ((x + u + ROOM_METRES) / 2, (y + v + ROOM_METRES) / 2)
                doors.append(_connection(one, other, ConnectionKind.DOOR, 2, middle, middle))
    upper = (rooms + 1) // 2
    if rooms > 1:
        for kind, seconds in ((ConnectionKind.LIFT, 60.0), (ConnectionKind.STAIRS, 25.0)):
            below, above = corners[0], corners[upper]
            doors.append(_connection(0, upper, kind, seconds, below, above))
    hung = [_work(number, int(rng.integers(rooms)), corners, rng) for number in range(1, works + 1)]
    stops = [Stop(work.key, float(np.round(rng.uniform(0.2, 1.0), 2))) for work in hung]
    return Museum(
        Site("drawn", {"en": "Drawn"}, "UTC", ["en"], [None] * 7, entrance="room-0"),
        [
            Room(
                f"room-{room}",
                {"en": f"Room {room}"},
                int(room >= upper),
                20,
                _square(*corners[room]),
            )
            for room in range(rooms)
        ],
        hung,
        connections=doors,
        tours=[Tour(TOUR_OF_ALL, {"en": "All"}, {}, stops)],
    )


def _corner(room: int, columns: int, rooms: int) -> tuple[float, float]:
    floor, place = divmod(room, (rooms + 1) // 2)
    return (place % columns) * ROOM_METRES, (place // columns + 10 * floor) * ROOM_METRES


def _square(x: float, y: float) -> list[tuple[float, float]]:
    far = ROOM_METRES
    return [(x, y), (x + far, y), (x + far, y + far), (x, y + far)]


def _connection(
    one: int,
    other: int,
    kind: ConnectionKind,
    seconds: float,
    at: tuple[float, float],
    there: tuple[float, float],
) -> Connection:
    return Connection((f"room-{one}", f"room-{other}"), kind, seconds, (at, there))


def _work(
    number: int, room: int, corners: dict[int, tuple[float, float]], rng: np.random.Generator
) -> Work:
    x, y = corners[room]
    along, side = rng.uniform(0.5, ROOM_METRES - 0.5), rng.integers(4)
    near = (0.3, ROOM_METRES - 0.3)[side % 2]
    at = (x + along, y + near) if side < 2 else (x + near, y + along)
    return Work(
        f"work-{number}",
        number,
        {"en": f"Work {number}"},
        f"room-{room}",
        x=round(at[0], 1),
        y=round(at[1], 1),
    )

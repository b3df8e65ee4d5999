"""A museum imported from photographs has no floor plan; its rooms are still drawn, legible from three metres."""

from __future__ import annotations

from contract.museum import Room
from tour_server.crowd.floor_plan import floors
from tour_server.crowd.floor_sheets import DEFAULT_ROOM_METRES
from tour_server.crowd.occupancy import Occupancy
from tour_server.crowd.rooms_now import RoomState


def state(key: str, floor: int = 0, outline: tuple[tuple[float, float], ...] = ()) -> RoomState:
    room = Room(key=key, name={"en": key}, floor=floor, capacity=30, outline=list(outline))
    return RoomState(room, Occupancy(key, 7, 5, 9, "", None, []))


def corners(points: str) -> list[tuple[float, ...]]:
    return [tuple(float(number) for number in corner.split(",")) for corner in points.split()]


def apart(rooms: list[list[tuple[float, ...]]]) -> bool:
    """Whether these upright rectangles share at most a wall."""

    def box(room: list[tuple[float, ...]]) -> tuple[float, float, float, float]:
        xs, ys = zip(*room, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    boxes = [box(room) for room in rooms]
    return all(
        one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
        for n, one in enumerate(boxes)
        for two in boxes[n + 1 :]
    )


def test_no_room_has_an_outline() -> None:
    assert floors([], ["en"]) == []
    (floor,) = floors([state(key) for key in "abcd"], ["en"])
    drawn = [corners(room.points) for room in floor.rooms]
    assert [room.people for room in floor.rooms] == [7] * 4
    assert apart(drawn)
    assert floor.width > 3 * DEFAULT_ROOM_METRES[0]
    assert floor.height > 2 * DEFAULT_ROOM_METRES[1]  # three in a row, and one more


def test_some_rooms_have_an_outline() -> None:
    hall = state("hall", 0, ((2, 1), (20, 1), (20, 9), (2, 9)))
    ground, attic = floors([hall, state("shed"), state("attic", 1)], ["en"])
    assert [room.key for room in ground.rooms] == ["hall", "shed"]
    assert apart([corners(room.points) for room in ground.rooms])
    assert corners(ground.rooms[0].points) == [(2, 1), (20, 1), (20, 9), (2, 9)]
    assert [room.key for room in attic.rooms] == ["attic"]
    assert attic.width == ground.width

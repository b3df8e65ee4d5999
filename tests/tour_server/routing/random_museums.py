"""Museums from a seed: a grid of rooms on some floors, joined at random, with works by the walls and in the middle."""

from __future__ import annotations

import random

from contract.museum import Connection, ConnectionKind, Museum, Room, Site, Work

SIDE = 8.0
KINDS_ON_A_FLOOR = (ConnectionKind.DOOR, ConnectionKind.STEPS, ConnectionKind.RAMP)
KINDS_BETWEEN = (ConnectionKind.STAIRS, ConnectionKind.LIFT)


def random_museum(seed: int) -> Museum:
    rng = random.Random(seed)
    wide, floors = rng.randint(2, 4), rng.randint(1, 3)
    rooms, connections = [], []
    for floor in range(floors):
        for i in range(wide):
            x, y = SIDE * i, 20.0 * floor
            outline = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE)]
            rooms.append(Room(f"r{floor}-{i}", {"en": f"Room {floor} {i}"}, floor, 10, outline))
            if i == 1 or (i and rng.random() < 0.85):
                door = y + rng.uniform(1, SIDE - 1)
                kind = rng.choice(KINDS_ON_A_FLOOR)
                ends = (
                    ((x - 0.4, door), (x + 0.4, door)) if rng.random() < 0.5 else ((x, door),) * 2
                )
                connections.append(
                    Connection((f"r{floor}-{i - 1}", f"r{floor}-{i}"), kind, 3, ends)
                )
            if floor and rng.random() < 0.7:
                end = x + rng.uniform(2, SIDE - 2)
                ends = ((end, y - 20 + SIDE - 0.5), (end, y + SIDE - 0.5))
                connections.append(
                    Connection(
                        (f"r{floor - 1}-{i}", f"r{floor}-{i}"), rng.choice(KINDS_BETWEEN), 40, ends
                    )
                )
    works = []
    for number, room in enumerate((room for room in rooms for _ in range(2)), start=1):
        (x, y), *_ = room.outline
        across = (rng.uniform(2, SIDE - 2), rng.choice((0.5, SIDE - 0.5, SIDE / 2)))
        dx, dy = across if rng.random() < 0.5 else across[::-1]
        works.append(Work(f"w{number}", number, {"en": f"W{number}"}, room.key, x=x + dx, y=y + dy))
    site = Site("house", {"en": "House"}, "Europe/Amsterdam", ["en"], [None] * 7, entrance="r0-0")
    return Museum(site=site, rooms=rooms, works=works, connections=connections)

"""Draws museums of a hundred works without pictures, for the simulation of a crowded day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from contract.museum import (
    Block,
    Connection,
    ConnectionKind,
    Hours,
    Level,
    Museum,
    Room,
    Site,
    Stop,
    Theme,
    Tour,
    Work,
)

WORKS = 100
SIDE = 10.0  # of a room, metres; the Museum of Pattern's rooms are 12 by 10
CAPACITIES = (20, 25, 30, 40)  # of a room; the Museum of Pattern's lie between 15 and 40
THEMES = ("makers", "making", "patterns", "meaning")
CHARACTERS = (550, 1300)  # of a work's first words; the Museum of Pattern's have 690 to 1,085
LANGUAGE = "en"
WHOLE_HOUSE = "whole-house"
HIGHLIGHTS = "highlights"
HIGHLIGHT_WORKS = 15

Cell = tuple[int, int]
Values = Callable[[Generator, int], list[float]]


def draw_museum(kind: str, seed: int = 0) -> Museum:
    """Draw the museum of a kind of KINDS. The same seed gives the same museum. Raises KeyError."""
    rng = np.random.default_rng([seed, *kind.encode()])
    cells, doors, values = KINDS[kind]
    rooms = [_room(index, cell, rng) for index, cell in enumerate(cells)]
    in_room = np.sort(rng.permutation(np.arange(WORKS) % len(rooms)))
    works = [
        _work(index, rooms[room], cells[room], rng) for index, room in enumerate(in_room.tolist())
    ]
    worth = values(rng, WORKS)
    best = sorted(sorted(range(WORKS), key=lambda index: -worth[index])[:HIGHLIGHT_WORKS])
    return Museum(
        site=Site(
            key=f"museum-{kind}",
            name={LANGUAGE: kind},
            time_zone="Europe/Amsterdam",
            languages=[LANGUAGE],
            opening=[Hours(dt.time(10), dt.time(17))] * 7,
            entrance=rooms[0].key,
        ),
        rooms=rooms,
        works=works,
        themes=[Theme(theme, {LANGUAGE: theme}) for theme in THEMES],
        connections=[
            Connection(
                (rooms[one].key, rooms[other].key),
                ConnectionKind.DOOR,
                2.0,
                _ends(cells[one], cells[other]),
            )
            for one, other in doors
        ],
        tours=[
            _tour(WHOLE_HOUSE, range(WORKS), works, worth),
            _tour(HIGHLIGHTS, best, works, worth),
        ],
    )


def _room(index: int, cell: Cell, rng: Generator) -> Room:
    x, y = cell[0] * SIDE, cell[1] * SIDE
    corners = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE)]
    return Room(
        f"room-{index + 1}",
        {LANGUAGE: f"Room {index + 1}"},
        0,
        int(rng.choice(CAPACITIES)),
        corners,
    )


def _work(index: int, room: Room, cell: Cell, rng: Generator) -> Work:
    """Draw a work at a wall of its room, with one to three themes."""
    along, wall = rng.uniform(1.0, SIDE - 1.0), int(rng.integers(4))
    dx, dy = [(along, 0.8), (SIDE - 0.8, along), (along, SIDE - 0.8), (0.8, along)][wall]
    characters = int(rng.integers(*CHARACTERS))
    themes = rng.permutation(len(THEMES))[: int(rng.integers(1, 4))]
    blocks = [
        Block(
            f"block-{index + 1}-{THEMES[theme]}",
            LANGUAGE,
            Level.ADULT,
            THEMES[theme],
            "a" * (characters // len(themes)),
            [],
            "simulation",
        )
        for theme in themes
    ]
    return Work(
        f"work-{index + 1}",
        index + 1,
        {LANGUAGE: f"Work {index + 1}"},
        room.key,
        blocks=blocks,
        x=round(cell[0] * SIDE + float(dx), 2),
        y=round(cell[1] * SIDE + float(dy), 2),
    )


def _ends(one: Cell, other: Cell) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the two ends of a door in the middle of the wall between two cells, half a metre on either side of it."""
    middle = ((one[0] + other[0] + 1) * SIDE / 2, (one[1] + other[1] + 1) * SIDE / 2)
    dx, dy = (other[0] - one[0]) * 0.5, (other[1] - one[1]) * 0.5
    return (middle[0] - dx, middle[1] - dy), (middle[0] + dx, middle[1] + dy)


def _tour(key: str, stops: Iterable[int], works: list[Work], worth: list[float]) -> Tour:
    chosen = [Stop(works[index].key, worth[index]) for index in stops]
    return Tour(key, {LANGUAGE: key}, {LANGUAGE: key}, chosen)


def _even_values(rng: Generator, works: int) -> list[float]:
    return [round(float(value), 2) for value in rng.uniform(0.3, 0.7, works)]


def _famous_values(rng: Generator, works: int) -> list[float]:
    """One work is worth several of the others."""
    values = [round(float(value), 2) for value in rng.uniform(0.1, 0.4, works)]
    values[int(rng.integers(works))] = 1.0
    return values


def _grid(columns: int, rows: int) -> tuple[list[Cell], list[tuple[int, int]]]:
    cells = [(x, y) for y in range(rows) for x in range(columns)]
    doors = [
        (i, j)
        for i, one in enumerate(cells)
        for j, other in enumerate(cells)
        if i < j and abs(one[0] - other[0]) + abs(one[1] - other[1]) == 1
    ]
    return cells, doors


def _chain(rooms: int) -> tuple[list[Cell], list[tuple[int, int]]]:
    return [(x, 0) for x in range(rooms)], list(pairwise(range(rooms)))


def _star(arms: int, length: int) -> tuple[list[Cell], list[tuple[int, int]]]:
    """A hall with arms of rooms, each a dead end."""
    cells: list[Cell] = [(0, 0)]
    doors: list[tuple[int, int]] = []
    for dx, dy in [(1, 0), (0, 1), (-1, 0), (0, -1)][:arms]:
        before = 0
        for step in range(1, length + 1):
            cells.append((dx * step, dy * step))
            doors.append((before, len(cells) - 1))
            before = len(cells) - 1
    return cells, doors


KINDS: dict[str, tuple[list[Cell], list[tuple[int, int]], Values]] = {
    "famous": (*_grid(4, 3), _famous_values),
    "even": (*_grid(4, 3), _even_values),
    "chain": (*_chain(12), _even_values),
    "star": (*_star(4, 3), _famous_values),
}
"""The kinds of museums: rooms in a grid with one famous work, or evenly worth; a chain of rooms; a hall with four arms.
The star was kept for the last check of the prices (docs/decisions/0038)."""

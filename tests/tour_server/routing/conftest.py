"""A small museum on two floors, in metres; one room has no step-free connection."""

from __future__ import annotations

from typing import Any

import pytest

from contract.museum import (
    Block,
    Connection,
    ConnectionKind,
    Level,
    Museum,
    Room,
    Site,
    Source,
    Stop,
    Tour,
    Work,
)


def _square(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y), (x + 8, y), (x + 8, y + 8), (x, y + 8)]


def _work(number: int, room: str, x: float, y: float, theme: str = "making") -> Work:
    key = f"work-{number}"
    block = Block(
        f"{key}-nl", "nl", Level.ADULT, theme, "Kijk. " * 30, [Source("A book")], "someone"
    )
    return Work(key=key, number=number, title={"nl": key}, room=room, x=x, y=y, blocks=[block])


@pytest.fixture
def house() -> Museum:
    """Hall – (door) – tiles – (door) – curves, tower up the stairs, gallery by lift or stairs."""
    return Museum(
        site=Site("house", {"nl": "Huis"}, "Europe/Amsterdam", ["nl"], [None] * 7, entrance="hall"),
        rooms=[
            Room("hall", {"nl": "Hal"}, 0, 20, _square(0, 0)),
            Room("tiles", {"nl": "Tegels"}, 0, 10, _square(8, 0)),
            Room("curves", {"nl": "Bochten"}, 0, 10, _square(8, 8)),
            Room("tower", {"nl": "Toren"}, 1, 5, _square(0, 20)),
            Room("gallery", {"nl": "Galerij"}, 1, 10, _square(8, 20)),
        ],
        connections=[
            Connection(("hall", "tiles"), ConnectionKind.DOOR, 2, ((8, 4), (8, 4))),
            Connection(("tiles", "curves"), ConnectionKind.DOOR, 2, ((12, 8), (12, 8))),
            Connection(("hall", "curves"), ConnectionKind.STEPS, 4, ((8, 8), (8, 8))),
            Connection(("hall", "tower"), ConnectionKind.STAIRS, 30, ((0, 8), (0, 20))),
            Connection(("tower", "gallery"), ConnectionKind.DOOR, 2, ((8, 24), (8, 24))),
            Connection(("hall", "gallery"), ConnectionKind.LIFT, 60, ((4, 8), (12, 28))),
            Connection(("tower", "gallery"), ConnectionKind.STEPS, 1, ((8, 26), (8, 26))),
        ],
        works=[
            _work(1, "hall", 2, 2),
            _work(2, "tiles", 10, 2),
            _work(3, "tiles", 14, 2, "makers"),
            _work(4, "curves", 10, 12),
            _work(5, "curves", 14, 14, "makers"),
            _work(6, "tower", 4, 24),
            _work(7, "gallery", 12, 24),
        ],
        tours=[
            Tour(
                "short",
                {"nl": "Kort"},
                {},
                [Stop("work-2", 0.9), Stop("work-4", 0.6), Stop("work-7", 0.1, essential=True)],
            )
        ],
    )


@pytest.fixture
def minute_each() -> Any:
    """The narration of every work takes a minute."""
    return lambda work: 60.0

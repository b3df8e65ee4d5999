"""A planned route: its stops with their times, what is left out, and the reasons as codes with facts.

`tour_server.visit` turns the codes into sentences in the visitor's language.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Reason(StrEnum):
    """Why a route is as it is, or why a stop is not on it."""

    FULL_LATER = "full_later"  # a full room comes later, nothing is lost
    FULL_WAIT = "full_wait"  # nothing else is left to see before it
    FULL_LEFT_OUT = "full_left_out"  # what is in the full room no longer fits into the time
    FULL = "full"  # a stop: in a full room, and time is short
    TIME = "time"  # a stop: the time is not enough
    STEPS = "steps"  # a stop: can't be reached without steps
    NO_WAY = "no_way"  # a stop: the plan shows no connection there
    MANY = "many"  # a stop: worth less than the stops that were searched, and no time was left


class FullRoomNote(Struct, frozen=True):
    """How one full room changed the route.

    `instead`: the room to see first. `wait`: seconds to wait outside. `works`: those left out.
    """

    code: Reason
    room: str
    instead: str | None = None
    wait: int = 0
    works: list[str] = []


class RouteStop(Struct, frozen=True):
    """A stop on the route. `walk`, `wait` and `stay` in seconds; `arrives` in seconds from now.

    `stay` is listening and looking.
    """

    work: str
    room: str
    walk: int
    wait: int
    arrives: int
    stay: int


class LeftOut(Struct, frozen=True):
    """A stop that is not on the route, and why."""

    work: str
    reason: Reason


class Route(Struct, frozen=True):
    """The whole route. `seconds`: from now until the last stay ends.

    `estimated`: the museum has no connections, so the walks are a guess.
    """

    stops: list[RouteStop]
    notes: list[FullRoomNote]
    left_out: list[LeftOut]
    seconds: int
    estimated: bool

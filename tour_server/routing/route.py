"""A planned route: its stops with their times, what is left out, and the reasons as codes with facts.

`tour_server.visit` turns the codes into sentences in the visitor's language.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from tour_server.routing.depth import Depth


class Reason(StrEnum):
    """Why a route is as it is, or why a stop is not on it."""

    FULL_LATER = "full_later"  # a full room comes later, another one first; nothing is lost
    FULL_LATER_HERE = (
        "full_later_here"  # it comes later, the visitor's own room first; nothing is lost
    )
    FULL_SHORTER = (
        "full_shorter"  # it comes later, and stops are shorter or without their deeper layer
    )
    FULL_WAIT = "full_wait"  # nothing else is left to see before it
    FULL_LEFT_OUT = "full_left_out"  # what is in the full room no longer fits into the time
    ALL_FULL = "all_full"  # every room that is left to see is full, and the museum has no café
    ALL_FULL_CAFE = "all_full_cafe"  # as ALL_FULL, and there is a café
    ALL_FULL_OVER = "all_full_over"  # as ALL_FULL, and they empty too late for this visitor
    CLOSING = "closing"  # the museum closes before the visitor's time is up
    CLOSING_NOW = "closing_now"  # as CLOSING, and no work fits in
    ROOM_CLOSED = "room_closed"  # works of the visitor's own plan are in a room that is closed now
    WAY_CLOSED = (
        "way_closed"  # every way to a work, or to works of the plan, leads through a closed room
    )
    CLOSED = "closed"  # a stop: its room is closed
    CLOSES = "closes"  # a stop: its room closes too soon
    FULL = "full"  # a stop: in a full room, and time is short
    TIME = "time"  # a stop: the time is not enough
    STEPS = "steps"  # a stop: can't be reached without steps
    NO_WAY = "no_way"  # a stop: the plan shows no connection there
    MANY = "many"  # a stop: worth less than the stops that were searched, and no time was left


class RouteNote(Struct, frozen=True):
    """How one full room, or the hour, changed the route.

    `room`: None where the hour did, or all rooms are full. `instead`: the room to see first; never a full one nor the
    one that the visitor is in. `wait`: seconds to wait. `works`: those left out, or shorter. `seconds`: until closing.
    """

    code: Reason
    room: str | None = None
    instead: str | None = None
    wait: int = 0
    works: list[str] = []
    seconds: int = 0


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
    depth: Depth = Depth.USUAL


class RouteRest(Struct, frozen=True):
    """A rest on the route: seats or the café. `after`: so many stops. Times as those of a stop."""

    place: str
    kind: str
    room: str
    after: int
    walk: int
    arrives: int
    stay: int


class LeftOut(Struct, frozen=True):
    """A stop that is not on the route, and why."""

    work: str
    reason: Reason


class Route(Struct, frozen=True):
    """The whole route. `seconds`: from now until the last stay ends, or until the visitor is at the exit.

    `estimated`: the museum has no connections, so the walks are a guess. `closes`: seconds until the museum closes,
    where that ends the route. `points`: thousandths of a value. `bound`: no route has more; None where not asked for.
    `may_lose`: points that later plans of this visit may give up for the crowd, as in GivenPlan; None where it costs
    nothing.
    """

    stops: list[RouteStop]
    notes: list[RouteNote]
    left_out: list[LeftOut]
    seconds: int
    estimated: bool
    rests: list[RouteRest] = []
    closes: int | None = None
    points: int = 0
    bound: int | None = None
    may_lose: int | None = None

    @property
    def works(self) -> list[str]:
        """The works in their order."""
        return [stop.work for stop in self.stops]

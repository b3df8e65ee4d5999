"""A room's people in words, for everyone who shows them: the same sentence on the wall, at the desk, in an alarm."""

from __future__ import annotations

import math
from enum import StrEnum

from tour_server.crowd.occupancy import Occupancy

NEARLY_FULL = 0.8  # of the capacity: time to do something about it
NO_BREAK = "\u2060"  # word joiner
SOON_MINUTES = 20.0  # further ahead a rate says little


class State(StrEnum):
    """How full a room is. Also a class of the style sheet."""

    NOT_KNOWN = "not-known"
    OPEN = "open"
    FILLING = "filling"
    FULL = "full"

    @property
    def words(self) -> str:
        """As staff read it; nothing where there is nothing to say."""
        return {"not-known": "not known", "open": ""}.get(self.value, self.value)


def full_in(now: Occupancy, capacity: int) -> float | None:
    """Minutes until the room is full at the rate of the last quarter of an hour; None when that is not near.

    Raises nothing; a room that is full already gives None.
    """
    if now.people is None or now.rise is None or now.people >= capacity:
        return None
    minutes = (capacity - now.people) / now.rise
    return minutes if minutes <= SOON_MINUTES else None


def state_of(now: Occupancy, capacity: int) -> State:
    """Full at its capacity; filling near it, or when it will be full soon."""
    if now.people is None:
        return State.NOT_KNOWN
    if now.people >= capacity:
        return State.FULL
    near = now.people >= NEARLY_FULL * capacity or full_in(now, capacity) is not None
    return State.FILLING if near else State.OPEN


def range_of(now: Occupancy) -> str:
    """`9–15`, never broken between two lines; nothing where the number is sure or not known."""
    if now.people is None or now.low == now.high:
        return ""
    return f"{now.low}{NO_BREAK}–{NO_BREAK}{now.high}"


def people_of(now: Occupancy) -> str:
    """`about 12 (9–15)`, `12` where that is sure, or `not known`."""
    if now.people is None:
        return "not known"
    near = range_of(now)
    return f"about {now.people} ({near})" if near else str(now.people)


def soon(minutes: float) -> str:
    """`full in about 10 minutes at this rate`, in steps that a rate can bear."""
    steps = 5 if minutes > 5 else 1
    number = max(1, math.floor(minutes / steps + 0.5) * steps)
    return f"full in about {number} minute{'s' if number > 1 else ''} at this rate"

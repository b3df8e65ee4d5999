"""A room's occupancy in words: the same sentence on the wall, at the desk and in an alert."""

from __future__ import annotations

import datetime as dt
import math
from enum import StrEnum
from zoneinfo import ZoneInfo

from tour_server.crowd.occupancy import Occupancy
from web.translations import gettext as _
from web.translations import mark, ngettext

FILLING_SHARE = 0.8  # of the capacity: staff still have time to act
MAX_FORECAST_MINUTES = 20.0  # the growth of a quarter of an hour says little beyond it
WORD_JOINER = "\u2060"


class Fullness(StrEnum):
    """How full a room is. The value is also a class of the style sheet."""

    NOT_KNOWN = "not-known"
    OPEN = "open"
    FILLING = "filling"
    FULL = "full"

    @property
    def words(self) -> str:
        """The words for staff, in English; "" for an open room."""
        return _FULLNESS_WORDS.get(self, "")


_FULLNESS_WORDS = {
    Fullness.NOT_KNOWN: mark("not known"),
    Fullness.FILLING: mark("filling"),
    Fullness.FULL: mark("full"),
}


def closed_in_words(closed: bool, until: dt.datetime | None, zone: str) -> str:
    """Say that staff have closed a room, and until when; "" for one that is open."""
    if not closed:
        return ""
    if until is None:
        return _("closed for visitors, until it is opened")
    return _("closed for visitors until {time}", time=f"{until.astimezone(ZoneInfo(zone)):%H:%M}")


def minutes_until_full(now: Occupancy, capacity: int) -> float | None:
    """Forecast from the growth of the last quarter of an hour.

    Returns None for a room that is full, not known, not growing, or more than MAX_FORECAST_MINUTES from full.
    """
    if now.people is None or now.growth_per_minute is None or now.people >= capacity:
        return None
    minutes = (capacity - now.people) / now.growth_per_minute
    return minutes if minutes <= MAX_FORECAST_MINUTES else None


def fullness_of(now: Occupancy, capacity: int) -> Fullness:
    """Classify a room: full at its capacity; filling near it, or when it will be full soon."""
    if now.people is None:
        return Fullness.NOT_KNOWN
    if now.people >= capacity:
        return Fullness.FULL
    filling = (
        now.people >= FILLING_SHARE * capacity or minutes_until_full(now, capacity) is not None
    )
    return Fullness.FILLING if filling else Fullness.OPEN


def range_in_words(now: Occupancy) -> str:
    """Return `9–15`, without a line break; "" where the number is certain or not known."""
    if now.people is None or now.low == now.high:
        return ""
    return f"{now.low}{WORD_JOINER}–{WORD_JOINER}{now.high}"


def people_in_words(now: Occupancy) -> str:
    """Return `about 12 (9–15)`, `12` where that is certain, or `not known`."""
    if now.people is None:
        return _("not known")
    between = range_in_words(now)
    return (
        _("about {people} ({between})", people=now.people, between=between)
        if between
        else str(now.people)
    )


def full_soon_in_words(minutes: float) -> str:
    """Return `full in about 10 minutes at this rate`, rounded to five minutes above five."""
    step = 5 if minutes > 5 else 1
    number = max(1, math.floor(minutes / step + 0.5) * step)
    return ngettext(
        "full in about {number} minute at this rate",
        "full in about {number} minutes at this rate",
        number,
    )

"""The terms of an offer: when it holds. Nothing here can say who a visitor is.

There is no condition on age, nationality or an earlier visit, and no type that could carry one: a text that asks for
such a thing is shown as it is and decides nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from contract.patterns import Key


class RoomQuiet(Struct, frozen=True, tag="room_quiet"):
    """True while a room holds at most `share` of its capacity. False where its occupancy is not known."""

    room: Key
    share: Annotated[float, Meta(ge=0, le=1)] = 0.25


class LastMinutes(Struct, frozen=True, tag="last_minutes"):
    """True in the last `minutes` before closing."""

    minutes: Annotated[int, Meta(ge=5, le=600)] = 60


class Raining(Struct, frozen=True, tag="raining"):
    """True while the museum's sensor, or staff where there is none, say that it rains."""


class AfterStops(Struct, frozen=True, tag="after_stops"):
    """True once a visitor met `stops` works that are told about on `theme`. Only their own phone knows that."""

    theme: Key
    stops: Annotated[int, Meta(ge=1, le=50)] = 3


class OfferTimes(Struct, frozen=True, omit_defaults=True):
    """Days, both included, and hours, by the local clock. No `weekdays` (Monday is 0) are all of them."""

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    weekdays: list[Annotated[int, Meta(ge=0, le=6)]] = []
    begins: dt.time | None = None
    ends: dt.time | None = None

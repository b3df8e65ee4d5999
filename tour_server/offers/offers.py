"""Which offers hold now, by public facts alone, and why the others don't. Pure: the facts are an argument.

Which of them one visitor sees depends on their profile, which only their phone knows: narration.offer_choice.

Note: a room whose occupancy is not known is not quiet, and an offer that is not approved is never shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from contract.museum import Museum, Offer, OfferCondition, Site
from contract.offer_terms import LastMinutes, OfferTimes, Raining, RoomQuiet
from contract.opening import closing, next_opening
from tour_server.crowd.room_now import RoomNow


class PublicFacts(Struct, frozen=True):
    """What decides whether an offer holds. `now`: aware. `rooms`: room key -> its people.

    `taken`: offer -> how many of its limit are taken; absent where none is. `closed`: the rooms that staff have closed,
    and until when; None is until they open it.
    """

    now: dt.datetime
    rooms: Mapping[str, RoomNow] = {}
    rains: bool = False
    taken: Mapping[str, int] = {}
    closed: Mapping[str, dt.datetime | None] = {}


class Obstacle(StrEnum):
    """Why an offer does not hold."""

    NOT_APPROVED = "not approved"
    CLOSED = "closed"
    TOO_LATE = "too late"
    BEFORE = "before its days"
    AFTER = "after its days"
    WEEKDAY = "another weekday"
    HOURS = "other hours"
    ROOM_CLOSED = "room closed"
    ROOM_FULL = "room too full"
    ROOM_UNKNOWN = "room not known"
    NOT_YET_LAST = "closing is far"
    DRY = "no rain"
    ALL_TAKEN = "all taken"


class WhyNot(Struct, frozen=True):
    """One reason why an offer does not hold. `until`: when the reason ends, where that is known.

    `room` with `percent`, how full it is; `taken` of the limit.
    """

    obstacle: Obstacle
    until: dt.datetime | None = None
    room: str = ""
    percent: int = 0
    taken: int = 0


def offers_now(museum: Museum, facts: PublicFacts) -> list[Offer]:
    """Return the offers that hold, in staff's order. Raises ValueError for a naive time."""
    return [offer for offer in museum.offers if not why_not(offer, museum.site, facts)]


def why_not(offer: Offer, site: Site, facts: PublicFacts) -> list[WhyNot]:
    """Return every reason why an offer does not hold; empty when it holds. Raises ValueError for a naive time.

    What only a visitor's phone knows is not among them.
    """
    closes = closing(site, facts.now)
    found = [] if offer.approved_by else [WhyNot(Obstacle.NOT_APPROVED)]
    if closes is None:
        found.append(WhyNot(Obstacle.CLOSED, next_opening(site, facts.now)))
    elif closes - facts.now < dt.timedelta(minutes=offer.minutes):
        found.append(WhyNot(Obstacle.TOO_LATE))
    if offer.target is not None and offer.target in facts.closed:
        found.append(WhyNot(Obstacle.ROOM_CLOSED, facts.closed[offer.target], room=offer.target))
    if offer.times is not None:
        found += _times(offer.times, facts.now.astimezone(ZoneInfo(site.time_zone)))
    for condition in offer.conditions:
        found += _condition(condition, closes, facts)
    taken = facts.taken.get(offer.key, 0)
    if offer.limit is not None and taken >= offer.limit:
        found.append(WhyNot(Obstacle.ALL_TAKEN, taken=taken))
    return found


def _times(times: OfferTimes, local: dt.datetime) -> Iterator[WhyNot]:
    day, time = local.date(), local.time()
    if times.first_day and day < times.first_day:
        yield WhyNot(Obstacle.BEFORE)
    if times.last_day and day > times.last_day:
        yield WhyNot(Obstacle.AFTER)
    if times.weekdays and day.weekday() not in times.weekdays:
        yield WhyNot(Obstacle.WEEKDAY)
    if (times.begins and time < times.begins) or (times.ends and time >= times.ends):
        yield WhyNot(Obstacle.HOURS)


def _condition(
    condition: OfferCondition, closes: dt.datetime | None, facts: PublicFacts
) -> Iterator[WhyNot]:
    if isinstance(condition, RoomQuiet):
        room = facts.rooms.get(condition.room)
        if room is None or room.people is None:
            yield WhyNot(Obstacle.ROOM_UNKNOWN, room=condition.room)
        elif room.people > condition.share * room.capacity:
            percent = round(100 * room.people / room.capacity)
            yield WhyNot(Obstacle.ROOM_FULL, room=condition.room, percent=percent)
    elif isinstance(condition, LastMinutes):
        begins = None if closes is None else closes - dt.timedelta(minutes=condition.minutes)
        if begins is not None and facts.now < begins:
            yield WhyNot(Obstacle.NOT_YET_LAST, begins)
    elif isinstance(condition, Raining) and not facts.rains:
        yield WhyNot(Obstacle.DRY)

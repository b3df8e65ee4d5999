"""The rooms that need attention now, the most urgent first, each in one sentence."""

from __future__ import annotations

from msgspec import Struct

from tour_server.crowd.floor_plan import room_name
from tour_server.crowd.room_words import (
    Fullness,
    full_soon_in_words,
    fullness_of,
    minutes_until_full,
    people_in_words,
)
from tour_server.crowd.rooms_now import RoomState
from web.translations import gettext as _


class RoomAlert(Struct, frozen=True):
    """One room that needs attention. `words`: the sentence that follows the room's name."""

    room: str
    name: str
    fullness: Fullness
    words: str


def room_alerts(states: list[RoomState], languages: list[str]) -> list[RoomAlert]:
    """Return an alert for each full room, then for those that will be full, the soonest first, then the unknown."""
    found: list[tuple[tuple[int, float], RoomAlert]] = []
    for state in states:
        room, now = state.room, state.now
        fullness = fullness_of(now, room.capacity)
        minutes = minutes_until_full(now, room.capacity)
        people = people_in_words(now)
        if fullness is Fullness.FULL:
            urgency = (0, -(now.people or 0) / room.capacity)
            words = _("full: {people}, room for {capacity}.", people=people, capacity=room.capacity)
        elif minutes is not None:
            urgency = (1, minutes)
            people = people[:1].upper() + people[1:]
            words = _(
                "{soon}. {people}, room for {capacity}.",
                soon=full_soon_in_words(minutes),
                people=people,
                capacity=room.capacity,
            )
        elif fullness is Fullness.NOT_KNOWN:
            urgency = (2, 0.0)
            words = _("not known. {why}", why=now.why)
        else:
            continue
        found.append((urgency, RoomAlert(room.key, room_name(room, languages), fullness, words)))
    return [alert for _, alert in sorted(found, key=lambda pair: pair[0])]

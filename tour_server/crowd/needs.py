"""What duty staff should look at now, the most pressing first, each in one sentence."""

from __future__ import annotations

from msgspec import Struct

from tour_server.crowd.plan import name_of
from tour_server.crowd.rooms_now import RoomState
from tour_server.crowd.said import State, full_in, people_of, soon, state_of


class Need(Struct, frozen=True):
    """A room, what it is about, and the sentence that follows the room's name."""

    room: str
    name: str
    state: State
    words: str


def needs(states: list[RoomState], languages: list[str]) -> list[Need]:
    """Rooms that are full, then those that will be soon, the soonest first, then those that are not known."""
    found: list[tuple[tuple[int, float], Need]] = []
    for state in states:
        room, now = state.room, state.now
        is_now = state_of(now, room.capacity)
        minutes = full_in(now, room.capacity)
        if is_now is State.FULL:
            order = (0, -(now.people or 0) / room.capacity)
            words = f"full: {people_of(now)}, room for {room.capacity}."
        elif minutes is not None:
            order = (1, minutes)
            words = f"{soon(minutes)}. {_sentence(people_of(now))}, room for {room.capacity}."
        elif is_now is State.NOT_KNOWN:
            order = (2, 0.0)
            words = f"not known. {now.why}"
        else:
            continue
        found.append((order, Need(room.key, name_of(room, languages), is_now, words)))
    return [need for _, need in sorted(found, key=lambda pair: pair[0])]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]

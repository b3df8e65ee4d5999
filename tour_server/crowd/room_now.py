"""What the visitors' pages, the plan and the offers know of a room at this moment."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class RoomNow(Struct, frozen=True):
    """A room at this moment. `people`: counted, or None when not known; `capacity`: people, at least 1.

    Note: not known is neither empty nor full.
    """

    people: int | None
    capacity: int

    @property
    def full(self) -> bool:
        """True when the room is known to hold as many people as it may."""
        return self.people is not None and self.people >= self.capacity


def full_rooms(rooms: Mapping[str, RoomNow]) -> frozenset[str]:
    """Return the keys of the rooms that are known to be full."""
    return frozenset(key for key, room in rooms.items() if room.full)

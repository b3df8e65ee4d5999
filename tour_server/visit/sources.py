"""What the visitor's pages need from the rest of the server, and nothing more.

The composition root hands in an object of this shape; a test hands in its own. What a newcomer would get
wrong: `people` is None when nobody knows, and not known is neither empty nor full.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contract.bundle import Release


class RoomNow(Struct, frozen=True):
    """A room at this moment. `people`: counted, or None when not known; `capacity`: people, at least 1."""

    people: int | None
    capacity: int

    @property
    def full(self) -> bool:
        """True when the room is known to hold as many people as it may."""
        return self.people is not None and self.people >= self.capacity


class Sources(Protocol):
    """The crowd and the published release, as they are now. Called on each request, from any thread."""

    def occupancy(self) -> Mapping[str, RoomNow]:
        """Every room that somebody counts, by its key."""

    def release(self) -> Release | None:
        """What was published last, or None before the first time."""

    def sound_follows(self, block: str) -> bool:
        """True while the speech of a block of that release is being made."""

    def file(self, target: str) -> Path | None:
        """Where a target of the release lies, or None when the release has no such target."""


def full_rooms(rooms: Mapping[str, RoomNow]) -> frozenset[str]:
    """Keys of the rooms that are known to be full."""
    return frozenset(key for key, room in rooms.items() if room.full)

"""What the visitor's pages need from the rest of the server, and nothing more.

The composition root hands in an object of this shape; a test hands in its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from contract.bundle import Release
from tour_server.crowd.room_now import RoomNow


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

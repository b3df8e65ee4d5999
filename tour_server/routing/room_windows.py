"""When a visitor may be in a room: rooms that are closed, open later, or close before the others."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

LEAVING_SECONDS = 60
"""A stop ends so long before its room closes, for the way out of the room: 48 m at our walking pace. An assumption."""


class RoomWindow(Struct, frozen=True):
    """When a visitor may be in a room, in seconds from now. `closes` is None where it stays open."""

    opens: int = 0
    closes: int | None = None

    @property
    def closed_now(self) -> bool:
        """Whether nobody may be in it now."""
        return self.opens > 0 or (self.closes is not None and self.closes <= 0)

    def never_within(self, seconds: int) -> bool:
        """Return whether it is closed all the time from now until then."""
        return self.opens >= max(1, seconds) or (
            self.closes is not None and self.closes <= self.opens
        )

    def latest_start(self, stay: int, limit: int) -> int:
        """Return the latest start of a stop of `stay` seconds: it ends in time for leaving the room, and by `limit`."""
        return limit if self.closes is None else min(limit, self.closes - stay - LEAVING_SECONDS)


CLOSED = RoomWindow(closes=0)
OPEN = RoomWindow()

RoomWindows = Mapping[str, RoomWindow]
"""By room. An absent room is open as long as the museum is."""


def shut_rooms(windows: RoomWindows, seconds: int) -> frozenset[str]:
    """Return the rooms that no way may lead through: those that are not open from now until then.

    Note: so a way never leads through a room that closes later, also where the visitor would be through in time. What
    lies behind it would be closed off with the visitor in it.
    """
    return frozenset(
        room
        for room, window in windows.items()
        if window.opens > 0 or (window.closes is not None and window.closes < seconds)
    )

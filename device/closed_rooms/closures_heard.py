"""Keeps what the server says of closed rooms, for as long as each closure lasts.

Unlike offers, closures are not forgotten when the server falls silent: to send no visitor into an open room does less
harm than to send one into a closed room. One with an hour ends at that hour, heard again or not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Set

from contract.messages import ClosedRoomsNow
from contract.museum import Key


class ClosuresHeard:
    """The newest message about closed rooms. May be called from any thread."""

    def __init__(
        self, monotonic: Callable[[], float], wall_clock: Callable[[], float | None]
    ) -> None:
        """`wall_clock`: Unix seconds, None while the clock is not trusted.

        Without a trusted clock a closure lasts as long as it did when the server sent it: of a message that the broker
        kept meanwhile, a little longer than it should.
        """
        self._monotonic, self._wall_clock = monotonic, wall_clock
        self._lock = threading.Lock()
        self._newest: ClosedRoomsNow | None = None
        self._heard_at = 0.0

    def heard(self, message: ClosedRoomsNow) -> bool:
        """Take in what the server says. Returns whether other rooms are closed than before."""
        before = self.now()
        with self._lock:
            self._newest, self._heard_at = message, self._monotonic()
        return before != self.now()

    def now(self) -> Set[Key]:
        """Returns the rooms that are closed now, as far as the kiosk has heard."""
        with self._lock:
            newest, heard_at = self._newest, self._heard_at
        if newest is None:
            return frozenset()
        wall = self._wall_clock()
        moment = newest.sent + self._monotonic() - heard_at if wall is None else wall
        return frozenset(
            room for room, until in newest.rooms.items() if until is None or until > moment
        )

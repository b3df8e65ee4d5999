"""Boards as they were drawn last, so that fifty pages that show the same rooms cost one drawing.

The one thing a newcomer would get wrong: a board is the same as long as the rooms are the same *object*. RoomsNow
gives that one out until it looks again, so there is nothing to compare.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from tour_server.crowd.rooms_now import RoomState


class Boards:
    """Safe to ask from any thread; whoever asks while one is drawn waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawn: dict[str, tuple[list[RoomState], str, str]] = {}

    def of(self, name: str, states: list[RoomState], at: str, draw: Callable[[], str]) -> str:
        """The board `name` of these rooms at this minute, drawn only when it was not."""
        with self._lock:
            known = self._drawn.get(name)
            if known is None or known[0] is not states or known[1] != at:
                known = (states, at, draw())
                self._drawn[name] = known
            return known[2]

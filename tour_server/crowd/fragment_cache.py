"""Caches rendered HTML fragments, so that fifty pages that show the same rooms cost one rendering.

Note: a fragment is valid while the rooms are the same *object*. RoomsNow returns one object until it reads the database
again, so the rooms need not be compared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from tour_server.crowd.rooms_now import RoomState
from web.translations import chosen_language


class FragmentCache:
    """Keeps the last rendering of each fragment. Thread-safe: a thread waits while another renders."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # (name, language) -> rooms, at, html
        self._rendered: dict[tuple[str, str], tuple[list[RoomState], str, str]] = {}

    def get(self, name: str, rooms: list[RoomState], at: str, render: Callable[[], str]) -> str:
        """Return the fragment `name` for these rooms at this minute; `render` is called when it is not cached."""
        key = (name, chosen_language())
        with self._lock:
            cached = self._rendered.get(key)
            if cached is None or cached[0] is not rooms or cached[1] != at:
                cached = (rooms, at, render())
                self._rendered[key] = cached
            return cached[2]

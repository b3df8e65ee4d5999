"""Limits how many live pages may be open, because each occupies a thread of the server."""

from __future__ import annotations

import threading


class StreamSlots:
    """A fixed number of slots for open streams. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._lock = threading.Lock()
        self._limit = limit
        self._taken = 0

    @property
    def limit(self) -> int:
        """How many streams may be open."""
        return self._limit

    @property
    def taken(self) -> int:
        """How many streams are open now."""
        return self._taken

    def take(self) -> bool:
        """Take a slot. Returns False when all are taken; the page should then try again later."""
        with self._lock:
            if self._taken >= self._limit:
                return False
            self._taken += 1
            return True

    def free(self) -> None:
        """Give a slot back."""
        with self._lock:
            self._taken -= 1

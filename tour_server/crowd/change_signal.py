"""A signal that something changed, for the threads that stream live pages.

Note: nothing is queued for a listener. A change wakes the listeners, and each then reads the current state, so a page
is right again after any loss of the network.
"""

from __future__ import annotations

import threading


class ChangeSignal:
    """Wakes the threads that wait for a change. Thread-safe."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._number = 0
        self._closed = False

    @property
    def number(self) -> int:
        """How many changes there have been."""
        return self._number

    @property
    def closed(self) -> bool:
        """Whether `close` was called: streams end."""
        return self._closed

    def notify(self) -> None:
        """Count one change and wake all waiting threads."""
        with self._condition:
            self._number += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until there are more than `seen` changes, the signal is closed, or `seconds` have passed.

        Returns the number of changes.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._number > seen, seconds)
            return self._number

    def close(self) -> None:
        """End every stream, because the server stops."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

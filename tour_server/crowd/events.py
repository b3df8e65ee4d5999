"""Live pages: who waits for a change, and how many may.

The one thing a newcomer would get wrong: nothing is queued for a listener. A change only wakes them; each then
reads the whole state as it is, so that a page is right again after any drop of the network.
"""

from __future__ import annotations

import threading


class Changes:
    """Something has changed; whoever waits is woken. Any thread may call anything."""

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
        """Whether there will be no more; streams end."""
        return self._closed

    def changed(self) -> None:
        """Wakes all who wait."""
        with self._condition:
            self._number += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Returns at once when there was a change after number `seen`, else at one, or after `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._number > seen, seconds)
            return self._number

    def close(self) -> None:
        """Ends every stream: the server stops."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()


class Streams:
    """How many streams are open; each holds a thread of the server for as long as the page is open."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._open = 0

    @property
    def most(self) -> int:
        """How many may be open."""
        return self._most

    @property
    def open(self) -> int:
        """How many are open now."""
        return self._open

    def take(self) -> bool:
        """Takes a place. False when there is none: say so and let the page ask again later."""
        with self._lock:
            if self._open >= self._most:
                return False
            self._open += 1
            return True

    def give_back(self) -> None:
        """The page is gone."""
        with self._lock:
            self._open -= 1
